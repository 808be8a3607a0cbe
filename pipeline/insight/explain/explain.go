// Package explain tells, from the published dataset alone, every point of one
// interaction: which item and rule, with which words, what was silenced and why,
// what was waited for in vain, and the arithmetic that leads to the total. The
// names and conditions come from the rubric that is kept with the dataset.
package explain

import (
	"context"
	"errors"
	"fmt"

	"zhijian/analyzers/rubric"
	"zhijian/pipeline/dataset"
)

// ErrNotFound is wrapped by the error for an interaction that the date does not have.
var ErrNotFound = errors.New("no such interaction")

// Case is all that a dataset says of one interaction.
type Case struct {
	Manifest    *dataset.Manifest
	Rubric      *rubric.Rubric
	Interaction dataset.Interaction
	Items       []dataset.Item // in the rubric's order
	Hits        []dataset.Hit
	Turns       []dataset.Turn
}

// Load reads the case of an interaction out of a committed date of the dataset
// folder out. The error wraps fs.ErrNotExist when the date was never committed,
// ErrNotFound when it has no interaction of this id.
func Load(ctx context.Context, out, date, id string) (*Case, error) {
	m, err := dataset.ReadManifest(out, date)
	if err != nil {
		return nil, err
	}
	source, err := dataset.ReadRubric(out, m)
	if err != nil {
		return nil, err
	}
	c := &Case{Manifest: m}
	if c.Rubric, err = rubric.Parse(m.RubricSHA256+".yaml", source); err != nil {
		return nil, fmt.Errorf("rubric kept with the dataset: %w", err)
	}
	l := loader{ctx: ctx, out: out, m: m}
	found, err := rows(l, dataset.TableInteractions, func(r *dataset.Interaction) bool { return r.InteractionID == id })
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, fmt.Errorf("%w: %q on %s", ErrNotFound, id, date)
	}
	c.Interaction = found[0]
	if c.Items, err = rows(l, dataset.TableItems, func(r *dataset.Item) bool { return r.InteractionID == id }); err != nil {
		return nil, err
	}
	if c.Hits, err = rows(l, dataset.TableHits, func(r *dataset.Hit) bool { return r.InteractionID == id }); err != nil {
		return nil, err
	}
	c.Turns, err = rows(l, dataset.TableTurns, func(r *dataset.Turn) bool { return r.InteractionID == id })
	return c, err
}

type loader struct {
	ctx context.Context
	out string
	m   *dataset.Manifest
}

// rows reads the rows for which want holds; they stand together in the table.
func rows[T any](l loader, t dataset.Table, want func(*T) bool) ([]T, error) {
	var out []T
	for row, err := range dataset.ReadTable[T](l.ctx, l.out, l.m, t) {
		if err != nil {
			return nil, err
		}
		if want(&row) {
			out = append(out, row)
		} else if len(out) > 0 {
			break
		}
	}
	return out, nil
}

// item is the rubric's entry for an id; nil when it has none.
func (c *Case) item(id string) *rubric.Item {
	for i := range c.Rubric.Items {
		if c.Rubric.Items[i].ID == id {
			return &c.Rubric.Items[i]
		}
	}
	return nil
}

// hitsOf are the pieces of evidence of an item, each by its first row.
func (c *Case) hitsOf(item string) []dataset.Hit {
	var out []dataset.Hit
	for _, h := range c.Hits {
		if h.ItemID == item && (len(out) == 0 || out[len(out)-1].HitID != h.HitID) {
			out = append(out, h)
		}
	}
	return out
}
