package pipeline

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"zhijian/analyzers/transcript"
	"zhijian/pipeline/dataset"
	"zhijian/pipeline/fsys"
)

// victim is the folder that a child process of this test works in; set in the
// child alone.
const victim = "ZHIJIAN_TEST_VICTIM"

// TestMain runs the job to be killed when this is the child.
func TestMain(m *testing.M) {
	if dir := os.Getenv(victim); dir != "" {
		if err := runVictim(dir); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// runVictim is a job of some shards on the machine's own files.
func runVictim(dir string) error {
	cfg := victimConfig(dir)
	cfg.Scorer = lengthScorer{before: func(*transcript.Interaction) error {
		time.Sleep(200 * time.Microsecond)
		return nil
	}}
	_, err := Run(context.Background(), cfg)
	return err
}

func victimConfig(dir string) Config {
	cfg := testConfig(filepath.Join(dir, "in"))
	cfg.Out, cfg.TempDir, cfg.shardRecords = filepath.Join(dir, "out"), dir, 50
	return cfg
}

// killed is a folder with yesterday's data and today's input.
type killed struct {
	dir  string
	want map[string]string
}

func newKilled(t *testing.T) *killed {
	t.Helper()
	k := &killed{dir: t.TempDir()}
	in := filepath.Join(k.dir, "in")
	if err := os.Mkdir(in, 0o755); err != nil {
		t.Fatal(err)
	}
	write := func(name, text string) {
		if err := os.WriteFile(filepath.Join(in, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("a.jsonl", line("old", 1))
	if _, err := Run(t.Context(), victimConfig(k.dir)); err != nil {
		t.Fatal(err)
	}
	var text strings.Builder
	for i := range 400 {
		text.WriteString(line(fmt.Sprint("c-", i%390), 1+i%4))
	}
	write("a.jsonl", text.String())
	cfg := victimConfig(k.dir)
	cfg.Out = filepath.Join(t.TempDir(), "right")
	if _, err := Run(t.Context(), cfg); err != nil {
		t.Fatal(err)
	}
	k.want = visible(t, cfg.Out)
	return k
}

// visible are the published files of a dataset folder, below it.
func visible(t *testing.T, out string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := filepath.WalkDir(out, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(out, path)
		if err != nil || d.IsDir() || strings.HasPrefix(rel, "_staging") || rel == "_lock" || strings.Contains(rel, "rubrics") {
			return err
		}
		content, err := os.ReadFile(path)
		files[rel] = string(content)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// child starts the job in a process of its own.
func (k *killed) child(t *testing.T) (*exec.Cmd, *bytes.Buffer) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self)
	cmd.Env = append(os.Environ(), victim+"="+k.dir)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return cmd, &stderr
}

// readable makes sure that the date can be read whole.
func (k *killed) readable(t *testing.T) {
	t.Helper()
	out := filepath.Join(k.dir, "out")
	m, err := dataset.ReadManifest(out, "2026-11-20")
	if err != nil {
		t.Fatal(err)
	}
	for _, table := range m.Tables {
		for _, f := range table.Files {
			file, err := dataset.Locate(fsys.OS{}, out, f)
			if err != nil {
				t.Fatal(err)
			}
			file.Close()
		}
	}
}

// The job is killed with no warning at random moments; some of the jobs that
// carry on are killed too. In the end the bytes are right.
func TestKill(t *testing.T) {
	kills := 12
	switch {
	case *allFaults:
		kills = 200
	case testing.Short():
		kills = 3
	}
	chance := rand.New(rand.NewPCG(1, 2))
	k := newKilled(t)
	start := time.Now()
	if cmd, stderr := k.child(t); cmd.Wait() != nil {
		t.Fatalf("undisturbed: %s", stderr)
	}
	whole := time.Since(start)
	inRecovery, survived := 0, 0
	for done := 0; done < kills; {
		k = newKilled(t)
		for again := range 3 { // the second and third carry on what was killed
			if again > 0 && chance.IntN(3) > 0 {
				break
			}
			cmd, _ := k.child(t)
			time.Sleep(time.Duration(chance.Int64N(int64(whole))))
			_ = cmd.Process.Kill()
			var exit *exec.ExitError
			if err := cmd.Wait(); err == nil {
				break // it was faster
			} else if !errors.As(err, &exit) || exit.Sys().(syscall.WaitStatus).Signal() != syscall.SIGKILL {
				t.Fatalf("not killed: %v", err)
			}
			done++
			if again > 0 {
				inRecovery++
			}
			k.readable(t)
		}
		if cmd, stderr := k.child(t); cmd.Wait() != nil {
			t.Fatalf("after a kill: %s", stderr)
		}
		if !maps.Equal(visible(t, filepath.Join(k.dir, "out")), k.want) {
			t.Fatal("other bytes after a kill")
		}
		survived++
	}
	t.Logf("killed %d times, %d of them while carrying on; %d jobs completed after that", kills, inRecovery, survived)
}

// The disk is full: the job fails, yesterday's data stay, and the next run, with
// room again, is right.
func TestFullDisk(t *testing.T) {
	disk := t.TempDir()
	if err := syscall.Mount("tmpfs", disk, "tmpfs", 0, "size=400k"); err != nil {
		t.Skipf("a small disk needs the right to mount one: %v", err)
	}
	defer syscall.Unmount(disk, syscall.MNT_DETACH)
	k := newKilled(t)
	cfg := victimConfig(k.dir)
	cfg.Out = filepath.Join(disk, "out")
	cfg.Inputs = []string{writeInput(t, line("old", 1))}
	if _, err := Run(t.Context(), cfg); err != nil {
		t.Fatal(err)
	}
	before := visible(t, cfg.Out)
	filler := filepath.Join(disk, "filler")
	if err := os.WriteFile(filler, make([]byte, 290<<10), 0o644); err != nil {
		t.Fatal(err)
	}
	cfg.Inputs = []string{filepath.Join(k.dir, "in")}
	if _, err := Run(t.Context(), cfg); !errors.Is(err, syscall.ENOSPC) {
		t.Fatalf("error is %v, want %v", err, syscall.ENOSPC)
	}
	if !maps.Equal(visible(t, cfg.Out), before) {
		t.Error("a full disk changed what was published")
	}
	if err := os.Remove(filler); err != nil {
		t.Fatal(err)
	}
	if _, err := Run(t.Context(), cfg); err != nil {
		t.Fatal(err)
	}
	if !maps.Equal(visible(t, cfg.Out), k.want) {
		t.Error("other bytes once there was room again")
	}
}

// writeInput writes one file of input to a new folder.
func writeInput(t *testing.T, text string) string {
	t.Helper()
	return folder(t, map[string]string{"a.jsonl": text})
}
