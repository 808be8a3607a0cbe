// Package scan reads single columns of the tables, a row group at a time and
// one group ahead of the caller. It is how a million interactions are looked
// through: reading rows as structs takes many times as long.
package scan

import (
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/encoding"
)

// Column is the values of one leaf column in a block of rows. A flat column has
// one value for each row, a list one for each element; the elements of row i are
// [Starts[i], Starts[i+1]). A null has the zero value.
type Column struct {
	Starts []int32 // nil for a flat column
	Null   []bool  // nil when no value can be null

	// One of these holds the values, by the type of the column.
	Index   []int32 // texts: where the value stands in Words; -1 for null
	Int32s  []int32
	Int64s  []int64
	Doubles []float64
	Bools   []bool

	// Words are the texts that Index points to. One text can stand in several
	// places. They share memory with each other: strings.Clone what is kept.
	Words []string

	leaf leaf
}

// leaf is what the schema says of a column.
type leaf struct {
	path         string
	kind         parquet.Kind
	at           int  // among the leaves of the file
	maxRep       int  // 0, or 1 for a list
	maxDef, elem byte // definition levels of a value that is there, and of an element that may be null
}

// Text is value i of a column of texts, empty for null.
func (c *Column) Text(i int) string {
	if k := c.Index[i]; k >= 0 {
		return c.Words[k]
	}
	return ""
}

// Range is where the elements of row i stand.
func (c *Column) Range(row int) (begin, end int) {
	return int(c.Starts[row]), int(c.Starts[row+1])
}

// reset empties the column for the next block. Words are let go: their memory
// belongs to whoever still has one.
func (c *Column) reset() {
	c.Starts, c.Null = c.Starts[:0], c.Null[:0]
	c.Index, c.Int32s, c.Int64s = c.Index[:0], c.Int32s[:0], c.Int64s[:0]
	c.Doubles, c.Bools = c.Doubles[:0], c.Bools[:0]
	c.Words = c.Words[:0]
}

// read appends the rows [begin, end) of a column chunk.
func (c *Column) read(chunk parquet.ColumnChunk, begin, end int64) (err error) {
	pages := chunk.Pages()
	defer func() {
		if e := pages.Close(); err == nil {
			err = e
		}
	}()
	if begin > 0 {
		if err := pages.SeekToRow(begin); err != nil {
			return err
		}
	}
	base := int32(-1) // of the chunk's dictionary in Words
	for begin < end {
		page, err := pages.ReadPage()
		if errors.Is(err, io.EOF) {
			return fmt.Errorf("%d rows are missing", end-begin)
		}
		if err != nil {
			return err
		}
		begin += page.NumRows()
		err = c.add(page, &base)
		parquet.Release(page)
		if err != nil {
			return err
		}
	}
	return nil
}

// add appends a page. base is where the words of the dictionary begin, -1 before
// they were taken over.
func (c *Column) add(page parquet.Page, base *int32) error {
	defs := page.DefinitionLevels()
	if n := int(page.NumValues()); c.leaf.maxDef > 0 && len(defs) != n {
		return fmt.Errorf("%d definition levels of %d values", len(defs), n)
	}
	before := c.len()
	if err := c.values(page, base); err != nil {
		return err
	}
	c.rows(before, page.RepetitionLevels(), defs)
	if c.leaf.maxDef == c.leaf.elem {
		return nil
	}
	for _, d := range defs {
		if d >= c.leaf.elem {
			c.Null = append(c.Null, d != c.leaf.maxDef)
		}
	}
	return nil
}

// rows notes where the list of each row begins.
func (c *Column) rows(at int, reps, defs []byte) {
	if c.leaf.maxRep == 0 {
		return
	}
	for i, r := range reps {
		if r == 0 {
			c.Starts = append(c.Starts, int32(at))
		}
		if defs[i] >= c.leaf.elem {
			at++
		}
	}
}

// values appends the values of a page, nulls included.
func (c *Column) values(page parquet.Page, base *int32) error {
	defs, data := page.DefinitionLevels(), page.Data()
	indexed := page.Dictionary() != nil
	switch c.leaf.kind {
	case parquet.ByteArray:
		n := len(c.Index)
		c.texts(page, data, base)
		c.Index = spread(c.Index, n, defs, &c.leaf, -1)
	case parquet.Int32:
		c.Int32s = numbers(c.Int32s, page, data, defs, &c.leaf, (*encoding.Values).Int32)
	case parquet.Int64:
		c.Int64s = numbers(c.Int64s, page, data, defs, &c.leaf, (*encoding.Values).Int64)
	case parquet.Double:
		c.Doubles = numbers(c.Doubles, page, data, defs, &c.leaf, (*encoding.Values).Double)
	case parquet.Boolean:
		if indexed {
			return fmt.Errorf("truth values in a dictionary")
		}
		return c.bools(page)
	default:
		return fmt.Errorf("values of type %s", c.leaf.kind)
	}
	return nil
}

// numbers appends a page of numbers.
func numbers[T int32 | int64 | float64](s []T, page parquet.Page, data encoding.Values, defs []byte, l *leaf, get func(*encoding.Values) []T) []T {
	n := len(s)
	if d := page.Dictionary(); d != nil {
		words := d.Page().Data()
		table := get(&words)
		for _, k := range data.Int32() {
			s = append(s, table[k])
		}
	} else {
		s = append(s, get(&data)...)
	}
	return spread(s, n, defs, l, 0)
}

func (c *Column) bools(page parquet.Page) error {
	n := len(c.Bools)
	values, ok := page.Values().(parquet.BooleanReader)
	if c.leaf.maxDef > 0 || !ok {
		return fmt.Errorf("truth values that can be null")
	}
	c.Bools = append(c.Bools, make([]bool, page.NumValues())...)
	got, err := values.ReadBooleans(c.Bools[n:])
	if errors.Is(err, io.EOF) {
		err = nil
	}
	if err == nil && got != len(c.Bools)-n {
		err = io.ErrUnexpectedEOF
	}
	return err
}

// texts appends a page of texts without its nulls.
func (c *Column) texts(page parquet.Page, data encoding.Values, base *int32) {
	d := page.Dictionary()
	if d == nil {
		first := len(c.Words)
		c.words(&data)
		for k := first; k < len(c.Words); k++ {
			c.Index = append(c.Index, int32(k))
		}
		return
	}
	if *base < 0 {
		*base = int32(len(c.Words))
		words := d.Page().Data()
		c.words(&words)
	}
	n := len(c.Index)
	c.Index = append(c.Index, data.Int32()...)
	if *base > 0 {
		for i := n; i < len(c.Index); i++ {
			c.Index[i] += *base
		}
	}
}

// words appends texts, which share one copy of the page.
func (c *Column) words(v *encoding.Values) {
	data, offsets := v.ByteArray()
	if len(offsets) == 0 {
		return
	}
	base := offsets[0] // not 0 in a part of a page
	text := string(data[base:offsets[len(offsets)-1]])
	for i, end := range offsets[1:] {
		c.Words = append(c.Words, text[offsets[i]-base:end-base])
	}
}

// spread moves the values from s[n] on to where their levels say, with null
// between.
func spread[T any](s []T, n int, defs []byte, l *leaf, null T) []T {
	if l.maxDef == 0 {
		return s
	}
	from, to := len(s), n
	for _, d := range defs {
		if d >= l.elem {
			to++
		}
	}
	if from == to {
		return s
	}
	for len(s) < to {
		s = append(s, null)
	}
	for _, d := range slices.Backward(defs) {
		if d < l.elem {
			continue
		}
		to--
		if d == l.maxDef {
			from--
			s[to] = s[from]
		} else {
			s[to] = null
		}
	}
	return s
}

// len is the number of values so far.
func (c *Column) len() int {
	switch c.leaf.kind {
	case parquet.ByteArray:
		return len(c.Index)
	case parquet.Int32:
		return len(c.Int32s)
	case parquet.Int64:
		return len(c.Int64s)
	case parquet.Double:
		return len(c.Doubles)
	}
	return len(c.Bools)
}
