// Package dedup remembers which ids were seen, in bounded memory. An id is kept
// as 128 bits of its SHA-256: among ten million ids, the chance that two
// different ones are taken for the same is about 10^-25 (with 64 bits it would
// be about 10^-6). What does not fit in memory is kept in sorted runs on disk.
package dedup

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"

	"zhijian/pipeline/fsys"
)

// key is what is kept of an id.
type key struct{ hi, lo uint64 }

const keyBytes = 16

func (k key) compare(o key) int {
	switch {
	case k.hi < o.hi || k.hi == o.hi && k.lo < o.lo:
		return -1
	case k == o:
		return 0
	}
	return 1
}

func keyOf(id []byte) key {
	sum := sha256.Sum256(id)
	k := key{hi: binary.BigEndian.Uint64(sum[:8]), lo: binary.BigEndian.Uint64(sum[8:16])}
	if k == (key{}) {
		k.lo = 1 // the zero key marks a free slot
	}
	return k
}

// DefaultBudget is the memory for ids that are not on disk yet.
const DefaultBudget = 64 << 20

// Set is a set of ids. It is used by one goroutine.
type Set struct {
	fsys  fsys.FS
	dir   string
	table table
	runs  []*run
	count int64
	id    bytes.Buffer // reused
}

// New returns an empty set that holds at most budget bytes of ids in memory
// (DefaultBudget when it is 0) and about 1.3 bytes more for each id that it had
// to write to a temporary file in dir of fsy. An empty dir takes the system's.
func New(budget int64, fsy fsys.FS, dir string) *Set {
	if budget <= 0 {
		budget = DefaultBudget
	}
	return &Set{fsys: fsy, dir: dir, table: newTable(budget)}
}

// AppendKey appends what is kept of id to keys.
func AppendKey(keys []byte, id string) []byte {
	k := keyOf([]byte(id))
	return binary.BigEndian.AppendUint64(binary.BigEndian.AppendUint64(keys, k.hi), k.lo)
}

// AddKeys adds ids by what AppendKey made of them. The error is one of the
// temporary files, or says that keys is no whole number of them.
func (s *Set) AddKeys(keys []byte) error {
	for ; len(keys) >= keyBytes; keys = keys[keyBytes:] {
		if _, err := s.add(key{hi: binary.BigEndian.Uint64(keys[:8]), lo: binary.BigEndian.Uint64(keys[8:])}); err != nil {
			return err
		}
	}
	if len(keys) != 0 {
		return fmt.Errorf("ids seen: %d bytes too many", len(keys))
	}
	return nil
}

// Add adds id and reports whether it was new. The error is one of the temporary
// files.
func (s *Set) Add(id string) (bool, error) {
	s.id.Reset()
	s.id.WriteString(id)
	return s.add(keyOf(s.id.Bytes()))
}

func (s *Set) add(k key) (bool, error) {
	if s.table.has(k) {
		return false, nil
	}
	for _, r := range s.runs {
		seen, err := r.has(k)
		if seen || err != nil {
			return false, err
		}
	}
	if s.table.full() {
		if err := s.spill(); err != nil {
			return false, err
		}
	}
	s.table.add(k)
	s.count++
	return true, nil
}

// Len is the number of different ids.
func (s *Set) Len() int64 { return s.count }

// spill moves the table's keys to a new run.
func (s *Set) spill() error {
	r, err := writeRun(s.fsys, s.dir, s.table.sorted())
	if err != nil {
		return err
	}
	s.runs = append(s.runs, r)
	s.table.clear()
	return nil
}

// Close removes the temporary files.
func (s *Set) Close() error {
	var errs []error
	for _, r := range s.runs {
		errs = append(errs, r.close())
	}
	s.runs = nil
	return errors.Join(errs...)
}
