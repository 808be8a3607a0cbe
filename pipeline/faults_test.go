package pipeline

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"

	"zhijian/pipeline/dataset"
	"zhijian/pipeline/fsys"
	"zhijian/pipeline/fsys/fsystest"
	"zhijian/pipeline/ingest"
	"zhijian/pipeline/insight/summary"
)

const faultShard = 4 // records

// allFaults makes the tests below try everything: some minutes. Without it each
// operation still has its turn, with some of the failures.
var allFaults = flag.Bool("faults.all", false, "inject every failure at every operation")

// turn reports whether the n-th of several trials at the i-th operation is made.
func turn(i, n int) bool {
	switch {
	case *allFaults:
		return true
	case testing.Short():
		return (i+20*n)%97 == 0
	}
	return (i+n)%5 == 0
}

// night is a job that is run again and again: the date was committed before, with
// other input.
type night struct {
	before *fsystest.Memory  // with the earlier commit
	old    map[string]string // the files that are published then
	want   map[string]string // the files that are published in the end
	ops    []fsystest.Op     // of an undisturbed run
}

func newNight(t *testing.T) *night {
	t.Helper()
	m := fsystest.NewMemory()
	m.WriteFile("/tmp/.keep", "")
	m.WriteFile("/in/a.jsonl", line("old-1", 2)+line("old-2", 1))
	if _, err := runOn(t, m); err != nil {
		t.Fatal(err)
	}
	var records []string
	for i := range 11 {
		records = append(records, line(fmt.Sprintf("c-%d", i%9), 1+i%3)) // two ids come twice
	}
	m.WriteFile("/in/a.jsonl", strings.Join(records[:7], "")+"broken\n")
	m.WriteFile("/in/b.jsonl", strings.Join(records[7:], ""))
	n := &night{before: m.Crash(nil), old: published(m)}
	end := n.before.Crash(nil)
	var mu sync.Mutex
	_, err := runOn(t, &fsystest.Faults{FS: end, Decide: func(op fsystest.Op) error {
		mu.Lock()
		defer mu.Unlock()
		n.ops = append(n.ops, op)
		return nil
	}})
	if err != nil {
		t.Fatal(err)
	}
	n.want = published(end)
	if maps.Equal(n.old, n.want) {
		t.Fatal("both nights are the same")
	}
	slices.SortFunc(n.ops, func(a, b fsystest.Op) int { return strings.Compare(a.String(), b.String()) })
	return n
}

func runOn(t *testing.T, fsy fsys.FS) (*summary.Summary, error) {
	t.Helper()
	cfg := config(t, "/in")
	cfg.FS, cfg.Out, cfg.TempDir, cfg.shardRecords, cfg.Workers = fsy, "/data/out", "/tmp", faultShard, 2
	return Run(context.Background(), cfg)
}

// published are the files that readers see, by path.
func published(m *fsystest.Memory) map[string]string {
	files := m.Files()
	maps.DeleteFunc(files, func(name, _ string) bool {
		return !strings.HasPrefix(name, "/data/out/") || strings.Contains(name, "/_staging/") || strings.HasSuffix(name, "/_lock")
	})
	return files
}

// check makes sure that the date can be read, whole, old or new, and that the next
// run brings about the right bytes and leaves nothing else.
func (n *night) check(t *testing.T, what string, m *fsystest.Memory) {
	t.Helper()
	manifest, err := dataset.ReadManifestOf(m, "/data/out", "2026-11-20")
	if err != nil {
		t.Errorf("%s: no manifest: %v", what, err)
		return
	}
	for _, table := range manifest.Tables {
		for _, f := range table.Files {
			file, err := dataset.Locate(m, "/data/out", f)
			if err != nil {
				t.Errorf("%s: the date cannot be read: %v", what, err)
				return
			}
			file.Close()
		}
	}
	if _, err := runOn(t, m); err != nil {
		t.Errorf("%s: next run: %v", what, err)
		return
	}
	got := published(m)
	for name := range maps.Keys(got) {
		if got[name] != n.want[name] {
			t.Errorf("%s: after the next run %s is wrong", what, name)
		}
	}
	if len(got) != len(n.want) {
		t.Errorf("%s: %d files after the next run, want %d", what, len(got), len(n.want))
	}
	for name := range m.Files() {
		if strings.Contains(name, "/_staging/") {
			t.Errorf("%s: left behind: %s", what, name)
		}
	}
}

// failure is how an operation fails.
type failure struct {
	name   string
	err    error
	always bool // from then on
	only   func(kind string) bool
}

func failures() []failure {
	any := func(string) bool { return true }
	grows := func(kind string) bool {
		return slices.Contains([]string{"Create", "Temp", "Mkdir", "Write", "Sync", "SyncDir", "Rename", "Close", "Lock"}, kind)
	}
	return []failure{
		{"EIO once", syscall.EIO, false, any},
		{"EIO from then on", syscall.EIO, true, any},
		{"ENOSPC once", syscall.ENOSPC, false, grows},
		{"ENOSPC from then on", syscall.ENOSPC, true, grows},
		{"short write", fmt.Errorf("%w: %w", fsystest.ErrShort, syscall.ENOSPC), false, func(kind string) bool { return kind == "Write" }},
	}
}

// Every operation fails, in every way. The job may fail or not; the data may not.
func TestEveryOperationFails(t *testing.T) {
	n := newNight(t)
	exercised, failed := 0, 0
	for k, f := range failures() {
		for i, at := range n.ops {
			if !f.only(at.Kind) || !turn(i, k) {
				continue
			}
			what := fmt.Sprintf("%s at %s", f.name, at)
			m := n.before.Crash(nil)
			reached := false
			sum, err := runOn(t, &fsystest.Faults{FS: m, Decide: func(op fsystest.Op) error {
				if op == at || f.always && reached && f.only(op.Kind) {
					reached = true
					return f.err
				}
				return nil
			}})
			if !reached {
				continue // another order of what goes on at the same time
			}
			exercised++
			switch {
			case err != nil:
				failed++
			case unreadable(sum): // said, and not scored
				failed++
			case !maps.Equal(published(m), n.want):
				t.Errorf("%s: the job says that it is complete, and it is not", what)
			}
			n.check(t, what, m.Kill())
		}
	}
	t.Logf("%d operations, %d failures injected, %d jobs failed", len(n.ops), exercised, failed)
}

// unreadable reports whether a file of a folder was rejected: the job ends with
// its own exit code then.
func unreadable(sum *summary.Summary) bool {
	return slices.ContainsFunc(sum.Rejects, func(r summary.Reasons) bool { return r.Reason == string(ingest.UnreadableFile) })
}

// The machine goes down at every operation, and what was not synced is lost,
// wholly or in part.
func TestCrashAtEveryOperation(t *testing.T) {
	n := newNight(t)
	down := errors.New("the machine is down")
	crashes := 0
	for i, at := range n.ops {
		if !turn(i, 0) {
			continue
		}
		m := n.before.Crash(nil)
		reached := false
		runOn(t, &fsystest.Faults{FS: m, Decide: func(op fsystest.Op) error {
			if op == at {
				reached = true
			}
			if reached {
				return down
			}
			return nil
		}})
		if !reached {
			continue
		}
		n.check(t, fmt.Sprintf("crash at %s", at), m.Crash(nil))
		for seed := range uint64(3) {
			chance := rand.New(rand.NewPCG(seed, uint64(i)))
			n.check(t, fmt.Sprintf("crash at %s, a part lost, seed %d", at, seed), m.Crash(chance))
		}
		crashes += 4
	}
	t.Logf("%d operations, %d crashes", len(n.ops), crashes)
}

// A job that died behind some shards is carried on, and only then.
func TestCarriesOn(t *testing.T) {
	n := newNight(t)
	for _, tt := range []struct {
		name   string
		change func(m *fsystest.Memory)
		reused int64
	}{
		{"nothing changed", func(*fsystest.Memory) {}, 12},
		{"input changed", func(m *fsystest.Memory) { m.WriteFile("/in/c.jsonl", line("new", 1)) }, 0},
	} {
		m := n.before.Crash(nil)
		_, err := runOn(t, &fsystest.Faults{FS: m, Decide: func(op fsystest.Op) error {
			if op.Kind == "Create" && strings.HasSuffix(op.Name, "/manifest.json.tmp") {
				return syscall.ENOSPC
			}
			return nil
		}})
		if !errors.Is(err, syscall.ENOSPC) {
			t.Fatalf("%s: first run: %v", tt.name, err)
		}
		m = m.Crash(nil)
		tt.change(m)
		sum, err := runOn(t, m)
		if err != nil || sum.Reused != tt.reused {
			t.Errorf("%s: %d records reused, want %d (%v)", tt.name, sum.Reused, tt.reused, err)
		}
		if tt.reused > 0 && !maps.Equal(published(m), n.want) {
			t.Errorf("%s: other bytes", tt.name)
		}
	}
}

// Finished shards that were damaged meanwhile are done again.
func TestDamagedShardIsDoneAgain(t *testing.T) {
	n := newNight(t)
	m := n.before.Crash(nil)
	_, err := runOn(t, &fsystest.Faults{FS: m, Decide: func(op fsystest.Op) error {
		if op.Kind == "Create" && strings.HasSuffix(op.Name, "/manifest.json.tmp") {
			return syscall.EIO
		}
		return nil
	}})
	if err == nil {
		t.Fatal("the job did not fail")
	}
	damaged := 0
	for name, content := range m.Files() {
		if strings.HasSuffix(name, "turns/part-00000.parquet") && strings.Contains(name, "_staging") {
			m.WriteFile(name, content[:len(content)/2]+"?"+content[len(content)/2+1:])
			damaged++
		}
	}
	sum, err := runOn(t, m)
	if damaged != 1 || err != nil || sum.Reused != 0 || !maps.Equal(published(m), n.want) {
		t.Errorf("%d files damaged, %d records reused, error %v", damaged, sum.Reused, err)
	}
}
