package main

import (
	"bufio"
	"context"
	"errors"
	"io"
	"os"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/spf13/cobra"

	"zhijian/analyzers/rubric"
	"zhijian/analyzers/suite"
	"zhijian/pipeline/compare"
)

const diffLong = `Score the same interactions with two rubrics and show what changes, in Chinese:
which items and labels, new and lost fatal effects, for which agents and
interactions and by how much, with the words that make the difference. OLD and
NEW are rubric files, or "builtin" for the built-in rubric. The report shows the
largest changes; --changes writes every interaction that changes.

Exit status:
  0  compared, whether something changes or not
  1  failed
  2  wrong usage, or a fault in a rubric
`

// diffOptions are the flags of zhijian rubric diff.
type diffOptions struct {
	json    bool
	shown   int
	workers int
	changes string
	zone    string
	input   inputOptions
	mask    maskOptions
}

func newRubricDiffCommand(e *env) *cobra.Command {
	o := &diffOptions{}
	cmd := &cobra.Command{
		Use:     "diff OLD NEW INPUT...",
		Short:   "Show what a change of rubric changes",
		Long:    diffLong,
		Example: "  zhijian rubric diff builtin ours.yaml calls/2026-11-20",
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) < 3 {
				return usageErrorf("%s takes two rubrics and the input, but has %q", cmd.CommandPath(), args)
			}
			return e.diffRubrics(cmd.Context(), args[0], args[1], args[2:], o)
		},
	}
	flags := cmd.Flags()
	flags.BoolVar(&o.json, "json", false, "print the report as JSON")
	flags.IntVar(&o.shown, "shown", 20, "list at most this many interactions")
	flags.IntVar(&o.workers, "workers", 0, "interactions scored at the same time; 0: one for each processor")
	flags.StringVar(&o.zone, "tz", "Asia/Shanghai", "time `zone` of times without offset")
	o.input.addTo(flags)
	o.mask.addTo(flags)
	flags.StringVar(&o.changes, "changes", "", "write every interaction that changes to this `file`, as JSON Lines")
	return cmd
}

func (e *env) diffRubrics(ctx context.Context, before, after string, inputs []string, o *diffOptions) error {
	if o.shown < 1 || o.workers < 0 {
		return usageErrorf("--shown must be positive and --workers not negative")
	}
	reading, err := o.input.readOptions(o.zone, inputs)
	if err != nil {
		return err
	}
	masker, err := o.mask.masker()
	if err != nil {
		return err
	}
	rubrics := make([]*rubric.Rubric, 2)
	for i, file := range []string{before, after} {
		var err error
		if rubrics[i], err = parseRubric(file); err != nil {
			return err
		}
	}
	res, err := suite.Load()
	if err != nil {
		return err
	}
	suites := make([]*suite.Suite, len(rubrics))
	for i, r := range rubrics {
		if suites[i], err = newSuite(res, r); err != nil {
			return err
		}
	}
	done, err := o.input.openFields(ctx, &reading, e.stderr)
	if err != nil {
		return err
	}
	defer done()
	reading.Sides = newLazySides(func() (*suite.Resources, error) { return res, nil })
	options := compare.Options{Inputs: inputs, Stdin: e.stdin, Ingest: reading, Workers: o.workers, Mask: masker, Shown: o.shown}
	report, err := withChanges(o.changes, func(each func(compare.Change) error) (*compare.Report, error) {
		options.Each = each
		return compare.Run(ctx, suites[0], suites[1], options)
	})
	if err != nil {
		return err
	}
	return printComparison(e.stdout, report, o.json)
}

// withChanges runs a comparison whose changes go to a file, one a line; without a
// name nowhere.
func withChanges(file string, run func(each func(compare.Change) error) (*compare.Report, error)) (*compare.Report, error) {
	if file == "" {
		return run(nil)
	}
	f, err := os.Create(file)
	if err != nil {
		return nil, err
	}
	w := bufio.NewWriter(f)
	report, err := run(func(c compare.Change) error {
		line, err := json.Marshal(c)
		if err != nil {
			return err
		}
		_, err = w.Write(append(line, '\n'))
		return err
	})
	return report, errors.Join(err, w.Flush(), f.Close())
}

func printComparison(w io.Writer, r *compare.Report, asJSON bool) error {
	if !asJSON {
		return r.WriteText(w)
	}
	out, err := json.Marshal(r, jsontext.Multiline(true))
	if err != nil {
		return err
	}
	_, err = w.Write(append(out, '\n'))
	return err
}
