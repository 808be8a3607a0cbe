package ingest

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// moment is a time as it was written: an instant, or a span from some beginning.
type moment struct {
	kind momentKind
	at   time.Time // of an instant
	ms   float64   // of a span; of a bare number the number itself
}

type momentKind int

const (
	noMoment momentKind = iota
	instant             // a day and a time
	day                 // a day alone
	span                // with its unit
	clock               // 09:12:33: of the day, or a span
	bare                // a number without a unit
)

// parseMoment reads a time of any spelling that exports have. The zone is that
// of instants that name none.
func parseMoment(s string, zone *time.Location) (moment, bool) {
	s = strings.TrimSpace(s)
	if s == "" {
		return moment{}, true
	}
	if digits, ok := strings.CutSuffix(s, "ms"); ok && len(digits) < 16 {
		if n, err := strconv.ParseUint(digits, 10, 64); err == nil { // the most frequent
			return moment{kind: span, ms: float64(n)}, true
		}
	}
	if last := s[len(s)-1]; last <= '9' && strings.Trim(s, "+-.0123456789eE") == "" {
		if f, err := strconv.ParseFloat(s, 64); err == nil {
			return number(s, f, zone)
		}
	}
	if m, ok := colons(s); ok {
		return m, true
	}
	if ms, ok := units(s); ok {
		return moment{kind: span, ms: ms}, true
	}
	return parseInstant(s, zone)
}

// The bounds of numbers that are epochs: 2001 to 2096.
const (
	epochLow  = 1e9
	epochHigh = 4e9
)

// number tells epochs, days written as 20261120, and the serial numbers of
// spreadsheets by their size; what is left has no unit.
func number(s string, f float64, zone *time.Location) (moment, bool) {
	for _, unit := range []float64{1, 1e3, 1e6} {
		if f >= epochLow*unit && f < epochHigh*unit {
			return moment{kind: instant, at: time.UnixMicro(int64(math.Round(f / unit * 1e6))).UTC()}, true
		}
	}
	if allDigits(s) && (len(s) == 8 || len(s) == 14 || len(s) == 17) {
		if m, ok := compact(s, zone); ok {
			return m, true
		}
	}
	if f != math.Trunc(f) && f >= serialLow && f < serialHigh {
		return moment{kind: instant, at: fromSerial(f, zone)}, true
	}
	return moment{kind: bare, ms: f}, !math.IsNaN(f) && math.Abs(f) <= maxInteger
}

// The bounds of serial numbers of days that are taken for such: 2000 to 2099.
const (
	serialLow  = 36526
	serialHigh = 73050
)

// fromSerial is the time that a spreadsheet means by f days. It counts them from
// the last but one day of 1899, in local time.
func fromSerial(f float64, zone *time.Location) time.Time {
	days := math.Floor(f)
	ms := math.Round((f - days) * 86_400_000)
	return time.Date(1899, 12, 30+int(days), 0, 0, 0, 0, zone).Add(0).Add(time.Duration(ms) * time.Millisecond).UTC()
}

func allDigits(s string) bool { return strings.Trim(s, "0123456789") == "" }

// compact reads 20261120, 20261120091233 and 20261120091233123.
func compact(s string, zone *time.Location) (moment, bool) {
	at := func(from, to int) int {
		if to > len(s) {
			return 0
		}
		n, _ := strconv.Atoi(s[from:to])
		return n
	}
	c := civil{year: at(0, 4), month: at(4, 6), day: at(6, 8), hour: at(8, 10), min: at(10, 12), sec: at(12, 14), nano: at(14, 17) * 1e6}
	if !c.valid() || c.year < 1990 || c.year > 2100 {
		return moment{}, false
	}
	if len(s) == 8 {
		return moment{kind: day, at: c.in(zone)}, true
	}
	return moment{kind: instant, at: c.in(zone)}, true
}

// colons reads 00:12, 1:02:03.5 and 00:00:12,500.
func colons(s string) (moment, bool) {
	if len(s) > 16 || strings.Trim(s, "0123456789:.,：") != "" {
		return moment{}, false
	}
	parts := strings.Split(strings.ReplaceAll(s, "：", ":"), ":")
	if len(parts) < 2 || len(parts) > 3 {
		return moment{}, false
	}
	var total float64
	for i, p := range parts {
		last := i == len(parts)-1
		if last {
			p = strings.Replace(p, ",", ".", 1)
		}
		f, err := strconv.ParseFloat(p, 64)
		if err != nil || !last && f != math.Trunc(f) || i > 0 && f >= 60 {
			return moment{}, false
		}
		total = total*60 + f
	}
	m := moment{kind: span, ms: math.Round(total * 1000)}
	if len(parts) == 3 {
		m.kind = clock
	}
	return m, true
}

// units reads 3500ms, 3.5 s, 12秒 and 1小时2分3秒, in milliseconds.
func units(s string) (float64, bool) {
	var total float64
	rest, least := s, math.Inf(1)
	for rest != "" {
		n := strings.IndexFunc(rest, func(r rune) bool { return (r < '0' || r > '9') && r != '.' })
		if n <= 0 {
			return 0, false
		}
		f, err := strconv.ParseFloat(rest[:n], 64)
		if err != nil {
			return 0, false
		}
		rest = strings.TrimLeft(rest[n:], " ")
		name, scale := unitAt(rest)
		if scale == 0 || scale >= least { // from the larger to the smaller
			return 0, false
		}
		total, least = total+f*scale, scale
		rest = strings.TrimLeft(rest[len(name):], " ")
	}
	return math.Round(total), least < math.Inf(1)
}

// unitAt is the unit that s begins with, in milliseconds. Longer spellings come first.
func unitAt(s string) (name string, scale float64) {
	for _, u := range []struct {
		name  string
		scale float64
	}{
		{"毫秒", 1}, {"milliseconds", 1}, {"ms", 1}, {"秒钟", 1000}, {"秒", 1000}, {"seconds", 1000}, {"sec", 1000}, {"s", 1000},
		{"分钟", 60_000}, {"分", 60_000}, {"minutes", 60_000}, {"min", 60_000}, {"m", 60_000},
		{"小时", 3_600_000}, {"时", 3_600_000}, {"hours", 3_600_000}, {"h", 3_600_000},
	} {
		if len(s) >= len(u.name) && strings.EqualFold(s[:len(u.name)], u.name) {
			return u.name, u.scale
		}
	}
	return "", 0
}
