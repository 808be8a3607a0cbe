package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"zhijian/pipeline/insight/aggregate"
	"zhijian/pipeline/insight/report"
)

const reportLong = `Make one HTML page of a date or a range of dates: totals and rejects, scores, every
item with its interval and change, agents and teams beside the like, times,
customers, terms, good scripts and coaching cases. The page is one file without
anything to load: it opens offline, prints, and switches between Chinese and
English. Its text is as masked as the dataset is.

Exit status:
  0  the page was written
  1  there is no such date, or the dataset cannot be read
  2  wrong usage
`

const reportExample = `  zhijian report dataset --out report.html
  zhijian report dataset --from 2026-11-14 --to 2026-11-20 --team 售后一组 --out week.html`

func newReportCommand(e *env) *cobra.Command {
	chosen := &selection{}
	var out string
	cmd := &cobra.Command{
		Use:     "report OUT --out FILE",
		Short:   "Make one HTML page of the results of a period",
		Long:    reportLong,
		Example: reportExample,
		RunE: func(cmd *cobra.Command, args []string) error {
			switch {
			case len(args) != 1:
				return usageErrorf("%s takes one dataset folder, but has %q", cmd.CommandPath(), args)
			case out == "":
				return usageErrorf("--out is missing; name the HTML file to write")
			}
			return e.report(cmd.Context(), args[0], out, chosen)
		},
	}
	cmd.Flags().StringVar(&out, "out", "", "HTML `file` to write (required)")
	chosen.addDates(cmd.Flags())
	chosen.addFilter(cmd.Flags())
	return cmd
}

func (e *env) report(ctx context.Context, dataset, out string, chosen *selection) error {
	p, err := chosen.open(dataset)
	if err != nil {
		return err
	}
	data, err := report.Build(ctx, p, report.Options{Filter: chosen.filter, Tables: derivedTables(dataset)})
	if err != nil {
		return err
	}
	if err := writeReport(out, data); err != nil {
		return err
	}
	_, err = fmt.Fprintf(e.stdout, "报告已写入 %s：批次 %s，会话 %d 次\n", out, data.Span(), data.Overview.Chosen)
	return err
}

// derivedTables makes derived tables that were not published. The dictionary is
// loaded when the first are asked for.
func derivedTables(out string) report.Tables {
	var maker *aggregate.Maker
	return func(ctx context.Context, date string) (*aggregate.Tables, error) {
		if maker == nil {
			o := aggregate.Default()
			var err error
			if o.Class, err = wordClasses(); err != nil {
				return nil, err
			}
			o.Version = version
			maker = aggregate.New(out, o)
		}
		return maker.Date(ctx, date)
	}
}

// writeReport replaces the file when the page is whole, so that a reader never
// sees half of one.
func writeReport(path string, data *report.Data) error {
	partial := filepath.Join(filepath.Dir(path), "."+filepath.Base(path)+".partial")
	f, err := os.Create(partial)
	if err != nil {
		return err
	}
	err = report.Write(f, data)
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	if err == nil {
		err = os.Rename(partial, path)
	}
	if err != nil {
		_ = os.Remove(partial) // the error that counts is the first one
	}
	return err
}
