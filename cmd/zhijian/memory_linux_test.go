package main

import (
	"archive/zip"
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/klauspost/compress/gzip"

	"zhijian/pipeline/dataset"
	"zhijian/pipeline/ingest"
)

// memoryAllowance is what hostile input may take above a normal night, whose heap
// grows up to the collector's limit.
const memoryAllowance = 128 << 20

// A night with the worst records that the limits let through, or that they must
// keep out, takes little more memory than one without them, and every other record
// is scored all the same.
func TestHostileInputTakesLittleMoreMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("scores the largest records that there may be")
	}
	dir := t.TempDir()
	hostile := filepath.Join(dir, "hostile")
	if err := os.Mkdir(hostile, 0o755); err != nil {
		t.Fatal(err)
	}
	scored := manySamples(t, filepath.Join(hostile, "m-night.jsonl"), 20)
	writeHostile(t, hostile)

	peak := peakMemory(t, dir, hostile)
	t.Logf("peak memory: %d MiB, with %d usual interactions", peak>>20, scored)
	if peak > scoringLimit+memoryAllowance {
		t.Errorf("hostile input takes %d MiB more than a night's %d, %d are allowed", (peak-scoringLimit)>>20, scoringLimit>>20, memoryAllowance>>20)
	}
	if got := scoredFrom(t, hostile+"-out", "m-night.jsonl"); got != scored {
		t.Errorf("%d interactions of the night are scored, want %d", got, scored)
	}
}

// scoredFrom counts the interactions of an input file in a dataset.
func scoredFrom(t *testing.T, out, file string) int {
	t.Helper()
	m, err := dataset.ReadManifest(out, "2026-11-20")
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for row, err := range dataset.ReadTable[dataset.Interaction](t.Context(), out, m, dataset.TableInteractions) {
		if err != nil {
			t.Fatal(err)
		}
		if row.SourceFile == file {
			n++
		}
	}
	return n
}

// manySamples writes the project's sample conversations n times under other ids.
func manySamples(t *testing.T, to string, n int) int {
	t.Helper()
	var out bytes.Buffer
	count := 0
	for _, name := range []string{"voice", "chat", "traditional", "mail", "social"} {
		text, err := os.ReadFile(filepath.Join("..", "..", "testdata", "samples", name+".jsonl"))
		if err != nil {
			t.Fatal(err)
		}
		for k := range n {
			for line := range bytes.Lines(text) {
				out.Write(bytes.Replace(line, []byte(`{"id":"`), fmt.Appendf(nil, `{"id":"%d-`, k), 1))
				count++
			}
		}
	}
	if err := os.WriteFile(to, out.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
	return count
}

// writeHostile writes what somebody would who wants the job to run out of memory,
// before and behind the night's own records.
func writeHostile(t *testing.T, dir string) {
	t.Helper()
	write := func(name string, body func(w *bufio.Writer)) {
		f, err := os.Create(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		w := bufio.NewWriter(f)
		body(w)
		if err := errors.Join(w.Flush(), f.Close()); err != nil {
			t.Fatal(err)
		}
	}
	turn := func(text string) string { return `{"role":"agent","text":"` + text + `"}` }
	record := func(w *bufio.Writer, id, turns, more string) {
		fmt.Fprintf(w, `{"id":"%s","channel":"chat","turns":[%s]%s}`+"\n", id, turns, more)
	}
	largest := strings.Repeat("您好，不好意思，请问，13800138000，", ingest.MaxTextBytes/48)
	write("a-largest.jsonl", func(w *bufio.Writer) {
		for i := range 2 {
			record(w, fmt.Sprint("text-", i), turn(largest), "")
			record(w, fmt.Sprint("field-", i), turn("您好"), `,"x":"`+strings.Repeat("x", ingest.MaxRecordBytes-200)+`"`)
			record(w, fmt.Sprint("many-", i), strings.Repeat(turn("嗯")+",", ingest.MaxTurns-1)+turn("嗯"), "")
			record(w, fmt.Sprint("deep-", i), turn("您好"), `,"x":`+strings.Repeat("[", 1<<20)+strings.Repeat("]", 1<<20))
			record(w, fmt.Sprint("keys-", i), turn("您好"), `,"x":{`+strings.Repeat(`"k":{},`, 1<<19)+`"k":1}`)
		}
	})
	write("b-endless.jsonl", func(w *bufio.Writer) {
		w.WriteString(`{"id":"endless","turns":["`)
		w.WriteString(strings.Repeat("x", 100<<20))
	})
	write("c-cell.csv", func(w *bufio.Writer) {
		w.WriteString("会话ID,渠道,角色,内容\nc,chat,坐席,\"" + strings.Repeat("您", 10<<20) + "\"\n")
		w.WriteString("d,chat,坐席,\"" + largest + "\"\n")
		w.WriteString("q,chat,坐席,\"" + strings.Repeat("没有收尾的引号\n", 1<<20))
	})
	write("y-bomb.jsonl.gz", func(w *bufio.Writer) {
		z := gzip.NewWriter(w)
		for range 32 {
			z.Write(bytes.Repeat([]byte(" "), 4<<20))
		}
		z.Close()
	})
	write("z-bomb.zip", func(w *bufio.Writer) {
		z := zip.NewWriter(w)
		for i := range 1000 {
			f, _ := z.Create(fmt.Sprintf("%d.txt", i))
			f.Write(bytes.Repeat([]byte("客服：您好\n"), 20))
		}
		f, _ := z.Create("large.jsonl")
		for range 32 {
			f.Write(bytes.Repeat([]byte("\n"), 4<<20))
		}
		z.Close()
	})
}

// peakMemory scores a folder by a process of its own and returns the largest
// resident size in bytes.
func peakMemory(t *testing.T, dir, in string) int64 {
	t.Helper()
	program := filepath.Join(dir, "zhijian")
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(self, program); err != nil && !errors.Is(err, os.ErrExist) {
		t.Fatal(err)
	}
	cmd := exec.Command(program, "score", "--json", "--workers", "2", "--out", in+"-out", "--date", "2026-11-20", in)
	cmd.Env = append(os.Environ(), "SCORER=real")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error)
	go func() { ended <- cmd.Wait() }()
	// The kernel's own account of a child begins with its parent's size.
	peak := int64(0)
	for {
		select {
		case err := <-ended:
			if err != nil && cmd.ProcessState.ExitCode() != exitRejects {
				t.Fatalf("%s: %v\n%s", in, err, stderr.Bytes())
			}
			return peak
		case <-time.After(10 * time.Millisecond):
			peak = max(peak, highWater(cmd.Process.Pid))
		}
	}
}

// highWater is the largest resident size of a process so far, in bytes; 0 when it
// has ended.
func highWater(pid int) int64 {
	status, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	var kib int64
	for line := range strings.Lines(string(status)) {
		if _, err := fmt.Sscanf(line, "VmHWM: %d kB", &kib); err == nil {
			break
		}
	}
	return kib << 10
}
