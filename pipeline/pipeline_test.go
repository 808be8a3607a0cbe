package pipeline

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"zhijian/analyzers/transcript"
	"zhijian/pipeline/dataset"
	"zhijian/pipeline/insight/summary"
	"zhijian/pipeline/plan"
)

// lengthScorer gives an interaction the number of its turns as score.
type lengthScorer struct {
	before func(*transcript.Interaction) error // called first; may be nil
}

func (s lengthScorer) Score(in *transcript.Interaction, rows *dataset.Batch) error {
	score := float64(len(in.Turns))
	rows.Interactions = append(rows.Interactions, dataset.Interaction{
		InteractionID: in.ID, Channel: string(in.Channel), AgentID: in.Agent.ID, Status: "scored",
		TurnCount: int32(len(in.Turns)), ScoreRaw: &score, ScoreFinal: &score, Coverage: 1,
		SourceFile: in.Source.File, SourceLine: in.Source.Line,
	})
	for i, t := range in.Turns {
		rows.Turns = append(rows.Turns, dataset.Turn{InteractionID: in.ID, TurnIndex: int32(i), Role: string(t.Role), Text: t.Text})
	}
	verdict := "pass"
	if len(in.Turns)%2 == 0 {
		verdict = "fail"
	}
	rows.Items = append(rows.Items, dataset.Item{InteractionID: in.ID, ItemID: "even", Verdict: verdict})
	if s.before != nil {
		return s.before(in)
	}
	return nil
}

// config is a job over inputs that writes to a new dataset.
func config(t *testing.T, inputs ...string) Config {
	t.Helper()
	cfg := testConfig(inputs...)
	cfg.Out = filepath.Join(t.TempDir(), "out")
	return cfg
}

// testConfig is a job over inputs that writes nowhere yet.
func testConfig(inputs ...string) Config {
	rubric := []byte("id: test\n")
	sum := sha256.Sum256(rubric)
	return Config{
		Inputs: inputs, Stdin: strings.NewReader(""), Date: "2026-11-20",
		Scorer: lengthScorer{}, Rubric: rubric, RubricItems: []dataset.RubricItem{{ItemID: "even", Name: "偶数"}},
		Meta: dataset.Meta{Rubric: "test@1", RubricSHA256: hex.EncodeToString(sum[:]), LexiconSHA256: "l", GSEVersion: "g", Version: "v", Mask: "none"},
	}
}

// line is an interaction with some turns, as a line of input.
func line(id string, turns int) string {
	turn := `{"role":"agent","text":"您好"}`
	return fmt.Sprintf(`{"id":%q,"channel":"chat","turns":[%s]}`+"\n", id, strings.TrimSuffix(strings.Repeat(turn+",", turns), ","))
}

// folder writes files (name: contents) to a new folder.
func folder(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func rowsOf[T any](t *testing.T, cfg Config, table dataset.Table) []T {
	t.Helper()
	m, err := dataset.ReadManifest(cfg.Out, cfg.Date)
	if err != nil {
		t.Fatal(err)
	}
	var rows []T
	for row, err := range dataset.ReadTable[T](t.Context(), cfg.Out, m, table) {
		if err != nil {
			t.Fatal(err)
		}
		rows = append(rows, row)
	}
	return rows
}

// mustNotCommit checks that a failed job left nothing behind.
func mustNotCommit(t *testing.T, cfg Config) {
	t.Helper()
	if _, err := dataset.ReadManifest(cfg.Out, cfg.Date); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("manifest after a failed job: %v", err)
	}
	filepath.WalkDir(cfg.Out, func(path string, d fs.DirEntry, err error) error {
		if err == nil && strings.HasSuffix(path, ".parquet") {
			t.Errorf("left behind: %s", path)
		}
		return nil
	})
}

func TestRunScoresAndAccounts(t *testing.T) {
	in := folder(t, map[string]string{
		"a.jsonl":     line("one", 1) + "not json\n" + line("two", 2),
		"b.jsonl":     line("two", 9) + `{"id":"three","channel":"chat"}` + "\n" + line("three", 3),
		"empty.jsonl": "\n",
		"notes.md":    "",
	})
	cfg := config(t, in)
	var last Progress
	cfg.Progress = func(p Progress) { last = p }
	sum, err := Run(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	if want := (dataset.Counts{Read: 6, Scored: 3, Rejected: 2, Duplicate: 1}); sum.Counts != want {
		t.Errorf("counts are %+v, want %+v", sum.Counts, want)
	}
	if last.Interactions != 6 || last.Done != last.Total || last.Total == 0 {
		t.Errorf("last progress is %+v", last)
	}
	var ids []string
	for _, row := range rowsOf[dataset.Interaction](t, cfg, dataset.TableInteractions) {
		ids = append(ids, fmt.Sprintf("%s %d %s:%d", row.InteractionID, row.TurnCount, row.SourceFile, row.SourceLine))
	}
	if diff := cmp.Diff([]string{"one 1 a.jsonl:1", "two 2 a.jsonl:3", "three 3 b.jsonl:3"}, ids); diff != "" {
		t.Errorf("interactions (-want +got):\n%s", diff)
	}
	if n := len(rowsOf[dataset.Turn](t, cfg, dataset.TableTurns)); n != 6 {
		t.Errorf("%d turns, want those of the interactions scored", n)
	}
	var rejects []string
	for _, row := range rowsOf[dataset.Reject](t, cfg, dataset.TableRejects) {
		rejects = append(rejects, fmt.Sprintf("%s %q %s:%d+%d", row.Reason, row.InteractionID, row.SourceFile, row.Line, row.ByteOffset))
	}
	at := len(line("two", 9))
	want := []string{
		fmt.Sprintf(`malformed_json "" a.jsonl:2+%d`, len(line("one", 1))),
		`duplicate_id "two" b.jsonl:1+0`,
		fmt.Sprintf(`missing_turns "three" b.jsonl:2+%d`, at),
	}
	if diff := cmp.Diff(want, rejects); diff != "" {
		t.Errorf("rejects (-want +got):\n%s", diff)
	}
	wantFiles := []summary.File{
		{Name: "a.jsonl", Counts: dataset.Counts{Read: 3, Scored: 2, Rejected: 1}},
		{Name: "b.jsonl", Counts: dataset.Counts{Read: 3, Scored: 1, Rejected: 1, Duplicate: 1}},
		{Name: "empty.jsonl"},
	}
	if diff := cmp.Diff(wantFiles, sum.TroubleFiles); diff != "" {
		t.Errorf("files (-want +got):\n%s", diff)
	}
	if len(sum.Warnings) != 1 || sum.Warnings[0] != (summary.Warning{Code: summary.WarnEmptyFile, Where: "empty.jsonl"}) {
		t.Errorf("warnings are %+v", sum.Warnings)
	}
	if len(sum.Skipped) != 1 || sum.Skipped[0].Reason != plan.SkipUnknownName || sum.FileCount != 3 {
		t.Errorf("skipped %+v of %d files", sum.Skipped, sum.FileCount)
	}
}

// manyRecords is input of several files with duplicates and rejects all over.
func manyRecords(t *testing.T, n int) string {
	files := map[string]string{}
	for i := range n {
		text := line(fmt.Sprint("id-", i%(n*9/10)), 1+i%7)
		if i%97 == 5 {
			text = "{\n"
		}
		files[fmt.Sprintf("%02d.jsonl", i*5/n)] += text
	}
	return folder(t, files)
}

func TestWorkersDoNotChangeTheOutput(t *testing.T) {
	in := manyRecords(t, 4000)
	var first *dataset.Manifest
	var firstSum *summary.Summary
	for _, workers := range []int{1, 2, 8} {
		cfg := config(t, in)
		cfg.Workers = workers
		cfg.Scorer = lengthScorer{before: func(*transcript.Interaction) error {
			if rand.IntN(50) == 0 { // let batches overtake each other
				time.Sleep(time.Millisecond)
			}
			return nil
		}}
		sum, err := Run(t.Context(), cfg)
		if err != nil {
			t.Fatal(err)
		}
		m, err := dataset.ReadManifest(cfg.Out, cfg.Date)
		if err != nil {
			t.Fatal(err)
		}
		sum.Out = ""
		if first == nil {
			first, firstSum = m, sum
			if m.Counts.Duplicate == 0 || m.Counts.Rejected == 0 {
				t.Errorf("the input is too easy: %+v", m.Counts)
			}
		}
		if diff := cmp.Diff(first, m); diff != "" {
			t.Errorf("manifest with %d workers (-1 worker +%d workers):\n%s", workers, workers, diff)
		}
		if diff := cmp.Diff(firstSum, sum); diff != "" {
			t.Errorf("summary with %d workers (-1 worker +%d workers):\n%s", workers, workers, diff)
		}
	}
}
