package aggregate

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"pgregory.net/rapid"

	"zhijian/pipeline/dataset"
)

// history makes dates before 2026-11-30, a Monday, with n(i) complaints of of
// interactions, i days before.
func history(days int, of int64, n func(i int, day time.Time) int64) []*summary {
	var out []*summary
	for i := days; i > 0; i-- {
		day := time.Date(2026, 11, 30-i, 0, 0, 0, 0, time.UTC)
		out = append(out, dayOf(day.Format(time.DateOnly), n(i, day), of))
	}
	return out
}

func dayOf(date string, n, of int64) *summary {
	return &summary{date: date, rubric: "r", lexicon: "l", terms: map[string]int64{},
		counts: map[subject]tally{{kindComplaint, "intent", "", true}: {n, of}}}
}

// row is the alert of complaints when the last date has n of of.
func row(t rapid.TB, past []*summary, n, of int64) dataset.Alert {
	rows := alerts(dayOf("2026-11-30", n, of), past)
	if len(rows) != 1 {
		t.Fatalf("%d rows", len(rows))
	}
	return rows[0]
}

func constant(n int64) func(int, time.Time) int64 { return func(int, time.Time) int64 { return n } }

func TestAlerts(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	noisy := func(int, time.Time) int64 { return 40 + int64(r.NormFloat64()*math.Sqrt(40)) }
	wild := func(i int, _ time.Time) int64 { return 10 + 60*int64(i%2) }
	for _, c := range []struct {
		name string
		past []*summary
		n    int64
		of   int64
		want string
	}{
		{"as ever", history(28, 1000, constant(40)), 41, 1000, statusNormal},
		{"twice as many", history(28, 1000, noisy), 80, 1000, statusAlert},
		{"twice as many of twice as many", history(28, 1000, noisy), 80, 2000, statusNormal},
		{"half as many", history(28, 1000, noisy), 20, 1000, statusNormal},
		{"few dates", history(6, 1000, constant(40)), 400, 1000, statusSilent},
		{"just enough dates", history(7, 1000, constant(40)), 400, 1000, statusAlert},
		{"a history that jumps", history(28, 1000, wild), 80, 1000, statusNormal},
		{"beyond the jumps", history(28, 1000, wild), 300, 1000, statusAlert},
		{"a few more than none", history(28, 1000, constant(0)), 3, 1000, statusNormal},
		{"many more than none", history(28, 1000, constant(0)), 12, 1000, statusAlert},
		{"sure, but hardly more", history(28, 1_000_000, constant(100_000)), 110_000, 1_000_000, statusNormal},
		{"nothing today", history(28, 1000, constant(40)), 0, 0, statusSilent},
	} {
		got := row(t, c.past, c.n, c.of)
		if got.Status != c.want {
			t.Errorf("%s: %s, p %v, threshold %v", c.name, got.Status, show(got.P), show(got.Expected))
		}
		if silent := got.Expected == nil; silent != (got.Status == statusSilent) {
			t.Errorf("%s: %s with an expectation %v", c.name, got.Status, !silent)
		}
	}
}

func show(p *float64) string {
	if p == nil {
		return "null"
	}
	return fmt.Sprint(*p)
}

// TestThreshold: the threshold is the least count that is an alert.
func TestThreshold(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		of := rapid.Int64Range(50, 100_000).Draw(t, "of")
		mean := rapid.Int64Range(0, of/3).Draw(t, "mean")
		jump := rapid.Int64Range(0, mean+3).Draw(t, "jump")
		past := history(rapid.IntRange(minHistory, 28).Draw(t, "days"), of, func(i int, _ time.Time) int64 { return mean + jump*int64(i%3)/2 })
		at := *row(t, past, mean, of).Threshold
		if below, there := row(t, past, at-1, of), row(t, past, at, of); below.Status != statusNormal || there.Status != statusAlert {
			t.Fatalf("threshold %d: %s below, %s there", at, below.Status, there.Status)
		}
		if e := *row(t, past, at, of).Expected; float64(at) < minRise*e || float64(at) < e+minExcess {
			t.Fatalf("threshold %d is no rise over %v", at, e)
		}
	})
}

// TestWeekday: with three earlier Mondays or more, a Monday is compared with
// Mondays more than with other days.
func TestWeekday(t *testing.T) {
	busy := func(_ int, day time.Time) int64 {
		if day.Weekday() == time.Monday {
			return 200
		}
		return 100
	}
	long, short := row(t, history(28, 1000, busy), 200, 1000), row(t, history(14, 1000, busy), 200, 1000)
	if long.SameWeekday != 4 || short.SameWeekday != 2 {
		t.Fatalf("%d and %d Mondays", long.SameWeekday, short.SameWeekday)
	}
	if *long.Expected < 130 || *short.Expected > 120 {
		t.Errorf("expected %v with four Mondays, %v with two", *long.Expected, *short.Expected)
	}
}

// TestFalseAlerts: on dates like any other hardly anything is an alert, though
// counts jump from day to day more than by chance.
func TestFalseAlerts(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	const dates, of = 3000, 2000
	found := 0
	for range dates {
		mean := math.Exp(1 + 4*r.Float64()) // 3 to 150
		day := func(int, time.Time) int64 {
			rate := mean * math.Exp(0.25*r.NormFloat64())
			return poisson(r, rate)
		}
		past := history(14, of, day)
		if row(t, past, day(0, time.Time{}), of).Status == statusAlert {
			found++
		}
	}
	if found > dates*15/1000 {
		t.Errorf("%d of %d ordinary dates are alerts", found, dates)
	}
	t.Logf("%d of %d ordinary dates are alerts", found, dates)
}

func poisson(r *rand.Rand, mean float64) (n int64) {
	for limit, p := math.Exp(-mean), r.Float64(); p > limit; p *= r.Float64() {
		n++
	}
	return n
}

// TestComparable: verdicts of another rubric and words of another dictionary are
// no history.
func TestComparable(t *testing.T) {
	past := history(28, 1000, constant(40))
	item := subject{kindItem, "s.one", "", true}
	for i, s := range past {
		s.counts[item], s.terms["快递"], s.said = tally{40, 500}, 40, 900
		if i < 25 {
			s.rubric = "older"
		}
		if i < 10 {
			s.lexicon = "older"
		}
	}
	today := dayOf("2026-11-30", 40, 1000)
	today.counts[item], today.terms["快递"], today.said = tally{400, 500}, 400, 900
	today.terms["退款"] = 90
	got := map[string]dataset.Alert{}
	for _, r := range alerts(today, past) {
		got[r.Kind+" "+r.Subject] = r
	}
	if r := got["item s.one"]; r.Status != statusSilent || r.HistoryDates != 3 {
		t.Errorf("item: %s with %d dates", r.Status, r.HistoryDates)
	}
	if r := got["term 快递"]; r.Status != statusAlert || r.HistoryDates != 18 {
		t.Errorf("term: %s with %d dates", r.Status, r.HistoryDates)
	}
	if r := got["term 退款"]; r.Status != statusAlert {
		t.Errorf("a new word: %s", r.Status)
	}
	for _, s := range past {
		s.cutoff = 80 // words in so many interactions were not kept
	}
	for _, r := range alerts(today, past) {
		if r.Subject == "退款" {
			t.Errorf("a word that may have been there before: %+v", r)
		}
	}
	for _, s := range past {
		s.lexicon = "older"
	}
	silent := 0
	for _, r := range alerts(today, past) {
		if r.Kind == kindTerm && r.Status == statusSilent && r.Subject == "" {
			silent++
		}
	}
	if silent != 1 {
		t.Errorf("%d rows say that words have no history", silent)
	}
}
