package coach

import (
	"time"

	"zhijian/pipeline/insight/peers"
)

// Kind is why a case is worth a talk.
type Kind string

// The kinds, in the order in which an agent's cases stand.
const (
	Weak  Kind = "weak"  // 弱项: the agent fails the skill more often than comparable peers
	Clear Kind = "clear" // 明确违规: a major or fatal item failed, and the words leave no doubt
	Near  Kind = "near"  // 差一点: it was nearly right, or only nearly wrong
)

// Nearness says what made a near miss one.
type Nearness string

// The near misses.
const (
	Partial   Nearness = "partial"   // 做了一半: part of what the item asks for was said
	Threshold Nearness = "threshold" // 略超标准: a measured value a little beyond what is allowed
	Unsure    Nearness = "unsure"    // 拿不准: only likeness or sound speaks against the agent
	Guarded   Nearness = "guarded"   // 擦边: words that would be a violation, but were asked, supposed, quoted or told of others
)

// Case is one thing to talk about with one agent. All text of it comes from the
// tables: it is masked, and hostile until it is escaped.
type Case struct {
	Agent Agent    `json:"agent"`
	Kind  Kind     `json:"kind"`
	Near  Nearness `json:"near,omitempty"` // of a near miss alone
	Skill Skill    `json:"skill"`
	// Reason says in Chinese, in a sentence, why this was chosen.
	Reason   string         `json:"reason"`
	Compared *peers.Finding `json:"compared,omitempty"` // the agent beside peers; nil when the sample was too small
	Source   Source         `json:"source"`
	Clip     Clip           `json:"clip"`
	Example  *Example       `json:"example,omitempty"` // nil when no colleague has one
}

// Agent is who is coached, or who shows how.
type Agent struct {
	ID   string `json:"id"`
	Name string `json:"name,omitempty"`
	Team string `json:"team,omitempty"`
}

// Skill is a rubric item as the rubric of the case's date words it.
type Skill struct {
	ItemID   string  `json:"item_id"`
	Name     string  `json:"name"`
	Section  string  `json:"section"`
	Kind     string  `json:"kind"`     // procedure, politeness, forbidden, timing, record
	Severity string  `json:"severity"` // minor, major, fatal
	Weight   float64 `json:"weight"`
	Norm     string  `json:"norm,omitempty"`     // the clause behind it
	Coaching string  `json:"coaching,omitempty"` // what to say instead
}

// Source is the interaction that a clip is of. Labels that could not be told are
// empty.
type Source struct {
	RunID         string     `json:"run_id"`
	Day           string     `json:"day"` // batch date, YYYY-MM-DD
	InteractionID string     `json:"interaction_id"`
	Channel       string     `json:"channel"`
	Queue         string     `json:"queue,omitempty"`
	Intent        string     `json:"intent,omitempty"`
	Emotion       string     `json:"customer_emotion,omitempty"`
	StartedAt     *time.Time `json:"started_at,omitempty"`
	Score         *float64   `json:"score,omitempty"` // score_final
}

// Clip is a stretch of an interaction. Turns stand in their order; between two
// whose Index is not consecutive others were left out.
type Clip struct {
	Turns []Turn `json:"turns"`
	Of    int    `json:"of"` // turns of the whole interaction
	// Evidence that stands in no turn: a field and its value, such as ring_ms=21000.
	Fields []string `json:"fields,omitempty"`
}

// Turn is one turn of a clip.
type Turn struct {
	Index   int32  `json:"index"` // in the interaction, from 0
	Role    string `json:"role"`  // agent, customer, bot, system
	BeginMS *int64 `json:"begin_ms,omitempty"`
	Text    string `json:"text"`
	// Spans to highlight, by their begin, none overlapping another. Text outside
	// of them is plain.
	Spans []Span `json:"spans,omitempty"`
	// Searched: what the item asks for was looked for in this turn and not found.
	Searched bool `json:"searched,omitempty"`
	// Measured: the turn as a whole was measured (a wait, an interruption), with
	// the values that decided.
	Measured string `json:"measured,omitempty"`
}

// Span is a stretch of a turn's text, in bytes from 0, the end not included; both
// ends lie on characters.
type Span struct {
	Begin int    `json:"begin"`
	End   int    `json:"end"`
	Mark  Mark   `json:"mark"`
	By    string `json:"by,omitempty"` // what silenced a Silenced span: negation, quotation, except:…
}

// Mark says what a span is.
type Mark string

// The marks.
const (
	Violation Mark = "violation" // speaks against the agent
	Credit    Mark = "credit"    // speaks for the agent
	Silenced  Mark = "silenced"  // was found and does not count
)

// Example is how a colleague handled the like.
type Example struct {
	Agent  Agent  `json:"agent"`
	Source Source `json:"source"`
	Clip   Clip   `json:"clip"`
	Skill  string `json:"skill"` // the name of the item that it shows
	// Same names what the example shares with the case, of queue, channel, intent
	// and emotion.
	Same []string `json:"same"`
}
