package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"zhijian/pipeline/insight/sample"
)

const sampleLong = `Draw a random sample of interactions for people to review, stratified by class
(fatal, something fired, nothing fired), item, score band and agent, with some
verdicts of each interaction. Every row has the exact probability with which it
was drawn, and its weight for estimates. The same seed draws the same from the same
tables.

Exit status:
  0  the sample was written
  1  there is no such date, or the dataset cannot be read
  2  wrong usage
`

const sampleExample = `  zhijian sample dataset --size 100 --out sample.xlsx
  zhijian sample dataset --from 2026-11-14 --to 2026-11-20 --queue 售后 --seed week47 --out sample.xlsx`

// sampleOptions are the flags of zhijian sample.
type sampleOptions struct {
	selection
	sample.Options
	format, file string
}

func newSampleCommand(e *env) *cobra.Command {
	o := &sampleOptions{}
	cmd := &cobra.Command{
		Use:     "sample OUT",
		Short:   "Draw a sample for people to review",
		Long:    sampleLong,
		Example: sampleExample,
		Args:    oneDataset,
		RunE: func(cmd *cobra.Command, args []string) error {
			return e.sample(cmd.Context(), args[0], o)
		},
	}
	flags := cmd.Flags()
	o.addDates(flags)
	o.addFilter(flags)
	flags.IntVar(&o.Size, "size", 100, "draw this `number` of interactions")
	flags.StringVar(&o.Seed, "seed", "1", "`text` that decides what is drawn")
	flags.Float64Var(&o.RandomShare, "random-share", 0.2, "`share` of the sample that is drawn from interactions on which nothing fired, 0 to 1")
	flags.IntVar(&o.Items, "items", 3, "review this `number` of verdicts of each interaction")
	flags.StringVar(&o.format, "format", "", "text, xlsx, csv or json; default by the ending of --out, else text: what was drawn, in a few lines")
	flags.StringVar(&o.file, "out", "", "`file` to write instead of standard output")
	return cmd
}

func (o *sampleOptions) check() (err error) {
	switch {
	case o.Size < 1 || o.Items < 1:
		return usageErrorf("--size and --items must be positive")
	case !(o.RandomShare >= 0 && o.RandomShare <= 1):
		return usageErrorf("--random-share must be between 0 and 1")
	}
	if o.format, err = formatOf(o.format, o.file, "text", "xlsx", "csv", "json"); err != nil {
		return err
	}
	if o.format == "xlsx" && o.file == "" {
		return usageErrorf("--format xlsx needs --out FILE")
	}
	return nil
}

func (e *env) sample(ctx context.Context, out string, o *sampleOptions) error {
	if err := o.check(); err != nil {
		return err
	}
	p, err := o.open(out)
	if err != nil {
		return err
	}
	r, err := sample.Draw(ctx, p, o.filter, o.Options)
	if errors.Is(err, sample.ErrTooSmall) {
		return usageErrorf("--size: %w", err)
	}
	if err != nil {
		return err
	}
	err = e.output(o.file, func(w io.Writer) error {
		switch o.format {
		case "xlsx":
			return r.WriteXLSX(w)
		case "csv":
			return r.WriteCSV(w)
		case "json":
			return r.WriteJSON(w)
		}
		_, err := io.WriteString(w, r.Text())
		return err
	})
	if err == nil && o.file != "" {
		_, err = fmt.Fprintf(e.stdout, "%s已写入 %s\n", r.Text(), o.file)
	}
	return err
}
