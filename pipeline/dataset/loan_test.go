package dataset

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"
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
	l = lend(&Batch{Items: make([]Item, 0, mostRows+1)}, free)
	for range batchTables {
		l.end()
	}
	if len(free) > 0 {
		t.Error("a batch with unusual room was kept")
	}
}
