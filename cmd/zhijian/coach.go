package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/spf13/cobra"

	"zhijian/pipeline/insight/coach"
	"zhijian/pipeline/insight/coach/handout"
	"zhijian/pipeline/insight/period"
	"zhijian/pipeline/insight/sheet"
)

const coachLong = `Pick for each agent the interactions to learn from: skills in which the agent is
weaker than peers who served the same queue, channel and intent, with an interval,
and silent where the sample is small; clear failures; near misses. Each case has
its words, the norm, what to say instead and how a colleague did it.

Queues and channels choose which interactions are looked at, also of peers; teams
and agents choose for whom cases are picked. A history keeps what was picked: give
it with --history, and nothing in it is picked again; with --remember the new cases
are added to it; with --follow-up it is told what became of the skills in it.

Exit status:
  0  done, even when nobody has a case
  1  there is no such date, or the dataset cannot be read
  2  wrong usage, or a history that cannot be read
  4  with --publish: another job holds the dataset
`

const coachExample = `  zhijian coach dataset --team 售后一组
  zhijian coach dataset --from 2026-11-14 --to 2026-11-20 --history picked.jsonl --remember --out week.xlsx
  zhijian coach dataset --history picked.jsonl --follow-up`

// coachOptions are the flags of zhijian coach.
type coachOptions struct {
	selection
	perAgent                    int
	history, format, file       string
	remember, followUp, publish bool
}

func newCoachCommand(e *env) *cobra.Command {
	o := &coachOptions{}
	cmd := &cobra.Command{
		Use:     "coach OUT",
		Short:   "Pick coaching cases for each agent",
		Long:    coachLong,
		Example: coachExample,
		Args:    oneDataset,
		RunE: func(cmd *cobra.Command, args []string) error {
			return e.coach(cmd.Context(), args[0], o)
		},
	}
	flags := cmd.Flags()
	o.addDates(flags)
	o.addFilter(flags)
	flags.IntVar(&o.perAgent, "per-agent", 5, "pick at most this `number` of cases of an agent")
	flags.StringVar(&o.history, "history", "", "`file` of cases that were picked before, JSON Lines")
	flags.BoolVar(&o.remember, "remember", false, "add the cases to the history")
	flags.BoolVar(&o.followUp, "follow-up", false, "tell what became of the skills in the history; without dates, over all of them")
	flags.BoolVar(&o.publish, "publish", false, "publish the cases of all agents as the table coaching_cases")
	flags.StringVar(&o.format, "format", "", "table, md, xlsx or json; default by the ending of --out, else table")
	flags.StringVar(&o.file, "out", "", "`file` to write instead of standard output")
	return cmd
}

// check finds flags that do not go together.
func (o *coachOptions) check() (err error) {
	switch {
	case o.perAgent < 1:
		return usageErrorf("--per-agent must be positive")
	case o.history == "" && (o.remember || o.followUp):
		return usageErrorf("--remember and --follow-up need a --history")
	case o.followUp && (o.remember || o.publish):
		return usageErrorf("--follow-up picks no cases: leave --remember and --publish away")
	case o.publish && !o.filter.Empty():
		return usageErrorf("--publish is for the cases of all agents: leave --team, --agent, --queue and --channel away")
	}
	if o.format, err = formatOf(o.format, o.file, "table", "md", "xlsx", "json"); err != nil {
		return err
	}
	if o.format == "xlsx" && o.file == "" {
		return usageErrorf("--format xlsx needs --out FILE")
	}
	return nil
}

func (e *env) coach(ctx context.Context, out string, o *coachOptions) error {
	if err := o.check(); err != nil {
		return err
	}
	history, err := readHistory(o.history, o.followUp)
	if err != nil {
		return err
	}
	if o.followUp {
		return e.followUp(ctx, out, o, history.picks)
	}
	p, err := o.open(out)
	if err != nil {
		return err
	}
	options := coach.Options{PerAgent: o.perAgent, Picked: history.picks}
	r, err := coach.Find(ctx, p, o.filter, options)
	if err != nil {
		return err
	}
	if err := e.output(o.file, func(w io.Writer) error { return writeCases(w, r, o.format) }); err != nil {
		return err
	}
	if err := e.keep(ctx, p, o, options, r, history); err != nil {
		return err
	}
	if o.file != "" {
		_, err = fmt.Fprintf(e.stdout, "已写入 %s：坐席 %d 位，案例 %d 个\n", o.file, len(r.Agents), len(r.Cases))
	}
	return err
}

// keep publishes the cases and adds them to the history, as was asked for.
func (e *env) keep(ctx context.Context, p *period.Period, o *coachOptions, options coach.Options, r *coach.Result, history *pickHistory) error {
	if o.publish {
		m, err := r.Publish(ctx, p, options, version, history.sum)
		if err != nil {
			return err
		}
		if _, err := fmt.Fprintf(e.stderr, "已发布 %s 的表 coaching_cases：%d 行\n", m.Date, m.Tables[0].Rows); err != nil {
			return err
		}
	}
	if o.remember {
		return history.add(r.Picks())
	}
	return nil
}

func writeCases(w io.Writer, r *coach.Result, format string) error {
	switch format {
	case "md":
		return handout.WriteMarkdown(w, r)
	case "xlsx":
		return sheet.WriteXLSX(w, handout.Book(r))
	case "json":
		return handout.WriteJSON(w, r)
	}
	return handout.WriteTable(w, r)
}

// followUp tells what became of the skills in the history.
func (e *env) followUp(ctx context.Context, out string, o *coachOptions, picks []coach.Pick) error {
	open := o.open
	if o.date+o.from+o.to == "" {
		open = func(out string) (*period.Period, error) { return period.Open(out, "", "") }
	}
	p, err := open(out)
	if err != nil {
		return err
	}
	outcomes, err := coach.FollowUp(ctx, p, o.filter, picks)
	if err != nil {
		return err
	}
	return e.output(o.file, func(w io.Writer) error {
		switch o.format {
		case "md":
			return handout.WriteMarkdownOutcomes(w, outcomes)
		case "xlsx":
			return sheet.WriteXLSX(w, handout.OutcomeBook(outcomes))
		case "json":
			return handout.WriteJSON(w, outcomes)
		}
		return handout.WriteOutcomes(w, outcomes)
	})
}

// pickHistory is a history and the file that it is kept in.
type pickHistory struct {
	file    string
	content []byte
	sum     string // SHA-256 of the content; empty without a file
	picks   []coach.Pick
}

// readHistory reads a history. One that is not there yet is empty, but not when it
// must be there.
func readHistory(file string, must bool) (*pickHistory, error) {
	h := &pickHistory{file: file}
	if file == "" {
		return h, nil
	}
	content, err := os.ReadFile(file)
	switch {
	case errors.Is(err, fs.ErrNotExist) && !must:
		return h, nil
	case err != nil:
		return nil, usageErrorf("read history: %w", err)
	}
	sum := sha256.Sum256(content)
	h.content, h.sum = content, hex.EncodeToString(sum[:])
	if h.picks, err = coach.ReadHistory(file, bytes.NewReader(content)); err != nil {
		return nil, usageErrorf("read history: %w", err)
	}
	return h, nil
}

// add replaces the file by one that has the new picks too. What somebody else
// added meanwhile is not lost: the error says so.
func (h *pickHistory) add(picks []coach.Pick) error {
	now, err := os.ReadFile(h.file)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if !bytes.Equal(now, h.content) {
		return fmt.Errorf("%s was changed meanwhile, and the cases were not added to it: start anew", h.file)
	}
	return replaceFile(h.file, func(w io.Writer) error {
		if n := len(now); n > 0 && now[n-1] != '\n' {
			now = append(now, '\n')
		}
		if _, err := w.Write(now); err != nil {
			return err
		}
		return coach.WriteHistory(w, picks)
	})
}
