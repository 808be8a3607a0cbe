package scan

import (
	"context"
	"fmt"
	"slices"

	"github.com/parquet-go/parquet-go"

	"zhijian/pipeline/dataset"
)

// manyRuns is from how many interactions of a row group on the group is read
// whole instead of page by page.
const manyRuns = 8

// Lookup reads the rows of single interactions of table t: the columns with these
// paths, the first of which must be interaction_id. Bloom filters tell which row
// groups can have them, and the page index which pages. Each is given the rows
// [begin, end) of one interaction, in the rows' order; an interaction at the edge
// of two row groups comes in two calls. The block is valid during the call.
// Errors are those of Reader.Next, or that of each.
func Lookup(ctx context.Context, out string, m *dataset.Manifest, t dataset.Table, paths []string, ids []string, each func(b *Block, begin, end int) error) error {
	l := &lookup{each: each, wanted: make(map[string]bool, len(ids)), block: &Block{Columns: make([]Column, len(paths))}}
	for _, id := range ids {
		l.wanted[id] = true
	}
	l.ids = slices.Sorted(slices.Values(ids))
	l.idsOnly = &Block{Columns: make([]Column, 1)}
	for _, info := range filesOf(m, t) {
		if err := l.file(ctx, out, info, paths); err != nil {
			return fmt.Errorf("%s: %w", info.Path, err)
		}
	}
	return nil
}

// lookup is a look-up at work.
type lookup struct {
	ids     []string
	wanted  map[string]bool
	idsOnly *Block // the first column of a row group
	block   *Block
	each    func(*Block, int, int) error
}

func (l *lookup) file(ctx context.Context, out string, info dataset.FileInfo, paths []string) error {
	o, err := openFile(out, info, paths, true)
	if err != nil {
		return err
	}
	defer o.close()
	for _, g := range o.p.RowGroups() {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		may, err := l.mayHave(g, o.leaves[0].at)
		if err == nil && may {
			err = l.group(o, g)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// mayHave asks the bloom filter of the ids.
func (l *lookup) mayHave(g parquet.RowGroup, column int) (may bool, err error) {
	if g.NumRows() == 0 {
		return false, nil
	}
	err = guard(func() error {
		filter := g.ColumnChunks()[column].BloomFilter()
		if filter == nil {
			may = true
			return nil
		}
		for _, id := range l.ids {
			found, err := filter.Check(parquet.ByteArrayValue([]byte(id)))
			if err != nil || found {
				may = found
				return err
			}
		}
		return nil
	})
	return may, err
}

// rows is a stretch of rows of one interaction.
type rows struct{ begin, end int }

// group gives the wanted rows of a row group to each.
func (l *lookup) group(o *file, g parquet.RowGroup) error {
	if err := o.read(l.idsOnly, g, 0, g.NumRows()); err != nil {
		return err
	}
	runs := l.runs(&l.idsOnly.Columns[0])
	if len(runs) >= manyRuns {
		if err := o.read(l.block, g, 0, g.NumRows()); err != nil {
			return err
		}
		l.block.Seq++
		for _, r := range runs {
			if err := l.each(l.block, r.begin, r.end); err != nil {
				return err
			}
		}
		return nil
	}
	for _, r := range runs {
		if err := o.read(l.block, g, int64(r.begin), int64(r.end)); err != nil {
			return err
		}
		l.block.Seq++
		if err := l.each(l.block, 0, r.end-r.begin); err != nil {
			return err
		}
	}
	return nil
}

// runs are the stretches of wanted rows.
func (l *lookup) runs(ids *Column) []rows {
	var runs []rows
	last, is := int32(-1), false
	for i, k := range ids.Index {
		if k != last {
			same := last >= 0 && ids.Words[k] == ids.Words[last]
			last = k
			if !same {
				if is = l.wanted[ids.Words[k]]; is {
					runs = append(runs, rows{i, i})
				}
			}
		}
		if is {
			runs[len(runs)-1].end = i + 1
		}
	}
	return runs
}
