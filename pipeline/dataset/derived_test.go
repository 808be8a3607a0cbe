package dataset

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"zhijian/pipeline/dataset/readback"
	"zhijian/pipeline/fsys"
	"zhijian/pipeline/fsys/fsystest"
)

func drawCounts(t *rapid.T) []ItemCount {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) ItemCount {
		return ItemCount{ItemID: drawText(t), Evaluated: rapid.Int64().Draw(t, "n"), Failed: rapid.Int64().Draw(t, "n")}
	}), 0, 3).Draw(t, "counts")
}

func drawAgentDay(t *rapid.T) AgentDay {
	i64, f64 := rapid.Int64(), rapid.Float64()
	return AgentDay{RunID: "r", Team: drawText(t), AgentID: drawText(t), AgentName: drawText(t), Channel: drawText(t), Queue: drawText(t),
		Interactions: i64.Draw(t, "n"), ScoreSum: f64.Draw(t, "f"), ScoreMean: drawPointer(t, f64), ScoreLow: drawPointer(t, f64),
		HandleMaxMS: drawPointer(t, i64), Items: drawCounts(t),
		Intents: rapid.SliceOfN(rapid.Custom(func(t *rapid.T) LabelCount {
			return LabelCount{Value: drawText(t), Interactions: i64.Draw(t, "n")}
		}), 0, 2).Draw(t, "intents")}
}

func drawRepeat(t *rapid.T) RepeatContact {
	return RepeatContact{RunID: "r", CustomerID: drawText(t), IDKind: drawText(t), Interactions: rapid.Int32().Draw(t, "n"),
		FirstAt: drawTime(t), LastAt: drawTime(t), PreviousAgentID: drawText(t), SinceMS: drawPointer(t, rapid.Int64())}
}

func drawAlert(t *rapid.T) Alert {
	return Alert{RunID: "r", Kind: drawText(t), Subject: drawText(t), Status: drawText(t), Observed: rapid.Int64().Draw(t, "n"),
		Expected: drawPointer(t, rapid.Float64()), Threshold: drawPointer(t, rapid.Int64()), HistoryFrom: drawText(t)}
}

func drawTerm(t *rapid.T) TermDay {
	return TermDay{RunID: "r", Role: drawText(t), Term: drawText(t), Class: drawText(t), Intent: drawText(t), Interactions: rapid.Int64().Draw(t, "n"), ShareLow: rapid.Float64().Draw(t, "f")}
}

// published puts manifests of dates into an empty dataset.
func published(t tester, out string, dates ...string) []Source {
	t.Helper()
	var sources []Source
	for _, date := range dates {
		o := testOptions(out)
		o.Date, o.RunID = date, "run-"+date
		publishAll(t, o, nil, &Batch{})
		_, s, err := ReadSource(out, date)
		if err != nil {
			t.Fatal(err)
		}
		sources = append(sources, s)
	}
	return sources
}

func derivedOptions(out string, sources []Source) DerivedOptions {
	return DerivedOptions{Out: out, Set: SetAggregates, Date: sources[len(sources)-1].Date, Meta: testOptions(out).Meta,
		Parameters: map[string]string{"terms": "100"}, Window: Window{Dates: 28, Days: 7}, Sources: sources}
}

// TestDerivedRoundTrip: what is published is read as it was, with the same bytes
// each time.
func TestDerivedRoundTrip(t *testing.T) {
	root := t.TempDir()
	sources := published(t, filepath.Join(root, "a"), "2026-11-19", "2026-11-20")
	published(t, filepath.Join(root, "b"), "2026-11-19", "2026-11-20")
	rapid.Check(t, func(t *rapid.T) {
		agents := rapid.SliceOfN(rapid.Custom(drawAgentDay), 0, 4).Draw(t, "agents")
		terms := rapid.SliceOfN(rapid.Custom(drawTerm), 0, 4).Draw(t, "terms")
		alerts := rapid.SliceOfN(rapid.Custom(drawAlert), 0, 4).Draw(t, "alerts")
		repeats := rapid.SliceOfN(rapid.Custom(drawRepeat), 0, 4).Draw(t, "repeats")
		var manifests []*DerivedManifest
		for _, dir := range []string{"a", "b"} {
			m, err := PublishDerived(context.Background(), derivedOptions(filepath.Join(root, dir), sources),
				AgentsDaily(slices.Clone(agents)), TermsDaily(slices.Clone(terms)), Alerts(slices.Clone(alerts)), RepeatContacts(slices.Clone(repeats)))
			if err != nil {
				t.Fatal(err)
			}
			manifests = append(manifests, m)
		}
		if diff := cmp.Diff(manifests[0], manifests[1]); diff != "" {
			t.Fatalf("other bytes for the same rows:\n%s", diff)
		}
		out := filepath.Join(root, "a")
		m, err := ReadDerivedManifest(out, SetAggregates, "2026-11-20")
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(manifests[0], m); diff != "" {
			t.Fatalf("manifest (-written +read):\n%s", diff)
		}
		sameDerived(t, out, m, TableAgentsDaily, agents)
		sameDerived(t, out, m, TableTermsDaily, terms)
		sameDerived(t, out, m, TableAlerts, alerts)
		sameDerived(t, out, m, TableRepeatContacts, repeats)
	})
}

func sameDerived[T any](t tester, out string, m *DerivedManifest, table Table, want []T) {
	t.Helper()
	got := collect(t, ReadDerived[T](context.Background(), out, m, table))
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty(), cmpopts.EquateNaNs()); diff != "" {
		t.Fatalf("table %s (-written +read):\n%s", table, diff)
	}
}

func four(agents ...AgentDay) []DerivedTable {
	return []DerivedTable{AgentsDaily(agents), TermsDaily(nil), Alerts(nil), RepeatContacts(nil)}
}

// TestStale: a set knows which of its sources are not what they were.
func TestStale(t *testing.T) {
	out := t.TempDir()
	sources := published(t, out, "2026-11-18", "2026-11-20")
	m, err := PublishDerived(context.Background(), derivedOptions(out, sources), four(AgentDay{AgentID: "a"})...)
	if err != nil {
		t.Fatal(err)
	}
	stale := func(want ...Stale) {
		t.Helper()
		got, err := m.Stale(out)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("stale (-want +got):\n%s", diff)
		}
	}
	stale()
	o := testOptions(out)
	o.Date, o.RunID = "2026-11-18", "run-again"
	publishAll(t, o, nil, &Batch{})
	stale(Stale{"2026-11-18", "scored again"})
	published(t, out, "2026-11-19", "2026-11-21") // the latter is later than the set
	stale(Stale{"2026-11-18", "scored again"}, Stale{"2026-11-19", "added"})
	if err := os.Remove(manifestPath(out, "2026-11-20")); err != nil {
		t.Fatal(err)
	}
	stale(Stale{"2026-11-18", "scored again"}, Stale{"2026-11-19", "added"}, Stale{"2026-11-20", "removed"})
	if _, err := PublishDerived(context.Background(), derivedOptions(out, sources), four()...); !errors.Is(err, ErrSourceChanged) {
		t.Errorf("published from sources that have changed: %v", err)
	}
	if dates, err := DerivedDates(out, SetAggregates); err != nil || !slices.Equal(dates, []string{"2026-11-20"}) {
		t.Errorf("dates of the set: %v, %v", dates, err)
	}
}

func TestWindow(t *testing.T) {
	all := []string{"2026-11-01", "2026-11-10", "2026-11-12", "2026-11-13", "2026-11-20"}
	for _, c := range []struct {
		w    Window
		date string
		want []string
	}{
		{Window{}, "2026-11-13", all[3:4]},
		{Window{Dates: 2}, "2026-11-13", all[1:4]},
		{Window{Dates: 9}, "2026-11-13", all[:4]},
		{Window{Days: 3}, "2026-11-13", all[1:4]},
		{Window{Dates: 1, Days: 3}, "2026-11-13", all[1:4]},
		{Window{Dates: 1, Days: 1}, "2026-11-20", all[3:]},
		{Window{Dates: 1}, "2026-11-19", all[3:4]}, // not published itself
	} {
		if got := c.w.Of(all, c.date); !slices.Equal(got, c.want) {
			t.Errorf("%+v of %s: %v, want %v", c.w, c.date, got, c.want)
		}
	}
}

// TestDerivedFaulty: wrong calls publish nothing.
func TestDerivedFaulty(t *testing.T) {
	out := t.TempDir()
	sources := published(t, out, "2026-11-20")
	good := derivedOptions(out, sources)
	for name, change := range map[string]func(*DerivedOptions, *[]DerivedTable){
		"date":        func(o *DerivedOptions, _ *[]DerivedTable) { o.Date = "heute" },
		"set":         func(o *DerivedOptions, _ *[]DerivedTable) { o.Set = "other" },
		"tables":      func(_ *DerivedOptions, t *[]DerivedTable) { *t = (*t)[1:] },
		"no source":   func(o *DerivedOptions, _ *[]DerivedTable) { o.Sources = nil },
		"last source": func(o *DerivedOptions, _ *[]DerivedTable) { o.Date = "2026-11-21" },
	} {
		o, tables := good, four()
		change(&o, &tables)
		if _, err := PublishDerived(context.Background(), o, tables...); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	if _, err := ReadDerivedManifest(out, SetAggregates, "2026-11-20"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("something was published: %v", err)
	}
	s := newStage(t, testOptions(out))
	defer s.Abort()
	if _, err := PublishDerived(context.Background(), good, four()...); !errors.Is(err, ErrLocked) {
		t.Errorf("published beside a running job: %v", err)
	}
}

// TestDerivedLeavesShards: what score has finished before it died is still there
// after a set was published.
func TestDerivedLeavesShards(t *testing.T) {
	out := t.TempDir()
	sources := published(t, out, "2026-11-20")
	kept := filepath.Join(out, stagingDir, "run-9", "progress.json")
	for _, name := range []string{kept, filepath.Join(out, stagingDir, derivedPrefix+"aggregates-2026-11-19", "x")} {
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte("{}"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := PublishDerived(context.Background(), derivedOptions(out, sources), four()...); err != nil {
		t.Fatal(err)
	}
	left, err := os.ReadDir(filepath.Join(out, stagingDir))
	if err != nil || len(left) != 1 || left[0].Name() != "run-9" {
		t.Errorf("left in staging: %v, %v", left, err)
	}
	if _, err := os.Stat(kept); err != nil {
		t.Error(err)
	}
}

// evening is a dataset in memory with a set that was published before, and the
// publishing of another one for the same date.
type evening struct {
	manifests map[string]string // of the sources
	sources   []Source
}

func newEvening(t *testing.T) *evening {
	out := t.TempDir()
	e := &evening{sources: published(t, out, "2026-11-19", "2026-11-20"), manifests: map[string]string{}}
	for _, s := range e.sources {
		content, err := os.ReadFile(manifestPath(out, s.Date))
		if err != nil {
			t.Fatal(err)
		}
		e.manifests[manifestPath("/out", s.Date)] = string(content)
	}
	return e
}

func (e *evening) publish(on fsys.FS, agent string) error {
	o := derivedOptions("/out", e.sources)
	o.FS = on
	_, err := PublishDerived(context.Background(), o, four(AgentDay{RunID: "r", AgentID: agent})...)
	return err
}

// before is the dataset with the earlier set.
func (e *evening) before(t *testing.T) *fsystest.Memory {
	m := fsystest.NewMemory()
	for name, content := range e.manifests {
		m.WriteFile(name, content)
	}
	if err := e.publish(m, "before"); err != nil {
		t.Fatal(err)
	}
	return m
}

// whole fails when the set cannot be read as it was before or as it is after.
func (e *evening) whole(m *fsystest.Memory) error {
	d, err := readDerivedFile(m, derivedPath("/out", SetAggregates, "2026-11-20"))
	if err != nil {
		return err
	}
	for _, table := range d.Tables {
		for _, info := range table.Files {
			f, err := Locate(m, "/out", info)
			if err != nil {
				return err
			}
			f.Close()
		}
	}
	return nil
}

func visible(m *fsystest.Memory) map[string]string {
	files := m.Files()
	maps.DeleteFunc(files, func(name, _ string) bool { return strings.HasSuffix(name, "_lock") })
	return files
}

// TestDerivedSurvives lets every operation of the publishing fail, and the
// machine crash there: the set is always whole, old or new, and the next run
// brings about what an undisturbed one does.
func TestDerivedSurvives(t *testing.T) {
	e := newEvening(t)
	var ops []fsystest.Op
	clean := e.before(t)
	record := &fsystest.Faults{FS: clean, Decide: func(op fsystest.Op) error { ops = append(ops, op); return nil }}
	if err := e.publish(record, "after"); err != nil {
		t.Fatal(err)
	}
	want := visible(clean)
	if len(ops) < 50 {
		t.Fatalf("only %d operations", len(ops))
	}
	for i, at := range ops {
		if testing.Short() && i%7 != 0 {
			continue
		}
		for _, crash := range []bool{false, true} {
			what := fmt.Sprintf("%s, crash %v", at, crash)
			m := e.before(t)
			var crashed *fsystest.Memory
			err := e.publish(&fsystest.Faults{FS: m, Decide: func(op fsystest.Op) error {
				if op != at {
					return nil
				}
				if crash {
					crashed = m.Crash(rand.New(rand.NewPCG(uint64(i), 1)))
				}
				return syscall.EIO
			}}, "after")
			if crash {
				if crashed == nil {
					continue // that operation did not come about
				}
				m = crashed
			} else {
				m = m.Kill()
			}
			if problem := e.whole(m); problem != nil {
				t.Fatalf("%s (%v): %v", what, err, problem)
			}
			if err := e.publish(m, "after"); err != nil {
				t.Fatalf("%s: the next run: %v", what, err)
			}
			if diff := cmp.Diff(want, visible(m)); diff != "" {
				t.Fatalf("%s: the next run leaves other files:\n%.2000s", what, diff)
			}
		}
	}
}

// TestScoreCarriesDerivedOn: a set whose publishing broke off is completed by the
// next writer, whichever it is.
func TestScoreCarriesDerivedOn(t *testing.T) {
	e := newEvening(t)
	m := e.before(t)
	stop := derivedPath("/out", SetAggregates, "2026-11-20")
	err := e.publish(&fsystest.Faults{FS: m, Decide: func(op fsystest.Op) error {
		if op.Kind == "Rename" && strings.HasSuffix(op.Name, derivedJournal) && !strings.HasSuffix(op.Name, ".tmp") {
			return syscall.EIO
		}
		return nil
	}}, "after")
	if err == nil {
		t.Fatal("nothing failed")
	}
	before := m.Files()[stop]
	o := testOptions("/out")
	o.FS, o.RunID = m.Kill(), "run-next"
	s := newStage(t, o)
	if err := s.Abort(); err != nil {
		t.Fatal(err)
	}
	after := o.FS.(*fsystest.Memory).Files()[stop]
	if after == before || !strings.Contains(after, `"aggregates"`) {
		t.Errorf("the manifest was not replaced: %s", after)
	}
}

// TestDerivedIsReadBack: rows that do not reach the disk as they are fail the
// publishing.
func TestDerivedIsReadBack(t *testing.T) {
	out := t.TempDir()
	o := derivedOptions(out, published(t, out, "2026-11-20"))
	o.FS = lossy{fsys.OS{}}
	_, err := PublishDerived(context.Background(), o, four(AgentDay{AgentID: "a"})...)
	if !errors.Is(err, readback.ErrMismatch) {
		t.Errorf("damaged while it was written: %v", err)
	}
	if left, err := os.ReadDir(filepath.Join(out, stagingDir)); err != nil || len(left) != 0 {
		t.Errorf("left in staging: %v, %v", left, err)
	}
}

// lossy writes Parquet files with a wrong byte.
type lossy struct{ fsys.FS }

func (l lossy) Create(name string) (fsys.File, error) {
	f, err := l.FS.Create(name)
	if err != nil || filepath.Ext(name) != ".parquet" {
		return f, err
	}
	return lossyFile{f}, nil
}

type lossyFile struct{ fsys.File }

func (l lossyFile) Write(p []byte) (int, error) {
	q := slices.Clone(p)
	q[len(q)/2] ^= 1
	return l.File.Write(q)
}

// FuzzDerivedManifest: a manifest that is taken names files in its own folders
// alone, and is the same after it was written and read again.
func FuzzDerivedManifest(f *testing.F) {
	out := f.TempDir()
	m, err := PublishDerived(context.Background(), derivedOptions(out, published(f, out, "2026-11-20")), four()...)
	if err != nil {
		f.Fatal(err)
	}
	good, err := m.encode()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(string(good))
	f.Add(`{"schema_version":"1","set":"coaching","date":"2026-11-20","tables":[null]}`)
	f.Fuzz(func(t *testing.T, content string) {
		disk := fsystest.NewMemory()
		disk.WriteFile("/m.json", content)
		m, err := readDerivedFile(disk, "/m.json")
		if err != nil {
			return
		}
		for _, table := range m.Tables {
			for _, file := range table.Files {
				if filepath.Dir(filepath.FromSlash(file.Path)) != filepath.Join(string(table.Table), partition(m.Date)) {
					t.Fatalf("file %q", file.Path)
				}
			}
		}
		again, err := m.encode()
		if err != nil {
			t.Fatal(err)
		}
		disk.WriteFile("/m.json", string(again))
		n, err := readDerivedFile(disk, "/m.json")
		if diff := cmp.Diff(m, n, cmpopts.EquateEmpty()); err != nil || diff != "" {
			t.Fatalf("%v\n%s", err, diff)
		}
	})
}
