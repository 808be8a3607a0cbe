package report

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"

	"zhijian/pipeline/dataset"
	"zhijian/pipeline/insight/aggregate"
	"zhijian/pipeline/insight/period"
	"zhijian/pipeline/insight/report/words"
	"zhijian/pipeline/insight/stat"
)

// The bounds of alerts, terms and repeat contacts, and how many turns are read
// for them when they were not published.
const (
	shownAlerts  = 20
	shownTerms   = 50
	shownReturns = 50
	countedTurns = 3_000_000

	termFDR  = 0.01 // false discovery rate of the terms that are shown
	termRise = 1.5  // how many times as frequent as before they are, at least
	termLess = 5    // interactions with them, at least
)

// Tables gives the derived tables of a date that were not published, or are out
// of date.
type Tables func(ctx context.Context, date string) (*aggregate.Tables, error)

// addTopics shows what the derived tables tell: alerts, terms and repeat
// contacts. Those count all interactions of a date, whatever the filter.
func (b *builder) addTopics(d *Data) error {
	d.Topics.Missing = words.Text{ZH: "与以前相比没有明显增多的词。", EN: "No term is clearly more frequent than before."}
	if len(b.before.Dates) == 0 {
		d.Topics.Missing = words.Text{ZH: "没有更早的日期可比。", EN: "There are no earlier dates to compare with."}
	}
	now, err := b.derived(b.period)
	if err != nil {
		return err
	}
	then, err := b.derived(b.before)
	if err != nil {
		return err
	}
	d.Overview.AlertsKnown = now != nil
	if now == nil || then == nil {
		d.Topics.Missing = words.Text{
			ZH: "这些日期没有（最新的）汇总表：请先（重新）运行 zhijian aggregate，再生成报告。",
			EN: "There are no derived tables of these dates: run zhijian aggregate first, then make the report again.",
		}
	}
	returns := map[string]Return{}
	for _, t := range now {
		b.addAlerts(d, t)
		addReturns(returns, t)
	}
	d.Topics.Whole = !b.filter.Empty()
	finishAlerts(&d.Overview)
	d.Customers.Repeat.Counted = now != nil
	finishReturns(&d.Customers.Repeat, returns, b.now.known)
	d.Topics.Terms, d.Topics.Known = risen(countTerms(now), countTerms(then))
	for _, s := range d.Customers.Intents {
		if slices.Contains([]words.Text{words.Intent("complaint"), words.Intent("repair"), words.Intent("cancellation"), words.Intent("suggestion")}, s.Name) {
			d.Topics.Trends = append(d.Topics.Trends, s)
		}
	}
	return nil
}

// derived reads the derived tables of the dates, or makes them where that takes
// little time; nil when they are not to be had.
func (b *builder) derived(p *period.Period) ([]*aggregate.Tables, error) {
	out := make([]*aggregate.Tables, 0, len(p.Dates))
	for _, date := range p.Dates {
		t, stale, err := aggregate.Load(b.ctx, p.Out, date.Day)
		switch {
		case err == nil && len(stale) == 0:
		case err != nil && !errors.Is(err, fs.ErrNotExist):
			return nil, err
		case b.options.Tables == nil || turnsOf(b.period)+turnsOf(b.before) > countedTurns:
			return nil, nil
		default:
			if t, err = b.options.Tables(b.ctx, date.Day); err != nil {
				return nil, fmt.Errorf("derived tables of %s: %w", date.Day, err)
			}
		}
		out = append(out, t)
	}
	return out, nil
}

func turnsOf(p *period.Period) int64 {
	var n int64
	for _, d := range p.Dates {
		for _, t := range d.Manifest.Tables {
			if t.Table == dataset.TableTurns {
				n += t.Rows
			}
		}
	}
	return n
}

func (b *builder) addAlerts(d *Data, t *aggregate.Tables) {
	for _, a := range t.Alerts {
		if a.Status != "alert" || a.Expected == nil || a.P == nil || a.Low == nil || a.High == nil {
			continue
		}
		alert := Alert{kind: a.Kind, Day: t.Date, Queue: a.Queue, Observed: a.Observed, Expected: *a.Expected, Lo: *a.Low, Hi: *a.High, Chance: *a.P}
		switch {
		case a.Kind == "complaint" && a.Subject == "service":
			alert.What = words.Text{ZH: "对服务本身的投诉", EN: "complaints of the service"}
		case a.Kind == "complaint":
			alert.What = words.Text{ZH: "投诉", EN: "complaints"}
		case a.Kind == "intent":
			alert.What = words.Intent(a.Subject)
		case a.Kind == "item":
			name := ""
			if it := b.now.items[a.Subject]; it != nil {
				name = it.name
			}
			item := words.Item(a.Subject, name)
			alert.What = words.Text{ZH: "不合格：" + item.ZH, EN: "failed: " + item.English()}
		default:
			alert.What, alert.Term = words.Text{ZH: "热词", EN: "term"}, a.Subject
		}
		d.Overview.Alerts = append(d.Overview.Alerts, alert)
	}
}

// finishAlerts puts complaints first and terms last, of each the least likely
// first.
func finishAlerts(o *Overview) {
	order := []string{"complaint", "intent", "item", "term"}
	slices.SortStableFunc(o.Alerts, func(x, y Alert) int {
		return cmp.Or(cmp.Compare(slices.Index(order, x.kind), slices.Index(order, y.kind)), cmp.Compare(x.Chance, y.Chance))
	})
	if more := len(o.Alerts) - shownAlerts; more > 0 {
		o.Alerts, o.MoreAlerts = o.Alerts[:shownAlerts], more
	}
}

// addReturns takes in the customers of a date who were there before; of one who
// comes on several dates the last stands.
func addReturns(rows map[string]Return, t *aggregate.Tables) {
	for _, c := range t.Repeats {
		row := Return{
			Customer: c.CustomerID, Contacts: int64(c.Interactions), First: c.FirstDate, Last: t.Date, Agents: int64(c.Agents),
			Intent: words.Intent(c.Intent), Resolution: words.Resolution(c.Resolution), Masked: c.IDKind == "masked",
		}
		rows[c.CustomerID] = row
	}
}

func finishReturns(r *Repeat, rows map[string]Return, known int64) {
	r.Known, r.Customers = known, int64(len(rows))
	for _, id := range sortedKeys(rows) {
		r.Contacts += rows[id].Contacts
		r.Rows = append(r.Rows, rows[id])
	}
	slices.SortStableFunc(r.Rows, func(x, y Return) int {
		return cmp.Or(cmp.Compare(y.Contacts, x.Contacts), cmp.Compare(x.Customer, y.Customer))
	})
	r.Rows = r.Rows[:min(len(r.Rows), shownReturns)]
}

// spoken counts the terms of the customers.
type spoken struct {
	of    int64                       // interactions in which the customer said anything
	terms map[string]int64            // interactions with the term
	by    map[string]map[string]int64 // the same by intent
}

func countTerms(tables []*aggregate.Tables) spoken {
	s := spoken{terms: map[string]int64{}, by: map[string]map[string]int64{}}
	for _, t := range tables {
		of := map[string]int64{}
		for _, r := range t.Terms {
			if r.Role != "customer" {
				continue
			}
			of[r.Intent] = r.Of
			s.terms[r.Term] += r.Interactions
			if s.by[r.Term] == nil {
				s.by[r.Term] = map[string]int64{}
			}
			s.by[r.Term][r.Intent] += r.Interactions
		}
		for _, n := range of {
			s.of += n
		}
	}
	return s
}

// risen are the terms that are more frequent than before, the surest first.
func risen(now, then spoken) ([]Term, int) {
	if now.of == 0 || then.of == 0 {
		return nil, 0
	}
	var terms []Term
	var tests []float64
	for _, word := range sortedKeys(now.terms) {
		k, before := now.terms[word], then.terms[word]
		if k < termLess {
			continue
		}
		g2, p := stat.LogLikelihood(k, now.of, before, then.of)
		tests = append(tests, p)
		terms = append(terms, Term{
			Word: word, N: k, Before: before, Likelihood: g2, Intent: words.Intent(most(now.by[word])),
			Rate: 1000 * float64(k) / float64(now.of), Earlier: 1000 * float64(before) / float64(then.of),
		})
	}
	q := stat.BenjaminiHochberg(tests)
	var out []Term
	for i, t := range terms {
		if t.Likelihood > 0 && q[i] <= termFDR && t.Rate >= termRise*t.Earlier {
			out = append(out, t)
		}
	}
	slices.SortStableFunc(out, func(x, y Term) int { return cmp.Compare(y.Likelihood, x.Likelihood) })
	return out[:min(len(out), shownTerms)], len(out)
}

// most is the key of the largest count.
func most(of map[string]int64) string {
	best := ""
	for _, k := range sortedKeys(of) {
		if best == "" || of[k] > of[best] {
			best = k
		}
	}
	return best
}
