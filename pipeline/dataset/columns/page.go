package columns

import (
	"encoding/binary"
	"math"
	"math/bits"
	"slices"

	"github.com/cespare/xxhash/v2"
	pq "github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/bloom"
	"github.com/parquet-go/parquet-go/encoding/rle"
)

// bloomBits is the size of a bloom filter for each distinct value: about one
// look-up in a hundred goes wrong.
const bloomBits = 10

// A page ends with the row that reaches one of these, at the next multiple of
// checkRows.
const (
	rowsPerPage   = 16 << 10
	levelsPerPage = 256 << 10
	bytesPerPage  = 1 << 20 // of texts without a dictionary
)

// value is a number as parquet-go knows it.
func (k kind) value(bits uint64) pq.Value {
	switch k {
	case integer32:
		return pq.Int32Value(int32(bits))
	case double:
		return pq.DoubleValue(math.Float64frombits(bits))
	case boolean:
		return pq.BooleanValue(bits != 0)
	}
	return pq.Int64Value(int64(bits))
}

// appendNumbers appends numbers in the plain encoding.
func (k kind) appendNumbers(to []byte, values []uint64) []byte {
	switch k {
	case integer32:
		for _, v := range values {
			to = binary.LittleEndian.AppendUint32(to, uint32(v))
		}
	case boolean:
		for i, v := range values {
			if i%8 == 0 {
				to = append(to, 0)
			}
			to[len(to)-1] |= byte(v) << (i % 8)
		}
	default:
		for _, v := range values {
			to = binary.LittleEndian.AppendUint64(to, v)
		}
	}
	return to
}

// encode puts the levels and the values between two page ends into b.
func (c *column) encode(b *buffers, from, to page) error {
	var err error
	b.reps, b.defs = b.reps[:0], b.defs[:0]
	if c.maxRep > 0 {
		e := rle.Encoding{BitWidth: width(c.maxRep)}
		if b.reps, err = e.EncodeLevels(b.reps, c.reps[from.levels:to.levels]); err != nil {
			return err
		}
	}
	if c.maxDef > 0 {
		e := rle.Encoding{BitWidth: width(c.maxDef)}
		if b.defs, err = e.EncodeLevels(b.defs, c.defs[from.levels:to.levels]); err != nil {
			return err
		}
	}
	b.values = b.values[:0]
	switch {
	case c.dictionary:
		b.values = c.encodeNumbered(b.values, from, to)
	case c.kind == text:
		b.values = append(b.values, c.plain[from.bytes:to.bytes]...)
	default:
		b.values = c.kind.appendNumbers(b.values, c.values[from.values:to.values])
	}
	return err
}

// encodeNumbered writes references to the dictionary behind the width of each.
func (c *column) encodeNumbered(b []byte, from, to page) []byte {
	width := bits.Len(uint(max(2, c.texts.len()+c.numbers.len()) - 1))
	return appendHybrid(append(b, byte(width)), c.numbered[from.values:to.values], width)
}

// dictionaryPage is the content of the dictionary in the plain encoding.
func (c *column) dictionaryPage(b *buffers) (content []byte, values int) {
	if c.kind == text {
		return c.texts.plain, c.texts.len()
	}
	b.values = c.kind.appendNumbers(b.values[:0], c.numbers.values)
	return b.values, c.numbers.len()
}

// span is the smallest and the largest of some values; nulls when there are none.
type span struct{ least, most pq.Value }

func (s *span) take(t pq.Type, v pq.Value) {
	if v.Kind() == pq.Double && math.IsNaN(v.Double()) {
		return // in no order
	}
	if s.least.IsNull() || t.Compare(v, s.least) < 0 {
		s.least = v
	}
	if s.most.IsNull() || t.Compare(v, s.most) > 0 {
		s.most = v
	}
}

// bounds are those of the row group. Each value of a dictionary is looked at once.
func (c *column) bounds() (s span) {
	if !c.bounded {
		return s
	}
	if c.kind == boolean { // of which there are many and no dictionary
		for bits := range uint64(2) {
			if slices.Contains(c.values, bits) {
				s.take(c.typ, c.kind.value(bits))
			}
		}
		return s
	}
	for i := range c.texts.len() + c.numbers.len() + len(c.starts) + len(c.values) {
		s.take(c.typ, c.valueAt(i))
	}
	return s
}

// pageBounds are those of the values between two page ends.
func (c *column) pageBounds(from, to page) (s span) {
	last := -1
	for i := from.values; i < to.values; i++ {
		n := i
		if c.dictionary {
			n = int(c.numbered[i])
		}
		if n != last { // values by which rows are looked up come in runs
			s.take(c.typ, c.valueAt(n))
			last = n
		}
	}
	return s
}

// filter is a split-block bloom filter over the texts of the row group.
func (c *column) filter() []byte {
	n := c.texts.len() + len(c.starts)
	blocks := make(bloom.SplitBlockFilter, bloom.NumSplitBlocksOf(int64(n), bloomBits))
	if len(blocks) == 0 {
		return nil
	}
	for i := range n {
		if c.dictionary {
			blocks.Insert(xxhash.Sum64(c.texts.at(int32(i))))
		} else {
			blocks.Insert(xxhash.Sum64(c.textAt(i)))
		}
	}
	return blocks.Bytes()
}
