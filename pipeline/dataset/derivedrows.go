package dataset

import "time"

// The rows of the derived tables follow the rules of rows.go. Each carries the
// run id of the date that it is about, so that it can be joined with the rows
// that it was made from. Shares have the ends of their 95 % interval (Wilson);
// columns named _n say how many interactions a sum is of.

// AgentDay is one row of the table agents_daily: what an agent did in one
// channel and queue. Sums can be added up over rows.
type AgentDay struct {
	RunID string `parquet:"run_id,dict"`

	Team      string `parquet:"team,optional,dict"`
	AgentID   string `parquet:"agent_id,optional,dict"`
	AgentName string `parquet:"agent_name,optional,dict"` // the first one of the date
	Channel   string `parquet:"channel,dict"`
	Queue     string `parquet:"queue,optional,dict"`

	Interactions int64    `parquet:"interactions"`
	Scored       int64    `parquet:"scored"`        // of status scored: what the scores are of
	ScoreSum     float64  `parquet:"score_sum"`     // of score_final
	ScoreSquares float64  `parquet:"score_squares"` // sum of the squares, for the spread
	ScoreMean    *float64 `parquet:"score_mean,optional"`
	ScoreLow     *float64 `parquet:"score_low,optional"` // 95 % interval of the mean (Student); null for fewer than two
	ScoreHigh    *float64 `parquet:"score_high,optional"`

	Fatal     int64   `parquet:"fatal"`
	FatalLow  float64 `parquet:"fatal_low"` // of the share of the interactions
	FatalHigh float64 `parquet:"fatal_high"`

	Angry        int64   `parquet:"angry"` // interactions whose customer was angry
	Anxious      int64   `parquet:"anxious"`
	Disappointed int64   `parquet:"disappointed"`
	AngryLow     float64 `parquet:"angry_low"`
	AngryHigh    float64 `parquet:"angry_high"`

	Complaints        int64 `parquet:"complaints"`         // of intent complaint
	ServiceComplaints int64 `parquet:"service_complaints"` // of the service or the agent
	Pending           int64 `parquet:"pending"`
	Unresolved        int64 `parquet:"unresolved"`
	FollowUps         int64 `parquet:"follow_ups"` // interactions with follow_up_needed
	Night             int64 `parquet:"night"`      // of shift night

	Turns int64 `parquet:"turns"`
	Chars int64 `parquet:"chars"`

	HandleN        int64   `parquet:"handle_n"` // interactions with a duration
	HandleMS       int64   `parquet:"handle_ms"`
	HandleSquares  float64 `parquet:"handle_squares"` // of milliseconds
	HandleMaxMS    *int64  `parquet:"handle_max_ms,optional"`
	TalkN          int64   `parquet:"talk_n"`
	TalkRatioSum   float64 `parquet:"talk_ratio_sum"`
	SilenceN       int64   `parquet:"silence_n"`
	SilenceMS      int64   `parquet:"silence_ms"`
	InterruptionsN int64   `parquet:"interruptions_n"`
	Interruptions  int64   `parquet:"interruptions"`
	RateN          int64   `parquet:"rate_n"`
	RateSum        float64 `parquet:"rate_sum"` // of agent_chars_per_min
	FirstReplyN    int64   `parquet:"first_reply_n"`
	FirstReplyMS   int64   `parquet:"first_reply_ms"`
	FirstReplyMax  *int64  `parquet:"first_reply_max_ms,optional"`
	MaxReplyN      int64   `parquet:"max_reply_n"`
	MaxReplyMS     int64   `parquet:"max_reply_ms"` // sum of the longest waits
	MaxReplyMax    *int64  `parquet:"max_reply_max_ms,optional"`

	Intents []LabelCount `parquet:"intents,list"` // the case mix, without what could not be told
	Items   []ItemCount  `parquet:"items,list"`   // those that were evaluated at least once, in the rubric's order
}

// LabelCount is how many interactions have a value of a label.
type LabelCount struct {
	Value        string `parquet:"value,dict"`
	Interactions int64  `parquet:"interactions"`
}

// ItemCount is how often an item was evaluated and failed.
type ItemCount struct {
	ItemID    string `parquet:"item_id,dict"`
	Evaluated int64  `parquet:"evaluated"`
	Failed    int64  `parquet:"failed"`
}

// TermDay is one row of the table terms_daily: a content word that one side said
// in interactions of one intent.
type TermDay struct {
	RunID string `parquet:"run_id,dict"`

	Role         string  `parquet:"role,dict"` // agent or customer
	Term         string  `parquet:"term,dict"`
	Class        string  `parquet:"class,dict"`           // word class of the dictionary: n, v, a, ...
	Intent       string  `parquet:"intent,optional,dict"` // null: could not be told
	Interactions int64   `parquet:"interactions"`         // that contain it
	Occurrences  int64   `parquet:"occurrences"`
	Of           int64   `parquet:"total"`     // interactions of this intent in which this side said anything
	ShareLow     float64 `parquet:"share_low"` // 95 % interval of interactions / of
	ShareHigh    float64 `parquet:"share_high"`
}

// Alert is one row of the table alerts: a count of the date beside its own
// history.
type Alert struct {
	RunID string `parquet:"run_id,dict"`

	Kind    string `parquet:"kind,dict"`             // complaint, intent, item or term
	Subject string `parquet:"subject,optional,dict"` // which intent, item or term; of complaints intent or service
	Queue   string `parquet:"queue,optional,dict"`   // null: all queues together
	Status  string `parquet:"status,dict"`           // alert, normal, or too_little_history

	Observed   int64    `parquet:"observed"`
	Of         int64    `parquet:"total"`               // interactions, or evaluations of an item
	Expected   *float64 `parquet:"expected,optional"`   // from the earlier dates; this and what follows is null with too little history
	Low        *float64 `parquet:"low,optional"`        // what 95 of 100 dates like this one would show
	High       *float64 `parquet:"high,optional"`       //
	Threshold  *int64   `parquet:"threshold,optional"`  // the least count that is an alert
	P          *float64 `parquet:"p,optional"`          // of so many or more
	Q          *float64 `parquet:"q,optional"`          // p corrected for the number of tests of the kind (Benjamini-Hochberg)
	Dispersion *float64 `parquet:"dispersion,optional"` // how many times Poisson's the variance of the earlier dates is, 1 at least

	HistoryDates int32  `parquet:"history_dates"`
	SameWeekday  int32  `parquet:"same_weekday"` // of them
	HistoryFrom  string `parquet:"history_from,optional,dict"`
}

// RepeatContact is one row of the table repeat_contacts: a customer of the date
// who was there before.
type RepeatContact struct {
	RunID string `parquet:"run_id,dict"`

	CustomerID string `parquet:"customer_id"`
	IDKind     string `parquet:"id_kind,dict"` // pseudonym, plain, or masked: several people can have the same masked id

	Interactions int32 `parquet:"interactions"` // in the window, those of the date included
	OnDate       int32 `parquet:"on_date"`
	Dates        int32 `parquet:"dates"`  // on how many batch dates
	Agents       int32 `parquet:"agents"` // how many served
	Earlier      int32 `parquet:"earlier"`
	Unresolved   int32 `parquet:"unresolved"`  // of the earlier ones: pending or unresolved
	SameIntent   int32 `parquet:"same_intent"` // of the earlier ones: of the last one's intent
	Complaints   int32 `parquet:"complaints"`  // of all

	FirstDate string     `parquet:"first_date,dict"` // batch date of the first
	FirstID   string     `parquet:"first_interaction_id"`
	FirstAt   *time.Time `parquet:"first_at,optional,timestamp(millisecond:utc)"`
	LastID    string     `parquet:"last_interaction_id"` // of this date
	LastAt    *time.Time `parquet:"last_at,optional,timestamp(millisecond:utc)"`

	Intent     string `parquet:"intent,optional,dict"`     // of the last
	Resolution string `parquet:"resolution,optional,dict"` // of the last

	PreviousDate       string `parquet:"previous_date,dict"` // of the one before the last
	PreviousID         string `parquet:"previous_interaction_id"`
	PreviousIntent     string `parquet:"previous_intent,optional,dict"`
	PreviousResolution string `parquet:"previous_resolution,optional,dict"`
	PreviousAgentID    string `parquet:"previous_agent_id,optional,dict"`
	SinceMS            *int64 `parquet:"since_previous_ms,optional"` // from start to start
}

// CoachingCase is one row of the table coaching_cases: one thing to talk about
// with one agent.
type CoachingCase struct {
	RunID string `parquet:"run_id,dict"` // of the case's interaction

	AgentID       string `parquet:"agent_id,dict"`
	AgentName     string `parquet:"agent_name,optional,dict"`
	Team          string `parquet:"team,optional,dict"`
	Position      int32  `parquet:"position"` // among the agent's cases, from 1
	Kind          string `parquet:"kind,dict"`
	ItemID        string `parquet:"item_id,dict"`
	CaseDate      string `parquet:"case_date,dict"` // batch date of the interaction
	InteractionID string `parquet:"interaction_id"`
	Channel       string `parquet:"channel,dict"`
	Queue         string `parquet:"queue,optional,dict"`
	Intent        string `parquet:"intent,optional,dict"`
	BeginTurn     *int32 `parquet:"begin_turn,optional"` // the clip: turns [begin, end); null when no turn shows it
	EndTurn       *int32 `parquet:"end_turn,optional"`
	Reason        string `parquet:"reason"`

	Failed     *int64   `parquet:"failed,optional"` // the skill of the agent beside comparable peers; null when the sample was too small
	Evaluated  *int64   `parquet:"evaluated,optional"`
	Expected   *float64 `parquet:"expected,optional"`   // fails that peers would have had in the same cases
	Difference *float64 `parquet:"difference,optional"` // of the fail shares, within like cases
	Low        *float64 `parquet:"low,optional"`
	High       *float64 `parquet:"high,optional"`
	Q          *float64 `parquet:"q,optional"`

	ExampleAgentID       string `parquet:"example_agent_id,optional,dict"` // a colleague who did it well; null when there is none
	ExampleDate          string `parquet:"example_date,optional,dict"`
	ExampleInteractionID string `parquet:"example_interaction_id,optional"`
}

func (r *AgentDay) own(id string)      { fill(&r.RunID, id) }
func (r *TermDay) own(id string)       { fill(&r.RunID, id) }
func (r *Alert) own(id string)         { fill(&r.RunID, id) }
func (r *RepeatContact) own(id string) { fill(&r.RunID, id) }
func (r *CoachingCase) own(id string)  { fill(&r.RunID, id) }

// fill keeps a run id that is there: rows can be about several dates.
func fill(field *string, id string) {
	if *field == "" {
		*field = id
	}
}
