package ingest

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"zhijian/analyzers/transcript"
)

// instant reads a field that is a point in time; dateOnly says that it names the
// day alone.
func (f *finisher) instant(field Field) (at transcript.Optional[time.Time], dateOnly bool) {
	s := f.draft.Fields[field]
	if s == "" {
		return at, false
	}
	zone := f.options.zone()
	m, ok := parseMoment(s, zone)
	if ok && m.kind == bare && m.ms >= serialLow && m.ms < serialHigh { // a day of a spreadsheet
		m = moment{kind: day, at: fromSerial(m.ms, zone)}
	}
	if !ok || m.kind != instant && m.kind != day || m.at.Year() < 1 || m.at.Year() > 9999 {
		f.fail(BadTime, "%s is not a day with a time, such as 2026-11-20 09:12:33", field)
		return at, false
	}
	return transcript.Some(m.at), m.kind == day
}

// maxRingSeconds is the longest ringing that a number without a unit is taken
// for: a larger one may be milliseconds.
const maxRingSeconds = 900

// ring reads the ringing time.
func (f *finisher) ring(s string) transcript.Optional[int64] {
	if s == "" {
		return transcript.Optional[int64]{}
	}
	m, ok := parseMoment(s, time.UTC)
	ms := m.ms
	switch {
	case ok && m.kind == bare:
		scale, known := f.scale(FieldRing)
		if ms *= scale; !known || ms < 0 || ms > maxRingSeconds*1000 {
			f.fail(BadValue, "ring is a number without a unit, and no number of seconds up to %d; name the unit in a mapping file", maxRingSeconds)
		}
	case !ok || m.kind != span && m.kind != clock:
		f.fail(BadValue, "ring is no length of time such as 6.2s, 6200ms or 00:00:06")
	}
	return transcript.Some(int64(math.Round(ms)))
}

// scale is how many milliseconds a number without a unit counts in a field.
func (f *finisher) scale(field Field) (float64, bool) {
	return unitScale(f.words.Number(field.String()))
}

// unitScale is how many milliseconds a unit has.
func unitScale(unit string) (float64, bool) {
	switch unit {
	case "ms":
		return 1, true
	case "s":
		return 1000, true
	case "min":
		return 60_000, true
	}
	return 0, false
}

// satisfaction reads the customer's rating.
func (f *finisher) satisfaction(s string) transcript.Optional[int64] {
	var none transcript.Optional[int64]
	if s == "" {
		return none
	}
	rating := func(s string) (string, bool) {
		n, ok := f.words.Rating(s)
		return strconv.FormatInt(n, 10), ok
	}
	word, ok := f.options.Mapping.word(satisfactionWords, s, rating)
	if !ok {
		word = strings.TrimRight(s, "分星级 ")
		if stars := strings.Trim(s, "★☆⭐"); stars == "" {
			word = strconv.Itoa(strings.Count(s, "★") + strings.Count(s, "⭐"))
		}
	}
	n, err := strconv.ParseFloat(word, 64)
	switch {
	case word == "" || ok && n == 0:
		return none
	case err != nil || n != math.Trunc(n) || n < 1 || n > 5:
		f.fail(BadValue, "satisfaction is no rating of 1 to 5; a mapping file can name its words")
		return none
	}
	return transcript.Some(int64(n))
}

// damagedNumber reports whether an id is a number of which a spreadsheet has
// dropped digits: several ids may have become one.
func damagedNumber(id string) bool {
	mantissa, exponent, ok := strings.Cut(strings.ToUpper(id), "E+")
	return ok && mantissa != "" && exponent != "" && allDigits(exponent) && strings.Trim(mantissa, "0123456789.") == ""
}

// number puts the turns in the order of their numbers, when all of them have one.
func (f *finisher) number() {
	turns := f.draft.Turns
	type numbered struct {
		n float64
		t DraftTurn
	}
	var list []numbered
	for i := range turns {
		s := strings.TrimSpace(turns[i].Number)
		n, err := strconv.ParseFloat(s, 64)
		switch {
		case s == "" && i == 0:
			return // most formats have none
		case s == "" || err != nil || math.IsNaN(n):
			f.fail(BadValue, "turn %d has no number, or one that is none, and others have: their order is not known", i)
			return
		}
		list = append(list, numbered{n, turns[i]})
	}
	slices.SortStableFunc(list, func(a, b numbered) int {
		switch {
		case a.n < b.n:
			return -1
		case a.n > b.n:
			return 1
		}
		return 0
	})
	for i := range list {
		turns[i] = list[i].t
	}
}
