// Package extsort sorts records by their keys in bounded memory: what does not
// fit is written to a temporary file in sorted runs, which are merged as they are
// read back.
package extsort

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"

	"zhijian/pipeline/fsys"
)

// DefaultBudget is the memory for records that are not on disk.
const DefaultBudget = 64 << 20

const (
	blockBytes  = 1 << 20 // of memory for records
	recordBytes = 64      // of memory beside a record's bytes
	bufferBytes = 64 << 10
	leastBuffer = 4 << 10
)

// Sorter collects records. It is used by one goroutine.
type Sorter struct {
	fsys   fsys.FS
	dir    string
	budget int64

	block   []byte // its free part takes the next records
	records []record
	used    int64

	file fsys.File // holds all runs, one after the other; nil while there is none
	runs []run
}

// record is one record in memory.
type record struct {
	prefix uint64 // the first bytes of the key, which decide most comparisons
	bytes  []byte // key and value
	key    int    // length of the key
}

func (r *record) compare(o *record) int {
	if c := cmp.Compare(r.prefix, o.prefix); c != 0 {
		return c
	}
	return bytes.Compare(r.bytes[:r.key], o.bytes[:o.key])
}

// run is where a sorted run lies in the file.
type run struct{ begin, end int64 }

// New returns an empty Sorter that holds about budget bytes in memory
// (DefaultBudget when it is 0) and writes the rest to a temporary file in dir of
// fsy; an empty dir takes the system's. The caller closes it.
func New(budget int64, fsy fsys.FS, dir string) *Sorter {
	if budget <= 0 {
		budget = DefaultBudget
	}
	return &Sorter{fsys: fsy, dir: dir, budget: budget}
}

// Add adds a record, which is copied. No two records may have the same key: their
// order would hang on the budget. The error is one of the temporary file.
func (s *Sorter) Add(key []byte, value ...[]byte) error {
	size := len(key)
	for _, v := range value {
		size += len(v)
	}
	if s.used > 0 && s.used+int64(size+recordBytes) > s.budget {
		if err := s.spill(); err != nil {
			return err
		}
	}
	if cap(s.block)-len(s.block) < size {
		s.block = make([]byte, 0, max(size, int(min(blockBytes, s.budget))))
	}
	begin := len(s.block)
	s.block = append(s.block, key...)
	for _, v := range value {
		s.block = append(s.block, v...)
	}
	var head [8]byte
	copy(head[:], key)
	s.records = append(s.records, record{prefix: binary.BigEndian.Uint64(head[:]), bytes: s.block[begin:len(s.block):len(s.block)], key: len(key)})
	s.used += int64(size + recordBytes)
	return nil
}

// spill writes what is in memory as a run.
func (s *Sorter) spill() error {
	if s.file == nil {
		f, err := s.fsys.Temp(s.dir, "zhijian-rows-*")
		if err != nil {
			return fmt.Errorf("sorting rows: %w", err)
		}
		s.file = f
	}
	s.sort()
	w := bufio.NewWriterSize(s.file, bufferBytes)
	r := run{}
	if n := len(s.runs); n > 0 {
		r.begin = s.runs[n-1].end
	}
	r.end = r.begin
	var head []byte
	for i := range s.records {
		rec := &s.records[i]
		head = binary.AppendUvarint(head[:0], uint64(rec.key))
		head = binary.AppendUvarint(head, uint64(len(rec.bytes)-rec.key))
		_, _ = w.Write(head) // a failure comes out of Flush
		_, _ = w.Write(rec.bytes)
		r.end += int64(len(head) + len(rec.bytes))
	}
	if err := w.Flush(); err != nil {
		return fmt.Errorf("sorting rows: %w", err)
	}
	s.runs = append(s.runs, r)
	clear(s.records)
	s.records, s.block, s.used = s.records[:0], nil, 0
	return nil
}

func (s *Sorter) sort() {
	slices.SortFunc(s.records, func(a, b record) int { return a.compare(&b) })
}

// Sort ends the adding and returns the records in the order of their keys.
func (s *Sorter) Sort() (*Sorted, error) {
	s.sort()
	sorted := &Sorted{memory: s.records}
	size := int(min(bufferBytes, max(leastBuffer, s.budget/int64(len(s.runs)+1))))
	for _, r := range s.runs {
		c := &cursor{r: bufio.NewReaderSize(io.NewSectionReader(s.file, r.begin, r.end-r.begin), size)}
		if err := sorted.push(c); err != nil {
			return nil, err
		}
	}
	return sorted, nil
}

// Close gives back the memory and the temporary file. It ends what Sort returned.
func (s *Sorter) Close() error {
	s.records, s.block, s.used, s.runs = nil, nil, 0, nil
	if s.file == nil {
		return nil
	}
	f := s.file
	s.file = nil
	return fsys.Discard(s.fsys, f)
}

var errBroken = errors.New("sorting rows: the temporary file is not what was written")
