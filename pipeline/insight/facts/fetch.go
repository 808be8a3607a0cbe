package facts

import (
	"context"
	"fmt"

	"zhijian/pipeline/dataset"
	"zhijian/pipeline/dataset/scan"
	"zhijian/pipeline/insight/period"
)

// Fetch reads single interactions, in the order of keys, each with what is
// wanted. The cases are the caller's. Only their part of the tables is decoded,
// though every file is read once, to see that it is what was published. The error
// wraps ErrNotFound when one of them is not in the period.
func Fetch(ctx context.Context, p *period.Period, keys []Key, want Want) ([]Case, error) {
	found := make(map[Key]*Case, len(keys))
	for _, d := range p.Dates {
		var ids []string
		for _, k := range keys {
			if k.Day == d.Day {
				ids = append(ids, k.InteractionID)
			}
		}
		if len(ids) == 0 {
			continue
		}
		if err := fetchDate(ctx, p.Out, d, ids, want, found); err != nil {
			return nil, err
		}
	}
	cases := make([]Case, len(keys))
	given := map[Key]bool{}
	for i, k := range keys {
		c := found[k]
		switch {
		case c == nil:
			return nil, fmt.Errorf("%w: %q of %s", ErrNotFound, k.InteractionID, k.Day)
		case given[k]:
			cases[i] = c.Clone()
		default:
			cases[i], given[k] = *c, true
		}
	}
	return cases, nil
}

// fetcher gathers interactions of one date.
type fetcher struct {
	joined
	found map[Key]*Case
}

// fetchDate looks interactions up and adds them to found.
func fetchDate(ctx context.Context, out string, d period.Date, ids []string, want Want, found map[Key]*Case) error {
	r, err := ReadRubric(ctx, out, d)
	if err != nil {
		return err
	}
	f := &fetcher{joined: joined{rubric: r, want: want, day: d.Day}, found: found}
	tables := []struct {
		wanted bool
		table  dataset.Table
		paths  []string
		each   func(*scan.Block, int, int) error
	}{
		{true, dataset.TableInteractions, interactionColumns(), f.addInteraction},
		{want&Items != 0, dataset.TableItems, itemColumns(), f.addItems},
		{want&Hits != 0, dataset.TableHits, hitColumns(), f.addHits},
		{want&(Turns|Tokens) != 0, dataset.TableTurns, turnColumns(want), f.addTurns},
	}
	for _, t := range tables {
		if !t.wanted {
			continue
		}
		if err := scan.Lookup(ctx, out, d.Manifest, t.table, t.paths, ids, t.each); err != nil {
			return err
		}
	}
	return f.complete(ids)
}

// complete holds the verdicts against the rubric.
func (f *fetcher) complete(ids []string) error {
	for _, id := range ids {
		c := f.found[Key{f.day, id}]
		if n := len(f.rubric.Items); c != nil && f.want&Items != 0 && len(c.Items) != n {
			return fmt.Errorf("table items: %s, interaction %q: %d verdicts on %d items", f.day, id, len(c.Items), n)
		}
	}
	return nil
}

func (f *fetcher) addInteraction(b *scan.Block, begin, end int) error {
	for i := begin; i < end; i++ {
		f.in.FatalItems, f.in.SectionScores = nil, nil
		f.interaction(&f.in, b, i)
		c := Case{Day: f.day, Interaction: &f.in}
		c = c.Clone()
		f.found[c.Key()] = &c
	}
	return nil
}

// of is the case that the rows of a block belong to; nil when there is none.
func (f *fetcher) of(b *scan.Block, row int) *Case {
	id := b.Columns[0].Text(row)
	c := f.found[Key{f.day, id}]
	if c != nil {
		f.id = c.Interaction.InteractionID
	}
	return c
}

func (f *fetcher) addItems(b *scan.Block, begin, end int) error {
	c := f.of(b, begin)
	if c == nil {
		return nil
	}
	f.items = c.Items
	err := f.verdicts(b, begin, end)
	c.Items = f.items
	return err
}

func (f *fetcher) addHits(b *scan.Block, begin, end int) error {
	c := f.of(b, begin)
	if c == nil {
		return nil
	}
	f.hits = f.hits[:0]
	err := f.evidence(b, begin, end)
	c.Hits = append(c.Hits, cloneHits(f.hits)...)
	return err
}

func (f *fetcher) addTurns(b *scan.Block, begin, end int) error {
	c := f.of(b, begin)
	if c == nil {
		return nil
	}
	f.turns, f.words, f.masked = f.turns[:0], f.words[:0], f.masked[:0]
	err := f.talk(b, begin, end)
	c.Turns = append(c.Turns, cloneTurns(f.turns)...)
	return err
}
