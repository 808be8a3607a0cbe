package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
	"github.com/rogpeppe/go-internal/testscript"

	"zhijian/analyzers/mask"
	"zhijian/analyzers/transcript"
	"zhijian/pipeline/dataset"
)

var update = flag.Bool("update", false, "write the golden files anew")

// TestMain lets the scripts of testdata call the program as zhijian, with a clock
// that stands still and a scorer that needs no dictionary, or, with SCORER=real,
// with the program's own.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"zhijian": func() {
			setCollector()
			scorer := newPoliteScorer
			if os.Getenv("SCORER") == "real" {
				scorer = newScorer
			}
			e := &env{
				stdin: os.Stdin, stdout: os.Stdout, stderr: os.Stderr,
				now:       func() time.Time { return time.Date(2026, 11, 20, 17, 30, 0, 0, time.UTC) }, // 01:30 of the 21st in Shanghai
				newScorer: scorer,
			}
			os.Exit(e.main(os.Args[1:]))
		},
	})
}

func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		UpdateScripts:       *update,
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){
			"exits":     exits,
			"generate":  generate,
			"compress":  compress,
			"appears":   appears,
			"terminate": terminate,
			"outcome":   outcome,
			"hashes":    hashes,
			"replace":   replace,
			"glue":      glue,
			"private":   private,
			"silent":    silent,
		},
	})
}

// exits runs a command and checks its exit code: exits CODE COMMAND...
func exits(ts *testscript.TestScript, _ bool, args []string) {
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		exit, ok := errors.AsType[*exec.ExitError](err)
		if !ok {
			ts.Fatalf("%v", err)
		}
		got = exit.ExitCode()
	}
	if got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
}

// generate writes what is too large for a script: generate FILE line BYTES,
// generate FILE slow NUMBER for interactions that take their time, or generate
// FOLDER calls NUMBER for a file of one call each.
func generate(ts *testscript.TestScript, _ bool, args []string) {
	n, err := strconv.Atoi(args[2])
	ts.Check(err)
	path := ts.MkAbs(args[0])
	switch args[1] {
	case "line":
		text := `{"id":"long","channel":"chat","turns":[{"role":"agent","text":"` + strings.Repeat("x", n) + `"}]}` + "\n"
		text += `{"id":"next","channel":"chat","turns":[{"role":"agent","text":"您好"}]}` + "\n"
		ts.Check(os.WriteFile(path, []byte(text), 0o644))
	case "slow":
		call := `{"id":"s-%d","channel":"chat","turns":[{"role":"agent","text":"slow"}]}` + "\n"
		var text []byte
		for i := range n {
			text = fmt.Appendf(text, call, i)
		}
		ts.Check(os.WriteFile(path, text, 0o644))
	case "calls":
		ts.Check(os.MkdirAll(path, 0o755))
		for i := range n {
			call := fmt.Sprintf(`{"id":"c-%d","channel":"chat","turns":[{"role":"agent","text":"您好"}]}`, i)
			ts.Check(os.WriteFile(fmt.Sprintf("%s/%05d.jsonl", path, i), []byte(call), 0o644))
		}
	}
}

// compress writes FILE.gz and FILE.zst, and with a number of bytes leaves the
// last ones away: compress FILE [CUT].
func compress(ts *testscript.TestScript, _ bool, args []string) {
	text := ts.ReadFile(args[0])
	var gz bytes.Buffer
	w := gzip.NewWriter(&gz)
	_, err := w.Write([]byte(text))
	ts.Check(errors.Join(err, w.Close()))
	enc, err := zstd.NewWriter(nil)
	ts.Check(err)
	defer enc.Close()
	cut := 0
	if len(args) > 1 {
		cut, err = strconv.Atoi(args[1])
		ts.Check(err)
	}
	for suffix, packed := range map[string][]byte{".gz": gz.Bytes(), ".zst": enc.EncodeAll([]byte(text), nil)} {
		ts.Check(os.WriteFile(ts.MkAbs(args[0])+suffix, packed[:len(packed)-cut], 0o644))
	}
}

// appears waits for a file that another process will write, a minute and more: only
// a fault takes that long.
func appears(ts *testscript.TestScript, _ bool, args []string) {
	for range 6000 {
		if _, err := os.Stat(ts.MkAbs(args[0])); err == nil {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	ts.Fatalf("%s did not appear", args[0])
}

// terminate sends SIGTERM to what runs in the background.
func terminate(ts *testscript.TestScript, _ bool, _ []string) {
	for _, cmd := range ts.BackgroundCmds() {
		if cmd.ProcessState == nil {
			ts.Check(cmd.Process.Signal(syscall.SIGTERM))
		}
	}
}

// committed is the manifest of a date: COMMAND OUT DATE; with !, there is none.
func committed(ts *testscript.TestScript, neg bool, args []string) *dataset.Manifest {
	m, err := dataset.ReadManifest(ts.MkAbs(args[0]), args[1])
	if neg {
		if !errors.Is(err, os.ErrNotExist) {
			ts.Fatalf("there is a manifest of %s: %+v, %v", args[1], m, err)
		}
		return nil
	}
	ts.Check(err)
	return m
}

// outcome prints the counts of a date, the rows of its tables, and its rejects.
func outcome(ts *testscript.TestScript, neg bool, args []string) {
	m := committed(ts, neg, args)
	if m == nil {
		return
	}
	fmt.Fprintf(ts.Stdout(), "%+v\n", m.Counts)
	for _, table := range m.Tables {
		fmt.Fprintf(ts.Stdout(), "%s %d\n", table.Table, table.Rows)
	}
	for row, err := range dataset.ReadTable[dataset.Reject](context.Background(), ts.MkAbs(args[0]), m, dataset.TableRejects) {
		ts.Check(err)
		fmt.Fprintf(ts.Stdout(), "%s %q %s:%d+%d %s\n", row.Reason, row.InteractionID, row.SourceFile, row.Line, row.ByteOffset, row.Detail)
	}
}

// hashes prints the run id of a date and the hash of each of its files.
func hashes(ts *testscript.TestScript, neg bool, args []string) {
	m := committed(ts, neg, args)
	if m == nil {
		return
	}
	fmt.Fprintln(ts.Stdout(), m.RunID)
	for _, table := range m.Tables {
		for _, f := range table.Files {
			fmt.Fprintln(ts.Stdout(), f.Path, f.SHA256)
		}
	}
}

// newPoliteScorer loads a rubric of one item: the agent says 您好. A rubric file
// with a fault in it says so.
func newPoliteScorer(file, _ string, _ *time.Location, m *mask.Masker) (*scoring, error) {
	source := []byte("polite\n")
	if file != "" {
		var err error
		if source, err = os.ReadFile(file); err != nil {
			return nil, err
		}
	}
	if bytes.Contains(source, []byte("fault")) {
		return nil, fmt.Errorf("%s:1:1: a fault", file)
	}
	sum := sha256.Sum256(source)
	return &scoring{
		scorer: politeScorer{m},
		rubric: source,
		items:  []dataset.RubricItem{{ItemID: "polite", Name: "您好", Section: "s", Kind: "politeness", Severity: "minor", Weight: 1}},
		meta:   dataset.Meta{Rubric: "polite@1", RubricSHA256: hex.EncodeToString(sum[:]), LexiconSHA256: "none", GSEVersion: "none", Version: version},
	}, nil
}

type politeScorer struct{ mask *mask.Masker }

func (p politeScorer) Score(in *transcript.Interaction, rows *dataset.Batch) error {
	id, texts := p.mask.ID(in.ID, in.Source), p.mask.Interaction(in)
	score, verdict := 0.0, "fail"
	for i, t := range in.Turns {
		switch {
		case strings.Contains(t.Text, "您好"):
			score, verdict = 100, "pass"
		case t.Text == "panic":
			panic(t.Text)
		case t.Text == "slow":
			_ = os.WriteFile("scoring", nil, 0o644)
			time.Sleep(20 * time.Millisecond)
		}
		rows.Turns = append(rows.Turns, dataset.Turn{InteractionID: id, TurnIndex: int32(i), Role: string(t.Role), Text: texts[i].Text})
	}
	rows.Interactions = append(rows.Interactions, dataset.Interaction{
		InteractionID: id, Channel: string(in.Channel), AgentID: in.Agent.ID, AgentName: in.Agent.Name, Team: in.Agent.Team, Status: "scored",
		TurnCount: int32(len(in.Turns)), ScoreRaw: &score, ScoreFinal: &score, Coverage: 1,
		SourceFile: p.mask.Identifier(in.Source.File), SourceLine: in.Source.Line,
	})
	rows.Items = append(rows.Items, dataset.Item{InteractionID: id, ItemID: "polite", Section: "s", Kind: "politeness", Verdict: verdict, Severity: "minor"})
	return nil
}
