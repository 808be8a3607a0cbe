package main

import (
	"context"
	"io"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/spf13/cobra"

	"zhijian/pipeline"
	"zhijian/pipeline/insight/summary"
)

const scoreLong = `Score all interactions of the inputs and write them as the tables of one batch
date. Scoring a date again replaces that date; other dates are left alone.

` + inputHelp + `
Personal data are masked in all that is written; judging sees them. See --mask.

Standard input is spooled to the folder for temporary files ($TMPDIR).
`

const scoreExample = `  zhijian score --out dataset calls/2026-11-20
  zhijian score --out dataset --date 2026-11-20 voice.jsonl.gz chats.xlsx
  export-calls | zhijian score --out dataset --json -`

// scoreOptions are the flags of zhijian score.
type scoreOptions struct {
	out, date, zone, rubric string
	workers                 int
	json                    bool
	mask                    maskOptions
	input                   inputOptions
}

func newScoreCommand(e *env, logs *logOptions) *cobra.Command {
	o := &scoreOptions{}
	cmd := &cobra.Command{
		Use:     "score --out OUT [flags] INPUT...",
		Short:   "Score a batch of interactions and write the tables of its date",
		Long:    scoreLong + exitHelp,
		Example: scoreExample,
		RunE: func(cmd *cobra.Command, args []string) error {
			return e.score(cmd.Context(), o, logs, args)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&o.out, "out", "", "dataset `folder`; created when missing (required)")
	flags.StringVar(&o.date, "date", "yesterday", "batch `date`: YYYY-MM-DD, today or yesterday")
	flags.StringVar(&o.zone, "tz", "Asia/Shanghai", "time `zone` of the batch")
	flags.StringVar(&o.rubric, "rubric", "", "rubric `file`; the built-in service standards when not given")
	flags.IntVar(&o.workers, "workers", 0, "interactions scored at the same time; 0: one for each processor")
	flags.BoolVar(&o.json, "json", false, "print the summary as JSON")
	o.input.addTo(flags)
	o.mask.addTo(flags)
	o.mask.addKeyTo(flags)
	return cmd
}

func (e *env) score(ctx context.Context, o *scoreOptions, logs *logOptions, inputs []string) error {
	limitMemory(scoringLimit)
	cfg, err := e.jobOf(o, logs, inputs)
	if err != nil {
		return err
	}
	done, err := o.input.openFields(ctx, &cfg.Ingest, e.stderr)
	if err != nil {
		return err
	}
	defer done()
	bar := newProgressBar(e)
	cfg.Progress = bar.show
	sum, err := pipeline.Run(ctx, *cfg)
	bar.finish()
	if err != nil {
		return err
	}
	if err := printSummary(e.stdout, sum, o.json); err != nil { // the date is committed all the same
		cfg.Log.Error("the summary could not be printed", "error", err)
	}
	if sum.Counts.Rejected > 0 {
		return errRejects
	}
	return nil
}

// jobOf checks the flags and loads the rubric.
func (e *env) jobOf(o *scoreOptions, logs *logOptions, inputs []string) (*pipeline.Config, error) {
	switch {
	case o.out == "":
		return nil, usageErrorf("--out is missing; name the dataset folder to write to")
	case len(inputs) == 0:
		return nil, usageErrorf("no input; name files, folders, or - for standard input")
	case o.workers < 0:
		return nil, usageErrorf("--workers %d is negative", o.workers)
	}
	log, err := logs.logger(e.stderr)
	if err != nil {
		return nil, err
	}
	zone, err := time.LoadLocation(o.zone)
	if err != nil || strings.EqualFold(o.zone, "local") {
		return nil, usageErrorf("--tz %q is not the name of a time zone, such as Asia/Shanghai", o.zone)
	}
	date, err := batchDate(o.date, zone, e.now())
	if err != nil {
		return nil, err
	}
	reading, err := o.input.options()
	if err != nil {
		return nil, err
	}
	reading.Zone = zone
	masker, err := o.mask.masker()
	if err != nil {
		return nil, err
	}
	s, err := e.newScorer(o.rubric, date, zone, masker)
	if err != nil {
		return nil, usageError{err}
	}
	reading.Sides = s.sides
	self, err := build()
	if err != nil {
		return nil, err
	}
	return &pipeline.Config{
		Inputs: inputs, Stdin: e.stdin, Ingest: reading, Out: o.out, Date: date,
		Scorer: s.scorer, Rubric: s.rubric, RubricItems: s.items, Meta: s.meta, Mask: masker, Settings: "tz=" + zone.String(),
		Build: self, Workers: o.workers, Log: log,
	}, nil
}

func printSummary(w io.Writer, sum *summary.Summary, asJSON bool) error {
	if !asJSON {
		return sum.WriteText(w)
	}
	out, err := json.Marshal(sum, jsontext.Multiline(true))
	if err != nil {
		return err
	}
	_, err = w.Write(append(out, '\n'))
	return err
}
