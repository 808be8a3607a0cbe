package sidecar

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math/bits"
	"sort"

	"zhijian/pipeline/ingest"
)

// errBroken is a fault of the disk or of the program: the file was written here.
var errBroken = errors.New("the sorted table of fields is broken")

// Lookup implements ingest.Fields.
func (t *Table) Lookup(id string) (*ingest.Row, bool, error) {
	i := sort.Search(len(t.blocks), func(i int) bool { return less(id, t.blocks[i].id) }) - 1
	if i < 0 {
		return nil, false, nil
	}
	b := t.blocks[i]
	end := t.size
	if i+1 < len(t.blocks) {
		end = t.blocks[i+1].offset
	}
	buf := make([]byte, end-b.offset)
	if _, err := t.file.ReadAt(buf, b.offset); err != nil {
		return nil, false, fmt.Errorf("fields: %w", err)
	}
	for number := b.number; len(buf) > 0; number++ {
		key, rest, ok := cutPart(buf)
		if !ok {
			return nil, false, errBroken
		}
		raw, rest, ok := cutPart(rest)
		if !ok {
			return nil, false, errBroken
		}
		buf = rest
		if string(key) != id {
			continue
		}
		t.used[number/64].Or(1 << (number % 64))
		row, err := ingest.DecodeRow(raw)
		return row, err == nil, err
	}
	return nil, false, nil
}

// less is the order of the file: by length, then by bytes.
func less(a, b string) bool {
	if len(a) != len(b) {
		return len(a) < len(b)
	}
	return a < b
}

func cutPart(b []byte) (part, rest []byte, ok bool) {
	size, n := binary.Uvarint(b)
	if n <= 0 || size > uint64(len(b)-n) {
		return nil, nil, false
	}
	return b[n : n+int(size)], b[n+int(size):], true
}

// Unmatched is how many rows were not looked up so far: after a whole batch, those
// of no interaction in it.
func (t *Table) Unmatched() int64 {
	unmatched := t.rows
	for i := range t.used {
		unmatched -= int64(bits.OnesCount64(t.used[i].Load()))
	}
	return unmatched
}
