package scan

import (
	"fmt"
	"strings"

	"github.com/parquet-go/parquet-go"

	"zhijian/pipeline/dataset"
	"zhijian/pipeline/fsys"
)

// file is an open file of a table. Its bytes have been compared with the
// manifest.
type file struct {
	f      fsys.File
	p      *parquet.File
	leaves []leaf
}

// openFile opens a file for some of its columns. index says whether single rows
// and interactions will be looked up.
func openFile(out string, info dataset.FileInfo, paths []string, index bool) (*file, error) {
	f, err := dataset.Locate(fsys.OS{}, out, info)
	if err != nil {
		return nil, err
	}
	o := &file{f: f}
	err = guard(func() (err error) {
		o.p, err = parquet.OpenFile(f, info.Bytes, parquet.SkipPageIndex(!index), parquet.SkipBloomFilters(!index))
		if err != nil {
			return err
		}
		if o.p.NumRows() != info.Rows {
			return fmt.Errorf("has %d rows, not %d", o.p.NumRows(), info.Rows)
		}
		o.leaves, err = leavesOf(o.p, paths)
		return err
	})
	if err != nil {
		o.close()
		return nil, err
	}
	return o, nil
}

func (o *file) close() { _ = o.f.Close() } // it was read only

// leavesOf finds columns by their paths.
func leavesOf(p *parquet.File, paths []string) ([]leaf, error) {
	found := map[string]leaf{}
	var walk func(c *parquet.Column, elem byte)
	walk = func(c *parquet.Column, elem byte) {
		if c.Repeated() {
			elem = byte(c.MaxDefinitionLevel())
		}
		for _, child := range c.Columns() {
			walk(child, elem)
		}
		if c.Leaf() {
			path := strings.Join(c.Path(), ".")
			found[path] = leaf{path: path, kind: c.Type().Kind(), at: c.Index(),
				maxRep: c.MaxRepetitionLevel(), maxDef: byte(c.MaxDefinitionLevel()), elem: elem}
		}
	}
	walk(p.Root(), 0)
	leaves := make([]leaf, len(paths))
	for i, path := range paths {
		l, ok := found[path]
		if !ok {
			return nil, fmt.Errorf("there is no column %s", path)
		}
		if l.maxRep > 1 {
			return nil, fmt.Errorf("column %s is a list of lists", path)
		}
		leaves[i] = l
	}
	return leaves, nil
}

// read fills b with the rows [begin, end) of a row group.
func (o *file) read(b *Block, group parquet.RowGroup, begin, end int64) error {
	chunks := group.ColumnChunks()
	b.Rows = int(end - begin)
	for i := range b.Columns { // a block can have fewer columns than the file was opened for
		c := &b.Columns[i]
		c.reset()
		c.leaf = o.leaves[i]
		err := guard(func() error { return c.read(chunks[c.leaf.at], begin, end) })
		if err == nil {
			err = c.finish(b.Rows)
		}
		if err != nil {
			return fmt.Errorf("column %s: %w", c.leaf.path, err)
		}
	}
	return nil
}

// finish closes the last list and holds the number of rows against what is
// there. Pages may hold more rows than were wanted.
func (c *Column) finish(rows int) error {
	got := c.len()
	if c.leaf.maxRep > 0 {
		c.Starts = append(c.Starts, int32(got))
		got = len(c.Starts) - 1
	} else {
		c.Starts = nil
	}
	if c.leaf.maxDef == c.leaf.elem {
		c.Null = nil
	}
	if got < rows {
		return fmt.Errorf("%d rows instead of %d", got, rows)
	}
	return nil
}

// guard runs fn and turns a panic of the Parquet reader into an error.
func guard(fn func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("reader panicked: %v", p)
		}
	}()
	return fn()
}
