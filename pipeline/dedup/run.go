package dedup

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"sort"

	"zhijian/pipeline/fsys"
)

// run is a file of sorted keys. A Bloom filter answers for most keys that are
// not in it; for the others one block of the file is read.
type run struct {
	fsys   fsys.FS
	file   fsys.File
	keys   int
	fences []key // the first key of each block
	filter filter
	block  [blockKeys * keyBytes]byte // reused
}

const blockKeys = 256

// writeRun writes sorted keys to a temporary file in dir.
func writeRun(fsy fsys.FS, dir string, keys []key) (*run, error) {
	f, err := fsy.Temp(dir, "zhijian-ids-*")
	if err != nil {
		return nil, fmt.Errorf("ids seen: %w", err)
	}
	r := &run{fsys: fsy, file: f, keys: len(keys), filter: newFilter(len(keys))}
	w := bufio.NewWriterSize(f, 64<<10)
	var b [keyBytes]byte
	for i, k := range keys {
		if i%blockKeys == 0 {
			r.fences = append(r.fences, k)
		}
		r.filter.add(k)
		binary.BigEndian.PutUint64(b[:8], k.hi)
		binary.BigEndian.PutUint64(b[8:], k.lo)
		_, _ = w.Write(b[:]) // a failure comes out of Flush
	}
	if err := w.Flush(); err != nil {
		return nil, errors.Join(fmt.Errorf("ids seen: %w", err), r.close())
	}
	return r, nil
}

// has reports whether k is in the run.
func (r *run) has(k key) (bool, error) {
	if !r.filter.has(k) {
		return false, nil
	}
	after, _ := slices.BinarySearchFunc(r.fences, k, key.compare)
	if after < len(r.fences) && r.fences[after] == k {
		return true, nil
	}
	if after == 0 {
		return false, nil
	}
	first := (after - 1) * blockKeys
	n := min(blockKeys, r.keys-first)
	if _, err := r.file.ReadAt(r.block[:n*keyBytes], int64(first)*keyBytes); err != nil {
		return false, fmt.Errorf("ids seen: %w", err)
	}
	_, found := sort.Find(n, func(i int) int { return k.compare(r.at(i)) })
	return found, nil
}

// at is the i-th key of the block that was read.
func (r *run) at(i int) key {
	b := r.block[i*keyBytes:]
	return key{hi: binary.BigEndian.Uint64(b), lo: binary.BigEndian.Uint64(b[8:])}
}

func (r *run) close() error {
	return fsys.Discard(r.fsys, r.file)
}

// filter is a Bloom filter with 10 bits a key and 7 probes: about 1 % of the
// keys that were not added seem to be there.
type filter struct{ words []uint64 }

const (
	filterBits   = 10
	filterProbes = 7
)

func newFilter(keys int) filter {
	return filter{words: make([]uint64, (keys*filterBits+63)/64)}
}

// probe is the word and the bit of the i-th probe for k.
func (f *filter) probe(k key, i uint64) (*uint64, uint64) {
	bit := (k.hi + i*(k.lo|1)) % (uint64(len(f.words)) * 64)
	return &f.words[bit/64], 1 << (bit % 64)
}

func (f *filter) add(k key) {
	for i := range uint64(filterProbes) {
		word, bit := f.probe(k, i)
		*word |= bit
	}
}

func (f *filter) has(k key) bool {
	for i := range uint64(filterProbes) {
		if word, bit := f.probe(k, i); *word&bit == 0 {
			return false
		}
	}
	return true
}
