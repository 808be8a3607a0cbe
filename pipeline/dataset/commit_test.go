package dataset

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"zhijian/pipeline/fsys"
)

// stageAll stages a batch up to the point of commit and lets go of the lock
// without cleaning up, as a crash does.
func stageAll(t *testing.T, o Options, b *Batch) *Stage {
	t.Helper()
	s := newStage(t, o)
	if err := s.Write(b); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Finish(context.Background()); err != nil {
		t.Fatal(err)
	}
	if err := s.lock.Close(); err != nil {
		t.Fatal(err)
	}
	return s
}

// TestSettle stops a commit after each of its steps; the next run, of another
// date, must complete it.
func TestSettle(t *testing.T) {
	for done := range len(Tables()) + 1 {
		o := testOptions(t.TempDir())
		publishAll(t, o, nil, exampleBatch(40))
		o.RunID = "run-2"
		b := exampleBatch(7)
		s := stageAll(t, o, b)
		m := &Manifest{
			SchemaVersion: SchemaVersion, Date: o.Date, RunID: o.RunID, Meta: s.options.Meta,
			Counts: Counts{Read: 8, Scored: 7, Rejected: 1}, Tables: s.tables,
		}
		content, err := m.encode()
		if err != nil {
			t.Fatal(err)
		}
		if err := replaceFile(fsys.OS{}, filepath.Join(s.dir, stagedManifest), content); err != nil {
			t.Fatal(err)
		}
		for _, table := range Tables()[:done] {
			if err := exchange(fsys.OS{}, o.Out, s.dir, table, o.Date); err != nil {
				t.Fatal(err)
			}
		}
		if done < len(Tables()) { // between the two renames of the next table
			half := Tables()[done]
			if err := makeDir(fsys.OS{}, filepath.Join(s.dir, replacedDir)); err != nil {
				t.Fatal(err)
			}
			if err := move(fsys.OS{}, filepath.Join(o.Out, string(half), partition(o.Date)), filepath.Join(s.dir, replacedDir, string(half))); err != nil {
				t.Fatal(err)
			}
		}

		other := o
		other.Date, other.RunID = "2026-11-21", "run-3"
		publishAll(t, other, nil, exampleBatch(1))
		got, err := ReadManifest(o.Out, o.Date)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(m, got); diff != "" {
			t.Errorf("after %d tables (-committing +settled):\n%s", done, diff)
		}
		sameRows(t, o.Out, got, TableItems, b.Items)
		sameRows(t, o.Out, got, TableRejects, b.Rejects)
		if left, err := os.ReadDir(filepath.Join(o.Out, stagingDir)); err != nil || len(left) > 0 {
			t.Errorf("left in staging: %v, %v", left, err)
		}
	}
}

// TestSettleThrowsAway: without a decision to commit, what is staged goes and
// what is published stays.
func TestSettleThrowsAway(t *testing.T) {
	o := testOptions(t.TempDir())
	publishAll(t, o, nil, exampleBatch(5))
	before := snapshot(t, o.Out, "dt=")
	o.RunID = "run-2"
	s := stageAll(t, o, exampleBatch(7))
	next := newStage(t, o)
	defer next.Abort()
	if diff := cmp.Diff(before, snapshot(t, o.Out, "dt=")); diff != "" {
		t.Errorf("published files changed:\n%s", diff)
	}
	if is, err := exists(fsys.OS{}, filepath.Join(s.dir, stagedDir, "items", "part-00001.parquet")); is || err != nil {
		t.Errorf("old staged files are left: %v, %v", is, err)
	}
}
