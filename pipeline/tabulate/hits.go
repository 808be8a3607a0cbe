package tabulate

import (
	"zhijian/analyzers/judge"
	"zhijian/analyzers/transcript"
	"zhijian/pipeline/dataset"
)

// slab is what the pointers of rows point at: a few allocations for many numbers.
type slab[T any] []T

func (s *slab[T]) add(v T) *T {
	*s = append(*s, v) // what stands in an array that became too small stays there
	return &(*s)[len(*s)-1]
}

// known is nil when v is not known.
func (s *slab[T]) known(v transcript.Optional[T]) *T {
	if !v.Known {
		return nil
	}
	return s.add(v.Value)
}

// places are the numbers that say where hits stand.
type places struct {
	spans slab[int32]
	times slab[int64]

	turn, byte int   // the place counted last, and
	char       int32 // the characters of its turn before it
}

func (t *Tabulator) hits(rows []dataset.Hit, a *outcome) []dataset.Hit {
	found := 0
	for i := range a.Judgement.Findings {
		found += len(a.Judgement.Findings[i].Evidence)
	}
	id, p := int32(0), places{spans: make(slab[int32], 0, 5*found)}
	for i := range a.Judgement.Findings {
		f := &a.Judgement.Findings[i]
		for k := range f.Evidence {
			e := &f.Evidence[k]
			rows = append(rows, dataset.Hit{}) // large, and filled in where it stands
			row := &rows[len(rows)-1]
			t.hit(row, a, f, e, id)
			if e.Turn >= 0 {
				p.put(row, a, e.Turn, e.Span)
			}
			if e.NextTurn > e.Turn && e.Turn >= 0 { // the part that stands in the next turn
				rows = append(rows, rows[len(rows)-1])
				p.put(&rows[len(rows)-1], a, e.NextTurn, e.NextSpan)
			}
			id++
		}
	}
	return rows
}

// hit fills in the row of one piece of evidence, but for its place.
func (t *Tabulator) hit(row *dataset.Hit, a *outcome, f *judge.Finding, e *judge.Evidence, id int32) {
	row.InteractionID, row.HitID, row.ItemID, row.RuleID = a.id, id, f.Item.ID, e.Rule
	row.Text, row.Matched = e.Window, e.Matched
	row.Polarity, row.Tier, row.Score = string(e.Polarity), e.Tier, int32(e.Score)
	row.Nearest, row.SuppressedBy = e.Nearest, e.SuppressedBy
	if e.Tier == judge.TierField { // the value of a field; a window only counts turns
		row.Text = t.mask.String(row.Text)
	}
}

// put puts a row at a span of a turn, with the words that the table of turns has
// there.
func (p *places) put(row *dataset.Hit, a *outcome, index int, span transcript.Span) {
	turn, text := &a.Interaction.Turns[index], a.texts[index].Text
	row.Text = text[span.Begin:span.End]
	row.TurnIndex, row.Role, row.BeginMS = p.spans.add(int32(index)), string(turn.Role), p.times.known(turn.Begin)
	row.BeginByte, row.EndByte = p.spans.add(int32(span.Begin)), p.spans.add(int32(span.End))
	begin := p.charsBefore(text, index, span.Begin)
	row.BeginChar, row.EndChar = p.spans.add(begin), p.spans.add(begin+int32(characters(row.Text)))
}

// charsBefore counts the characters of a turn before a place. It goes on from the
// place before: evidence stands close together, and a turn may have half a
// megabyte with ten thousand pieces in it.
func (p *places) charsBefore(text string, turn, at int) int32 {
	if turn != p.turn || at < p.byte/2 {
		p.turn, p.byte, p.char = turn, 0, 0
	}
	if at >= p.byte {
		p.char += int32(characters(text[p.byte:at]))
	} else {
		p.char -= int32(characters(text[at:p.byte]))
	}
	p.byte = at
	return p.char
}
