package ingest

import (
	"cmp"
	"math"
	"slices"
	"time"

	"zhijian/analyzers/transcript"
)

// early is how much a turn may begin before its interaction: exports round the
// times of calls and of messages differently. The interaction then begins with it.
const early = time.Minute

// timed are the times of a draft's turns as they were written.
type timed struct{ begin, end []moment }

// times reads the times that tables wrote into turns.
func (f *finisher) times() {
	t := timed{}
	if !f.written(&t) {
		return
	}
	if f.frame(&t) {
		return
	}
	f.spans(&t)
	if f.problem != nil {
		return
	}
	f.instants(&t)
	if f.problem != nil {
		return
	}
	for i := range f.in.Turns {
		set(&f.in.Turns[i].Begin, t.begin[i])
		set(&f.in.Turns[i].End, t.end[i])
	}
	f.arrange()
}

func set(dst *transcript.Optional[int64], m moment) {
	if m.kind != noMoment {
		*dst = transcript.Some(int64(math.Round(m.ms)))
	}
}

// written reads the spellings; it is false when there are none, or bad ones.
func (f *finisher) written(t *timed) bool {
	turns := f.draft.Turns
	if !slices.ContainsFunc(turns, func(d DraftTurn) bool { return d.BeginText != "" || d.EndText != "" }) {
		return false
	}
	t.begin, t.end = make([]moment, len(turns)), make([]moment, len(turns))
	zone := f.options.zone()
	for i := range turns {
		for _, c := range []struct {
			text string
			dst  *moment
			name Field
		}{{turns[i].BeginText, &t.begin[i], FieldBegin}, {turns[i].EndText, &t.end[i], FieldEnd}} {
			if f.words.None(c.text) {
				continue
			}
			m, ok := parseMoment(bareCell(c.text), zone)
			if !ok || m.kind == day {
				f.fail(BadTime, "%s of turn %d is no time such as 2026-11-20 09:12:33, 00:12, 3.5s or 3500ms", c.name, i)
				return false
			}
			*c.dst = m
		}
	}
	return true
}

// frame takes begin and end for those of the interaction when they are points in
// time that are the same in every turn.
func (f *finisher) frame(t *timed) bool {
	b, e := t.begin[0], t.end[0]
	if len(t.begin) < 2 || b.kind != instant || e.kind != instant || !b.at.Before(e.at) {
		return false
	}
	for i := range t.begin {
		if t.begin[i] != b || t.end[i] != e {
			return false
		}
	}
	if !f.in.StartedAt.Known {
		f.in.StartedAt = transcript.Some(b.at)
	}
	if !f.in.EndedAt.Known {
		f.in.EndedAt = transcript.Some(e.at)
	}
	return true
}

// spans gives bare numbers and clocks their meaning.
func (f *finisher) spans(t *timed) {
	fraction, whole := false, false
	each(t, bare, func(m *moment) {
		fraction = fraction || m.ms != math.Trunc(m.ms)
		whole = whole || m.ms == math.Trunc(m.ms) && m.ms != 0
	})
	if whole && !fraction {
		f.fail(BadTime, "the times of the turns are whole numbers without a unit: name it in the column, such as 开始(毫秒), or in a mapping file")
		return
	}
	each(t, bare, func(m *moment) { m.kind, m.ms = span, m.ms*1000 })
	if f.ofDay(t) {
		f.onDay(t)
		return
	}
	each(t, clock, func(m *moment) { m.kind = span })
}

func each(t *timed, kind momentKind, do func(*moment)) {
	for i := range t.begin {
		if t.begin[i].kind == kind {
			do(&t.begin[i])
		}
		if t.end[i].kind == kind {
			do(&t.end[i])
		}
	}
}

// Clocks in the turns are times of the day when the first is an odd span from the
// start, and near the time of the day at which the interaction started, or more
// than an hour when that is not known.
const (
	oddSpan   = 10 * 60_000
	longSpan  = 60 * 60_000
	nearStart = 30 * 60_000
	dayMS     = 24 * 60 * 60_000
)

// ofDay reports whether clocks are times of the day. The list may begin with the
// first turn or with the last.
func (f *finisher) ofDay(t *timed) bool {
	for _, m := range []moment{t.first(clock), t.last(clock)} {
		switch {
		case m.kind == noMoment || m.ms >= dayMS || m.ms < oddSpan:
		case !f.in.StartedAt.Known || f.dateOnly:
			if m.ms >= longSpan {
				return true
			}
		default:
			behind := m.ms - f.ofDayMS(f.in.StartedAt.Value) + float64(early.Milliseconds())
			if math.Mod(behind+dayMS, dayMS) <= nearStart {
				return true
			}
		}
	}
	return false
}

// first is the first begin, or else end, of the kind.
func (t *timed) first(kind momentKind) moment {
	for i := range t.begin {
		for _, m := range []moment{t.begin[i], t.end[i]} {
			if m.kind == kind {
				return m
			}
		}
	}
	return moment{}
}

// last is the begin, or else end, of the kind in the last turn that has one.
func (t *timed) last(kind momentKind) moment {
	for i, begin := range slices.Backward(t.begin) {
		for _, m := range []moment{begin, t.end[i]} {
			if m.kind == kind {
				return m
			}
		}
	}
	return moment{}
}

// ofDayMS is the time of the day of t, as a clock there shows it.
func (f *finisher) ofDayMS(t time.Time) float64 {
	t = t.In(f.options.zone())
	return float64(t.Hour()*3_600_000+t.Minute()*60_000+t.Second()*1000) + float64(t.Nanosecond())/1e6
}

// onDay puts times of the day behind each other: on the day on which the
// interaction started, or from the first turn when that is not known. A clock that
// goes back more than half a day has passed midnight.
func (f *finisher) onDay(t *timed) {
	last, days := t.first(clock).ms, 0.0
	started := f.in.StartedAt
	var midnight time.Time
	if started.Known {
		local := started.Value.In(f.options.zone())
		midnight = time.Date(local.Year(), local.Month(), local.Day(), 0, 0, 0, 0, local.Location()).UTC()
		if !f.dateOnly && last < f.ofDayMS(started.Value)-dayMS/2 {
			days = dayMS
		}
	}
	least := math.Inf(1)
	each(t, clock, func(m *moment) {
		switch {
		case m.ms < last-dayMS/2:
			days += dayMS
		case m.ms > last+dayMS/2:
			days -= dayMS
		}
		last = m.ms
		m.ms += days
		least = min(least, m.ms)
	})
	each(t, clock, func(m *moment) {
		if started.Known {
			m.kind, m.at = instant, midnight.Add(time.Duration(m.ms)*time.Millisecond)
		} else {
			m.kind, m.ms = span, m.ms-least
		}
	})
}

// instants makes spans of points in time.
func (f *finisher) instants(t *timed) {
	var first, spans moment
	each(t, instant, func(m *moment) {
		if first.kind == noMoment || m.at.Before(first.at) {
			first = *m
		}
	})
	each(t, span, func(m *moment) { spans = *m })
	switch {
	case first.kind == noMoment:
		return
	case spans.kind != noMoment && spans.ms != 0:
		f.fail(BadTime, "some times of the turns are points in time, some count from the start")
		return
	}
	start := &f.in.StartedAt
	if !start.Known || f.dateOnly || first.at.Before(start.Value) && start.Value.Sub(first.at) < early {
		*start = transcript.Some(first.at)
	}
	each(t, instant, func(m *moment) {
		m.kind, m.ms = span, float64(m.at.Sub(start.Value).Milliseconds())
	})
}

// arrange puts turns that all have a begin in order: exports list the newest
// first, or one side after the other.
func (f *finisher) arrange() {
	turns := f.in.Turns
	less := func(a, b transcript.Turn) int { return cmp.Compare(a.Begin.Value, b.Begin.Value) }
	if slices.ContainsFunc(turns, func(t transcript.Turn) bool { return !t.Begin.Known }) || f.draft.Turns[0].Number != "" {
		return
	}
	if slices.IsSortedFunc(turns, less) {
		return
	}
	slices.Reverse(turns)
	if !slices.IsSortedFunc(turns, less) {
		slices.Reverse(turns)
		slices.SortStableFunc(turns, less)
	}
}
