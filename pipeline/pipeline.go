// Package pipeline is the job: it plans the input, reads it, has every
// interaction scored on a pool of workers, puts the results back in order, and
// commits them as one date of a dataset. All goroutines and channels of reading
// and scoring live here:
//
//	plan -> reader -> workers (decode, score) -> merger (duplicates, accounts) -> dataset.Stage -> commit
//
// The reader and the merger are one goroutine each and see the records in
// canonical order, so that the output does not depend on the number of workers.
// What is between them is bounded in records and in bytes.
package pipeline

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"runtime"

	"zhijian/analyzers/mask"
	"zhijian/analyzers/transcript"
	"zhijian/pipeline/dataset"
	"zhijian/pipeline/fsys"
	"zhijian/pipeline/ingest"
	"zhijian/pipeline/insight/summary"
	"zhijian/pipeline/plan"
)

// Scorer judges interactions. It is safe for concurrent use, and the rows depend
// on the interaction alone.
type Scorer interface {
	// Score appends the rows of one interaction to rows and leaves what is there
	// alone. An error rejects the interaction; what was appended is dropped. The
	// error is logged and must not quote the conversation.
	Score(in *transcript.Interaction, rows *dataset.Batch) error
}

// Config is all that a job needs to know.
type Config struct {
	Inputs []string       // files, folders and "-"
	Stdin  io.Reader      // what "-" stands for
	Ingest ingest.Options // how the inputs are read
	Out    string         // the dataset folder
	Date   string         // batch date, YYYY-MM-DD

	Scorer      Scorer
	Rubric      []byte               // the rubric file
	RubricItems []dataset.RubricItem // its items, in order
	Meta        dataset.Meta         // what the scorer is made of
	Mask        *mask.Masker         // of what the job says itself; the scorer must mask its rows with the same; nil masks nothing
	Build       string               // which build of the program this is; what another one has begun is not carried on
	Settings    string               // anything else that the rows depend on, such as the time zone; part of the run id

	Workers  int            // that score at the same time; 0 takes one for each processor
	FS       fsys.FS        // every file that the job reads or writes; nil is the machine's
	TempDir  string         // for what does not fit in memory; empty takes the system's
	Progress func(Progress) // called now and then, never at the same time; may be nil
	Log      *slog.Logger   // may be nil

	shardRecords int64 // for tests; 0 takes the constant
}

// Progress is how far a job is.
type Progress struct {
	Done, Total  int64 // bytes of input, as stored
	Interactions int64 // records whose fate is known
}

// Run runs the job and returns its summary once the date is committed. After an
// error nothing of the date has changed, unless the commit itself broke off: the
// next job on the dataset completes it. The error is the cause of ctx when that
// ended the job, wraps dataset.ErrLocked when another job holds the dataset, and
// wraps an error of package plan when the input is at fault.
func Run(ctx context.Context, cfg Config) (*summary.Summary, error) {
	cfg.complete()
	sum, err := cfg.run(ctx)
	if err != nil {
		return nil, safe(err, cfg.Mask)
	}
	maskSummary(sum, cfg.Mask)
	return sum, nil
}

// run is Run but for masking.
func (cfg *Config) run(ctx context.Context) (*summary.Summary, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	p, err := plan.New(ctx, cfg.Inputs, plan.Options{
		Accept: ingest.Accepts,
		Stdin:  cancellable(ctx, cfg.Stdin),
		FS:     cfg.FS, TempDir: cfg.TempDir,
	})
	if err != nil {
		return nil, err
	}
	defer p.Close()
	cfg.logPlan(p)

	runID := p.RunID(cfg.identity())
	stage, err := dataset.NewStage(ctx, dataset.Options{Out: cfg.Out, Date: cfg.Date, RunID: runID, Meta: cfg.Meta, FS: cfg.FS, Build: cfg.Build, Note: cfg.note})
	if err != nil {
		return nil, err
	}
	sum, err := cfg.stageAndCommit(ctx, p, stage)
	abortErr := stage.Abort()
	if err != nil {
		return nil, errors.Join(err, abortErr)
	}
	if abortErr != nil { // the date is committed all the same
		cfg.Log.Warn("could not release the dataset", "error", abortErr)
	}
	sum.RunID = runID
	return sum, nil
}

// complete fills in defaults.
func (cfg *Config) complete() {
	if cfg.Workers <= 0 {
		cfg.Workers = runtime.GOMAXPROCS(0)
	}
	if cfg.shardRecords == 0 {
		cfg.shardRecords = shardRecords
	}
	if cfg.FS == nil {
		cfg.FS = fsys.OS{}
	}
	cfg.Ingest.FS, cfg.Ingest.TempDir = cfg.FS, cfg.TempDir
	if cfg.Progress == nil {
		cfg.Progress = func(Progress) {}
	}
	cfg.Meta.Mask = cfg.Mask.Settings()
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	cfg.Log = maskLog(cfg.Log, cfg.Mask)
}

func (cfg *Config) identity() plan.Identity {
	return plan.Identity{
		Date:          cfg.Date,
		RubricSHA256:  cfg.Meta.RubricSHA256,
		LexiconSHA256: cfg.Meta.LexiconSHA256,
		Version:       cfg.Meta.Version,
		Settings:      fmt.Sprintf("gse=%s mask=%s %s%s", cfg.Meta.GSEVersion, cfg.Meta.Mask, cfg.Settings, cfg.Ingest.Identity()),
	}
}

func (cfg *Config) note(what error) { cfg.Log.Warn("staging", "note", what) }

func (cfg *Config) logPlan(p *plan.Plan) {
	for _, s := range p.Skipped {
		cfg.Log.Info("skipped", "path", s.Path, "reason", s.Reason)
	}
	cfg.Log.Info("input planned", "files", len(p.Files), "bytes", p.Bytes(), "skipped", len(p.Skipped))
}

// stageAndCommit scores all input into the stage and commits it.
func (cfg *Config) stageAndCommit(ctx context.Context, p *plan.Plan, stage *dataset.Stage) (*summary.Summary, error) {
	if reused, _ := stage.Reused(); reused == nil { // else they are there
		if err := stage.WriteRubricItems(append([]dataset.RubricItem(nil), cfg.RubricItems...)); err != nil {
			return nil, err
		}
	}
	acc, err := cfg.scoreAll(ctx, p, stage)
	if err != nil {
		return nil, err
	}
	if _, err := stage.Finish(ctx); err != nil {
		return nil, err
	}
	sum := acc.summary(cfg, p)
	if _, err := stage.Commit(dataset.ManifestInfo{Counts: sum.Counts, Rubric: cfg.Rubric}); err != nil {
		return nil, err
	}
	cfg.Log.Info("committed", "date", cfg.Date, "read", sum.Counts.Read, "scored", sum.Counts.Scored,
		"rejected", sum.Counts.Rejected, "duplicate", sum.Counts.Duplicate)
	return sum, nil
}
