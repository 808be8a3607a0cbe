package columnar

import (
	"errors"
	"io"

	"github.com/parquet-go/parquet-go"
)

// maxFooter bounds the description of a Parquet file, which is held in memory.
const maxFooter = 64 << 20

// OpenParquet reads a Parquet file of the given size.
func OpenParquet(r io.ReaderAt, size int64) (_ Reader, err error) {
	defer guard(&err)
	if err := checkFooter(r, size); err != nil {
		return nil, err
	}
	f, err := parquet.OpenFile(r, size, parquet.SkipPageIndex(true), parquet.SkipBloomFilters(true), parquet.FileReadMode(parquet.ReadModeSync))
	if err != nil {
		return nil, damaged(err)
	}
	p := &parquetReader{file: f, source: r, batch: make([]parquet.Row, 64)}
	p.column(f.Root(), "", false)
	p.values = make([][]string, len(p.columns))
	return p, nil
}

// checkFooter makes sure that the description of the file is not too large.
func checkFooter(r io.ReaderAt, size int64) error {
	var tail [8]byte
	if size < int64(len(tail)) {
		return ErrDamaged
	}
	if _, err := r.ReadAt(tail[:], size-int64(len(tail))); err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	if n := int64(tail[0]) | int64(tail[1])<<8 | int64(tail[2])<<16 | int64(tail[3])<<24; n > maxFooter {
		return ErrTooLarge
	}
	return nil
}

// parquetReader reads the row groups of a file one after the other.
type parquetReader struct {
	file    *parquet.File
	source  io.ReaderAt
	columns []Column
	leaves  []leaf // by index of the file's leaf columns

	group  int // of the rows being read, from 1
	rows   parquet.Rows
	batch  []parquet.Row
	next   []parquet.Row // of the batch
	values [][]string
}

// leaf is what is done with a column of the file.
type leaf struct {
	column int // index in columns; -1: it is not read
	list   int // definition level from which there is an element; -1: it is no list
	full   int // definition level of a value
	format func(parquet.Value) string
}

// column adds the leaves of c and all below it.
func (p *parquetReader) column(c *parquet.Column, path string, inList bool) {
	for _, child := range c.Columns() {
		name := join(path, child.Name())
		if inList && wrapper(child.Name()) {
			name = path
		}
		if !child.Leaf() {
			p.column(child, name, inList || child.Repeated() || isList(child))
			continue
		}
		l := leaf{column: -1, list: -1, full: child.MaxDefinitionLevel(), format: parquetFormat(child.Type())}
		if l.format != nil && child.MaxRepetitionLevel() <= 1 {
			l.column = len(p.columns)
			if child.MaxRepetitionLevel() == 1 {
				l.list = listLevel(p.file.Root(), child.Path())
			}
			p.columns = append(p.columns, Column{Path: name, List: l.list >= 0})
		}
		p.leaves = append(p.leaves, l)
	}
}

// isList reports whether a group is a list in three levels.
func isList(c *parquet.Column) bool { return len(c.Columns()) == 1 && c.Columns()[0].Repeated() }

// listLevel is the definition level of an element of the list on the path.
func listLevel(c *parquet.Column, path []string) int {
	for _, name := range path {
		if c = c.Column(name); c.Repeated() {
			break
		}
	}
	return c.MaxDefinitionLevel()
}

// Columns implements Reader.
func (p *parquetReader) Columns() []Column { return p.columns }

// Next implements Reader.
func (p *parquetReader) Next() (_ [][]string, err error) {
	defer guard(&err)
	for len(p.next) == 0 {
		if err := p.read(); err != nil {
			return nil, damaged(err)
		}
	}
	row := p.next[0]
	p.next = p.next[1:]
	for i := range p.values {
		p.values[i] = p.values[i][:0]
	}
	for _, v := range row {
		l := &p.leaves[v.Column()]
		if l.column < 0 || l.list > v.DefinitionLevel() {
			continue
		}
		text := ""
		if v.DefinitionLevel() == l.full && !v.IsNull() {
			text = l.format(v)
		}
		p.values[l.column] = append(p.values[l.column], text)
	}
	for i, c := range p.columns {
		if !c.List && len(p.values[i]) != 1 {
			return nil, ErrDamaged
		}
	}
	return p.values, nil
}

// read reads the next batch of rows.
func (p *parquetReader) read() error {
	if p.rows == nil {
		groups := p.file.RowGroups()
		if p.group == len(groups) {
			return io.EOF
		}
		if err := checkPages(p.file, p.source, p.group); err != nil {
			return err
		}
		p.rows = groups[p.group].Rows()
		p.group++
	}
	n, err := p.rows.ReadRows(p.batch)
	p.next = p.batch[:n]
	if errors.Is(err, io.EOF) {
		err = p.rows.Close()
		p.rows = nil
	}
	return err
}
