package columns

import (
	"math"
	"time"
	"unsafe"

	"github.com/parquet-go/parquet-go/sparse"

	"zhijian/pipeline/dataset/readback"
)

// Rows are taken apart a column at a time: the values of a column stand at equal
// distances in a slice of structs, and a loop over them knows nothing of the rest
// of the row. Memory is only read here, at offsets that the compiler has given to
// the fields (see leavesOf), while the slice is alive.

// arrayOf is a view of rows.
func arrayOf[T any](rows []T) sparse.Array {
	var row T
	return sparse.UnsafeArray(unsafe.Pointer(unsafe.SliceData(rows)), len(rows), unsafe.Sizeof(row)) //nolint:gosec // a view of a whole slice
}

// add takes in the column's values of rows.
func (c *column) add(rows sparse.Array) {
	at := rows.Offset(c.field)
	if !c.list {
		c.addValues(at)
		return
	}
	for i := range at.Len() {
		list := *(*[]struct{})(at.Index(i)) // length and place are there whatever the elements are
		if len(list) == 0 {
			c.sum.Add(0, 0, 0)
			c.addLevels(0, 0)
			c.nulls++
			continue
		}
		elements := sparse.UnsafeArray(unsafe.Pointer(unsafe.SliceData(list)), len(list), c.element) //nolint:gosec // a view of a whole slice
		c.addValues(elements.Offset(c.inner))
	}
}

// addValues takes in values of consecutive rows, or of one list: all but the first
// have the column's highest repetition level, which is 0 outside lists.
func (c *column) addValues(values sparse.Array) {
	runs := c.dictionary && !c.list && !c.pointer
	switch {
	case c.kind == text && runs:
		c.addTextRuns(values.StringArray())
	case c.kind == text:
		c.addTexts(values)
	case runs:
		c.addNumberRuns(values)
	default:
		c.addNumbers(values)
	}
}

// addTextRuns is addTexts for rows that hold the texts themselves. One string in
// row after row is the rule there, and taken in at once.
func (c *column) addTextRuns(texts sparse.StringArray) {
	for i, end := 0, 0; i < texts.Len(); i = end {
		s := texts.Index(i)
		first := unsafe.StringData(s) //nolint:gosec // compared, never followed
		for end = i + 1; end < texts.Len(); end++ {
			if next := texts.Index(end); len(next) != len(s) || unsafe.StringData(next) != first { //nolint:gosec // compared
				break
			}
		}
		if c.optional && s == "" {
			c.addNulls(end - i)
			continue
		}
		number, hash := c.texts.number(s)
		c.addRun(number, hash, end-i)
	}
}

// addNumberRuns is addNumbers for rows that hold the numbers themselves.
func (c *column) addNumberRuns(values sparse.Array) {
	for i, end := 0, 0; i < values.Len(); i = end {
		bits := c.kind.load(values.Index(i))
		for end = i + 1; end < values.Len() && c.kind.load(values.Index(end)) == bits; {
			end++
		}
		if c.optional && bits == 0 {
			c.addNulls(end - i)
			continue
		}
		hash := readback.HashNumber(bits)
		c.addRun(c.numbers.number(bits, hash), hash, end-i)
	}
}

func (c *column) addTexts(values sparse.Array) {
	sum, rep := c.sum, byte(0)
	var last *byte // of the text before, which is often the same string
	var hash uint64
	var number int32
	size := -1
	for i := range values.Len() {
		at := values.Index(i)
		if c.pointer {
			at = *(*unsafe.Pointer)(at)
		}
		if at == nil || c.optional && *(*string)(at) == "" {
			sum.Add(rep, c.maxDef-1, 0)
			c.addLevels(rep, c.maxDef-1)
			c.nulls++
			rep = c.maxRep
			continue
		}
		s := *(*string)(at)
		if !c.dictionary {
			hash = c.addPlain(s)
		} else {
			if first := unsafe.StringData(s); first != last || len(s) != size { //nolint:gosec // compared, never followed
				number, hash = c.texts.number(s)
				last, size = first, len(s)
			}
			c.numbered = append(c.numbered, number)
		}
		sum.Add(rep, c.maxDef, hash)
		c.addLevels(rep, c.maxDef)
		rep = c.maxRep
	}
	c.sum = sum
}

func (c *column) addNumbers(values sparse.Array) {
	sum, rep := c.sum, byte(0)
	last, hash := uint64(0), readback.HashNumber(0) // of the number before
	number := int32(-1)
	for i := range values.Len() {
		at := values.Index(i)
		if c.pointer {
			at = *(*unsafe.Pointer)(at)
		}
		var bits uint64
		if at != nil {
			bits = c.kind.load(at)
		}
		if at == nil || c.optional && bits == 0 {
			sum.Add(rep, c.maxDef-1, 0)
			c.addLevels(rep, c.maxDef-1)
			c.nulls++
			rep = c.maxRep
			continue
		}
		if bits != last {
			last, hash, number = bits, readback.HashNumber(bits), -1
		}
		if !c.dictionary {
			c.values = append(c.values, bits)
		} else {
			if number < 0 {
				number = c.numbers.number(bits, hash)
			}
			c.numbered = append(c.numbered, number)
		}
		sum.Add(rep, c.maxDef, hash)
		c.addLevels(rep, c.maxDef)
		rep = c.maxRep
	}
	c.sum = sum
}

// load reads a number as the bits that Parquet has for it.
func (k kind) load(at unsafe.Pointer) uint64 {
	switch k {
	case integer32:
		return uint64(*(*uint32)(at))
	case integer64:
		return *(*uint64)(at)
	case double:
		return math.Float64bits(*(*float64)(at))
	case boolean:
		if *(*bool)(at) {
			return 1
		}
		return 0
	default:
		return uint64((*time.Time)(at).UnixMilli())
	}
}
