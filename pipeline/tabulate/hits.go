package tabulate

import (
	"zhijian/analyzers/judge"
	"zhijian/analyzers/transcript"
	"zhijian/pipeline/dataset"
)

// places are the numbers that say where hits stand.
type places struct {
	memory *dataset.Memory

	turn, byte int   // the place counted last, and
	char       int32 // the characters of its turn before it
}

func (t *Tabulator) hits(rows []dataset.Hit, a *outcome, memory *dataset.Memory) []dataset.Hit {
	id, p := int32(0), places{memory: memory}
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
	row.Role, row.BeginMS = string(turn.Role), known(&p.memory.Int64s, turn.Begin)
	begin := p.charsBefore(text, index, span.Begin)
	at := append(p.memory.Int32s.Take(5), int32(index), int32(span.Begin), int32(span.End), begin, begin+int32(characters(row.Text)))
	row.TurnIndex, row.BeginByte, row.EndByte, row.BeginChar, row.EndChar = &at[0], &at[1], &at[2], &at[3], &at[4]
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
