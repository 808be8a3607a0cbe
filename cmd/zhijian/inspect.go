package main

import (
	"context"
	"fmt"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/spf13/cobra"

	"zhijian/analyzers/suite"
	"zhijian/pipeline/ingest"
	"zhijian/pipeline/inspect"
)

const inspectLong = `Read inputs as zhijian score would and show, in Chinese, how they are understood:
format and charset of each file, what the columns of tables are taken for, who
the speakers are and how certain that is, the first turns, and what is wrong.
Nothing is written.

` + inputHelp + `
Exit status:
  0  everything can be read
  1  failed or interrupted
  2  wrong usage
  3  some records would be rejected
`

// inspectOptions are the flags of zhijian inspect.
type inspectOptions struct {
	zone         string
	json, start  bool
	files, turns int
	input        inputOptions
	mask         maskOptions
}

func newInspectCommand(e *env) *cobra.Command {
	o := &inspectOptions{}
	cmd := &cobra.Command{
		Use:     "inspect [flags] INPUT...",
		Short:   "Show how inputs are understood",
		Long:    inspectLong,
		Example: "  zhijian inspect export.xlsx\n  zhijian inspect --map-start export.csv > map.yaml",
		RunE: func(cmd *cobra.Command, args []string) error {
			return e.inspect(cmd.Context(), o, args)
		},
	}
	flags := cmd.Flags()
	flags.BoolVar(&o.json, "json", false, "print the report as JSON")
	flags.BoolVar(&o.start, "map-start", false, "print the columns of the first table as the start of a mapping file")
	flags.IntVar(&o.files, "files", 20, "tell about at most this many files, and count the others")
	flags.IntVar(&o.turns, "turns", 6, "show this many turns of the first conversation of a file")
	flags.StringVar(&o.zone, "tz", "Asia/Shanghai", "time `zone` of times without offset")
	o.input.addTo(flags)
	o.mask.addTo(flags)
	return cmd
}

func (e *env) inspect(ctx context.Context, o *inspectOptions, inputs []string) error {
	if o.files < 1 || o.turns < 0 {
		return usageErrorf("--files must be positive and --turns not negative")
	}
	reading, err := o.input.readOptions(o.zone, inputs)
	if err != nil {
		return err
	}
	masker, err := o.mask.masker()
	if err != nil {
		return err
	}
	done, err := o.input.openFields(ctx, &reading, e.stderr)
	if err != nil {
		return err
	}
	defer done()
	reading.Sides = newLazySides(suite.Load)
	report, err := inspect.Run(ctx, inspect.Options{Inputs: inputs, Stdin: e.stdin, Ingest: reading, Mask: masker, Files: o.files, Turns: o.turns})
	if err != nil {
		return err
	}
	if err := e.printInspection(report, o); err != nil {
		return err
	}
	if report.Rejected > 0 {
		return errRejects
	}
	return nil
}

func (e *env) printInspection(r *inspect.Report, o *inspectOptions) error {
	switch {
	case o.start:
		for _, f := range r.Files {
			if len(f.Columns) > 0 {
				_, err := e.stdout.Write(ingest.MappingOf(f.Columns))
				return err
			}
		}
		return fmt.Errorf("no table is among the inputs: a mapping file is for the columns of tables")
	case o.json:
		out, err := json.Marshal(r, jsontext.Multiline(true))
		if err != nil {
			return err
		}
		_, err = e.stdout.Write(append(out, '\n'))
		return err
	}
	return r.WriteText(e.stdout)
}
