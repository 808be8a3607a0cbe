package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/spf13/cobra"

	"zhijian/pipeline/dataset"
	"zhijian/pipeline/printable"
	"zhijian/pipeline/verify"
)

const verifyLong = `Recompute every score of a dataset from the dataset alone - verdicts, evidence and
the rubric that is kept with them - and compare: points, caps, sections, totals,
coverage, fatal effects. Check the files against the manifest, and that every
piece of evidence stands in the text that it names. Without --date all dates are
verified.

Exit status:
  0  everything agrees
  1  something does not agree, or the dataset cannot be read
  2  wrong usage
`

// verifyOptions are the flags of zhijian verify.
type verifyOptions struct {
	date string
	max  int
	json bool
}

func newVerifyCommand(e *env) *cobra.Command {
	o := &verifyOptions{}
	cmd := &cobra.Command{
		Use:   "verify OUT",
		Short: "Recompute all scores of a dataset and compare",
		Long:  verifyLong,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usageErrorf("%s takes one dataset folder, but has %q", cmd.CommandPath(), args)
			}
			return e.verify(cmd.Context(), args[0], o)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&o.date, "date", "", "only this batch `date`, YYYY-MM-DD")
	flags.IntVar(&o.max, "max", 100, "list at most this many disagreements of a date")
	flags.BoolVar(&o.json, "json", false, "print the reports as JSON, one a line")
	return cmd
}

func (e *env) verify(ctx context.Context, out string, o *verifyOptions) error {
	if o.max < 1 {
		return usageErrorf("--max %d is not positive", o.max)
	}
	dates := []string{o.date}
	if o.date == "" {
		var err error
		if dates, err = dataset.Dates(out); err != nil {
			return err
		}
		if len(dates) == 0 {
			return fmt.Errorf("%s: no date was ever committed here", out)
		}
	}
	disagree := int64(0)
	for _, date := range dates {
		r, err := verify.Date(ctx, out, date, verify.Options{MaxFindings: o.max})
		if err != nil {
			return err
		}
		disagree += r.Disagree
		if err := printReport(e.stdout, r, o.json); err != nil {
			return err
		}
	}
	if disagree > 0 {
		return errors.New("the dataset does not agree with itself")
	}
	return nil
}

func printReport(w io.Writer, r *verify.Report, asJSON bool) error {
	var b strings.Builder
	if asJSON {
		line, err := json.Marshal(r, jsontext.Multiline(false))
		if err != nil {
			return err
		}
		b.Write(append(line, '\n'))
	} else {
		for _, f := range r.Findings {
			fmt.Fprintf(&b, "%s %s\n", r.Date, printable.Text(f.String()))
		}
		if more := r.Disagree - int64(len(r.Findings)); more > 0 {
			fmt.Fprintf(&b, "%s and %d more\n", r.Date, more)
		}
		verdict := "all agree"
		if r.Disagree > 0 {
			verdict = fmt.Sprintf("%d disagreements", r.Disagree)
		}
		fmt.Fprintf(&b, "%s %s %s: %d files, %d interactions, %d items, %d hits, %d turns: %s\n",
			r.Date, r.RunID, r.Rubric, r.Files, r.Interactions, r.Items, r.Hits, r.Turns, verdict)
	}
	_, err := io.WriteString(w, b.String())
	return err
}
