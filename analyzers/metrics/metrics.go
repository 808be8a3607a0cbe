// Package metrics measures an interaction: times, rates, overlaps and counts, by
// turn and as a whole. It judges nothing: thresholds stand in the rubric.
package metrics

import (
	"slices"
	"unicode"
	"unicode/utf8"

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

	sides []int // the memory of both lists of turns
}

// NewAnalyzer returns the analyzer whose result is *Result.
func NewAnalyzer() *analyzers.Analyzer {
	return &analyzers.Analyzer{
		Name: "metrics",
		Doc:  "measures times, rates, overlaps and counts",
		Run: func(p *analyzers.Pass) (any, error) {
			r := analyzers.SpareOrNew[Result](p)
			r.measure(p.Interaction)
			return r, nil
		},
	}
}

// Measure measures one interaction.
func Measure(in *transcript.Interaction) *Result {
	r := &Result{}
	r.measure(in)
	return r
}

// measure measures one interaction, in the memory of another.
func (r *Result) measure(in *transcript.Interaction) {
	*r = Result{Turns: slices.Grow(r.Turns[:0], len(in.Turns))[:len(in.Turns)], sides: r.sides[:0]}
	last := [...]int{none, none, none, none, none} // by roleIndex
	agents, customers := 0, 0
	for i := range in.Turns {
		t, m := &in.Turns[i], &r.Turns[i]
		*m = Turn{GapMS: Unknown, OverlapMS: Unknown, OverlappedMS: Unknown, ReplyMS: Unknown, SinceOwnMS: Unknown, PrevOwn: none}
		m.Chars, m.SpokenChars = countChars(t.Text)
		role := roleIndex(t.Role)
		if prev := last[role]; prev != none {
			m.PrevOwn = prev
			m.Between = i - prev - 1
			if in.Turns[prev].End.Known && t.Begin.Known {
				m.SinceOwnMS = t.Begin.Value - in.Turns[prev].End.Value
			}
		}
		last[role] = i
		switch role {
		case agentIndex:
			agents++
			r.AgentChars += m.Chars
		case customerIndex:
			customers++
			r.CustomerChars += m.Chars
		}
	}
	r.listSides(in, agents, customers)
	r.measureTimes(in)
}

// none is the index of a turn that does not exist.
const none = -1

// Indexes of roles.
const (
	agentIndex = iota
	customerIndex
	botIndex
	systemIndex
	otherIndex
)

func roleIndex(r transcript.Role) int {
	switch r {
	case transcript.RoleAgent:
		return agentIndex
	case transcript.RoleCustomer:
		return customerIndex
	case transcript.RoleBot:
		return botIndex
	case transcript.RoleSystem:
		return systemIndex
	}
	return otherIndex
}

// listSides lists the turns of either side; a side without turns has a nil list.
func (r *Result) listSides(in *transcript.Interaction, agents, customers int) {
	turns := slices.Grow(r.sides, agents+customers)
	list := func(role transcript.Role) []int {
		from := len(turns)
		for i := range in.Turns {
			if in.Turns[i].Role == role {
				turns = append(turns, i)
			}
		}
		return turns[from:len(turns):len(turns)]
	}
	if agents > 0 {
		r.AgentTurns = list(transcript.RoleAgent)
	}
	if customers > 0 {
		r.CustomerTurns = list(transcript.RoleCustomer)
	}
	r.sides = turns
}

// countChars counts the runes that are not white space, and those that are spoken.
func countChars(text string) (chars, spoken int) {
	for i := 0; i < len(text); {
		if c := text[i]; 0xE4 <= c && c <= 0xE9 && i+2 < len(text) && text[i+1]&0xC0 == 0x80 && text[i+2]&0xC0 == 0x80 &&
			(c > 0xE4 || text[i+1] >= 0xB8) { // most Han characters, from U+4E00 on
			chars++
			spoken++
			i += 3
			continue
		}
		c, size := utf8.DecodeRuneInString(text[i:])
		i += size
		switch {
		case 0x4E00 <= c && c <= 0x9FFF || 'a' <= c && c <= 'z' || '0' <= c && c <= '9': // most of all text
			chars++
			spoken++
		case c == '，' || c == '。' || c == '？' || c == '！':
			chars++
		case unicode.IsSpace(c):
		default:
			chars++
			if unicode.IsLetter(c) || unicode.IsDigit(c) {
				spoken++
			}
		}
	}
	return chars, spoken
}
