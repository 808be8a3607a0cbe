package ingest

import (
	"regexp"
	"strings"
)

// dialogueLine is one line of a conversation in text.
type dialogueLine struct {
	whole string // without blanks around it
	time  timeText
	label string // what may be a speaker's label; empty when there is none
	text  string // what follows label and time
	name  string // text behind a time that may be the name of a speaker
}

// timeText is a time, or a span of time, as written.
type timeText struct{ begin, end string }

func (l *dialogueLine) empty() bool { return l.whole == "" }

// timeOnly reports whether the line holds a time and nothing else.
func (l *dialogueLine) timeOnly() bool {
	return l.time != (timeText{}) && l.label == "" && l.text == ""
}

// lineParser reads single lines. It is safe for concurrent use.
type lineParser struct {
	leading  *regexp.Regexp // a time at the start
	trailing *regexp.Regexp // a time at the end
}

func newLineParser() *lineParser {
	const (
		hour  = `\d{1,3}[:：]\d{2}(?:[:：]\d{2}(?:[.,]\d{1,6})?)?(?:\.\d{1,3})?(?:Z|[+-]\d{2}:?\d{2})?`
		date  = `(?:\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?[ Tt]{0,3})`
		at    = `(?:` + date + `?` + hour + `)`
		other = `(?:\s*(?:-->|--|-|~|～|–|—|至|到|,|，)\s*(` + at + `))?`
		times = `(` + at + `)` + other
	)
	return &lineParser{
		leading:  regexp.MustCompile(`^(?:[\[【(（<]\s*` + times + `\s*[\]】)）>]|` + times + `(?:\s|$))[\s:：]*`),
		trailing: regexp.MustCompile(`(?:[\[【(（<]\s*` + times + `\s*[\]】)）>]|(?:^|\s)` + times + `)\s*$`),
	}
}

// parse reads a line; known tells labels that say by themselves that they are.
func (p *lineParser) parse(line string, known func(string) bool) dialogueLine {
	l := dialogueLine{whole: strings.Trim(line, " \t　\ufeff")}
	rest := l.whole
	l.time, rest = p.cutLeading(rest)
	if p.bracketed(&l, rest, known) {
		return l
	}
	i := strings.IndexAny(rest, ":：")
	if at, head, ok := p.cutTrailing(rest); ok && l.time == (timeText{}) && head != "" && len(head) <= 96 && !strings.ContainsAny(head, ":：") {
		l.time, l.label = at, head // the speaker and the time in a line of their own
		return l
	}
	if at, label, text, ok := p.timeBeforeColon(rest, known); ok && l.time == (timeText{}) {
		l.time, l.label, l.text = at, label, text
		return l
	}
	switch {
	case i > 0 && i <= 96:
		label := strings.TrimSpace(rest[:i])
		l.label, l.text = label, strings.TrimSpace(strings.TrimLeft(rest[i:], ":："))
	case strings.Contains(rest, "\t") && known(rest[:strings.IndexByte(rest, '\t')]):
		l.label, l.text, _ = strings.Cut(rest, "\t")
		l.label, l.text = strings.TrimSpace(l.label), strings.TrimSpace(l.text)
	case l.time != (timeText{}) && known(rest):
		l.label = rest
	default:
		l.text = rest
		if named := (dialogueLine{label: rest}); l.time != (timeText{}) && rest != "" && plausible(&named) {
			l.name = rest
		}
	}
	return l
}

// bracketed reads [客服] 您好 and 【客服】：您好.
func (p *lineParser) bracketed(l *dialogueLine, rest string, known func(string) bool) bool {
	for _, pair := range [][2]string{{"[", "]"}, {"【", "】"}, {"<", ">"}, {"「", "」"}, {"（", "）"}, {"(", ")"}} {
		inner, ok := strings.CutPrefix(rest, pair[0])
		if !ok {
			continue
		}
		label, text, ok := strings.Cut(inner, pair[1])
		if label = strings.TrimSpace(label); !ok || !known(label) {
			return false
		}
		if l.time == (timeText{}) {
			l.time, text = p.cutLeading(strings.TrimSpace(text))
		}
		l.label, l.text = label, strings.TrimSpace(strings.TrimLeft(strings.TrimSpace(text), ":："))
		return true
	}
	return false
}

// cutLeading cuts a time off the start.
func (p *lineParser) cutLeading(s string) (timeText, string) {
	m := p.leading.FindStringSubmatch(s)
	if m == nil {
		return timeText{}, s
	}
	return submatch(m), strings.TrimSpace(s[len(m[0]):])
}

// cutTrailing cuts a time off the end.
func (p *lineParser) cutTrailing(s string) (t timeText, head string, ok bool) {
	if len(s) > labelBytes {
		return timeText{}, "", false
	}
	s = strings.TrimRight(s, ":： ")
	m := p.trailing.FindStringSubmatch(s)
	if m == nil {
		return timeText{}, "", false
	}
	return submatch(m), strings.TrimSpace(strings.TrimSuffix(s, m[0])), true
}

// timeBeforeColon reads 客服 09:12:33：您好 and 客服(09:12:33): 您好.
func (p *lineParser) timeBeforeColon(s string, known func(string) bool) (t timeText, label, text string, ok bool) {
	for i, r := range s {
		if i > 128 {
			break
		}
		if r != ':' && r != '：' {
			continue
		}
		at, head, found := p.cutTrailing(s[:i])
		if found && head != "" && !strings.ContainsAny(head, ":：") && (known(head) || strings.HasSuffix(strings.TrimSpace(s[:i]), ")") || strings.HasSuffix(strings.TrimSpace(s[:i]), "）")) && !digitFollows(s[i:]) {
			return at, head, strings.TrimSpace(strings.TrimLeft(s[i:], ":：")), true
		}
	}
	return timeText{}, "", "", false
}

// digitFollows reports whether the colon at the start of s may be one within a time.
func digitFollows(s string) bool {
	s = strings.TrimLeft(s, ":：")
	return len(s) > 1 && s[0] >= '0' && s[0] <= '9' && s[1] >= '0' && s[1] <= '9'
}

// submatch takes begin and end out of either of the two alternatives.
func submatch(m []string) timeText {
	at := func(a, b int) string {
		s := m[a]
		if s == "" {
			s = m[b]
		}
		return strings.ReplaceAll(s, "：", ":")
	}
	return timeText{begin: at(1, 3), end: at(2, 4)}
}
