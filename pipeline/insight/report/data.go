// Package report makes one self-contained page of a period: HTML with its styles,
// script and drawings inside, which opens without a network and prints. Build
// reads the published tables, Write writes the page. The same tables give the
// same bytes.
//
// All text that comes from interactions is hostile. It reaches the page through
// html/template alone, never as HTML, script or style of its own; the policy of
// the page forbids every other script, style, image, frame and request.
package report

import (
	"zhijian/pipeline/insight/coach"
	"zhijian/pipeline/insight/report/words"
)

// SmallSample is the size below which a number says too little to act on.
const SmallSample = 20

// Data is all that the page shows. Its lists are bounded by Build.
type Data struct {
	Dates      []string // batch dates, YYYY-MM-DD, ascending
	Baseline   []string // earlier dates that the period is compared with; may be empty
	Filter     []Choice // what of the dates was chosen; empty: everything
	Reworded   bool     // rubric or lexicon are not the same on all dates and those before
	Unmasked   bool     // some date holds personal data as they were said
	Overview   Overview
	Politeness Family
	Forbidden  Family
	Procedure  Family
	Timing     Timing
	People     People
	Customers  Customers
	Topics     Topics
	Scripts    Scripts
	Coaching   Coaching
	Sources    []Source
}

// Choice is a filter that was set.
type Choice struct {
	Name   words.Text
	Values []string
}

// Source says what the rows of a date were made with.
type Source struct {
	Day, RunID, Rubric, RubricSHA256, LexiconSHA256, GSE, Version, Mask string
}

// Estimate is a value with the bounds of its 95 % interval. Of N = 0 nothing is
// known.
type Estimate struct {
	N             int64 // size of the sample
	K             int64 // of these have the property, for a share
	Value, Lo, Hi float64
}

// Known reports whether there is a value.
func (e Estimate) Known() bool { return e.N > 0 }

// Small reports whether the sample is too small to act on.
func (e Estimate) Small() bool { return e.N < SmallSample }

// Sure reports whether the interval leaves out zero: for differences.
func (e Estimate) Sure() bool { return e.N > 0 && (e.Lo > 0 || e.Hi < 0) }

// Overview is the first page.
type Overview struct {
	Read, Scored, Rejected, Duplicate int64 // of the dates, whatever the filter
	Chosen                            int64 // interactions that the filter leaves
	Agents, Customers                 int64 // how many different ones; Customers is 0 when not counted
	Score                             Estimate
	ScoreChange                       Estimate
	Median                            float64
	Fatal                             Estimate
	Incomplete, Unscored              int64
	Coverage                          float64 // mean
	Scores                            [10]int64
	Zeroed                            int64 // of the first of Scores: 0 by a fatal fail
	Coverages                         [10]int64
	Rejects                           []Count
	Rejected20                        []Reject // the first few
	Days                              []Day
	Alerts                            []Alert
	MoreAlerts                        int
	AlertsKnown                       bool // the counts that alerts need are there
}

// Count is how often something occurs.
type Count struct {
	Name words.Text
	Code string
	N    int64
}

// Reject is a record that was not scored.
type Reject struct {
	Day, File, Member, ID, Detail string
	Line                          int64 // 0: unknown
	Reason                        words.Text
}

// Day is one date in numbers.
type Day struct {
	Day              string
	N                int64
	Score            Estimate
	Fatal, Complaint Estimate
}

// Alert is something that left its own history.
type Alert struct {
	kind     string
	Day      string
	What     words.Text // such as complaints, or a term
	Term     string     // empty: not about a term
	Observed int64
	Expected float64
	Lo, Hi   float64 // what 95 of 100 such dates would show
	Queue    string  // empty: all queues together
	Chance   float64 // how likely that many or more are by chance
}

// Family is a page of items of a kind.
type Family struct {
	ID        string
	Fails     bool // rates are of fails, which are rare
	Sections  []Section
	Excerpts  []Excerpt // words that broke an item
	Violating int64     // interactions that broke one, of which Excerpts are some
}

// Section is the items of a section of the rubric.
type Section struct {
	ID    string
	Name  words.Text
	Items []Item
}

// Item is a rubric item in numbers.
type Item struct {
	ID, Severity     string
	Name             words.Text
	Source, Coaching string
	Rate             Estimate // share of passes (of fails, if the family says so) in passes and fails
	Change           Estimate // of Rate against the baseline; N = 0 when there is none
	NA, NotEvaluated int64
	Days             []Estimate // the rate of each date of the period
}

// Excerpt is a stretch of an interaction that shows something.
type Excerpt struct {
	Item   words.Text
	Agent  coach.Agent
	Source coach.Source
	Clip   coach.Clip
}

// Timing is the page of times.
type Timing struct {
	Items     Family
	Measures  []Measure
	Intervals int // of Measures by channel that have too few values
}

// Measure is the distribution of a measured value.
type Measure struct {
	ID      string
	Name    words.Text
	Unit    Unit
	Limit   *float64 // what the standards ask for, if they do
	Strips  []Strip
	Explain words.Text
}

// Unit of a measure.
type Unit string

// The units.
const (
	InMilliseconds Unit = "ms"
	AsShare        Unit = "share"
	PerMinute      Unit = "per_minute"
	Counted        Unit = "times"
)

// Strip is the distribution in a channel.
type Strip struct {
	Channel   words.Text
	N         int64
	Unknown   int64
	Quantiles [5]float64 // 5, 25, 50, 75 and 95 per cent
}

// People is the page of teams and agents.
type People struct {
	Teams      []Member
	Agents     []Member
	KnownTeams int64   // teams that there are; Teams may be fewer
	Known      int64   // agents that there are; Agents may be fewer
	Unknown    int64   // interactions without an agent
	Crowded    bool    // there are too many agents to compare
	Spread     float64 // standard deviation of a score within its stratum
	Angry      []Exposure
	MoreOf     int64 // agents with angry customers; Angry may be fewer
	Skills     []Skill
	Told       int // findings that there are; Skills may be fewer
	Tested     int // comparisons that were made
}

// Member is an agent, or a team, beside those who served the like.
type Member struct {
	ID, Name, Team string
	N              int64
	Score          Estimate // mean of the scores
	Adjusted       Estimate // difference to the scores of others in the same strata
	Fatal          int64
	Stands         Standing
}

// Differs reports whether the member surely differs from its peers.
func (m Member) Differs() bool { return m.Stands == Higher || m.Stands == Lower }

// Standing is how a member stands beside its peers.
type Standing string

// The standings.
const (
	Level  Standing = "level"
	Higher Standing = "higher"
	Lower  Standing = "lower"
	TooFew Standing = "too_few"
)

// Exposure is how often an agent met an angry customer.
type Exposure struct {
	ID, Name, Team string
	Rate           Estimate
	Expected       float64 // share at the same queues and channels
	Stands         Standing
}

// Skill is an item in which an agent differs from peers.
type Skill struct {
	Agent           coach.Agent
	Item            words.Text
	Fails, N, Peers int64
	Rate, PeerRate  float64
	Diff            Estimate // of the fail rates: positive is weaker
	Weaker          bool
}

// Customers is the page of what customers came with and how they left.
type Customers struct {
	N           int64
	Intents     []Share
	Emotions    []Share
	Resolutions []Share
	Priorities  []Share
	Complaint   Estimate // of the service itself
	FollowUp    Estimate
	Repeat      Repeat
}

// Share is one value of a label.
type Share struct {
	Name     words.Text
	Rate     Estimate
	Change   Estimate
	Resolved Estimate // of those with this value
	Angry    Estimate
	Days     []Estimate
}

// Repeat is about customers who came again.
type Repeat struct {
	Known     int64 // interactions with a customer id
	Customers int64 // who came more than once
	Contacts  int64 // their interactions
	Counted   bool  // the counts are there
	Rows      []Return
}

// Return is a customer who came again.
type Return struct {
	Customer    string
	Contacts    int64
	First, Last string
	Agents      int64      // how many served
	Intent      words.Text // of the last contact
	Resolution  words.Text
	Masked      bool // several people can have the same masked id
}

// Topics is the page of terms and trends.
type Topics struct {
	Terms   []Term
	Known   int        // terms that rose; Terms may be fewer
	Missing words.Text // why there are none
	Whole   bool       // terms are of all interactions, though the page is of some
	Trends  []Share    // complaints, repairs and the like over the days
}

// Term is a word that customers say more often than before.
type Term struct {
	Word          string
	N, Before     int64   // interactions with it
	Rate, Earlier float64 // per thousand interactions
	Likelihood    float64 // Dunning's G²
	Intent        words.Text
}

// Scripts is the page of what was said well.
type Scripts struct {
	Groups []Group
	Looked int64 // interactions that qualify
}

// Group is what was said well for one item.
type Group struct {
	Item    words.Text
	Scripts []Script
}

// Script is something worth sharing.
type Script struct {
	Words   string
	item    string
	Excerpt Excerpt
}

// Coaching is the page of cases to talk about.
type Coaching struct {
	Agents   []Coached
	Known    int       // agents that there are; cases were looked for for fewer
	Cases    int       // cases that are shown
	Outcomes []Outcome // of what was coached before
	Followed int       // outcomes that there are; Outcomes may be fewer
}

// Outcome is what became of a skill that was coached: shares of fails before and
// after, beside those of the others.
type Outcome struct {
	Agent                   coach.Agent
	Item                    words.Text
	Trend                   coach.Trend
	Since                   string // the last day of before
	Before, After, Change   Estimate
	PeersBefore, PeersAfter Estimate
}

// Coached is an agent's cases.
type Coached struct {
	Agent   coach.Agent
	Summary coach.Summary
	Cases   []Case
}

// Case is a case with its whole interaction.
type Case struct {
	coach.Case
	Whole *coach.Clip // nil when it was left out for its length
}
