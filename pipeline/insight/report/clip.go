package report

import (
	"zhijian/pipeline/insight/coach"
	"zhijian/pipeline/insight/report/words"
	"zhijian/pipeline/printable"
)

// step is a line of a transcript: a turn, or turns that were left out.
type step struct {
	Number   int // from 1
	Skipped  int // turns left out; 0 for a turn
	Role     string
	Side     string // agent, customer or other
	Clock    string
	Pieces   []piece
	Searched bool
	Measured string
}

// piece is a stretch of a turn, highlighted if it has a mark.
type piece struct {
	Text string
	Mark string
	Why  words.Text
}

// steps are the lines of a clip.
func steps(c coach.Clip) []step {
	var out []step
	next := 0
	skip := func(to int) {
		if to > next {
			out = append(out, step{Number: next + 1, Skipped: to - next})
		}
	}
	for _, t := range c.Turns {
		skip(int(t.Index))
		next = int(t.Index) + 1
		side := "other"
		if t.Role == "agent" || t.Role == "customer" {
			side = t.Role
		}
		out = append(out, step{
			Number: next, Role: t.Role, Side: side, Clock: printable.Clock(t.BeginMS),
			Pieces: pieces(t), Searched: t.Searched, Measured: t.Measured,
		})
	}
	skip(c.Of)
	return out
}

// pieces cuts the text of a turn at its spans. A span that does not fit the text
// is passed over: the words are shown all the same.
func pieces(t coach.Turn) []piece {
	var out []piece
	at := 0
	for _, s := range t.Spans {
		if s.Begin < at || s.End <= s.Begin || s.End > len(t.Text) {
			continue
		}
		if s.Begin > at {
			out = append(out, piece{Text: t.Text[at:s.Begin]})
		}
		out = append(out, piece{Text: t.Text[s.Begin:s.End], Mark: string(s.Mark), Why: why(s)})
		at = s.End
	}
	if at < len(t.Text) || len(out) == 0 {
		out = append(out, piece{Text: t.Text[at:]})
	}
	return out
}

// why says beside a span what it is, so that colour is not needed.
func why(s coach.Span) words.Text {
	switch s.Mark {
	case coach.Violation:
		return words.Text{ZH: "违规", EN: "violation"}
	case coach.Credit:
		return words.Text{ZH: "做到", EN: "done well"}
	}
	return words.Silenced(s.By)
}

// quoted is the first thing that a clip highlights, short enough for a line.
func quoted(c coach.Clip) string {
	for _, t := range c.Turns {
		for _, p := range pieces(t) {
			if p.Mark != "" && p.Mark != string(coach.Silenced) {
				return shortenedTo(p.Text, 30)
			}
		}
	}
	return ""
}
