package aggregate

import (
	"cmp"
	"math"
	"slices"
	"time"

	"zhijian/pipeline/dataset"
	"zhijian/pipeline/insight/stat"
)

// When a count is compared with its history, and what makes it an alert.
const (
	minHistory    = 7    // earlier dates; with fewer nothing is said
	minWeekday    = 3    // earlier dates of the same weekday, for these to weigh more
	weekdayWeight = 3.0  // of such a date, others weigh 1
	falseRate     = 0.01 // of the alerts of a kind, how many may be false ones
	minRise       = 1.2  // an alert is at least so many times what was expected
	minExcess     = 5    // and so many more
	minTermCount  = 10   // words that fewer customers said are not tested
)

// The values of the column status.
const (
	statusAlert  = "alert"
	statusNormal = "normal"
	statusSilent = "too_little_history"
)

// past is what earlier dates say of one subject.
type past struct {
	tallies  []tally
	weights  []float64
	weekday  int
	from     string
	expected float64 // of today
	ratio    float64 // of the variance of today's count to what is expected
	spread   float64 // of the counts themselves: how many times Poisson's the variance is
}

// alerts compares a date with the earlier ones.
func alerts(today *summary, history []*summary) []dataset.Alert {
	var rows []dataset.Alert
	for _, kind := range []string{kindComplaint, kindIntent, kindItem, kindTerm} {
		usable := alike(kind, today, history)
		var pasts []*past
		begin := len(rows)
		for _, k := range today.subjects(kind) {
			p := newPast(today, usable, k)
			row := p.compare(today.tally(k))
			row.RunID, row.Kind, row.Subject, row.Queue = today.source.RunID, kind, k.of, k.queue
			rows, pasts = append(rows, row), append(pasts, p)
		}
		judge(rows[begin:], pasts)
		if kind == kindTerm {
			rows = append(rows[:begin], telling(rows[begin:], today, len(usable))...)
		}
	}
	slices.SortStableFunc(rows, func(a, b dataset.Alert) int {
		return cmp.Or(cmp.Compare(rank(a.Status), rank(b.Status)), comparePointers(a.P, b.P))
	})
	return rows
}

func rank(status string) int {
	return slices.Index([]string{statusAlert, statusNormal, statusSilent}, status)
}

// comparePointers puts what is unknown last.
func comparePointers(a, b *float64) int {
	switch {
	case a == nil || b == nil:
		return cmp.Compare(unknown(a), unknown(b))
	default:
		return cmp.Compare(*a, *b)
	}
}

func unknown(p *float64) int {
	if p == nil {
		return 1
	}
	return 0
}

// telling leaves the words that are alerts, so that the table does not repeat the
// whole vocabulary; with too little history one row says so.
func telling(rows []dataset.Alert, today *summary, dates int) []dataset.Alert {
	kept := slices.DeleteFunc(rows, func(r dataset.Alert) bool { return r.Status != statusAlert })
	if dates < minHistory && len(today.terms) > 0 {
		kept = append(kept, dataset.Alert{RunID: today.source.RunID, Kind: kindTerm, Status: statusSilent, Of: today.said, HistoryDates: int32(dates)})
	}
	return kept
}

// alike are the earlier dates that a kind can be compared with: verdicts of
// another rubric and words cut by another dictionary are other things.
func alike(kind string, today *summary, history []*summary) []*summary {
	var usable []*summary
	for _, s := range history {
		if kind == kindItem && s.rubric != today.rubric || kind == kindTerm && s.lexicon != today.lexicon {
			continue
		}
		usable = append(usable, s)
	}
	return usable
}

// subjects are those of a kind that the date has, in a fixed order.
func (s *summary) subjects(kind string) []subject {
	var found []subject
	if kind == kindTerm {
		for word, n := range s.terms {
			if n >= minTermCount {
				found = append(found, subject{kindTerm, word, "", true})
			}
		}
	}
	for k := range s.counts {
		if k.kind == kind {
			found = append(found, k)
		}
	}
	slices.SortFunc(found, func(a, b subject) int {
		whole := 0
		if a.all != b.all {
			whole = 1
			if a.all {
				whole = -1
			}
		}
		return cmp.Or(cmp.Compare(a.of, b.of), whole, cmp.Compare(a.queue, b.queue))
	})
	return found
}

func (s *summary) tally(k subject) tally {
	switch k.kind {
	case kindTerm:
		return s.term(k.of)
	case kindIntent: // one that nobody had on the date was possible all the same
		t := s.counts[k]
		if t.of == 0 {
			t.of = s.counts[subject{kindComplaint, "intent", "", true}].of
		}
		return t
	}
	return s.counts[k]
}

func newPast(today *summary, history []*summary, k subject) *past {
	p := &past{}
	weekday := func(date string) time.Weekday {
		day, err := time.Parse(time.DateOnly, date)
		if err != nil {
			return -1
		}
		return day.Weekday()
	}
	var same []bool
	for _, s := range history {
		t := s.tally(k)
		if t.of == 0 {
			continue // the queue or the item was not there
		}
		if p.from == "" {
			p.from = s.date
		}
		is := weekday(s.date) == weekday(today.date)
		if is {
			p.weekday++
		}
		p.tallies, same = append(p.tallies, t), append(same, is)
	}
	for _, is := range same {
		w := 1.0
		if is && p.weekday >= minWeekday {
			w = weekdayWeight
		}
		p.weights = append(p.weights, w)
	}
	return p
}

// enough reports whether the history is long enough to say anything.
func (p *past) enough() bool { return len(p.tallies) >= minHistory }

// fit estimates what of interactions lead to expect, and how far counts stray.
// The counts are taken as Poisson's with a variance that is spread times as
// large, and today's as uncertain for the estimate as well.
func (p *past) fit(of int64) {
	var n, size, squares float64
	for i, t := range p.tallies {
		n += p.weights[i] * float64(t.n)
		size += p.weights[i] * float64(t.of)
		squares += p.weights[i] * p.weights[i] * float64(t.of)
	}
	rate := max(n, 0.5) / size // never seen is not impossible
	var chi2 float64
	for _, t := range p.tallies {
		e := rate * float64(t.of)
		chi2 += (float64(t.n) - e) * (float64(t.n) - e) / e
	}
	p.spread = max(1, chi2/float64(len(p.tallies)-1))
	p.expected = rate * float64(of)
	p.ratio = p.spread * (1 + float64(of)*squares/(size*size))
}

// chance is how likely so many or more are: the larger one of two answers, the
// negative binomial's, which knows that counts are no normal numbers, and
// Student's of the square roots, which knows that the spread was estimated from
// few dates. The root of a count has a quarter of the variance's ratio to the
// mean as its variance, and is less skewed.
func (p *past) chance(n int64) float64 {
	t := 2 * (math.Sqrt(max(0, float64(n)-0.5)) - math.Sqrt(p.expected)) / math.Sqrt(p.ratio)
	return max(stat.NegativeBinomialTail(n, p.expected, p.ratio), stat.StudentTail(t, float64(len(p.tallies)-1)))
}

// compare makes the row of a count, but for what depends on the other counts.
func (p *past) compare(t tally) dataset.Alert {
	row := dataset.Alert{Status: statusSilent, Observed: t.n, Of: t.of,
		HistoryDates: int32(len(p.tallies)), SameWeekday: int32(p.weekday), HistoryFrom: p.from}
	if !p.enough() || t.of == 0 {
		return row
	}
	p.fit(t.of)
	half := stat.StudentQuantile((1+stat.Normal)/2, float64(len(p.tallies)-1)) * math.Sqrt(p.ratio) / 2
	low, high := max(0, math.Sqrt(p.expected)-half), math.Sqrt(p.expected)+half
	row.Status = statusNormal
	row.Expected, row.Dispersion = known(p.expected), known(p.spread)
	row.Low, row.High = known(low*low), known(high*high)
	row.P = known(p.chance(t.n))
	return row
}

// judge corrects the p values of a kind for their number, and tells which counts
// are alerts and from which count on each would be one.
func judge(rows []dataset.Alert, pasts []*past) {
	values := make([]float64, len(rows))
	for i := range rows {
		values[i] = math.NaN()
		if rows[i].P != nil {
			values[i] = *rows[i].P
		}
	}
	tests, found := 0, 0
	corrected := stat.BenjaminiHochberg(values)
	for _, q := range corrected {
		if !math.IsNaN(q) {
			tests++
		}
		if q <= falseRate {
			found++
		}
	}
	for i := range rows {
		row, p := &rows[i], pasts[i]
		if row.P == nil {
			continue
		}
		row.Q = known(corrected[i])
		least := p.least(falseRate * float64(max(1, found)) / float64(tests))
		row.Threshold = &least
		if corrected[i] <= falseRate && row.Observed >= least {
			row.Status = statusAlert
		}
	}
}

// least is the smallest count whose chance is at most limit and which is a rise
// worth a word.
func (p *past) least(limit float64) int64 {
	low := int64(math.Ceil(max(p.expected*minRise, p.expected+minExcess)))
	if p.chance(low) <= limit {
		return low
	}
	high := low + 1
	for p.chance(high) > limit && high < math.MaxInt32 {
		low, high = high, 2*high
	}
	for high-low > 1 {
		middle := low + (high-low)/2
		if p.chance(middle) > limit {
			low = middle
		} else {
			high = middle
		}
	}
	return high
}
