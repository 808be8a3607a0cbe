package extsort

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"zhijian/pipeline/fsys"
)

// drain reads all that is sorted.
func drain(t interface{ Fatal(...any) }, s *Sorter) []string {
	sorted, err := s.Sort()
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for {
		key, value, err := sorted.Next()
		if errors.Is(err, io.EOF) {
			return got
		}
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, fmt.Sprintf("%q=%q", key, value))
	}
}

// Whatever the budget, what was added comes out in the order of the keys.
func TestSortsLikeMemory(t *testing.T) {
	dir := t.TempDir()
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.MapOf(rapid.StringN(0, 12, -1), rapid.SliceOfN(rapid.Byte(), 0, 40)).Draw(t, "records")
		s := New(rapid.Int64Range(1, 2000).Draw(t, "budget"), fsys.OS{}, dir)
		defer s.Close()
		var want []string
		for key, value := range values {
			if err := s.Add([]byte(key), value[:len(value)/2], value[len(value)/2:]); err != nil {
				t.Fatal(err)
			}
		}
		keys := make([]string, 0, len(values))
		for key := range values {
			keys = append(keys, key)
		}
		slices.Sort(keys)
		for _, key := range keys {
			want = append(want, fmt.Sprintf("%q=%q", key, values[key]))
		}
		if got := drain(t, s); !slices.Equal(got, want) {
			t.Fatalf("got %v, want %v", got, want)
		}
	})
	left, err := os.ReadDir(dir)
	if err != nil || len(left) != 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

// A million bytes through a budget of ten thousand: a hundred runs.
func TestManyRuns(t *testing.T) {
	s := New(10_000, fsys.OS{}, t.TempDir())
	defer s.Close()
	const n = 5000
	value := bytes.Repeat([]byte("值"), 40)
	for i := range uint64(n) {
		key := binary.BigEndian.AppendUint64(nil, i*2654435761%n) // a permutation
		if err := s.Add(key, value); err != nil {
			t.Fatal(err)
		}
	}
	if len(s.runs) < 80 {
		t.Errorf("%d runs, want about a hundred", len(s.runs))
	}
	if int64(cap(s.block)) > 10_000 || s.used > 10_000 {
		t.Errorf("%d bytes of records in a block of %d, over the budget", s.used, cap(s.block))
	}
	sorted, err := s.Sort()
	if err != nil {
		t.Fatal(err)
	}
	for i := range uint64(n) {
		key, got, err := sorted.Next()
		if err != nil || binary.BigEndian.Uint64(key) != i || !bytes.Equal(got, value) {
			t.Fatalf("record %d: %x %q %v", i, key, got, err)
		}
	}
	if _, _, err := sorted.Next(); !errors.Is(err, io.EOF) {
		t.Errorf("after the last record: %v", err)
	}
}

func TestNoTempDir(t *testing.T) {
	s := New(100, fsys.OS{}, t.TempDir()+"/missing")
	defer s.Close()
	err := s.Add([]byte("a"), make([]byte, 80))
	if err == nil {
		err = s.Add([]byte("b"), make([]byte, 80))
	}
	if !errors.Is(err, os.ErrNotExist) {
		t.Errorf("got %v, want that the folder is missing", err)
	}
}
