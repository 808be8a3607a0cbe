package dataset

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestManifestRoundTrip(t *testing.T) {
	o := testOptions(t.TempDir())
	b := exampleBatch(30)
	m := publishAll(t, o, []RubricItem{{ItemID: "opening.greeting"}}, b)
	read, err := ReadManifest(o.Out, o.Date)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(m, read); diff != "" {
		t.Errorf("(-committed +read):\n%s", diff)
	}
	if m.Mask != "none" || m.Rubric != "test@1" || m.RunID != "run-1" || m.Counts.Read != 32 || m.table(TableItems).Rows != 1200 {
		t.Errorf("manifest %+v", m)
	}
	rubric, err := ReadRubric(o.Out, m)
	if err != nil || string(rubric) != testRubric {
		t.Errorf("rubric %q, %v", rubric, err)
	}
}

func TestReadManifestMissing(t *testing.T) {
	out := t.TempDir()
	if _, err := ReadManifest(out, "2026-11-20"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("got %v", err)
	}
	if _, err := ReadManifest(out, "../x"); err == nil || errors.Is(err, fs.ErrNotExist) {
		t.Errorf("got %v", err)
	}
	if dates, err := Dates(out); err != nil || dates != nil {
		t.Errorf("dates %v, %v", dates, err)
	}
}

// TestCommitRefuses checks that a commit with wrong counts or the wrong rubric
// fails, changes nothing, and can be made good.
func TestCommitRefuses(t *testing.T) {
	o := testOptions(t.TempDir())
	publishAll(t, o, nil, exampleBatch(3))
	before := snapshot(t, o.Out, "dt=")
	b := exampleBatch(21) // two rejects
	good := ManifestInfo{Counts: Counts{Read: 26, Scored: 21, Rejected: 2, Duplicate: 3}, Rubric: []byte(testRubric)}
	s := newStage(t, o)
	defer s.Abort()
	if err := s.Write(b); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Commit(good); !errors.Is(err, errNotFinished) {
		t.Errorf("before Finish: %v", err)
	}
	if _, err := s.Finish(context.Background()); err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(*ManifestInfo){
		"do not add up":   func(i *ManifestInfo) { i.Counts.Read++ },
		"negative":        func(i *ManifestInfo) { i.Counts.Duplicate, i.Counts.Read = -1, 22 },
		"21 rows":         func(i *ManifestInfo) { i.Counts.Scored, i.Counts.Duplicate = 22, 2 },
		"2 rows":          func(i *ManifestInfo) { i.Counts.Rejected, i.Counts.Duplicate = 3, 2 },
		"rubric has":      func(i *ManifestInfo) { i.Rubric = nil },
		"and 0 duplicate": func(i *ManifestInfo) { i.Counts = Counts{Read: 22, Scored: 21, Rejected: 1} },
	} {
		info := good
		change(&info)
		if _, err := s.Commit(info); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: got %v", name, err)
		}
	}
	if err := s.Write(exampleBatch(1)); !errors.Is(err, errFinished) {
		t.Errorf("write after Finish: %v", err)
	}
	if diff := cmp.Diff(before, snapshot(t, o.Out, "/dt=")); diff != "" {
		t.Errorf("refused commits changed files:\n%s", diff)
	}
	m, err := s.Commit(good)
	if err != nil {
		t.Fatal(err)
	}
	sameRows(t, o.Out, m, TableInteractions, b.Interactions)
}

func TestManifestRefused(t *testing.T) {
	o := testOptions(t.TempDir())
	m := publishAll(t, o, nil, exampleBatch(3))
	good, err := m.encode()
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct{ old, new, want string }{
		{`"schema_version": "1"`, `"schema_version": "2"`, "schema version"},
		{`"date": "2026-11-20"`, `"date": "yesterday"`, "date"},
		{`"table": "items"`, `"table": "item"`, "in its place"},
		{`"items/dt=2026-11-20/part-00000.parquet"`, `"items/dt=2026-11-20/../../secret"`, "not in the folder"},
		{`"items/dt=2026-11-20/part-00000.parquet"`, `"items/dt=2026-11-20/.."`, "not in the folder"},
		{`"items/dt=2026-11-20/part-00000.parquet"`, `"/etc/passwd"`, "not in the folder"},
		{`"rows": 120,`, `"rows": 121,`, "120 rows"},
		{`"bytes": `, `"bytes": -`, "cannot be right"},
		{`"sha256": "`, `"sha256": "x`, "cannot be right"},
		{`"rubric_sha256": "`, `"rubric_sha256": "../`, "rubric_sha256"},
		{`"read": 4`, `"read": 5`, "add up"},
		{`{`, `[`, "invalid"},
	} {
		changed := bytes.Replace(good, []byte(test.old), []byte(test.new), 1)
		if bytes.Equal(changed, good) {
			t.Fatalf("manifest has no %s", test.old)
		}
		if err := os.WriteFile(manifestPath(o.Out, o.Date), changed, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := ReadManifest(o.Out, o.Date); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: got %v", test.new, err)
		}
	}
}

// FuzzManifest: what is taken for a manifest names only files inside the folders
// of its date.
func FuzzManifest(f *testing.F) {
	o := testOptions(f.TempDir())
	m := publishAll(f, o, nil, exampleBatch(2))
	good, err := m.encode()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good)
	f.Add([]byte(`{"tables":[null]}`))
	f.Fuzz(func(t *testing.T, content []byte) {
		m, err := decodeManifest(content)
		if err != nil {
			return
		}
		for _, table := range m.Tables {
			for _, file := range table.Files {
				dir := filepath.Dir(filepath.Join("out", filepath.FromSlash(file.Path)))
				if dir != filepath.Join("out", string(table.Table), partition(m.Date)) {
					t.Fatalf("file %q", file.Path)
				}
			}
		}
	})
}
