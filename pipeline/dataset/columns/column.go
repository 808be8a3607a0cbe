package columns

import (
	"encoding/binary"
	"fmt"
	"math"
	"math/bits"
	"slices"
	"strings"

	"github.com/apache/arrow/go/v17/parquet"
	pq "github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/format"

	"zhijian/pipeline/dataset/readback"
)

// column holds the values of one column of the row group that is being filled, and
// the sum of the whole file.
type column struct {
	leaf
	typ            pq.Type
	maxRep, maxDef byte
	dictionary     bool // values are numbered, else kept as they are
	bounded        bool // smallest and largest value are of use
	lookup         bool // rows are looked up by it: pages have bounds, and there is a bloom filter
	pieces         bool // the texts are pieces of texts, each at a place of its own
	varied         bool // pages can be full before they have rowsPerPage rows
	constant       bool // all rows have value, whatever they hold
	value          string
	most           int // values of a row group, without a limit in lists

	sum  readback.Sum
	bits []uint64 // of the numbers that are being taken in

	reps, defs []byte // empty where the highest level is 0
	nulls      int    // and empty lists
	numbered   []int32
	texts      textDictionary   // of a dictionary, or
	numbers    numberDictionary // in place of it
	plain      []byte           // texts without a dictionary, each behind its length
	starts     []uint32         // of these texts in plain, past the length
	values     []uint64         // numbers without a dictionary

	pages []page // that have ended
}

// page is where a page ends, counted from the start of the row group.
type page struct{ rows, levels, nulls, values, bytes int }

func newColumn(l leaf, s *pq.Schema, o *Options) (*column, error) {
	found, err := l.column(s)
	if err != nil {
		return nil, err
	}
	c := &column{
		leaf: l, typ: found.Node.Type(), bounded: true, most: o.RowsPerGroup,
		maxRep: byte(found.MaxRepetitionLevel), maxDef: byte(found.MaxDefinitionLevel),
	}
	if e := found.Node.Encoding(); e != nil {
		c.dictionary = e.Encoding() == format.RLEDictionary
	}
	name := strings.Join(l.path, ".")
	c.bounded = !slices.ContainsFunc(o.Unbounded, func(path []string) bool { return slices.Equal(path, l.path) })
	c.lookup = slices.Contains(o.Lookup, name)
	c.value, c.constant = o.Constant[name]
	if c.constant && (c.kind != text || !c.dictionary || c.maxDef > 0) {
		return nil, fmt.Errorf("column %s cannot be constant", name)
	}
	if l.list {
		c.most = math.MaxInt
	}
	c.varied = l.list || c.kind == text && !c.dictionary
	c.pieces = l.list && c.kind == text && c.dictionary && !c.bounded && !c.optional && !c.pointer
	if c.dictionary {
		c.texts, c.numbers = newTextDictionary(c.pieces), newNumberDictionary()
	}
	return c, nil
}

// expected is what a file with the column's values must hold.
func (c *column) expected() readback.Column {
	return readback.Column{
		Path: strings.Join(c.path, "."), Kind: c.physical(),
		MaxDef: int16(c.maxDef), MaxRep: int16(c.maxRep), Sum: c.sum,
	}
}

func (c *column) physical() parquet.Type {
	switch c.kind {
	case text:
		return parquet.Types.ByteArray
	case integer32:
		return parquet.Types.Int32
	case double:
		return parquet.Types.Double
	case boolean:
		return parquet.Types.Boolean
	}
	return parquet.Types.Int64
}

// extend makes room for n more values of the row group where there is none: for
// several times as many as there are, since a row group is long, but not for more
// than there can be.
func extend[T any](values []T, n, most int) []T {
	if n <= cap(values)-len(values) {
		return values
	}
	return slices.Grow(values, max(n, min(3*len(values), most-len(values))))
}

// appendRun appends n times v to a row group that has as many as most values.
func appendRun[T any](to []T, v T, n, most int) []T {
	to = extend(to, n, most)[:len(to)+n]
	run := to[len(to)-n:]
	for i := range run {
		run[i] = v
	}
	return to
}

// count is the number of values of the row group, without nulls.
func (c *column) count() int { return len(c.numbered) + len(c.starts) + len(c.values) }

// levels is the number of values, nulls and empty lists of the row group.
func (c *column) levels() int { return c.count() + c.nulls }

// size is the memory that the row group takes.
func (c *column) size() int {
	return len(c.reps) + len(c.defs) + 4*len(c.numbered) + len(c.texts.plain) + 8*len(c.numbers.values) +
		len(c.plain) + 4*len(c.starts) + 8*len(c.values)
}

// here is the page that would end after the given number of rows.
func (c *column) here(rows int) page {
	return page{rows: rows, levels: c.levels(), nulls: c.nulls, values: c.count(), bytes: len(c.plain)}
}

// cut ends the page when it is full, or at the end of the row group.
func (c *column) cut(rows int, end bool) {
	var from page
	if n := len(c.pages); n > 0 {
		from = c.pages[n-1]
	}
	to := c.here(rows)
	full := to.rows-from.rows >= rowsPerPage || to.levels-from.levels >= levelsPerPage || to.bytes-from.bytes >= bytesPerPage
	if to.rows > from.rows && (full || end) {
		c.pages = append(c.pages, to)
	}
}

// reset forgets the row group, but not the sum.
func (c *column) reset() {
	c.reps, c.defs, c.nulls = c.reps[:0], c.defs[:0], 0
	c.numbered, c.plain, c.starts, c.values = c.numbered[:0], c.plain[:0], c.starts[:0], c.values[:0]
	c.texts.reset()
	c.numbers.reset()
	c.pages = c.pages[:0]
}

// valueAt is the i-th value of the dictionary, or else of the row group.
func (c *column) valueAt(i int) pq.Value {
	var bits uint64
	switch {
	case c.kind == text && c.dictionary:
		return pq.ByteArrayValue(c.texts.at(int32(i)))
	case c.kind == text:
		return pq.ByteArrayValue(c.textAt(i))
	case c.dictionary:
		bits = c.numbers.values[i]
	default:
		bits = c.values[i]
	}
	return c.kind.value(bits)
}

// textAt is the i-th text without a dictionary.
func (c *column) textAt(i int) []byte {
	begin := c.starts[i]
	n := binary.LittleEndian.Uint32(c.plain[begin-4:])
	return c.plain[begin : begin+n]
}

// width is the number of bits that a level of at most highest takes.
func width(highest byte) int { return bits.Len8(highest) }
