package main

import (
	"context"
	"fmt"
	"io"

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

// reportOptions are the flags of zhijian report.
type reportOptions struct {
	selection
	out, history string
}

func newReportCommand(e *env) *cobra.Command {
	o := &reportOptions{}
	cmd := &cobra.Command{
		Use:     "report OUT --out FILE",
		Short:   "Make one HTML page of the results of a period",
		Long:    reportLong,
		Example: reportExample,
		Args:    oneDataset,
		RunE: func(cmd *cobra.Command, args []string) error {
			if o.out == "" {
				return usageErrorf("--out is missing; name the HTML file to write")
			}
			return e.report(cmd.Context(), args[0], o)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&o.out, "out", "", "HTML `file` to write (required)")
	flags.StringVar(&o.history, "history", "", "`file` of cases that were picked before: tell what became of the skills, and pick others")
	o.addDates(flags)
	o.addFilter(flags)
	return cmd
}

func (e *env) report(ctx context.Context, dataset string, o *reportOptions) error {
	history, err := readHistory(o.history, true)
	if err != nil {
		return err
	}
	p, err := o.open(dataset)
	if err != nil {
		return err
	}
	data, err := report.Build(ctx, p, report.Options{Filter: o.filter, Tables: derivedTables(dataset), History: history.picks})
	if err != nil {
		return err
	}
	if err := replaceFile(o.out, func(w io.Writer) error { return report.Write(w, data) }); err != nil {
		return err
	}
	_, err = fmt.Fprintf(e.stdout, "报告已写入 %s：批次 %s，会话 %d 次\n", o.out, data.Span(), data.Overview.Chosen)
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
