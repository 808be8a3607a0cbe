package coach

import (
	"fmt"
	"strconv"
	"strings"
)

// Measures words measured values, and conditions of them, for people:
// ring_ms=21000 is 振铃 21.0 秒. What it does not know stays as it is.
func Measures(s string) string {
	fields := strings.Fields(s)
	for i, f := range fields {
		if name, value, ok := strings.Cut(f, "="); ok && name != "" && !strings.HasSuffix(name, "<") && !strings.HasSuffix(name, ">") {
			fields[i] = measured(name, value)
		}
	}
	for i := 0; i+2 < len(fields); i++ { // name <= 15000
		if op := map[string]string{"<=": "不超过", "<": "少于", ">=": "不少于", ">": "超过"}[fields[i+1]]; op != "" {
			name, unit := nameOf(fields[i])
			if v, err := strconv.ParseFloat(fields[i+2], 64); err == nil && name != "" {
				fields[i], fields[i+1], fields[i+2] = name, op, amount(v, unit)
			}
		}
	}
	return strings.ReplaceAll(strings.Join(fields, " "), "&&", "且")
}

func measured(name, value string) string {
	n, unit := nameOf(name)
	v, err := strconv.ParseFloat(value, 64)
	switch {
	case n == "" || err != nil:
		return name + "=" + value
	case v < 0: // no measure is: there was nothing to measure
		return n + " 未知"
	}
	return n + " " + amount(v, unit)
}

// amount is a value with its unit; milliseconds are told in seconds.
func amount(v float64, unit string) string {
	if unit == "毫秒" {
		return fmt.Sprintf("%.1f 秒", v/1000)
	}
	return strings.TrimSuffix(strconv.FormatFloat(v, 'f', 1, 64), ".0") + " " + unit
}

// nameOf is what a measure of the rubric language is called, and its unit.
func nameOf(measure string) (name, unit string) {
	m := map[string][2]string{
		"ring_ms": {"振铃", "毫秒"}, "first_reply_ms": {"首次响应", "毫秒"}, "reply_ms": {"回复间隔", "毫秒"},
		"gap_ms": {"静音", "毫秒"}, "overlap_ms": {"同时说话", "毫秒"}, "overlapped_ms": {"客户当时已说", "毫秒"},
		"since_own_ms": {"距上次发言", "毫秒"}, "speech_rate": {"语速", "字/分"}, "ticket_after_end_min": {"结束到建单", "分钟"},
		"questions": {"连问", "个"}, "run_questions": {"接连提问", "个"}, "chars": {"字数", "字"},
	}[measure]
	return m[0], m[1]
}
