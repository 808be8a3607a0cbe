package report

import (
	"math"

	"zhijian/pipeline/insight/facts"
	"zhijian/pipeline/insight/stat"
)

// tally counts what is compared between the period and the dates before it.
type tally struct {
	dates   []string
	days    []dayTally
	n       int64
	scores  stat.Moments
	fatal   int64
	items   map[string]*itemTally
	order   []string // ids of items, as the rubrics have them
	rubric  *facts.Rubric
	places  []*itemTally // of the items of rubric
	labels  [4]map[string]*labelTally
	service int64
	follow  int64
	known   int64 // interactions with a customer id

	incomplete, unscored, zeroed int64
	coverage                     float64
	histogram, covered           [10]int64
	sketch                       sketch
}

type dayTally struct {
	n, fatal, complaints int64
	scores               stat.Moments
}

// itemTally counts the verdicts on an item.
type itemTally struct {
	id, name, section, kind, severity, source, coaching string

	pass, fail, na, not int64
	days                [][2]int64 // passes and fails of each date
}

// labelTally counts the interactions with a value of a label.
type labelTally struct {
	n, resolved, outcome, angry, moods int64
	days                               []int64
}

// The labels.
const (
	intent = iota
	emotion
	resolution
	priority
)

func newTally(dates int) *tally {
	t := &tally{items: map[string]*itemTally{}, days: make([]dayTally, 0, dates), sketch: sketch{}}
	for i := range t.labels {
		t.labels[i] = map[string]*labelTally{}
	}
	return t
}

// add takes in an interaction. Those of a date come together.
func (t *tally) add(r *facts.Rubric, c *facts.Case) {
	if len(t.dates) == 0 || t.dates[len(t.dates)-1] != c.Day {
		t.dates = append(t.dates, c.Day)
		t.days = append(t.days, dayTally{})
	}
	if t.rubric != r {
		t.rubric = r
		t.places = t.placesOf(r)
	}
	today := len(t.days) - 1
	for i := range c.Items {
		t.places[c.Items[i].Index].add(c.Items[i].Verdict, today)
	}
	t.interaction(c, today)
	in := c.Interaction
	for i, v := range [4]string{in.Intent, in.CustomerEmotion, in.Resolution, in.Priority} {
		t.label(i, v).add(in.Resolution, in.CustomerEmotion, today)
	}
}

func (t *tally) placesOf(r *facts.Rubric) []*itemTally {
	places := make([]*itemTally, len(r.Items))
	for i, it := range r.Items {
		p, ok := t.items[it.ItemID]
		if !ok {
			p = &itemTally{id: it.ItemID}
			t.items[it.ItemID] = p
			t.order = append(t.order, it.ItemID)
		}
		p.name, p.section, p.kind, p.severity = it.Name, it.Section, it.Kind, it.Severity
		p.source, p.coaching = it.Source, it.Coaching
		places[i] = p
	}
	return places
}

func (p *itemTally) add(v facts.Verdict, today int) {
	for len(p.days) <= today {
		p.days = append(p.days, [2]int64{})
	}
	switch v {
	case facts.Pass:
		p.pass++
		p.days[today][0]++
	case facts.Fail:
		p.fail++
		p.days[today][1]++
	case facts.NA:
		p.na++
	case facts.NotEvaluated:
		p.not++
	}
}

func (t *tally) label(i int, v string) *labelTally {
	l, ok := t.labels[i][v]
	if !ok {
		l = &labelTally{}
		t.labels[i][v] = l
	}
	return l
}

func (l *labelTally) add(resolution, emotion string, today int) {
	for len(l.days) <= today {
		l.days = append(l.days, 0)
	}
	l.n++
	l.days[today]++
	if resolution != "" {
		l.outcome++
		if resolution == "resolved" {
			l.resolved++
		}
	}
	if emotion != "" {
		l.moods++
		if emotion == "anger" {
			l.angry++
		}
	}
}

func (t *tally) interaction(c *facts.Case, today int) {
	in, day := c.Interaction, &t.days[today]
	t.n++
	day.n++
	t.coverage += in.Coverage
	t.covered[tenth(in.Coverage*100)]++
	if in.Status == "incomplete" {
		t.incomplete++
	}
	if in.Fatal {
		t.fatal++
		day.fatal++
	}
	if in.Intent == "complaint" {
		day.complaints++
	}
	if in.ServiceComplaint {
		t.service++
	}
	if in.CustomerID != "" {
		t.known++
	}
	if in.FollowUpNeeded {
		t.follow++
	}
	if in.ScoreFinal == nil {
		t.unscored++
		return
	}
	score := *in.ScoreFinal
	t.scores.Add(score)
	day.scores.Add(score)
	t.histogram[tenth(score)]++
	t.sketch.add(score)
	if in.Fatal && score == 0 {
		t.zeroed++
	}
}

func tenth(v float64) int { return max(0, min(int(v/10), 9)) }

// shareOf is k of n with its interval.
func shareOf(k, n int64) Estimate {
	if n == 0 {
		return Estimate{}
	}
	i := stat.Wilson(k, n, stat.Normal)
	return Estimate{N: n, K: k, Value: float64(k) / float64(n), Lo: i.Low, Hi: i.High}
}

// meanOf is a mean with its interval; that of a single value has none, and is as
// wide as the values can be.
func meanOf(m stat.Moments) Estimate {
	if m.N == 0 {
		return Estimate{}
	}
	i := m.Interval(stat.Normal)
	if m.N == 1 {
		i.Low, i.High = 0, 100
	}
	return Estimate{N: m.N, Value: m.Mean, Lo: max(0, i.Low), Hi: min(100, i.High)}
}

// changeOf is a difference as it is told; nothing is known of one that could not
// be estimated.
func changeOf(e stat.Estimate, n int64) Estimate {
	if math.IsNaN(e.Value) || math.IsNaN(e.Low) || math.IsNaN(e.High) {
		return Estimate{}
	}
	return Estimate{N: n, Value: e.Value, Lo: e.Low, Hi: e.High}
}

// shareChange is how a share differs from that before.
func shareChange(k, n, before, of int64) Estimate {
	if n == 0 || of == 0 {
		return Estimate{}
	}
	return changeOf(stat.Newcombe(k, n, before, of, stat.Normal), n)
}
