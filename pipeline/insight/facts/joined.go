package facts

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"zhijian/pipeline/dataset"
	"zhijian/pipeline/insight/period"
)

// joined walks the tables of a date side by side.
type joined struct {
	rubric *Rubric
	want   Want
	day    string
	decoder
	codes  codes
	number func(word string) int32 // nil when words are not wanted as numbers
	spoken numbers

	interactionRows, itemRows, hitRows, turnRows *cursor // nil when not wanted

	// of the interaction at hand; the lists are used again for the next one
	id     string
	in     dataset.Interaction
	items  []Item
	hits   []dataset.Hit
	turns  []dataset.Turn
	words  []string // acts and tokens of the turns
	masked []dataset.Masked
}

func newJoined(ctx context.Context, out string, d period.Date, r *Rubric, want Want, number func(string) int32) *joined {
	j := &joined{rubric: r, want: want, day: d.Day, number: number}
	j.interactionRows = newCursor(ctx, out, d, dataset.TableInteractions, interactionColumns())
	if want&Items != 0 {
		j.itemRows = newCursor(ctx, out, d, dataset.TableItems, itemColumns())
	}
	if want&Hits != 0 {
		j.hitRows = newCursor(ctx, out, d, dataset.TableHits, hitColumns())
	}
	if number != nil {
		want |= Tokens
	}
	if want&(Turns|Tokens) != 0 {
		j.turnRows = newCursor(ctx, out, d, dataset.TableTurns, turnColumns(want))
	}
	return j
}

func (j *joined) close() {
	for _, c := range []*cursor{j.interactionRows, j.itemRows, j.hitRows, j.turnRows} {
		c.close()
	}
}

// next reads the next interaction; false at the end of the date.
func (j *joined) next() (bool, error) {
	rows := j.interactionRows
	has, err := rows.more()
	if !has || err != nil {
		return false, err
	}
	j.interaction(&j.in, rows.b, rows.at)
	rows.at++
	j.id = j.in.InteractionID
	return true, nil
}

// skip passes over what belongs to the interaction.
func (j *joined) skip() error {
	for _, c := range []*cursor{j.itemRows, j.hitRows, j.turnRows} {
		if err := c.take(j.id, nil); err != nil {
			return err
		}
	}
	return nil
}

// read reads what belongs to the interaction.
func (j *joined) read(c *Case) error {
	j.items, j.hits, j.turns = j.items[:0], j.hits[:0], j.turns[:0]
	j.words, j.masked = j.words[:0], j.masked[:0]
	j.spoken.turns, j.spoken.words = j.spoken.turns[:0], j.spoken.words[:0]
	if err := j.itemRows.take(j.id, j.verdicts); err != nil {
		return fmt.Errorf("table items: %s, interaction %q: %w", j.day, j.id, err)
	}
	if n := len(j.rubric.Items); j.itemRows != nil && len(j.items) != n {
		return fmt.Errorf("table items: %s, interaction %q: %d verdicts on %d items", j.day, j.id, len(j.items), n)
	}
	if err := j.hitRows.take(j.id, j.evidence); err != nil {
		return err
	}
	if err := j.turnRows.take(j.id, j.talk); err != nil {
		return err
	}
	*c = Case{Day: j.day, Interaction: &j.in, Items: j.items, Hits: j.hits, Turns: j.turns, Spoken: j.spoken.turns}
	return nil
}

// ended fails when a table has rows that no interaction took.
func (j *joined) ended() error {
	return errors.Join(j.itemRows.ended(), j.hitRows.ended(), j.turnRows.ended())
}

// walkDate visits the interactions of one date.
func walkDate(j *joined, f period.Filter, visit func(*Rubric, *Case) error) error {
	defer j.close()
	var c Case
	for {
		has, err := j.next()
		switch {
		case err != nil:
			return err
		case !has:
			return j.ended()
		case !f.Match(&j.in):
			err = j.skip()
		default:
			if err = j.read(&c); err == nil {
				err = visit(j.rubric, &c)
			}
		}
		if err != nil {
			return err
		}
	}
}

// Clone is a copy that shares no memory with the case, to be kept.
func (c *Case) Clone() Case {
	in := *c.Interaction
	in.FatalItems = slices.Clone(in.FatalItems)
	in.SectionScores = slices.Clone(in.SectionScores)
	spoken := slices.Clone(c.Spoken)
	for i := range spoken {
		spoken[i].Words = slices.Clone(spoken[i].Words)
	}
	return Case{Day: c.Day, Interaction: &in, Items: slices.Clone(c.Items), Hits: cloneHits(c.Hits), Turns: cloneTurns(c.Turns), Spoken: spoken}
}

func cloneHits(hits []dataset.Hit) []dataset.Hit {
	out := slices.Clone(hits)
	for i := range out {
		h := &out[i]
		h.Text, h.Matched, h.Nearest = strings.Clone(h.Text), strings.Clone(h.Matched), strings.Clone(h.Nearest)
	}
	return out
}

func cloneTurns(turns []dataset.Turn) []dataset.Turn {
	out := slices.Clone(turns)
	for i := range out {
		t := &out[i]
		t.Text, t.Masked, t.Acts, t.Tokens = strings.Clone(t.Text), slices.Clone(t.Masked), slices.Clone(t.Acts), slices.Clone(t.Tokens)
		for k, w := range t.Tokens {
			t.Tokens[k] = strings.Clone(w)
		}
	}
	return out
}
