package dataset

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"zhijian/pipeline/dataset/readback"
)

const testRubric = "id: test\nversion: 1\n"

func testOptions(out string) Options {
	sum := sha256.Sum256([]byte(testRubric))
	return Options{
		Out: out, Date: "2026-11-20", RunID: "run-1",
		Meta: Meta{
			Rubric: "test@1", RubricSHA256: hex.EncodeToString(sum[:]),
			LexiconSHA256: "ab12", GSEVersion: "v0.80.3", Version: "test",
		},
	}
}

// countsOf are counts that fit the rows of the batches.
func countsOf(batches ...*Batch) Counts {
	var c Counts
	for _, b := range batches {
		c.Scored += int64(len(b.Interactions))
		c.Rejected += int64(len(b.Rejects))
	}
	c.Read = c.Scored + c.Rejected
	return c
}

// testing.T and rapid.T alike.
type tester interface {
	Helper()
	Fatal(args ...any)
	Fatalf(format string, args ...any)
}

func newStage(t tester, o Options) *Stage {
	t.Helper()
	s, err := NewStage(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// publishAll stages and commits batches.
func publishAll(t tester, o Options, rubric []RubricItem, batches ...*Batch) *Manifest {
	t.Helper()
	info := ManifestInfo{Counts: countsOf(batches...), Rubric: []byte(testRubric)}
	s := newStage(t, o)
	defer s.Abort()
	for _, b := range batches {
		if err := s.Write(b); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.WriteRubricItems(rubric); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Finish(context.Background()); err != nil {
		t.Fatal(err)
	}
	m, err := s.Commit(info)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func collect[T any](t tester, rows iter.Seq2[T, error]) []T {
	t.Helper()
	var all []T
	for row, err := range rows {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, row)
	}
	return all
}

// sameRows compares a table with the rows that were written, all of the one run.
func sameRows[T any](t tester, out string, m *Manifest, table Table, want []T) {
	t.Helper()
	want = slices.Clone(want)
	for i := range want {
		reflect.ValueOf(&want[i]).Elem().FieldByName("RunID").SetString(m.RunID)
	}
	got := collect(t, ReadTable[T](context.Background(), out, m, table))
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty(), cmpopts.EquateNaNs()); diff != "" {
		t.Fatalf("table %s (-written +read):\n%s", table, diff)
	}
}

func TestRoundTrip(t *testing.T) {
	root := t.TempDir()
	rapid.Check(t, func(t *rapid.T) {
		out, err := os.MkdirTemp(root, "")
		if err != nil {
			t.Fatal(err)
		}
		defer os.RemoveAll(out)
		o := testOptions(out)
		o.RowsPerPart = rapid.Int64Range(8, 40).Draw(t, "rows per part")
		o.RowsPerGroup = rapid.Int64Range(4, 30).Draw(t, "rows per group")
		b := drawBatch(t, 25)
		rubric := rapid.SliceOfN(rapid.Custom(drawRubricItem), 0, 5).Draw(t, "rubric")

		publishAll(t, o, rubric, b)
		m, err := ReadManifest(out, o.Date)
		if err != nil {
			t.Fatal(err)
		}
		sameRows(t, out, m, TableInteractions, b.Interactions)
		sameRows(t, out, m, TableItems, b.Items)
		sameRows(t, out, m, TableHits, b.Hits)
		sameRows(t, out, m, TableTurns, b.Turns)
		sameRows(t, out, m, TableRejects, b.Rejects)
		sameRows(t, out, m, TableRubricItems, rubric)
	})
}

// TestSameBytes writes the same rows in different portions: the manifests, which
// hold the hash of every file, must not differ.
func TestSameBytes(t *testing.T) {
	b := exampleBatch(60)
	o := testOptions(t.TempDir())
	o.RowsPerPart, o.RowsPerGroup = 1000, 150
	want := publishAll(t, o, nil, b)
	if n := len(want.table(TableItems).Files); n < 2 {
		t.Fatalf("items in %d part, want several", n)
	}
	for _, size := range []int{1, 7, 63, 64, 65, 151, 1000} {
		var portions []*Batch
		for rest := exampleBatch(60); len(rest.Items)+len(rest.Turns)+len(rest.Interactions) > 0; {
			portion := &Batch{}
			portion.Interactions, rest.Interactions = split(rest.Interactions, size)
			portion.Items, rest.Items = split(rest.Items, size+1)
			portion.Hits, rest.Hits = split(rest.Hits, size)
			portion.Turns, rest.Turns = split(rest.Turns, size)
			portion.Rejects, rest.Rejects = split(rest.Rejects, size)
			portions = append(portions, portion)
		}
		got := publishAll(t, o, nil, portions...)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("portions of %d rows, other files (-whole +portions):\n%s", size, diff)
		}
	}
}

func split[T any](rows []T, size int) (first, rest []T) {
	n := min(len(rows), size)
	return rows[:n], rows[n:]
}

func TestEmptyTables(t *testing.T) {
	o := testOptions(t.TempDir())
	m := publishAll(t, o, nil)
	for _, table := range Tables() {
		files := m.table(table).Files
		if len(files) != 1 || files[0].Path != string(table)+"/dt=2026-11-20/part-00000.parquet" || files[0].Rows != 0 {
			t.Errorf("table %s: %+v", table, files)
		}
	}
	sameRows(t, o.Out, m, TableTurns, []Turn(nil))
}

// TestOtherDates runs a date again with fewer rows and parts: it is replaced
// whole, its neighbour is untouched.
func TestOtherDates(t *testing.T) {
	first := testOptions(t.TempDir())
	first.RowsPerPart = 100
	other := first
	other.Date, other.RunID = "2026-11-21", "run-2"
	publishAll(t, first, nil, exampleBatch(50))
	publishAll(t, other, nil, exampleBatch(20))
	before := snapshot(t, other.Out, "dt=2026-11-21")

	again := exampleBatch(3)
	first.RunID = "run-3"
	m := publishAll(t, first, nil, again)
	sameRows(t, first.Out, m, TableItems, again.Items)
	files, err := os.ReadDir(filepath.Join(first.Out, "items", "dt=2026-11-20"))
	if err != nil || len(files) != len(m.table(TableItems).Files) {
		t.Errorf("folder holds %d files, manifest %d (%v)", len(files), len(m.table(TableItems).Files), err)
	}
	if diff := cmp.Diff(before, snapshot(t, other.Out, "dt=2026-11-21")); diff != "" {
		t.Errorf("other date changed:\n%s", diff)
	}
	dates, err := Dates(first.Out)
	if err != nil || !slices.Equal(dates, []string{"2026-11-20", "2026-11-21"}) {
		t.Errorf("dates %v, %v", dates, err)
	}
	if left, err := os.ReadDir(filepath.Join(first.Out, stagingDir)); err != nil || len(left) > 0 {
		t.Errorf("left in staging: %v, %v", left, err)
	}
}

// snapshot is the content of all files whose path contains part.
func snapshot(t *testing.T, out, part string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := filepath.WalkDir(out, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.Contains(path, part) {
			return err
		}
		content, err := os.ReadFile(path)
		files[path] = string(content)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(files) == 0 {
		t.Fatalf("no files for %s", part)
	}
	return files
}

func TestLock(t *testing.T) {
	o := testOptions(t.TempDir())
	s := newStage(t, o)
	if _, err := NewStage(context.Background(), o); !errors.Is(err, ErrLocked) {
		t.Fatalf("second writer: %v", err)
	}
	if err := s.Abort(); err != nil {
		t.Fatal(err)
	}
	again := newStage(t, o)
	if err := again.Abort(); err != nil {
		t.Fatal(err)
	}
}

func TestAbortLeavesNothing(t *testing.T) {
	o := testOptions(t.TempDir())
	publishAll(t, o, nil, exampleBatch(5))
	before := snapshot(t, o.Out, "dt=")
	s := newStage(t, o)
	if err := s.Write(exampleBatch(500)); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(s.Abort(), s.Abort()); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(before, snapshot(t, o.Out, "dt=")); diff != "" {
		t.Errorf("published files changed:\n%s", diff)
	}
	if left, err := os.ReadDir(filepath.Join(o.Out, stagingDir)); err != nil || len(left) > 0 {
		t.Errorf("left in staging: %v, %v", left, err)
	}
}

func TestCancel(t *testing.T) {
	why := errors.New("operator")
	ctx, cancel := context.WithCancelCause(context.Background())
	s, err := NewStage(ctx, testOptions(t.TempDir()))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Abort()
	cancel(why)
	if err := s.Write(exampleBatch(5)); !errors.Is(err, why) {
		t.Errorf("write: %v", err)
	}
	if _, err := s.Finish(context.Background()); !errors.Is(err, why) {
		t.Errorf("finish: %v", err)
	}
	if _, err := s.Commit(ManifestInfo{}); !errors.Is(err, errNotFinished) {
		t.Errorf("commit: %v", err)
	}
}

// TestWriteError puts a folder where a file should go: the error must come out,
// not a hang.
func TestWriteError(t *testing.T) {
	s := newStage(t, testOptions(t.TempDir()))
	defer s.Abort()
	if err := os.MkdirAll(filepath.Join(s.dir, stagedDir, "items", "part-00000.parquet"), 0o755); err != nil {
		t.Fatal(err)
	}
	var err error
	for range 1000 {
		if err = s.Write(exampleBatch(1)); err != nil {
			break
		}
	}
	if !errors.Is(err, syscall.EISDIR) {
		t.Errorf("write: %v", err)
	}
	if _, err := s.Finish(context.Background()); !errors.Is(err, syscall.EISDIR) || !strings.Contains(err.Error(), "table items") {
		t.Errorf("finish: %v", err)
	}
}

// TestFinishCatches spoils a staged file, and what is expected of it, between
// writing and checking.
func TestFinishCatches(t *testing.T) {
	for name, spoil := range map[string]func(*part) error{
		"damaged file": func(p *part) error {
			content, err := os.ReadFile(p.path)
			if err != nil {
				return err
			}
			content[len(content)/2] ^= 1
			return os.WriteFile(p.path, content, 0o600)
		},
		"other value":   func(p *part) error { p.expected.Columns[5].Values++; return nil },
		"row too few":   func(p *part) error { p.expected.Rows++; return nil },
		"swapped names": func(p *part) error { c := p.expected.Columns; c[2], c[3] = c[3], c[2]; return nil },
	} {
		s := newStage(t, testOptions(t.TempDir()))
		s.items.done = func(p part) <-chan struct{} {
			if err := spoil(&p); err != nil {
				t.Error(err)
			}
			return s.check(p)
		}
		if err := s.Write(exampleBatch(2)); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Finish(context.Background()); !errors.Is(err, readback.ErrMismatch) || !strings.Contains(err.Error(), "items/part-00000.parquet") {
			t.Errorf("%s: finish: %v", name, err)
		}
		if _, err := s.Commit(ManifestInfo{}); !errors.Is(err, errNotFinished) {
			t.Errorf("%s: commit: %v", name, err)
		}
		if err := s.Abort(); err != nil {
			t.Error(err)
		}
	}
}

func TestOptionsRefused(t *testing.T) {
	for name, change := range map[string]func(*Options){
		"date":     func(o *Options) { o.Date = "20.11.2026" },
		"run id":   func(o *Options) { o.RunID = "../run" },
		"no run":   func(o *Options) { o.RunID = "" },
		"negative": func(o *Options) { o.RowsPerPart = -1 },
	} {
		o := testOptions(t.TempDir())
		change(&o)
		if _, err := NewStage(context.Background(), o); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
}
