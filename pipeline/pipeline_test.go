package pipeline

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"zhijian/analyzers/transcript"
	"zhijian/pipeline/dataset"
	"zhijian/pipeline/ingest"
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
	rubric := []byte("id: test\n")
	sum := sha256.Sum256(rubric)
	return Config{
		Inputs: inputs, Stdin: strings.NewReader(""), Out: filepath.Join(t.TempDir(), "out"), Date: "2026-11-20",
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
		"notes.txt":   "",
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

const secret = "机密谈话"

// A fault of the program over one interaction rejects that one, with its id, and
// says nothing of what was said.
func TestPanicsAndErrorsRejectOneInteraction(t *testing.T) {
	in := folder(t, map[string]string{"a.jsonl": line("ok-1", 1) + line("bounds", 1) + line("panics", 1) + line("fails", 1) + line("ok-2", 2)})
	cfg := config(t, in)
	var log bytes.Buffer
	cfg.Log = slog.New(slog.NewTextHandler(&log, nil))
	cfg.Workers = 1
	cfg.Scorer = lengthScorer{before: func(in *transcript.Interaction) error {
		switch in.ID {
		case "bounds":
			beyond := len(in.Turns)
			_ = in.Turns[beyond]
		case "panics":
			panic(secret)
		case "fails":
			return errors.New("analyzer broke")
		}
		return nil
	}}
	sum, err := Run(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	if want := (dataset.Counts{Read: 5, Scored: 2, Rejected: 3}); sum.Counts != want {
		t.Errorf("counts are %+v, want %+v", sum.Counts, want)
	}
	got := map[string]string{}
	for _, row := range rowsOf[dataset.Reject](t, cfg, dataset.TableRejects) {
		got[row.InteractionID] = row.Reason
		if strings.Contains(row.Detail, secret) {
			t.Errorf("reject quotes the conversation: %s", row.Detail)
		}
	}
	want := map[string]string{"bounds": string(InternalPanic), "panics": string(InternalPanic), "fails": string(InternalError)}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("rejects (-want +got):\n%s", diff)
	}
	if n := len(rowsOf[dataset.Turn](t, cfg, dataset.TableTurns)); n != 3 {
		t.Errorf("%d turns: rows of rejected interactions were kept", n)
	}
	for _, s := range []string{"bounds", "index out of range", "analyzer broke", "pipeline_test.go"} {
		if !strings.Contains(log.String(), s) {
			t.Errorf("log does not say %q", s)
		}
	}
	if strings.Contains(log.String(), secret) {
		t.Error("log quotes the conversation")
	}
}

func TestChangedInputIsNotCommitted(t *testing.T) {
	in := folder(t, map[string]string{"a.jsonl": strings.Repeat(line("x", 1), 600), "b.jsonl": line("y", 1)})
	cfg := config(t, in)
	var changed atomic.Bool
	cfg.Scorer = lengthScorer{before: func(*transcript.Interaction) error {
		if changed.CompareAndSwap(false, true) {
			return os.WriteFile(filepath.Join(in, "b.jsonl"), []byte(line("z", 1)), 0o644)
		}
		return nil
	}}
	// More input than can be under way at once stands before the changed file.
	if err := os.WriteFile(filepath.Join(in, "a.jsonl"), []byte(strings.Repeat(line("x", 1), 20_000)), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := Run(t.Context(), cfg); !errors.Is(err, plan.ErrChanged) {
		t.Errorf("error is %v, want %v", err, plan.ErrChanged)
	}
	mustNotCommit(t, cfg)
}

func TestCancelledJobPublishesNothing(t *testing.T) {
	cfg := config(t, manyRecords(t, 3000))
	why := errors.New("the night is over")
	ctx, cancel := context.WithCancelCause(t.Context())
	var scored atomic.Int64
	cfg.Scorer = lengthScorer{before: func(*transcript.Interaction) error {
		if scored.Add(1) == 1000 {
			cancel(why)
		}
		return nil
	}}
	if _, err := Run(ctx, cfg); !errors.Is(err, why) {
		t.Errorf("error is %v, want %v", err, why)
	}
	mustNotCommit(t, cfg)
	cfg.Scorer = lengthScorer{}
	if _, err := Run(t.Context(), cfg); err != nil {
		t.Errorf("next run: %v", err)
	}
}

func TestCancelledWhileWaitingForStdin(t *testing.T) {
	silent, w := io.Pipe()
	defer w.Close()
	cfg := config(t, plan.Stdin)
	cfg.Stdin = silent
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if _, err := Run(ctx, cfg); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("error is %v, want %v", err, context.DeadlineExceeded)
	}
	mustNotCommit(t, cfg)
}

func TestStdin(t *testing.T) {
	cfg := config(t, plan.Stdin)
	cfg.Stdin = strings.NewReader(line("one", 1) + line("two", 2))
	sum, err := Run(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	rows := rowsOf[dataset.Interaction](t, cfg, dataset.TableInteractions)
	if sum.Counts.Scored != 2 || len(rows) != 2 || rows[1].SourceFile != "-" || rows[1].RunID != sum.RunID {
		t.Errorf("counts %+v, rows %+v", sum.Counts, rows)
	}
}

// While one interaction takes long, only a bounded number of others is scored.
func TestSlowInteractionHoldsBackTheRest(t *testing.T) {
	const records = 20_000
	var text strings.Builder
	for i := range records {
		text.WriteString(line(fmt.Sprint(i), 1))
	}
	cfg := config(t, folder(t, map[string]string{"a.jsonl": text.String()}))
	cfg.Workers = 4
	var scored, high atomic.Int64
	cfg.Scorer = lengthScorer{before: func(in *transcript.Interaction) error {
		if in.ID == "0" {
			for before := int64(-1); before != scored.Load(); { // until nothing moves any more
				before = scored.Load()
				time.Sleep(50 * time.Millisecond)
			}
			high.Store(scored.Load())
		}
		scored.Add(1)
		return nil
	}}
	if _, err := Run(t.Context(), cfg); err != nil {
		t.Fatal(err)
	}
	if n, bound := high.Load(), int64(batchRecords*(2*cfg.Workers+2)); n > bound || n < batchRecords {
		t.Errorf("%d interactions were scored behind a slow one, want at most %d", n, bound)
	}
}

func TestLockedDataset(t *testing.T) {
	cfg := config(t, folder(t, map[string]string{"a.jsonl": line("x", 1)}))
	stage, err := dataset.NewStage(t.Context(), dataset.Options{Out: cfg.Out, Date: cfg.Date, RunID: "other"})
	if err != nil {
		t.Fatal(err)
	}
	defer stage.Abort()
	if _, err := Run(t.Context(), cfg); !errors.Is(err, dataset.ErrLocked) {
		t.Errorf("error is %v, want %v", err, dataset.ErrLocked)
	}
}

// A file that was found in a folder and cannot be read is one reject.
func TestUnreadableFileIsRejected(t *testing.T) {
	in := folder(t, map[string]string{"a.jsonl": line("x", 1), "b.jsonl": line("y", 1)})
	cfg := config(t, in)
	cfg.complete()
	p, err := plan.New(t.Context(), cfg.Inputs, plan.Options{Accept: ingest.Accepts})
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	p.Files[0].Err = &fs.PathError{Op: "open", Path: "/private/a.jsonl", Err: fs.ErrPermission}
	stage, err := dataset.NewStage(t.Context(), dataset.Options{Out: cfg.Out, Date: cfg.Date, RunID: "run", Meta: cfg.Meta})
	if err != nil {
		t.Fatal(err)
	}
	defer stage.Abort()
	sum, err := cfg.stageAndCommit(t.Context(), p, stage)
	if err != nil {
		t.Fatal(err)
	}
	if want := (dataset.Counts{Read: 2, Scored: 1, Rejected: 1}); sum.Counts != want {
		t.Errorf("counts are %+v, want %+v", sum.Counts, want)
	}
	rows := rowsOf[dataset.Reject](t, cfg, dataset.TableRejects)
	want := []dataset.Reject{{RunID: "run", SourceFile: "a.jsonl", Reason: "unreadable_file", Detail: "permission denied"}}
	if diff := cmp.Diff(want, rows); diff != "" {
		t.Errorf("rejects (-want +got):\n%s", diff)
	}
}

// A scorer that loses an interaction is found out.
func TestLostRowsAreNotCommitted(t *testing.T) {
	cfg := config(t, folder(t, map[string]string{"a.jsonl": line("x", 1)}))
	cfg.Scorer = losingScorer{}
	if _, err := Run(t.Context(), cfg); err == nil || !strings.Contains(err.Error(), "1 interactions were scored, but 0 rows") {
		t.Errorf("error is %v", err)
	}
	mustNotCommit(t, cfg)
}

type losingScorer struct{}

func (losingScorer) Score(*transcript.Interaction, *dataset.Batch) error { return nil }
