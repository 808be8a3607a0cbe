// Package aggregate makes the derived tables agents_daily, terms_daily, alerts
// and repeat_contacts of published dates, and publishes them.
//
// The same dates make the same rows and bytes, whatever was published before:
// sums are taken in the canonical order, and what is published of earlier dates
// only saves the work of counting them again.
package aggregate

import (
	"context"
	"fmt"
	"iter"
	"maps"
	"slices"
	"strconv"

	"zhijian/pipeline/dataset"
	"zhijian/pipeline/insight/facts"
	"zhijian/pipeline/insight/period"
)

// Options are what the tables depend on beside the dates.
type Options struct {
	Terms      int   // words kept of each side and date
	MinTerm    int64 // interactions that a word must be in
	History    int   // earlier dates that alerts look back on
	RepeatDays int   // calendar days that repeat_contacts looks back

	// Class is the dictionary's class of a word, such as n or vn, empty for one that
	// it does not know. It must depend on the word alone. Nil stands for a
	// dictionary without words: there are no terms then.
	Class func(word string) string
	// Version is that of the program and, by it, of Class.
	Version string
}

// Default are the options that are meant to be used, but for Class and Version.
func Default() Options {
	return Options{Terms: 3000, MinTerm: 3, History: 28, RepeatDays: 7}
}

func (o *Options) parameters() map[string]string {
	return map[string]string{
		"terms":       strconv.Itoa(o.Terms),
		"min_term":    strconv.FormatInt(o.MinTerm, 10),
		"history":     strconv.Itoa(o.History),
		"repeat_days": strconv.Itoa(o.RepeatDays),
		"classes":     strconv.FormatBool(o.Class != nil),
	}
}

func (o *Options) window() dataset.Window {
	return dataset.Window{Dates: o.History, Days: o.RepeatDays}
}

// Tables are the derived tables of one date.
type Tables struct {
	Date    string
	Meta    dataset.Meta // of the date, with the version of this program
	Sources []dataset.Source

	Agents  []dataset.AgentDay      // by team, agent, channel, queue
	Terms   []dataset.TermDay       // by role, then the most frequent first, then intent
	Alerts  []dataset.Alert         // alerts first, by p
	Repeats []dataset.RepeatContact // the most contacts first
}

// Maker makes the tables of one dataset. It keeps what it has counted of a date,
// so that making several dates with one Maker counts each once. It is not safe
// for concurrent use.
type Maker struct {
	out     string
	options Options
	counted map[string]*summary
}

// New returns a Maker for the dataset folder out.
func New(out string, o Options) *Maker {
	return &Maker{out: out, options: o, counted: map[string]*summary{}}
}

// Date makes the tables of one published date.
func (m *Maker) Date(ctx context.Context, date string) (*Tables, error) {
	p, err := period.Open(m.out, date, date)
	if err != nil {
		return nil, err
	}
	window, err := m.windowOf(p)
	if err != nil {
		return nil, err
	}
	d := p.Dates[0]
	t := &Tables{Date: date, Meta: d.Manifest.Meta}
	t.Meta.Version = m.options.Version
	for _, w := range window.Dates {
		t.Sources = append(t.Sources, w.Source)
	}
	var visitors *visitors
	if t.Agents, t.Terms, visitors, err = m.count(ctx, p); err != nil {
		return nil, err
	}
	today := newSummary(d)
	today.add(t.Agents, t.Terms, &m.options)
	m.counted[date] = today
	history, err := m.history(ctx, window)
	if err != nil {
		return nil, err
	}
	t.Alerts = alerts(today, history)
	if t.Repeats, err = m.repeats(ctx, window, visitors); err != nil {
		return nil, err
	}
	return t, nil
}

// windowOf is the period of all dates that the tables of a date are made of.
func (m *Maker) windowOf(p *period.Period) (*period.Period, error) {
	published, err := dataset.Dates(m.out)
	if err != nil {
		return nil, err
	}
	days := m.options.window().Of(published, p.To())
	before, err := p.Before(len(days) - 1)
	if err != nil {
		return nil, err
	}
	return &period.Period{Out: m.out, Dates: append(before.Dates, p.Dates...)}, nil
}

// count walks over the interactions of one date.
func (m *Maker) count(ctx context.Context, p *period.Period) ([]dataset.AgentDay, []dataset.TermDay, *visitors, error) {
	agents, terms, seen := newAgents(), newTerms(&m.options), newVisitors(p.To())
	var number func(string) int32
	if m.options.Class != nil {
		number = terms.number
	}
	err := facts.ScanWords(ctx, p, period.Filter{}, facts.Items, number, func(r *facts.Rubric, c *facts.Case) error {
		agents.add(r, c)
		terms.add(c)
		seen.add(0, c.Interaction)
		return nil
	})
	if err != nil {
		return nil, nil, nil, err
	}
	return agents.rows(), terms.rows(), seen, nil
}

// history are the summaries of the earlier dates of a window, in ascending order.
func (m *Maker) history(ctx context.Context, window *period.Period) ([]*summary, error) {
	earlier := window.Dates[:len(window.Dates)-1]
	if over := len(earlier) - m.options.History; over > 0 {
		earlier = earlier[over:]
	}
	var history []*summary
	for _, d := range earlier {
		s, err := m.summary(ctx, d)
		if err != nil {
			return nil, err
		}
		history = append(history, s)
	}
	return history, nil
}

// summary counts an earlier date, or takes what is known of it.
func (m *Maker) summary(ctx context.Context, d period.Date) (*summary, error) {
	if s := m.counted[d.Day]; s != nil && s.source == d.Source {
		return s, nil
	}
	s := newSummary(d)
	if !m.published(ctx, d, s) {
		p := &period.Period{Out: m.out, Dates: []period.Date{d}}
		agents, terms, _, err := m.count(ctx, p)
		if err != nil {
			return nil, err
		}
		s.add(agents, terms, &m.options)
	}
	m.counted[d.Day] = s
	return s, nil
}

// published takes a summary from the tables of an earlier date, when they were
// made of that date as it is by the same program and options. Tables that cannot
// be read are no loss: the date is counted anew.
func (m *Maker) published(ctx context.Context, d period.Date, s *summary) bool {
	dm, err := dataset.ReadDerivedManifest(m.out, dataset.SetAggregates, d.Day)
	if err != nil {
		return false
	}
	last := dm.Sources[len(dm.Sources)-1]
	if last != d.Source || dm.Version != m.options.Version || !maps.Equal(dm.Parameters, m.options.parameters()) {
		return false
	}
	agents, err := collect(dataset.ReadDerived[dataset.AgentDay](ctx, m.out, dm, dataset.TableAgentsDaily))
	if err != nil {
		return false
	}
	terms, err := collect(dataset.ReadDerived[dataset.TermDay](ctx, m.out, dm, dataset.TableTermsDaily))
	if err != nil {
		return false
	}
	s.add(agents, terms, &m.options)
	return true
}

func collect[T any](rows iter.Seq2[T, error]) ([]T, error) {
	var all []T
	for row, err := range rows {
		if err != nil {
			return nil, err
		}
		all = append(all, row)
	}
	return all, nil
}

// Publish publishes the tables of a date. Errors are those of
// dataset.PublishDerived.
func (m *Maker) Publish(ctx context.Context, t *Tables) (*dataset.DerivedManifest, error) {
	return dataset.PublishDerived(ctx, dataset.DerivedOptions{
		Out: m.out, Set: dataset.SetAggregates, Date: t.Date, Meta: t.Meta,
		Parameters: m.options.parameters(), Window: m.options.window(), Sources: t.Sources,
	}, dataset.AgentsDaily(slices.Clone(t.Agents)), dataset.TermsDaily(slices.Clone(t.Terms)),
		dataset.Alerts(slices.Clone(t.Alerts)), dataset.RepeatContacts(slices.Clone(t.Repeats)))
}

// Load reads the published tables of a date. Stale lists the dates that changed
// after they were made: whoever shows them should say so. The error wraps
// fs.ErrNotExist when they were never made.
func Load(ctx context.Context, out, date string) (t *Tables, stale []dataset.Stale, err error) {
	m, err := dataset.ReadDerivedManifest(out, dataset.SetAggregates, date)
	if err != nil {
		return nil, nil, fmt.Errorf("tables of %s: %w", date, err)
	}
	if stale, err = m.Stale(out); err != nil {
		return nil, nil, err
	}
	t = &Tables{Date: date, Meta: m.Meta, Sources: m.Sources}
	if t.Agents, err = collect(dataset.ReadDerived[dataset.AgentDay](ctx, out, m, dataset.TableAgentsDaily)); err != nil {
		return nil, nil, err
	}
	if t.Terms, err = collect(dataset.ReadDerived[dataset.TermDay](ctx, out, m, dataset.TableTermsDaily)); err != nil {
		return nil, nil, err
	}
	if t.Alerts, err = collect(dataset.ReadDerived[dataset.Alert](ctx, out, m, dataset.TableAlerts)); err != nil {
		return nil, nil, err
	}
	if t.Repeats, err = collect(dataset.ReadDerived[dataset.RepeatContact](ctx, out, m, dataset.TableRepeatContacts)); err != nil {
		return nil, nil, err
	}
	return t, stale, nil
}
