package pipeline

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
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
	"zhijian/pipeline/plan"
)

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
	cfg.Workers = 2 // with each more is under way at once
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
	cfg.Workers = 2 // more would have all of it under way at once
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
			// Until nothing moves any more; a busy machine may be slow to begin.
			end := time.Now().Add(time.Minute)
			for before := int64(-1); before < batchRecords && time.Now().Before(end) || before != scored.Load(); {
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
	if _, err := Run(t.Context(), cfg); err == nil || !strings.Contains(err.Error(), "1 of 1 in all, and 0 rows written") {
		t.Errorf("error is %v", err)
	}
	mustNotCommit(t, cfg)
}

type losingScorer struct{}

func (losingScorer) Score(*transcript.Interaction, *dataset.Batch) error { return nil }
