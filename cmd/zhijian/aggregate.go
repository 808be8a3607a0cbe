package main

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"zhijian/analyzers/normalize"
	"zhijian/analyzers/segment"
	"zhijian/analyzers/suite"
	"zhijian/pipeline/dataset"
	"zhijian/pipeline/insight/aggregate"
	"zhijian/pipeline/insight/facts"
	"zhijian/pipeline/insight/report/words"
	"zhijian/pipeline/printable"
)

const aggregateLong = `Make the derived tables of published dates from the tables alone: agents_daily,
terms_daily, alerts and repeat_contacts. They are published as the dates are, for
each date at once, and their manifest OUT/_manifests/aggregates/dt=....json names
the manifests that they were made of. Without --date or a range the newest date
is made. Make a date again after it, or a date before it, was scored again:
zhijian verify tells which ones are stale.

Exit status:
  0  published
  1  failed or interrupted; the date that was at work is as it was before
  2  wrong usage
  4  another job holds the output; nothing was published
`

// aggregateOptions are the flags of zhijian aggregate.
type aggregateOptions struct {
	selection
	aggregate.Options
}

func newAggregateCommand(e *env) *cobra.Command {
	o := &aggregateOptions{Options: aggregate.Default()}
	cmd := &cobra.Command{
		Use:   "aggregate OUT",
		Short: "Make the tables by agent, word, alert and customer",
		Long:  aggregateLong,
		Args:  oneDataset,
		RunE: func(cmd *cobra.Command, args []string) error {
			return e.aggregate(cmd.Context(), args[0], o)
		},
	}
	flags := cmd.Flags()
	o.addDates(flags)
	flags.IntVar(&o.RepeatDays, "repeat-days", o.RepeatDays, "a customer who was there up to so many `days` before came again")
	flags.IntVar(&o.History, "history", o.History, "alerts look back on up to this `number` of earlier dates")
	flags.IntVar(&o.Terms, "terms", o.Terms, "keep this `number` of words of agents, and of customers")
	return cmd
}

func (o *aggregateOptions) check() error {
	if o.RepeatDays < 0 || o.History < 0 || o.Terms < 1 {
		return usageErrorf("--repeat-days and --history must not be negative, --terms must be positive")
	}
	return nil
}

func (e *env) aggregate(ctx context.Context, out string, o *aggregateOptions) error {
	if err := o.check(); err != nil {
		return err
	}
	p, err := o.open(out)
	if err != nil {
		return err
	}
	if o.Class, err = wordClasses(); err != nil {
		return err
	}
	o.Version = version
	maker := aggregate.New(out, o.Options)
	for _, d := range p.Dates {
		t, err := maker.Date(ctx, d.Day)
		if err != nil {
			return err
		}
		m, err := maker.Publish(ctx, t)
		if err != nil {
			return err
		}
		r, err := facts.ReadRubric(ctx, out, d)
		if err != nil {
			return err
		}
		if err := printAggregates(e.stdout, t, m, r); err != nil {
			return err
		}
	}
	return nil
}

// wordClasses loads the dictionary, and looks a word up in it as it stands in a
// text: it has a class when it is one word there.
func wordClasses() (func(word string) string, error) {
	res, err := suite.Load()
	if err != nil {
		return nil, err
	}
	var tokens []segment.Token
	return func(word string) string {
		norm := normalize.Normalize(word).Norm
		tokens = res.Segmenter.Tokens(norm, tokens[:0])
		if len(tokens) != 1 {
			return ""
		}
		return tokens[0].POS.String()
	}, nil
}

// maxAlerts is how many alerts of a date are printed; the table has all.
const maxAlerts = 10

// printAggregates tells what was made of a date, in Chinese as the summary of
// score does.
func printAggregates(w io.Writer, t *aggregate.Tables, m *dataset.DerivedManifest, r *facts.Rubric) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s 汇总：坐席 %d 行，词语 %d 行，重复来访 %d 位客户；所用批次 %d 个\n",
		t.Date, len(t.Agents), len(t.Terms), len(t.Repeats), len(m.Sources))
	alerts, silent := 0, 0
	for _, a := range t.Alerts {
		switch a.Status {
		case "too_little_history":
			silent++
		case "alert":
			if alerts++; alerts <= maxAlerts {
				fmt.Fprintf(&b, "  预警：%s %d 次，按以往应为 %.1f 次（95%% 区间 %.1f 至 %.1f），达到 %d 次即预警\n",
					alertName(&a, r), a.Observed, *a.Expected, *a.Low, *a.High, *a.Threshold)
			}
		}
	}
	if alerts > maxAlerts {
		fmt.Fprintf(&b, "  另有 %d 条预警，见表 alerts\n", alerts-maxAlerts)
	}
	if silent > 0 {
		fmt.Fprintf(&b, "  历史批次不足，%d 项未作判断\n", silent)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// alertName is what an alert is about.
func alertName(a *dataset.Alert, r *facts.Rubric) string {
	name := ""
	switch a.Kind {
	case "complaint":
		name = "投诉"
		if a.Subject == "service" {
			name = "对服务的投诉"
		}
	case "intent":
		name = "来意" + words.Intent(a.Subject).ZH
	case "item":
		name = a.Subject
		if i := r.Index(a.Subject); i >= 0 {
			name = r.Items[i].Name
		}
		name = "不合格“" + name + "”"
	default:
		name = "词语“" + a.Subject + "”"
	}
	if a.Queue != "" {
		name += "（" + a.Queue + "）"
	}
	return printable.Text(name)
}
