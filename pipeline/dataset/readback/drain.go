package readback

import (
	"bytes"
	"fmt"
	"math"

	"github.com/apache/arrow/go/v17/parquet"
	"github.com/apache/arrow/go/v17/parquet/file"
)

// batch is how many levels are read at a time.
const batch = 4096

// buffers are what column chunks are read into; one set serves a whole file.
type buffers struct {
	hashes []uint64 // of the values

	defs16, reps16 []int16 // what Arrow reads into
	int32s         []int32
	int64s         []int64
	doubles        []float64
	bools          []bool
	texts          []parquet.ByteArray

	defs, reps []byte
	refs       []byte // to a dictionary, and padding
}

func newBuffers() *buffers {
	return &buffers{
		defs16: make([]int16, batch), reps16: make([]int16, batch),
		int32s: make([]int32, batch), int64s: make([]int64, batch), doubles: make([]float64, batch),
		bools: make([]bool, batch), texts: make([]parquet.ByteArray, batch),
	}
}

// drain adds a whole column chunk of plain values to c.
func (b *buffers) drain(chunk file.ColumnChunkReader, c *Column) error {
	switch r := chunk.(type) {
	case *file.Int32ColumnChunkReader:
		return drain(b, r, c, b.int32s, func(v int32) uint64 { return HashNumber(uint64(uint32(v))) })
	case *file.Int64ColumnChunkReader:
		return drain(b, r, c, b.int64s, func(v int64) uint64 { return HashNumber(uint64(v)) })
	case *file.Float64ColumnChunkReader:
		return drain(b, r, c, b.doubles, func(v float64) uint64 { return HashNumber(math.Float64bits(v)) })
	case *file.BooleanColumnChunkReader:
		return drain(b, r, c, b.bools, hashBool)
	case *file.ByteArrayColumnChunkReader:
		return drain(b, r, c, b.texts, func(v parquet.ByteArray) uint64 { return HashBytes(v) })
	}
	return fmt.Errorf("%w: physical type %s", ErrMismatch, chunk.Type())
}

func hashBool(v bool) uint64 {
	if v {
		return HashNumber(1)
	}
	return HashNumber(0)
}

// chunkReader is what the readers of all physical types have in common.
type chunkReader[V any] interface {
	file.ColumnChunkReader
	ReadBatch(n int64, values []V, defs, reps []int16) (levels int64, read int, err error)
}

// drain reads levels and values and adds them to c.
func drain[V any](b *buffers, r chunkReader[V], c *Column, values []V, hash func(V) uint64) error {
	for r.HasNext() {
		levels, read, err := r.ReadBatch(batch, values, b.defs16, b.reps16)
		if err != nil {
			return err
		}
		if levels == 0 {
			return fmt.Errorf("%w: page ends early", ErrMismatch)
		}
		b.hashes = b.hashes[:0]
		for _, v := range values[:read] {
			b.hashes = append(b.hashes, hash(v))
		}
		if err := b.add(c, int(levels)); err != nil {
			return err
		}
	}
	return r.Err()
}

// add adds levels that Arrow has read with the hashes of their values. A column that
// is never null or repeated has no levels.
func (b *buffers) add(c *Column, levels int) error {
	b.reps, b.defs = b.reps[:0], b.defs[:0]
	want := levels
	if c.MaxRep > 0 {
		b.reps = appendBytes(b.reps, b.reps16[:levels])
	}
	if c.MaxDef > 0 {
		b.defs = appendBytes(b.defs, b.defs16[:levels])
		want = bytes.Count(b.defs, []byte{byte(c.MaxDef)})
	}
	if want != len(b.hashes) {
		return fmt.Errorf("%w: %d values for %d levels that have one", ErrMismatch, len(b.hashes), want)
	}
	c.AddLevels(b.reps, b.defs, levels)
	c.Values = c.Values.ThenAll(b.hashes)
	return nil
}

func appendBytes(to []byte, levels []int16) []byte {
	for _, l := range levels {
		to = append(to, byte(l))
	}
	return to
}
