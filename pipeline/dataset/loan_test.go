package dataset

import (
	"context"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// Batches that are filled again and again give the files that fresh ones give.
func TestBatchesAreFilledAgain(t *testing.T) {
	const portions = 60
	o := testOptions(t.TempDir())
	o.RowsPerGroup = 150
	want := publishAll(t, o, nil, exampleBatch(portions))

	o.Out = t.TempDir()
	s := newStage(t, o)
	defer s.Abort()
	seen, again := map[*Batch]bool{}, 0
	all := exampleBatch(portions)
	for i := range portions {
		b := s.NewBatch()
		if n := len(b.Interactions) + len(b.Items) + len(b.Hits) + len(b.Turns) + len(b.Rejects); n > 0 {
			t.Fatalf("a new batch has %d rows", n)
		}
		if seen[b] {
			again++
		}
		seen[b] = true
		b.Interactions = append(b.Interactions, all.Interactions[i:i+1]...)
		b.Items = append(b.Items, all.Items[i*40:(i+1)*40]...)
		b.Hits = append(b.Hits, all.Hits[i:i+1]...)
		b.Turns = append(b.Turns, all.Turns[i*10:(i+1)*10]...)
		if i%20 == 0 {
			b.Rejects = append(b.Rejects, all.Rejects[i/20])
		}
		if err := s.Write(b); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.Finish(context.Background()); err != nil {
		t.Fatal(err)
	}
	got, err := s.Commit(ManifestInfo{Counts: want.Counts, Rubric: []byte(testRubric)})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("other files (-fresh +again):\n%s", diff)
	}
	if again == 0 {
		t.Error("no batch was filled again")
	}
}

// A batch is free when the last table has its rows, and one with unusual room is
// not kept.
func TestLoan(t *testing.T) {
	free := make(chan *Batch, 2)
	b := &Batch{}
	l := lend(b, free)
	for range batchTables {
		if len(free) > 0 {
			t.Fatal("free too early")
		}
		l.end()
	}
	if got := <-free; got != b {
		t.Error("another batch came back")
	}
	unusual := &Batch{}
	unusual.Memory.Texts.Take(mostTexts + 1)
	for _, b := range []*Batch{{Items: make([]Item, 0, mostRows+1)}, unusual} {
		l = lend(b, free)
		for range batchTables {
			l.end()
		}
		if len(free) > 0 {
			t.Error("a batch with unusual room was kept")
		}
	}
}

// What was taken stays as it was written until all is given out again.
func TestRoom(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var r Room[int]
		for range rapid.IntRange(1, 3).Draw(t, "batches") {
			var lists [][]int
			var places []*int
			for i := range rapid.IntRange(0, 100).Draw(t, "rows") {
				n := rapid.IntRange(0, 50).Draw(t, "n")
				list := r.Take(n)
				if len(list) != 0 || cap(list) != n {
					t.Fatalf("room for %d of %d", cap(list), n)
				}
				for range n {
					list = append(list, i)
				}
				lists, places = append(lists, list), append(places, r.Add(i))
			}
			for i, list := range lists {
				if *places[i] != i || slices.ContainsFunc(list, func(v int) bool { return v != i }) {
					t.Fatalf("row %d has %d and %v", i, *places[i], list)
				}
			}
			r.used = r.used[:0]
		}
	})
}

// A batch that is filled again takes its memory from what it has.
func TestMemoryIsTakenAgain(t *testing.T) {
	var b Batch
	fill := func() {
		for range 100 {
			b.Memory.Texts.Take(20)
			b.Memory.Int32s.Add(1)
			b.Memory.Int64s.Add(1)
			b.Memory.Doubles.Add(1)
			b.Memory.Sections.Take(9)
		}
		b.Memory.again()
	}
	if n := testing.AllocsPerRun(10, fill); n > 0 {
		t.Errorf("%.0f allocations", n)
	}
}
