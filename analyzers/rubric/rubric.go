// Package rubric holds the rubric file: the service standards that interactions
// are judged by, as QA staff write them in YAML. It knows the syntax and what
// can be checked on the file alone, and reports all faults at once with line
// and column. What the rules mean for an interaction is package judge's.
package rubric

import "zhijian/lexicon"

// Rubric is a parsed rubric: the union of the documents of one file.
type Rubric struct {
	ID       string
	Version  string
	Name     string
	MinCover float64      // coverage below which an interaction is incomplete, 0..1
	Applies  lexicon.Text // when the rubric is in force at all; otherwise every item is na. Empty: always
	Sections []Section
	Groups   []Group
	Labels   []Label
	Items    []Item
	Acts     []lexicon.Act // acts of the rubric's own, beside the lexicon's

	File   string // name for messages
	Source []byte // the file as read; kept with the dataset
	SHA256 string // of Source
}

// document is one YAML document of a rubric file. A file may split a rubric
// over several; lists are joined in order.
type document struct {
	Rubric   *header       `yaml:"rubric,omitempty"`
	Sections []Section     `yaml:"sections,omitempty"`
	Groups   []Group       `yaml:"groups,omitempty"`
	Acts     []lexicon.Act `yaml:"acts,omitempty"`
	Labels   []Label       `yaml:"labels,omitempty"`
	Items    []Item        `yaml:"items,omitempty"`
}

type header struct {
	ID       string       `yaml:"id"`
	Version  string       `yaml:"version"`
	Name     string       `yaml:"name"`
	Schema   int          `yaml:"schema"`
	MinCover float64      `yaml:"min_coverage"`
	Applies  lexicon.Text `yaml:"applies"`
}

// Schema is the version of the rubric language that this program reads.
const Schema = 1

// Section groups items for scoring. The section's score is the share of its
// items' points that was earned; the total is the weighted mean of the sections
// in which something was evaluated.
type Section struct {
	ID     string `yaml:"id"`
	Name   string `yaml:"name"`
	Weight int    `yaml:"weight"` // share of the total; all weights add up to 100
	Why    string `yaml:"why"`    // why it weighs what it weighs
	Pos    `yaml:"-"`
}

// Group bounds what the failed items of a group can cost together.
type Group struct {
	ID  string `yaml:"id"`
	Cap int    `yaml:"cap"` // most points that the group loses
	Pos `yaml:"-"`
}

// Severity is how much a failed item matters.
type Severity string

// The severities. A fatal fail sets the final score to 0, see Item.Fatal.
const (
	Minor Severity = "minor"
	Major Severity = "major"
	Fatal Severity = "fatal"
)

// FatalScope is what a fatal fail zeroes.
type FatalScope string

// What a fatal fail does: zero the whole form (the default), its section, or
// nothing but raise the flag.
const (
	FatalForm    FatalScope = "form"
	FatalSection FatalScope = "section"
	FatalFlag    FatalScope = "flag"
)

// Status says how far an item is trusted.
type Status string

// The states of an item. Experimental items are reported and not scored;
// deprecated ones are scored and named by lint.
const (
	Stable       Status = "stable"
	Experimental Status = "experimental"
	Deprecated   Status = "deprecated"
)

// Item is one standard.
type Item struct {
	ID         string       `yaml:"id"`
	Name       string       `yaml:"name"` // Chinese, shown to users
	Section    string       `yaml:"section"`
	Kind       string       `yaml:"kind"` // procedure, politeness, forbidden, timing or record
	Status     Status       `yaml:"status,omitempty"`
	Severity   Severity     `yaml:"severity,omitempty"`
	Fatal      FatalScope   `yaml:"fatal,omitempty"`
	Weight     int          `yaml:"weight"` // points that a pass earns
	Deduct     *Deduct      `yaml:"deduct,omitempty"`
	Bonus      *Bonus       `yaml:"bonus,omitempty"`
	Group      string       `yaml:"group,omitempty"`    // items of a group share a cap
	Overlaps   []string     `yaml:"overlaps,omitempty"` // items that may punish the same words, on purpose
	Source     string       `yaml:"source"`
	Coaching   string       `yaml:"coaching"` // what to say instead
	Notes      string       `yaml:"notes,omitempty"`
	KnownFalse string       `yaml:"known_false_positives,omitempty"`
	Channels   []string     `yaml:"channels,omitempty"` // other channels: na
	Valid      *Validity    `yaml:"valid,omitempty"`
	Needs      []string     `yaml:"needs,omitempty"`
	Find       []Finder     `yaml:"find,omitempty"`
	Applies    lexicon.Text `yaml:"applies,omitempty"`
	Pass       lexicon.Text `yaml:"pass,omitempty"`
	Fail       lexicon.Text `yaml:"fail,omitempty"`
	Tests      []Test       `yaml:"tests,omitempty"`
	Pos        `yaml:"-"`
}

// Deduct makes a fail cost by the hit instead of all points at once.
type Deduct struct {
	PerHit int `yaml:"per_hit"`
	Grace  int `yaml:"grace"` // hits that cost nothing
	Cap    int `yaml:"cap"`   // most points that are lost; 0: the item's weight
}

// Bonus grants points above the item's weight, one lot for each credit hit.
type Bonus struct {
	PerHit int `yaml:"per_hit"`
	Cap    int `yaml:"cap"`
}

// Validity bounds the batch dates (YYYY-MM-DD, inclusive) on which an item is in force.
type Validity struct {
	From  string `yaml:"from,omitempty"`
	Until string `yaml:"until,omitempty"`
}

// Label is a classification of the interaction, not scored.
type Label struct {
	ID      string   `yaml:"id"`
	Name    string   `yaml:"name,omitempty"`
	Source  string   `yaml:"source,omitempty"`
	Values  []string `yaml:"values"`
	Find    []Finder `yaml:"find,omitempty"`
	Choose  []Choice `yaml:"choose"`
	Default string   `yaml:"default"`
	Notes   string   `yaml:"notes,omitempty"`
	Tests   []Test   `yaml:"tests,omitempty"`
	Pos     `yaml:"-"`
}

// Choice gives a label its value when its condition is the first that holds.
type Choice struct {
	Value string       `yaml:"value"`
	When  lexicon.Text `yaml:"when"`
}

// Finder looks for something in the turns and gives its name to what it found.
type Finder struct {
	ID               string   `yaml:"id"`
	Act              string   `yaml:"act,omitempty"`
	Acts             []string `yaml:"acts,omitempty"`
	lexicon.Matchers `yaml:",inline"`
	Turn             lexicon.Text `yaml:"turn,omitempty"` // condition on measures of a turn
	Who              string       `yaml:"who,omitempty"`  // agent (default), customer or any
	Where            *Where       `yaml:"where,omitempty"`
	NotLast          bool         `yaml:"not_last,omitempty"` // only turns after which the same side speaks again
	Whole            bool         `yaml:"whole,omitempty"`    // rivals are weighed over all the turns together instead of each turn
	After            *Relative    `yaml:"after,omitempty"`
	Before           *Relative    `yaml:"before,omitempty"`
	Around           *Relative    `yaml:"around,omitempty"`
	Guards           []string     `yaml:"guards,omitempty"`
	Tier             []string     `yaml:"tier,omitempty"`
	Fuzzy            bool         `yaml:"fuzzy,omitempty"`
	Polarity         string       `yaml:"polarity,omitempty"` // violation, credit or context; default by use
	Pos              `yaml:"-"`
}

// Where limits a finder to some of the turns of its side.
type Where struct {
	First        int     `yaml:"first,omitempty"`
	Last         int     `yaml:"last,omitempty"`
	LastFraction float64 `yaml:"last_fraction,omitempty"` // of the side's turns, rounded up
	FromMS       int64   `yaml:"from_ms,omitempty"`       // turns that begin at or after
	ToMS         int64   `yaml:"to_ms,omitempty"`         // turns that begin before; 0: no limit
}

// Relative limits a finder to the neighbourhood of another finder's hits.
type Relative struct {
	Of    string       `yaml:"of"`
	Pick  string       `yaml:"pick,omitempty"`  // any (default), each, first, last
	Nth   int          `yaml:"nth,omitempty"`   // the nth anchor, from 1, instead of pick
	Turns lexicon.Text `yaml:"turns,omitempty"` // number of turns of the finder's side, or all
	Same  string       `yaml:"same,omitempty"`  // true: the anchor's own turn too; after or before: its text behind or ahead of the anchor
}

// Test is a dialogue with the verdict that it must get.
type Test struct {
	Name   string         `yaml:"name"`
	Turns  []lexicon.Text `yaml:"turns"`
	Fields map[string]any `yaml:"fields,omitempty"`
	Want   string         `yaml:"want"`
	At     *int           `yaml:"at,omitempty"`
	Pos    `yaml:"-"`
}

// Pos is where something stands in its file, both from 1.
type Pos struct {
	Line, Column int
}
