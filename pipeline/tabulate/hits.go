package tabulate

import (
	"unicode/utf8"

	"zhijian/analyzers/judge"
	"zhijian/analyzers/mask"
	"zhijian/analyzers/transcript"
	"zhijian/pipeline/dataset"
)

func (t *Tabulator) hits(rows []dataset.Hit, a *outcome) []dataset.Hit {
	id := int32(0)
	for i := range a.Judgement.Findings {
		f := &a.Judgement.Findings[i]
		for k := range f.Evidence {
			e := &f.Evidence[k]
			rows = append(rows, t.hit(a, f, e, id))
			if e.NextTurn > e.Turn && e.Turn >= 0 {
				rows = append(rows, t.continued(a, f, e, id))
			}
			id++
		}
	}
	return rows
}

// hit is the row of one piece of evidence, or of its part in its first turn.
func (t *Tabulator) hit(a *outcome, f *judge.Finding, e *judge.Evidence, id int32) dataset.Hit {
	row := dataset.Hit{
		InteractionID: a.id, HitID: id, ItemID: f.Item.ID, RuleID: e.Rule, Text: e.Window, Matched: e.Matched,
		Polarity: string(e.Polarity), Tier: e.Tier, Score: int32(e.Score), Nearest: e.Nearest, SuppressedBy: e.SuppressedBy,
	}
	if e.Tier == judge.TierField { // the value of a field; a window only counts turns
		row.Text = t.mask.String(row.Text)
	}
	if e.Turn >= 0 {
		place(&row, &a.Interaction.Turns[e.Turn], &a.texts[e.Turn], e.Turn, e.Span)
	}
	return row
}

// continued is the row of the part that stands in the next turn.
func (t *Tabulator) continued(a *outcome, f *judge.Finding, e *judge.Evidence, id int32) dataset.Hit {
	row := t.hit(a, f, e, id)
	place(&row, &a.Interaction.Turns[e.NextTurn], &a.texts[e.NextTurn], e.NextTurn, e.NextSpan)
	return row
}

// place puts a row at a span of a turn, with the words that the table of turns
// has there.
func place(row *dataset.Hit, turn *transcript.Turn, shown *mask.Text, index int, span transcript.Span) {
	at := int32(index)
	beginByte, endByte := int32(span.Begin), int32(span.End)
	beginChar := int32(utf8.RuneCountInString(shown.Text[:span.Begin]))
	endChar := beginChar + int32(utf8.RuneCountInString(shown.Text[span.Begin:span.End]))
	row.TurnIndex, row.Role, row.BeginMS = &at, string(turn.Role), pointer(turn.Begin)
	row.BeginByte, row.EndByte, row.BeginChar, row.EndChar = &beginByte, &endByte, &beginChar, &endChar
	row.Text = shown.Text[span.Begin:span.End]
}
