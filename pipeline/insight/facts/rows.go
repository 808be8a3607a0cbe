package facts

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"

	"zhijian/pipeline/dataset"
	"zhijian/pipeline/insight/period"
)

// cursor walks a table that is in the order of the interactions.
type cursor[T any] struct {
	id   func(*T) string
	next func() (T, error, bool)
	stop func()
	row  T
	has  bool // row is the next one
	err  error
	buf  []T
}

func newCursor[T any](ctx context.Context, out string, d period.Date, t dataset.Table, id func(*T) string) *cursor[T] {
	c := &cursor[T]{id: id}
	c.next, c.stop = iter.Pull2(dataset.ReadTable[T](ctx, out, d.Manifest, t))
	c.advance()
	return c
}

func (c *cursor[T]) advance() {
	c.row, c.err, c.has = c.next()
	c.has = c.has && c.err == nil
}

// take returns the rows of one interaction, which are the next ones.
func (c *cursor[T]) take(id string) ([]T, error) {
	if c == nil {
		return nil, nil
	}
	c.buf = c.buf[:0]
	for c.has && c.id(&c.row) == id {
		c.buf = append(c.buf, c.row)
		c.advance()
	}
	return c.buf, c.err
}

func (c *cursor[T]) close() {
	if c != nil {
		c.stop()
	}
}

// ended fails when there are rows left: they belong to no interaction, or do not
// stand where they should.
func (c *cursor[T]) ended(t dataset.Table) error {
	if c == nil || !c.has {
		return nil
	}
	return fmt.Errorf("table %s: the rows of interaction %q are not in the order of the interactions", t, c.id(&c.row))
}

// joined walks the tables of a date side by side.
type joined struct {
	rubric *Rubric
	want   Want
	items  *cursor[dataset.Item]
	hits   *cursor[dataset.Hit]
	turns  *cursor[dataset.Turn]
	cases  []Item
}

func newJoined(ctx context.Context, out string, d period.Date, r *Rubric, want Want) *joined {
	j := &joined{rubric: r, want: want}
	if want&Items != 0 {
		j.items = newCursor(ctx, out, d, dataset.TableItems, func(r *dataset.Item) string { return r.InteractionID })
	}
	if want&Hits != 0 {
		j.hits = newCursor(ctx, out, d, dataset.TableHits, func(r *dataset.Hit) string { return r.InteractionID })
	}
	if want&(Turns|Tokens) != 0 {
		j.turns = newCursor(ctx, out, d, dataset.TableTurns, func(r *dataset.Turn) string { return r.InteractionID })
	}
	return j
}

func (j *joined) close() {
	j.items.close()
	j.hits.close()
	j.turns.close()
}

// take fills in what belongs to the next interaction.
func (j *joined) take(c *Case) (err error) {
	id := c.Interaction.InteractionID
	items, err := j.items.take(id)
	if err != nil {
		return err
	}
	if c.Items, err = j.verdicts(items); err != nil {
		return fmt.Errorf("table items: interaction %q: %w", id, err)
	}
	if c.Hits, err = j.hits.take(id); err != nil {
		return err
	}
	c.Turns, err = j.turns.take(id)
	for i := range c.Turns {
		if j.want&Tokens == 0 {
			c.Turns[i].Tokens = nil
		}
	}
	return err
}

func (j *joined) verdicts(rows []dataset.Item) ([]Item, error) {
	if j.items == nil {
		return nil, nil
	}
	if len(rows) != len(j.rubric.Items) {
		return nil, fmt.Errorf("%d verdicts on %d items", len(rows), len(j.rubric.Items))
	}
	j.cases = j.cases[:0]
	for i, row := range rows {
		if want := j.rubric.Items[i].ItemID; row.ItemID != want {
			return nil, fmt.Errorf("item %q stands in place of %q", row.ItemID, want)
		}
		v, err := parseVerdict(row.Verdict)
		if err != nil {
			return nil, err
		}
		j.cases = append(j.cases, Item{Index: i, Verdict: v, Points: row.Points, Possible: row.Possible,
			Deducted: row.Deducted, Hits: row.Hits, Fatal: row.FatalEffect})
	}
	return j.cases, nil
}

// ended fails when a table has rows that no interaction took.
func (j *joined) ended() error {
	return errors.Join(j.items.ended(dataset.TableItems), j.hits.ended(dataset.TableHits), j.turns.ended(dataset.TableTurns))
}

// scanDate visits the interactions of one date.
func scanDate(ctx context.Context, out string, d period.Date, r *Rubric, f period.Filter, want Want, visit func(*Rubric, *Case) error) error {
	j := newJoined(ctx, out, d, r, want)
	defer j.close()
	for in, err := range dataset.ReadTable[dataset.Interaction](ctx, out, d.Manifest, dataset.TableInteractions) {
		if err != nil {
			return err
		}
		c := Case{Day: d.Day, Interaction: &in}
		if err := j.take(&c); err != nil {
			return fmt.Errorf("%s: %w", d.Day, err)
		}
		if !f.Match(&in) {
			continue
		}
		if err := visit(r, &c); err != nil {
			return err
		}
	}
	return j.ended()
}

// fetchDate looks up the keys of one date.
func fetchDate(ctx context.Context, out string, d period.Date, at map[Key][]int, want Want, cases []Case) error {
	r, err := ReadRubric(ctx, out, d)
	if err != nil {
		return err
	}
	return scanDate(ctx, out, d, r, period.Filter{}, want, func(_ *Rubric, c *Case) error {
		for _, i := range at[Key{d.Day, c.Interaction.InteractionID}] {
			in := *c.Interaction
			cases[i] = Case{Day: c.Day, Interaction: &in, Items: slices.Clone(c.Items), Hits: slices.Clone(c.Hits), Turns: slices.Clone(c.Turns)}
		}
		return nil
	})
}
