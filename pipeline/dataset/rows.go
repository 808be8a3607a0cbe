package dataset

import "time"

// SchemaVersion is the version of the tables' columns. Adding a column keeps it;
// renaming, retyping or dropping one takes a new version.
const SchemaVersion = "1"

// How the row types stand for null: a pointer is null when nil. A string tagged
// optional is null when empty, an integer tagged optional without a pointer when
// zero; these fields have no meaning for the empty or zero value. Optional fields
// of list elements must be pointers (see encoder.write). Lists are never null: a
// nil slice is written as an empty list. RunID is what Stage says, whatever rows hold.

// Interaction is one row of the table interactions: a scored interaction.
type Interaction struct {
	RunID         string `parquet:"run_id,dict"`
	InteractionID string `parquet:"interaction_id"`

	Channel      string     `parquet:"channel,dict"`
	StartedAt    *time.Time `parquet:"started_at,optional,timestamp(millisecond:utc)"` // nil when unknown; below 1 ms is cut off
	AgentID      string     `parquet:"agent_id,optional,dict"`
	AgentName    string     `parquet:"agent_name,optional,dict"`
	Team         string     `parquet:"team,optional,dict"`
	CustomerID   string     `parquet:"customer_id,optional"`
	CustomerTier string     `parquet:"customer_tier,optional,dict"`
	Queue        string     `parquet:"queue,optional,dict"`

	TurnCount     int32  `parquet:"turn_count,dict"`     // turns of all roles
	AgentTurns    int32  `parquet:"agent_turns,dict"`    // turns of role agent
	CustomerTurns int32  `parquet:"customer_turns,dict"` // turns of role customer
	Chars         int32  `parquet:"chars,dict"`          // characters (code points) of all turns
	DurationMS    *int64 `parquet:"duration_ms,optional"`

	Status        string         `parquet:"status,dict"`               // scored or incomplete
	ScoreRaw      *float64       `parquet:"score_raw,optional,dict"`   // 0..100 before fatal effects; nil when no item could be evaluated
	ScoreFinal    *float64       `parquet:"score_final,optional,dict"` // 0..100; nil as ScoreRaw
	Coverage      float64        `parquet:"coverage,dict"`             // 0..1, share of the applicable weight that was evaluated
	Fatal         bool           `parquet:"fatal"`
	FatalItems    []string       `parquet:"fatal_items,list" parquet-element:",dict"` // ids of the items that made it fatal
	SectionScores []SectionScore `parquet:"section_scores,list"`

	Intent           string `parquet:"intent,optional,dict"` // labels are null when they could not be told
	Priority         string `parquet:"priority,optional,dict"`
	CustomerEmotion  string `parquet:"customer_emotion,optional,dict"`
	Resolution       string `parquet:"resolution,optional,dict"`
	ServiceComplaint bool   `parquet:"service_complaint"`
	FollowUpNeeded   bool   `parquet:"follow_up_needed"`
	Shift            string `parquet:"shift,optional,dict"` // null when the start is unknown

	TalkRatio        *float64 `parquet:"talk_ratio,optional"` // the timing metrics are nil when turn times are missing
	SilenceMS        *int64   `parquet:"silence_ms,optional"`
	Interruptions    *int32   `parquet:"interruptions,optional,dict"`
	AgentCharsPerMin *float64 `parquet:"agent_chars_per_min,optional"`
	FirstReplyMS     *int64   `parquet:"first_reply_ms,optional"`
	MaxReplyMS       *int64   `parquet:"max_reply_ms,optional"`

	SourceFile string `parquet:"source_file,dict"`
	SourceLine int64  `parquet:"source_line,optional"` // from 1; 0 (null) when the format has no lines
}

// SectionScore is the score of one section of the rubric in one interaction.
type SectionScore struct {
	Section  string   `parquet:"section,dict"`
	Points   int32    `parquet:"points,dict"`         // earned
	Possible int32    `parquet:"possible,dict"`       // of the items that were evaluated
	Weight   float64  `parquet:"weight,dict"`         // of the section in the total
	Score    *float64 `parquet:"score,optional,dict"` // 0..100; nil when nothing of the section was evaluated
}

// Item is one row of the table items: the verdict on one rubric item.
type Item struct {
	RunID         string `parquet:"run_id,dict"`
	InteractionID string `parquet:"interaction_id,dict"`

	ItemID      string `parquet:"item_id,dict"`
	Section     string `parquet:"section,dict"`
	Kind        string `parquet:"kind,dict"`
	Verdict     string `parquet:"verdict,dict"`         // pass, fail, na or not_evaluated
	Reason      string `parquet:"reason,optional,dict"` // why na or not_evaluated, or how it was decided
	Severity    string `parquet:"severity,dict"`        // fatal, major or minor
	Points      int32  `parquet:"points,dict"`          // earned, after caps
	Possible    int32  `parquet:"possible,dict"`        // 0 when na or not evaluated
	Deducted    int32  `parquet:"deducted,dict"`        // before caps
	FatalEffect bool   `parquet:"fatal_effect"`         // this verdict made the interaction fatal
	Hits        int32  `parquet:"hits,dict"`            // pieces of evidence that count, suppressed ones left out
}

// Hit is one row of the table hits: a piece of evidence in one turn, in a window
// of turns or in a field. Rows with the same HitID in one interaction are one
// piece of evidence that runs over several turns.
type Hit struct {
	RunID         string `parquet:"run_id,dict"`
	InteractionID string `parquet:"interaction_id,dict"`

	HitID        int32  `parquet:"hit_id,dict"` // unique within the interaction, from 0
	ItemID       string `parquet:"item_id,dict"`
	RuleID       string `parquet:"rule_id,dict"`
	TurnIndex    *int32 `parquet:"turn_index,optional,dict"` // from 0; nil for evidence from fields
	Role         string `parquet:"role,optional,dict"`       // of the turn; null for evidence from fields
	BeginByte    *int32 `parquet:"begin_byte,optional,dict"` // the span [begin, end) in the stored turn text;
	EndByte      *int32 `parquet:"end_byte,optional,dict"`   // all four are nil for a window or a field
	BeginChar    *int32 `parquet:"begin_char,optional,dict"`
	EndChar      *int32 `parquet:"end_char,optional,dict"`
	BeginMS      *int64 `parquet:"begin_ms,optional"`     // of the turn, from the start of the interaction
	Text         string `parquet:"text,optional,dict"`    // the evidence as shown to a reader, masked
	Matched      string `parquet:"matched,optional,dict"` // what the rule matched, masked
	Polarity     string `parquet:"polarity,dict"`         // violation or credit
	Tier         string `parquet:"tier,dict"`             // exact, pattern, similar, homophone, metric, field or absence
	Score        int32  `parquet:"score,dict"`            // 0..100, how sure the match is
	Nearest      string `parquet:"nearest,optional,dict"` // the example behind a similar hit
	SuppressedBy string `parquet:"suppressed_by,optional,dict"`
}

// Turn is one row of the table turns: one turn of a scored interaction.
type Turn struct {
	RunID         string `parquet:"run_id,dict"`
	InteractionID string `parquet:"interaction_id,dict"`

	TurnIndex int32    `parquet:"turn_index,dict"` // from 0
	Role      string   `parquet:"role,dict"`
	BeginMS   *int64   `parquet:"begin_ms,optional"` // from the start of the interaction
	EndMS     *int64   `parquet:"end_ms,optional"`
	Text      string   `parquet:"text"`                                // masked; may be empty, never null
	Masked    []Masked `parquet:"masked,list"`                         // in text order
	Tokens    []string `parquet:"tokens,list" parquet-element:",dict"` // masked alike
	Acts      []string `parquet:"acts,list" parquet-element:",dict"`
	Emotion   string   `parquet:"emotion,optional,dict"`
}

// Masked is a stretch [BeginChar, EndChar) of a turn's text that was masked.
type Masked struct {
	Type      string `parquet:"type,dict"`
	BeginChar int32  `parquet:"begin_char,dict"`
	EndChar   int32  `parquet:"end_char,dict"`
}

// Reject is one row of the table rejects: a record, or a whole file, that was
// not scored. It carries no text of the conversation.
type Reject struct {
	RunID         string `parquet:"run_id,dict"`
	InteractionID string `parquet:"interaction_id,optional"` // null when unknown

	SourceFile string `parquet:"source_file,dict"`
	Member     string `parquet:"member,optional,dict"` // name inside an archive
	Line       int64  `parquet:"line,optional"`        // from 1; 0 (null) when the format has no lines or a whole file was rejected
	ByteOffset int64  `parquet:"byte_offset"`          // in the decoded stream
	Reason     string `parquet:"reason,dict"`          // a code
	Detail     string `parquet:"detail,optional"`      // for a person
}

// RubricItem is one row of the table rubric_items: an item of the rubric used.
type RubricItem struct {
	RunID string `parquet:"run_id,dict"`

	ItemID   string  `parquet:"item_id"`
	Name     string  `parquet:"name"` // Chinese
	Section  string  `parquet:"section,dict"`
	Kind     string  `parquet:"kind,dict"`
	Severity string  `parquet:"severity,dict"`
	Weight   float64 `parquet:"weight,dict"`
	Source   string  `parquet:"source,optional"`   // document and clause
	Coaching string  `parquet:"coaching,optional"` // advice to the agent
}

// Batch is a run of rows of all tables that belong to the same interactions. The
// order of rows in a table is the order in which they are written.
type Batch struct {
	Interactions []Interaction
	Items        []Item
	Hits         []Hit
	Turns        []Turn
	Rejects      []Reject

	Memory Memory // for what the rows point at
}
