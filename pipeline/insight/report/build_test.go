package report_test

import (
	"bytes"
	"math"
	"slices"
	"strings"
	"testing"

	"zhijian/pipeline/insight/aggregate"
	"zhijian/pipeline/insight/coach"
	"zhijian/pipeline/insight/period"
	"zhijian/pipeline/insight/report"
)

func build(t testing.TB, out, from, to string, f period.Filter) *report.Data {
	t.Helper()
	p, err := period.Open(out, from, to)
	if err != nil {
		t.Fatal(err)
	}
	o := aggregate.Default()
	o.Class = func(word string) string { return "n" }
	maker := aggregate.New(out, o)
	d, err := report.Build(t.Context(), p, report.Options{Filter: f, Tables: maker.Date})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// near reports whether an estimate is what was computed elsewhere.
func near(e report.Estimate, n int64, value, lo, hi float64) bool {
	const tolerance = 1e-7
	return e.N == n && math.Abs(e.Value-value) < tolerance && math.Abs(e.Lo-lo) < tolerance && math.Abs(e.Hi-hi) < tolerance
}

// The intervals of this test are those of statsmodels 0.14:
//
//	from statsmodels.stats.proportion import proportion_confint, confint_proportions_2indep
//	proportion_confint(40, 60, method="wilson")
//	proportion_confint(6, 60, method="wilson")
//	confint_proportions_2indep(60, 60, 80, 120, method="newcomb")
func TestBuildItems(t *testing.T) {
	out := publish(t)
	before := build(t, out, "2026-11-18", "2026-11-18", period.Filter{})
	greeting := before.Procedure.Sections[0].Items[0]
	if greeting.ID != "opening.greeting" || !near(greeting.Rate, 60, 0.6666667, 0.5405687, 0.7727074) || greeting.Change.Known() {
		t.Errorf("greeting of the first date: %+v", greeting)
	}
	last := build(t, out, "2026-11-20", "2026-11-20", period.Filter{})
	greeting = last.Procedure.Sections[0].Items[0]
	if !near(greeting.Rate, 60, 1, 0.9398281, 1) || !near(greeting.Change, 60, 0.3333333, 0.2348085, 0.4216890) {
		t.Errorf("greeting of the last date: %+v", greeting)
	}
	threat := last.Forbidden.Sections[0].Items[0]
	if !near(threat.Rate, 60, 0.1, 0.0466428, 0.2014946) || threat.Rate.K != 6 {
		t.Errorf("threats: %+v", threat)
	}
	reply := last.Timing.Items.Sections[0].Items[0]
	if reply.Rate.N != 57 || reply.NotEvaluated != 3 || reply.Rate.Value != 1 {
		t.Errorf("first reply: %+v", reply)
	}
	ticket := last.Procedure.Sections[1].Items[0]
	if ticket.Rate.Known() || ticket.NA != 60 {
		t.Errorf("ticket: %+v", ticket)
	}
}

func TestBuildOverview(t *testing.T) {
	d := build(t, publish(t), "2026-11-19", "2026-11-20", period.Filter{})
	o := d.Overview
	if o.Chosen != 120 || o.Scored != 120 || o.Agents != 6 || o.Fatal.K != 12 || o.Zeroed != 12 {
		t.Errorf("%+v", o)
	}
	if want := [10]int64{12, 0, 0, 0, 18, 18, 18, 18, 18, 18}; o.Scores != want {
		t.Errorf("scores %v, want %v", o.Scores, want)
	}
	if len(d.Baseline) != 1 || d.Baseline[0] != "2026-11-18" || len(o.Days) != 2 || o.Days[1].N != 60 {
		t.Errorf("baseline %v, days %+v", d.Baseline, o.Days)
	}
	if math.Abs(o.Median-65.5) > 0.7 {
		t.Errorf("median %g, want 65.5 or so", o.Median)
	}
	for _, s := range d.Sources {
		if s.RunID != "run-"+s.Day || s.Mask != "1:test" || d.Unmasked {
			t.Errorf("source %+v, unmasked %t", s, d.Unmasked)
		}
	}
	first := d.Timing.Measures[0]
	if q := first.Strips[0].Quantiles; first.ID != "first-reply" || math.Abs(q[2]-30_000) > 300 || first.Strips[0].N != 120 {
		t.Errorf("first reply: %+v", first)
	}
}

// What is chosen is counted; agents are compared with all the same.
func TestBuildFilter(t *testing.T) {
	out := publish(t)
	d := build(t, out, "2026-11-18", "2026-11-20", period.Filter{Teams: []string{"甲组"}})
	if d.Overview.Chosen != 90 || d.People.Known != 3 || len(d.People.Teams) != 1 || len(d.Filter) != 1 {
		t.Errorf("chosen %d, %d agents, teams %+v", d.Overview.Chosen, d.People.Known, d.People.Teams)
	}
	all := build(t, out, "2026-11-18", "2026-11-20", period.Filter{})
	compared := 0
	for _, m := range d.People.Agents {
		for _, o := range all.People.Agents {
			if m.ID == o.ID && m.Adjusted.Known() && m.Adjusted == o.Adjusted {
				compared++
			}
		}
	}
	if compared != 3 {
		t.Errorf("%d of 3 agents are compared with all: %+v", compared, d.People.Agents)
	}
	none := build(t, out, "2026-11-18", "2026-11-20", period.Filter{Queues: []string{"别处"}})
	if none.Overview.Chosen != 0 {
		t.Errorf("%d interactions of a queue that is not there", none.Overview.Chosen)
	}
	if err := report.Write(&bytes.Buffer{}, none); err != nil {
		t.Errorf("a page of nothing: %v", err)
	}
}

func TestBuildExcerpts(t *testing.T) {
	d := build(t, publish(t), "2026-11-18", "2026-11-20", period.Filter{})
	if d.Forbidden.Violating != 18 || len(d.Forbidden.Excerpts) != 1 {
		t.Fatalf("%d violate, %d excerpts", d.Forbidden.Violating, len(d.Forbidden.Excerpts))
	}
	for _, e := range d.Forbidden.Excerpts {
		turn := e.Clip.Turns[len(e.Clip.Turns)-1]
		if len(turn.Spans) != 1 || turn.Text[turn.Spans[0].Begin:turn.Spans[0].End] != "您投诉也没用" {
			t.Errorf("%+v", turn)
		}
	}
	// Ten interactions of each date would have 90 points or more, and one is fatal;
	// what they say is the same, and is shown once.
	if d.Scripts.Looked != 27 || len(d.Scripts.Groups) != 1 || len(d.Scripts.Groups[0].Scripts) != 1 || d.Scripts.Groups[0].Scripts[0].Words != "您好，请问有什么可以帮您？" {
		t.Errorf("scripts %+v", d.Scripts)
	}
	if len(d.Coaching.Agents) == 0 {
		t.Error("no coaching cases")
	}
}

// On the last two of five dates one customer in four speaks of a swollen battery.
// G² is scipy's:
//
//	from scipy.stats import chi2_contingency
//	chi2_contingency([[30, 90], [0, 180]], correction=False, lambda_="log-likelihood")[0]
func TestBuildTopics(t *testing.T) {
	out := publish(t)
	d := build(t, out, "2026-11-21", "2026-11-22", period.Filter{})
	var found []string
	for _, term := range d.Topics.Terms {
		found = append(found, term.Word)
		if term.Word == "鼓包" && (term.N != 30 || term.Before != 0 || term.Rate != 250 || math.Abs(term.Likelihood-60.08934932635496) > 1e-9) {
			t.Errorf("%+v", term)
		}
	}
	if !slices.Contains(found, "鼓包") || slices.Contains(found, "订单") || d.Topics.Known != len(found) {
		t.Errorf("terms that rose: %v of %d", found, d.Topics.Known)
	}
	r := d.Customers.Repeat
	if !r.Counted || r.Customers != 50 || r.Rows[0].Contacts < r.Rows[49].Contacts || r.Known != 120 {
		t.Errorf("repeat contacts: %+v", r)
	}
	p, err := period.Open(out, "2026-11-22", "2026-11-22")
	if err != nil {
		t.Fatal(err)
	}
	without, err := report.Build(t.Context(), p, report.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if without.Overview.AlertsKnown || without.Customers.Repeat.Counted || !strings.Contains(without.Topics.Missing.ZH, "zhijian aggregate") {
		t.Errorf("without derived tables: %+v", without.Topics)
	}
}

// Agent 100 never greets on the first two dates, and always on the later ones.
func TestBuildOutcomes(t *testing.T) {
	p, err := period.Open(publish(t), "2026-11-20", "2026-11-22")
	if err != nil {
		t.Fatal(err)
	}
	pick := coach.Pick{Agent: "100", InteractionID: "c-1-00", ItemID: "opening.greeting", Day: "2026-11-19", Picked: "2026-11-19"}
	d, err := report.Build(t.Context(), p, report.Options{History: []coach.Pick{pick}})
	if err != nil {
		t.Fatal(err)
	}
	if len(d.Coaching.Outcomes) != 1 {
		t.Fatalf("%+v", d.Coaching.Outcomes)
	}
	o := d.Coaching.Outcomes[0]
	if o.Agent.ID != "100" || o.Trend != coach.Improved || o.Before.K != 20 || o.Before.N != 20 || o.After.K != 0 || o.After.N != 30 || o.Change.Value != -1 {
		t.Errorf("%+v", o)
	}
	if page := string(write(t, d)); !strings.Contains(page, "变好") {
		t.Error("the page does not tell it")
	}
}

// The same tables make the same page.
func TestDeterministic(t *testing.T) {
	out := publish(t)
	var first []byte
	for range 3 {
		var b bytes.Buffer
		if err := report.Write(&b, build(t, out, "2026-11-19", "2026-11-20", period.Filter{})); err != nil {
			t.Fatal(err)
		}
		if first == nil {
			first = b.Bytes()
		}
		if !bytes.Equal(first, b.Bytes()) {
			t.Fatal("two pages of the same tables differ")
		}
	}
}
