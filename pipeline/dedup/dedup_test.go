package dedup

import (
	"fmt"
	"os"
	"runtime"
	"strconv"
	"testing"

	"pgregory.net/rapid"

	"zhijian/pipeline/fsys"
)

// A set answers as a map does, however little memory it has.
func TestSetAnswersAsAMap(t *testing.T) {
	dir := t.TempDir()
	rapid.Check(t, func(t *rapid.T) {
		budget := rapid.SampledFrom([]int64{1, 1 << 10, 4 << 10, 1 << 20}).Draw(t, "budget")
		s := New(budget, fsys.OS{}, dir)
		defer s.Close()
		seen := map[string]bool{}
		ids := rapid.SliceOfN(rapid.OneOf(rapid.StringN(0, 2, -1), rapid.Map(rapid.IntRange(0, 300), strconv.Itoa)), 0, 600).Draw(t, "ids")
		for i, id := range ids {
			added, err := s.Add(id)
			if err != nil {
				t.Fatal(err)
			}
			if added == seen[id] {
				t.Fatalf("id %d, %q: added %v, seen before %v", i, id, added, seen[id])
			}
			seen[id] = true
		}
		if s.Len() != int64(len(seen)) {
			t.Fatalf("%d ids, want %d", s.Len(), len(seen))
		}
	})
}

func TestManyRuns(t *testing.T) {
	const ids = 50_000
	dir := t.TempDir()
	s := New(32<<10, fsys.OS{}, dir)
	for round := range 2 {
		for i := range ids {
			added, err := s.Add(fmt.Sprint("call-", i))
			if err != nil {
				t.Fatal(err)
			}
			if added != (round == 0) {
				t.Fatalf("round %d, id %d: added %v", round, i, added)
			}
		}
	}
	if len(s.runs) < 20 {
		t.Errorf("only %d runs: the test does not reach the disk", len(s.runs))
	}
	if len(s.table.slots)*keyBytes > 32<<10 {
		t.Errorf("%d slots in memory", len(s.table.slots))
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

func TestFilterIsSelective(t *testing.T) {
	const n = 20_000
	f := newFilter(n)
	for i := range n {
		f.add(keyOf(fmt.Append(nil, i)))
	}
	wrong := 0
	for i := range n {
		if !f.has(keyOf(fmt.Append(nil, i))) {
			t.Fatalf("key %d is lost", i)
		}
		if f.has(keyOf(fmt.Append(nil, n+i))) {
			wrong++
		}
	}
	if wrong > n*2/100 {
		t.Errorf("%d of %d foreign keys seem to be there", wrong, n)
	}
}

func TestBadFolderIsReported(t *testing.T) {
	s := New(1, fsys.OS{}, "/nowhere/at/all")
	var err error
	for i := 0; i < 100 && err == nil; i++ {
		_, err = s.Add(fmt.Sprint(i))
	}
	if err == nil {
		t.Error("ids were spilled to a folder that does not exist")
	}
}

// BenchmarkAdd adds ids that are all new. Run it with -benchtime=10000000x for
// the job's ten million.
func BenchmarkAdd(b *testing.B) {
	s := New(0, fsys.OS{}, b.TempDir())
	defer s.Close()
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		if _, err := s.Add(fmt.Sprintf("call-2026-11-20-%09d", i)); err != nil {
			b.Fatal(err)
		}
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/(1<<20), "MiB-live")
	b.ReportMetric(float64(len(s.runs)), "runs")
}
