package readback

import (
	"encoding/binary"
	"math"

	"github.com/cespare/xxhash/v2"
)

// hashBlock is how many bytes a column gathers before they are hashed.
const hashBlock = 16 << 10

// column hashes the sequence of (repetition level, definition level, value) of
// one leaf. Strings carry their length, so no two sequences share their bytes.
type column struct {
	head   Column // without Levels and Hash
	levels int64
	buf    []byte
	digest *xxhash.Digest
}

func newColumn(head Column) *column {
	return &column{head: head, digest: xxhash.New(), buf: make([]byte, 0, hashBlock+64)}
}

func (c *column) reset() {
	c.levels = 0
	c.buf = c.buf[:0]
	c.digest.Reset()
}

// summary is the column with the hash of everything put into it so far.
func (c *column) summary() Column {
	c.flush()
	s := c.head
	s.Levels, s.Hash = c.levels, c.digest.Sum64()
	return s
}

func (c *column) flush() {
	c.digest.Write(c.buf) // never fails
	c.buf = c.buf[:0]
}

// level starts a value, a null or an empty list.
func (c *column) level(rep, def byte) {
	if len(c.buf) >= hashBlock {
		c.flush()
	}
	c.levels++
	c.buf = append(c.buf, rep, def)
}

func (c *column) text(s string) {
	c.buf = binary.LittleEndian.AppendUint32(c.buf, uint32(len(s)))
	if len(s) < hashBlock {
		c.buf = append(c.buf, s...)
		return
	}
	c.flush()
	c.digest.WriteString(s)
}

func (c *column) bytes(b []byte) {
	c.buf = binary.LittleEndian.AppendUint32(c.buf, uint32(len(b)))
	if len(b) < hashBlock {
		c.buf = append(c.buf, b...)
		return
	}
	c.flush()
	c.digest.Write(b)
}

func (c *column) int32(v int32) { c.buf = binary.LittleEndian.AppendUint32(c.buf, uint32(v)) }

func (c *column) int64(v int64) { c.buf = binary.LittleEndian.AppendUint64(c.buf, uint64(v)) }

func (c *column) double(v float64) {
	c.buf = binary.LittleEndian.AppendUint64(c.buf, math.Float64bits(v))
}

func (c *column) bool(v bool) {
	if v {
		c.buf = append(c.buf, 1)
	} else {
		c.buf = append(c.buf, 0)
	}
}
