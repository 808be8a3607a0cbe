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
piece of evidence stands in the text that it names. Derived tables, such as those
of zhijian aggregate, are compared with what they were made of; a set whose dates
were scored again since is called stale, which is no disagreement. Without --date
all dates are verified.

With --tokens gse itself, which the job's own segmenter stands for, cuts the stored
text of every turn again and the words are compared with turns.tokens. It takes as
much time again and 400 MB more. Turns with masked stretches are left out, and so
are dates that were scored with another lexicon, which the report says.

Exit status:
  0  everything agrees
  1  something does not agree, or the dataset cannot be read
  2  wrong usage
`

// verifyOptions are the flags of zhijian verify.
type verifyOptions struct {
	date   string
	max    int
	json   bool
	tokens bool
}

func newVerifyCommand(e *env) *cobra.Command {
	o := &verifyOptions{}
	cmd := &cobra.Command{
		Use:   "verify OUT",
		Short: "Recompute all scores of a dataset and compare",
		Long:  verifyLong,
		Args:  oneDataset,
		RunE: func(cmd *cobra.Command, args []string) error {
			return e.verify(cmd.Context(), args[0], o)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&o.date, "date", "", "only this batch `date`, YYYY-MM-DD")
	flags.IntVar(&o.max, "max", 100, "list at most this many disagreements of a date")
	flags.BoolVar(&o.tokens, "tokens", false, "have gse cut all turns again and compare the words (takes time)")
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
	options := verify.Options{MaxFindings: o.max}
	if o.tokens {
		var err error
		if options.Recut, err = newRecut(); err != nil {
			return err
		}
	}
	for _, date := range dates {
		n, err := e.verifyDate(ctx, out, date, options, o.json)
		if err != nil {
			return err
		}
		disagree += n
		if n, err = e.verifyDerived(ctx, out, date, o); err != nil {
			return err
		}
		disagree += n
	}
	if o.date == "" {
		n, err := e.verifyOrphans(ctx, out, o)
		if err != nil {
			return err
		}
		disagree += n
	}
	if disagree > 0 {
		return errors.New("the dataset does not agree with itself")
	}
	return nil
}

// verifyDate verifies one date and counts what disagrees.
func (e *env) verifyDate(ctx context.Context, out, date string, options verify.Options, asJSON bool) (disagree int64, err error) {
	r, err := verify.Date(ctx, out, date, options)
	if err != nil {
		return 0, err
	}
	disagree = r.Disagree
	if r.Tokens != nil {
		disagree += r.Tokens.Disagree
	}
	return disagree, printReport(e.stdout, r, options.Recut, asJSON)
}

// verifyOrphans verifies the derived sets of dates that are not published.
func (e *env) verifyOrphans(ctx context.Context, out string, o *verifyOptions) (disagree int64, err error) {
	dates, err := verify.Orphans(out)
	if err != nil {
		return 0, err
	}
	for _, date := range dates {
		n, err := e.verifyDerived(ctx, out, date, o)
		if err != nil {
			return 0, err
		}
		disagree += n
	}
	return disagree, nil
}

// verifyDerived verifies the derived sets of a date and counts what disagrees.
func (e *env) verifyDerived(ctx context.Context, out, date string, o *verifyOptions) (disagree int64, err error) {
	sets, err := verify.Sets(out, date)
	if err != nil {
		return 0, err
	}
	for _, set := range sets {
		r, err := verify.Derived(ctx, out, set, date, verify.Options{MaxFindings: o.max})
		if err != nil {
			return 0, err
		}
		disagree += r.Disagree
		if err := printDerived(e.stdout, r, o.json); err != nil {
			return 0, err
		}
	}
	return disagree, nil
}

func printDerived(w io.Writer, r *verify.DerivedReport, asJSON bool) error {
	if asJSON {
		return printJSON(w, r)
	}
	var b strings.Builder
	printFindings(&b, r.Date, r.Findings, r.Disagree)
	for _, s := range r.Stale {
		fmt.Fprintf(&b, "%s %s: stale, make it again: %s since it was made\n", r.Date, r.Set, s)
	}
	fmt.Fprintf(&b, "%s %s %s: %d files, %d rows of %d dates: %s\n", r.Date, r.Set, r.RunID, r.Files, r.Rows, r.Sources, agreement(r.Disagree))
	_, err := io.WriteString(w, b.String())
	return err
}

func printJSON(w io.Writer, report any) error {
	line, err := json.Marshal(report, jsontext.Multiline(false))
	if err != nil {
		return err
	}
	_, err = w.Write(append(line, '\n'))
	return err
}

func printFindings(b *strings.Builder, date string, findings []verify.Finding, all int64) {
	for _, f := range findings {
		fmt.Fprintf(b, "%s %s\n", date, printable.Text(f.String()))
	}
	if more := all - int64(len(findings)); more > 0 {
		fmt.Fprintf(b, "%s and %d more\n", date, more)
	}
}

func agreement(disagree int64) string {
	if disagree > 0 {
		return fmt.Sprintf("%d disagreements", disagree)
	}
	return "all agree"
}

// printReport prints the report of a date; recut is nil when words were not compared.
func printReport(w io.Writer, r *verify.Report, recut *verify.Recut, asJSON bool) error {
	if asJSON {
		return printJSON(w, r)
	}
	var b strings.Builder
	printFindings(&b, r.Date, r.Findings, r.Disagree)
	fmt.Fprintf(&b, "%s %s %s: %d files, %d interactions, %d items, %d hits, %d turns: %s\n",
		r.Date, r.RunID, r.Rubric, r.Files, r.Interactions, r.Items, r.Hits, r.Turns, agreement(r.Disagree))
	if recut != nil {
		printTokens(&b, r.Date, r.Tokens, recut)
	}
	_, err := io.WriteString(w, b.String())
	return err
}
