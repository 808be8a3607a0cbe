package readback

import (
	"fmt"
	"math"
	"unsafe"

	"github.com/apache/arrow/go/v17/parquet"
	"github.com/apache/arrow/go/v17/parquet/file"
)

// batch is how many levels are read at a time.
const batch = 4096

// buffers are what column chunks are read into; one set serves a whole file.
type buffers struct {
	defs, reps []int16
	int32s     []int32
	int64s     []int64
	doubles    []float64
	bools      []bool
	texts      []parquet.ByteArray
	hashes     []uint64 // of the values
	known      *[knownTexts]knownText
	refs       []uint32 // to a dictionary
	levels     []uint32
}

func newBuffers() *buffers {
	return &buffers{
		defs: make([]int16, batch), reps: make([]int16, batch),
		int32s: make([]int32, batch), int64s: make([]int64, batch), doubles: make([]float64, batch),
		bools: make([]bool, batch), texts: make([]parquet.ByteArray, batch),
		hashes: make([]uint64, batch), known: new([knownTexts]knownText),
	}
}

// drain adds a whole column chunk to c.
func (b *buffers) drain(chunk file.ColumnChunkReader, pages *checkedPages, c *Column) error {
	switch r := chunk.(type) {
	case *file.Int32ColumnChunkReader:
		return drain(b, r, c, b.int32s, func(values []int32) {
			for i, v := range values {
				b.hashes[i] = HashNumber(uint64(uint32(v)))
			}
		})
	case *file.Int64ColumnChunkReader:
		return drain(b, r, c, b.int64s, func(values []int64) {
			for i, v := range values {
				b.hashes[i] = HashNumber(uint64(v))
			}
		})
	case *file.Float64ColumnChunkReader:
		return drain(b, r, c, b.doubles, func(values []float64) {
			for i, v := range values {
				b.hashes[i] = HashNumber(math.Float64bits(v))
			}
		})
	case *file.BooleanColumnChunkReader:
		return drain(b, r, c, b.bools, b.hashBools)
	case *file.ByteArrayColumnChunkReader:
		clear(b.known[:]) // the memory of another dictionary may be at the same place
		return drain(b, r, c, b.texts, func(values []parquet.ByteArray) { b.hashTexts(values, pages.plain) })
	}
	return fmt.Errorf("%w: physical type %s", ErrMismatch, chunk.Type())
}

func (b *buffers) hashBools(values []bool) {
	for i, v := range values {
		b.hashes[i] = HashNumber(0)
		if v {
			b.hashes[i] = HashNumber(1)
		}
	}
}

// chunkReader is what the readers of all physical types have in common.
type chunkReader[V any] interface {
	file.ColumnChunkReader
	ReadBatch(n int64, values []V, defs, reps []int16) (levels int64, read int, err error)
}

// drain reads levels and values and adds them to c; hash puts the hashes of values
// into the buffers.
func drain[V any](b *buffers, r chunkReader[V], c *Column, values []V, hash func([]V)) error {
	for r.HasNext() {
		levels, read, err := r.ReadBatch(batch, values, b.defs, b.reps)
		if err != nil {
			return err
		}
		if levels == 0 {
			return fmt.Errorf("%w: page ends early", ErrMismatch)
		}
		hash(values[:read])
		if err := b.add(c, int(levels), read); err != nil {
			return err
		}
	}
	return r.Err()
}

// add adds levels with the hashes of the values that were read for them. A column
// that is never null or repeated has no levels.
func (b *buffers) add(c *Column, levels, read int) error {
	if c.MaxDef == 0 {
		if levels != read {
			return fmt.Errorf("%w: fewer values than levels", ErrMismatch)
		}
		c.Sum = addRuns(c.Sum, b.hashes[:read])
		return nil
	}
	sum, next, rep, most := c.Sum, 0, byte(0), c.MaxDef
	for i, def := range b.defs[:levels] {
		if c.MaxRep > 0 {
			rep = byte(b.reps[i])
		}
		if def != most {
			sum.Add(rep, byte(def), 0)
			continue
		}
		if next == read {
			return fmt.Errorf("%w: fewer values than levels", ErrMismatch)
		}
		sum.Add(rep, byte(most), b.hashes[next])
		next++
	}
	c.Sum = sum
	return nil
}

// addRuns adds values without levels, equal ones at once.
func addRuns(sum Sum, hashes []uint64) Sum {
	for i := 0; i < len(hashes); {
		end := i + 1
		for end < len(hashes) && hashes[end] == hashes[i] {
			end++
		}
		if end-i < 4 {
			for _, h := range hashes[i:end] {
				sum.Add(0, 0, h)
			}
		} else {
			sum.AddRun(0, 0, hashes[i], end-i)
		}
		i = end
	}
	return sum
}

// Arrow gives the same memory for the same entry of a dictionary again and again,
// as long as the column chunk lasts: a text is hashed once for each entry, and
// looked up by its place after that.

// knownTexts is a power of two.
const knownTexts = 1024

type knownText struct {
	first *byte
	size  int
	hash  uint64
}

// hashTexts hashes texts; they are entries of the chunk's dictionary unless plain.
func (b *buffers) hashTexts(values []parquet.ByteArray, plain bool) {
	var last knownText
	for i, v := range values {
		if plain || len(v) == 0 {
			b.hashes[i] = HashText([]byte(v))
			continue
		}
		first := &v[0]
		if first != last.first || len(v) != last.size {
			k := &b.known[uint64(uintptr(unsafe.Pointer(first)))*phi>>54] //nolint:gosec // the place of the memory, as a number
			if k.first != first || k.size != len(v) {
				*k = knownText{first, len(v), HashText([]byte(v))}
			}
			last = *k
		}
		b.hashes[i] = last.hash
	}
}
