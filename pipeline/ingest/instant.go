package ingest

import (
	"strconv"
	"strings"
	"time"
)

// civil is a time as a calendar and a clock show it.
type civil struct {
	year, month, day     int
	hour, min, sec, nano int
	offset               *time.Location // nil: not named
}

func (c civil) valid() bool {
	if c.month < 1 || c.month > 12 || c.day < 1 || c.hour > 23 || c.min > 59 || c.sec > 60 || c.year < 1 || c.year > 9999 {
		return false
	}
	return c.day <= time.Date(c.year, time.Month(c.month)+1, 0, 0, 0, 0, 0, time.UTC).Day()
}

func (c civil) in(zone *time.Location) time.Time {
	if c.offset != nil {
		zone = c.offset
	}
	return time.Date(c.year, time.Month(c.month), c.day, c.hour, c.min, c.sec, c.nano, zone).UTC()
}

// parseInstant reads a day with or without a time: 2026-11-20T09:12:33+08:00,
// 2026/11/20 9:12, 2026年11月20日 9时12分33秒, 2026.11.20 下午 3:12, 20261120 09:12:33,
// 11/20/2026 (where day and month cannot be mistaken).
func parseInstant(s string, zone *time.Location) (moment, bool) {
	c, rest, ok := parseDay(s)
	if !ok {
		return moment{}, false
	}
	if rest == "" {
		return moment{kind: day, at: c.in(zone)}, c.valid()
	}
	if !c.clock(rest) || !c.valid() {
		return moment{}, false
	}
	return moment{kind: instant, at: c.in(zone)}, true
}

// parseDay reads the day that s begins with and returns what follows it.
func parseDay(s string) (c civil, rest string, ok bool) {
	a, rest, _ := cutNumber(s, 8)
	if len(a) == 8 {
		year, _ := strconv.Atoi(a[:4])
		month, _ := strconv.Atoi(a[4:6])
		date, _ := strconv.Atoi(a[6:])
		return civil{year: year, month: month, day: date}, afterDay(rest), true
	}
	first, rest, ok := cutMark(rest)
	if !ok {
		return c, "", false
	}
	b, rest, _ := cutNumber(rest, 2)
	second, rest, ok := cutMark(rest)
	if !ok || first != second {
		return c, "", false
	}
	d, rest, _ := cutNumber(rest, 4)
	rest = strings.TrimPrefix(rest, "日")
	x, errX := strconv.Atoi(a)
	y, errY := strconv.Atoi(b)
	z, errZ := strconv.Atoi(d)
	if errX != nil || errY != nil || errZ != nil {
		return c, "", false
	}
	switch {
	case len(a) == 4 && len(d) <= 2:
		c = civil{year: x, month: y, day: z}
	case len(d) == 4 && len(a) <= 2 && x > 12: // 20/11/2026
		c = civil{year: z, month: y, day: x}
	case len(d) == 4 && len(a) <= 2 && (y > 12 || x == y): // 11/20/2026
		c = civil{year: z, month: x, day: y}
	default: // 3/4/2026 may be two days
		return c, "", false
	}
	return c, afterDay(rest), true
}

// afterDay takes off what stands between day and time: a blank, T, a day of the week.
func afterDay(s string) string {
	s = strings.TrimSpace(s)
	for _, week := range []string{"星期", "周", "週"} {
		if rest, ok := strings.CutPrefix(s, week); ok && len(rest) >= len("一") {
			s = strings.TrimSpace(rest[len("一"):])
		}
	}
	if len(s) > 1 && (s[0] == 'T' || s[0] == 't') {
		s = s[1:]
	}
	return s
}

// cutNumber cuts up to limit digits.
func cutNumber(s string, limit int) (digits, rest string, ok bool) {
	n := 0
	for n < len(s) && n < limit && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	return s[:n], s[n:], n > 0
}

// cutMark cuts the mark between the parts of a day; 年 and 月 are one.
func cutMark(s string) (mark byte, rest string, ok bool) {
	for _, han := range []string{"年", "月"} {
		if rest, ok := strings.CutPrefix(s, han); ok {
			return '-', rest, true
		}
	}
	if s != "" && strings.IndexByte("-/.", s[0]) >= 0 {
		return s[0], s[1:], true
	}
	return 0, "", false
}

// clock reads a time of the day with what may stand around it: 上午, PM, Z, +08:00.
func (c *civil) clock(s string) bool {
	half, s := cutHalf(s)
	hour, s, ok := cutNumber(s, 2)
	if !ok {
		return false
	}
	c.hour, _ = strconv.Atoi(hour)
	for _, dst := range []*int{&c.min, &c.sec} {
		rest, ok := cutColon(s)
		if !ok {
			break
		}
		var digits string
		if digits, s, ok = cutNumber(rest, 2); !ok {
			if s = rest; rest == "" { // 9时
				break
			}
			return false
		}
		*dst, _ = strconv.Atoi(digits)
	}
	s = strings.TrimPrefix(strings.TrimPrefix(s, "分"), "秒")
	if s, ok = c.fraction(s); !ok {
		return false
	}
	s = strings.TrimSpace(s)
	if half == "" {
		half, s = cutHalf(s)
	}
	return c.halve(half) && c.zone(strings.TrimSpace(s))
}

func cutColon(s string) (rest string, ok bool) {
	for _, mark := range []string{":", "：", "时", "點", "点", "分"} {
		if rest, ok := strings.CutPrefix(s, mark); ok {
			return rest, true
		}
	}
	return s, false
}

func (c *civil) fraction(s string) (rest string, ok bool) {
	if s == "" || s[0] != '.' && s[0] != ',' {
		return s, true
	}
	digits, rest, ok := cutNumber(s[1:], 9)
	if !ok {
		return s, false
	}
	_, rest, _ = cutNumber(rest, len(rest)) // finer than a nanosecond
	c.nano, _ = strconv.Atoi((digits + "000000000")[:9])
	return rest, true
}

// cutHalf cuts the half of the day.
func cutHalf(s string) (half, rest string) {
	for _, h := range []struct{ word, half string }{
		{"上午", "am"}, {"凌晨", "am"}, {"早上", "am"}, {"下午", "pm"}, {"晚上", "pm"}, {"中午", "noon"}, {"am", "am"}, {"pm", "pm"},
	} {
		if len(s) >= len(h.word) && strings.EqualFold(s[:len(h.word)], h.word) {
			return h.half, strings.TrimSpace(s[len(h.word):])
		}
	}
	return "", s
}

// halve moves the hour into its half of the day. 下午 15:12 is written too.
func (c *civil) halve(half string) bool {
	switch {
	case half == "am" && c.hour == 12:
		c.hour = 0
	case half == "pm" && c.hour < 12, half == "noon" && c.hour < 4:
		c.hour += 12
	case half == "am" && c.hour > 12:
		return false
	}
	return true
}

// zone reads Z, +08:00, +0800 and +08, with UTC or GMT before it or without.
func (c *civil) zone(s string) bool {
	s = strings.TrimPrefix(strings.TrimPrefix(s, "UTC"), "GMT")
	switch {
	case s == "":
		return true
	case s == "Z" || s == "z":
		c.offset = time.UTC
		return true
	case s[0] != '+' && s[0] != '-':
		return false
	}
	digits := strings.Replace(s[1:], ":", "", 1)
	if !allDigits(digits) || len(digits) != 2 && len(digits) != 4 {
		return false
	}
	hours, _ := strconv.Atoi(digits[:2])
	minutes, _ := strconv.Atoi((digits + "00")[2:4])
	if hours > 14 || minutes > 59 {
		return false
	}
	seconds := hours*3600 + minutes*60
	if s[0] == '-' {
		seconds = -seconds
	}
	c.offset = time.FixedZone("", seconds)
	return true
}
