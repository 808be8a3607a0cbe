// Package metrics measures an interaction: times, rates, overlaps and counts, by
// turn and as a whole. It judges nothing: thresholds stand in the rubric.
package metrics

import (
	"unicode"

	"zhijian/analyzers"
	"zhijian/analyzers/transcript"
)

// Unknown stands for a time that the input does not tell.
const Unknown = -1

// Turn is what can be measured of one turn. Milliseconds are Unknown when a
// time that they need is missing.
type Turn struct {
	Chars        int   // runes without white space, as written
	SpokenChars  int   // Han characters, letters and digits
	GapMS        int64 // silence before the turn: from the latest end of all turns before it; 0 when it overlaps them
	OverlapMS    int64 // how long before the end of an earlier turn of the other side this one begins; 0 when it does not
	OverlappedMS int64 // length of that turn
	ReplyMS      int64 // agent turns: from the end of the first unanswered customer turn; Unknown when none is open
	SinceOwnMS   int64 // from the end of the previous turn of the same role
	PrevOwn      int   // index of the previous turn of the same role, -1 for none
	Between      int   // turns of the other side since PrevOwn
}

// Result is what was measured of an interaction.
type Result struct {
	Turns         []Turn
	Timed         bool // every agent and customer turn has both times, and there is one
	AgentTurns    []int
	CustomerTurns []int
	AgentChars    int // runes without white space over the side's turns
	CustomerChars int

	DurationMS       transcript.Optional[int64]
	TalkRatio        transcript.Optional[float64] // agent's share of the speaking time
	SilenceMS        transcript.Optional[int64]   // sum of the gaps between turns
	Interruptions    transcript.Optional[int64]   // agent turns that begin inside a customer turn
	AgentCharsPerMin transcript.Optional[float64] // Han characters, letters and digits over the timed agent turns
	FirstReplyMS     transcript.Optional[int64]   // from the first customer turn's begin to the first agent turn after it
	MaxReplyMS       transcript.Optional[int64]
}

// NewAnalyzer returns the analyzer whose result is *Result.
func NewAnalyzer() *analyzers.Analyzer {
	return &analyzers.Analyzer{
		Name: "metrics",
		Doc:  "measures times, rates, overlaps and counts",
		Run:  func(p *analyzers.Pass) (any, error) { return Measure(p.Interaction), nil },
	}
}

// Measure measures one interaction.
func Measure(in *transcript.Interaction) *Result {
	r := &Result{Turns: make([]Turn, len(in.Turns))}
	last := map[transcript.Role]int{}
	for i := range in.Turns {
		t := &in.Turns[i]
		m := Turn{GapMS: Unknown, OverlapMS: Unknown, OverlappedMS: Unknown, ReplyMS: Unknown, SinceOwnMS: Unknown, PrevOwn: -1}
		m.Chars, m.SpokenChars = countChars(t.Text)
		if prev, ok := last[t.Role]; ok {
			m.PrevOwn = prev
			m.Between = i - prev - 1
			if in.Turns[prev].End.Known && t.Begin.Known {
				m.SinceOwnMS = t.Begin.Value - in.Turns[prev].End.Value
			}
		}
		last[t.Role] = i
		r.Turns[i] = m
		r.count(i, t)
	}
	r.measureTimes(in)
	return r
}

func (r *Result) count(i int, t *transcript.Turn) {
	switch t.Role {
	case transcript.RoleAgent:
		r.AgentTurns = append(r.AgentTurns, i)
		r.AgentChars += r.Turns[i].Chars
	case transcript.RoleCustomer:
		r.CustomerTurns = append(r.CustomerTurns, i)
		r.CustomerChars += r.Turns[i].Chars
	}
}

// countChars counts the runes that are not white space, and those that are spoken.
func countChars(text string) (chars, spoken int) {
	for _, c := range text {
		if unicode.IsSpace(c) {
			continue
		}
		chars++
		if unicode.IsLetter(c) || unicode.IsDigit(c) {
			spoken++
		}
	}
	return chars, spoken
}
