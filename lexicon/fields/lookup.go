package fields

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"zhijian/lexicon/opencc"
)

// Normal is the form in which names and words are compared: Simplified,
// half-width, lower case, without blanks, marks that join words, and quotes.
func Normal(s string) string {
	var b strings.Builder
	for len(s) > 0 {
		if simple := opencc.At(s); simple != "" {
			b.WriteString(simple)
			s = s[len(simple):]
			continue
		}
		r, size := utf8.DecodeRuneInString(s)
		s = s[size:]
		if r = half(r); !skipped(r) {
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return b.String()
}

// half is the half-width form of r.
func half(r rune) rune {
	switch {
	case r >= 0xff01 && r <= 0xff5e:
		return r - 0xfee0
	case r == '【' || r == '〔' || r == '「':
		return '['
	case r == '】' || r == '〕' || r == '」':
		return ']'
	case r == '：':
		return ':'
	}
	return r
}

func skipped(r rune) bool {
	switch r {
	case '_', '-', '.', '*', '"', '\'', '`', '“', '”', '\ufeff', '\u200b':
		return true
	}
	return unicode.IsSpace(r) || unicode.IsControl(r)
}

// lower is the form of words in which marks matter.
func lower(s string) string { return strings.ToLower(strings.TrimSpace(s)) }

// Column says what a column of this name may hold, and the unit that the name
// gives: ms, s, min, or none.
func (w *Words) Column(name string) (guesses []Guess, unit string) {
	key := Normal(name)
	if g := w.columns[key]; g != nil {
		return g, ""
	}
	key, unit = w.cutUnit(key)
	return w.columns[key], unit
}

// cutUnit cuts a unit, in brackets or without, off the end of a column's name.
// What else stands there in brackets is a remark.
func (w *Words) cutUnit(key string) (name, unit string) {
	if i := strings.LastIndexAny(key, "(["); i > 0 && strings.HasSuffix(key[i:], string(closing(key[i]))) {
		unit = w.units[strings.Trim(key[i:], "()[]")]
		return strings.TrimRight(key[:i], ":"), unit
	}
	key = strings.TrimRight(key, ":")
	if w.columns[key] != nil {
		return key, ""
	}
	for spelling, u := range w.units {
		if rest, ok := strings.CutSuffix(key, spelling); ok && w.columns[rest] != nil && len(rest) < len(key) {
			return rest, u
		}
	}
	return key, ""
}

func closing(open byte) byte {
	if open == '(' {
		return ')'
	}
	return ']'
}

// Number is the unit of a bare number in a field: ms, s, min, or empty when it
// cannot be told.
func (w *Words) Number(field string) string { return w.numbers[field] }

// Unit tells ms, s and min by their spelling.
func (w *Words) Unit(s string) (string, bool) {
	u, ok := w.units[Normal(s)]
	return u, ok
}

// None reports whether s is what stands in a cell without a value.
func (w *Words) None(s string) bool { return s == "" || len(s) < 16 && w.none[lower(s)] }

// Channel tells the channel by its name.
func (w *Words) Channel(s string) (string, bool) {
	c, ok := w.channels[Normal(s)]
	return c, ok
}

// EndedBy tells who ended an interaction.
func (w *Words) EndedBy(s string) (string, bool) {
	p, ok := w.parties[Normal(s)]
	return p, ok
}

// Rating tells a rating of 1 to 5 by its words; 0 says that none was given.
func (w *Words) Rating(s string) (int64, bool) {
	n, ok := w.ratings[Normal(s)]
	return n, ok
}

// NotTransferred reports whether s says that an interaction was not passed on.
func (w *Words) NotTransferred(s string) bool { return w.stayed[Normal(s)] }

// Common reports whether r is one of the characters that make up most of any
// Chinese conversation.
func (w *Words) Common(r rune) bool { return w.frequent[r] }

// Role tells the role of a speaker by a label that says it in plain words: 客服,
// Customer, 坐席3021, 小王（客服）, 客服-小王.
func (w *Words) Role(label string) (string, bool) {
	key := Normal(label)
	if role, ok := w.roles[key]; ok {
		return role, true
	}
	key = strings.TrimRight(key, ":")
	if i := strings.LastIndexAny(key, "(["); i > 0 {
		if role, ok := w.roles[strings.Trim(key[i:], "()[]")]; ok {
			return role, true
		}
		return w.stem(strings.TrimRight(key[:i], "([:"))
	}
	if strings.HasPrefix(key, "[") { // [客服] 小王
		if i := strings.IndexByte(key, ']'); i > 0 {
			role, ok := w.roles[key[1:i]]
			return role, ok
		}
	}
	if role, ok := w.stem(key); ok {
		return role, true
	}
	return w.part(label)
}

// part tells the role by the first or the last part of a label of two: 客户-张三.
func (w *Words) part(label string) (string, bool) {
	i := strings.IndexAny(label, "-_|/ ·—")
	if i <= 0 {
		return "", false
	}
	first, firstOK := w.roles[Normal(label[:i])]
	last, lastOK := w.roles[Normal(label[i:])]
	if firstOK && lastOK && first != last {
		return "", false
	}
	if firstOK {
		return first, true
	}
	return last, lastOK
}

// stem tells the role by what the label begins with.
func (w *Words) stem(key string) (string, bool) {
	if role, ok := w.roles[key]; ok {
		return role, true
	}
	for n := min(len(key), w.longestRow); n > 0; n-- {
		role, ok := w.stems[key[:n]]
		if !ok {
			continue
		}
		if follows(key[n:], w.open[key[:n]]) {
			return role, true
		}
		return "", false // a shorter stem would mean less
	}
	return "", false
}

// follows reports whether rest may stand behind a stem: a number, something set
// off by a mark, and behind an open stem a name of up to four characters.
func follows(rest string, open bool) bool {
	r, _ := utf8.DecodeRuneInString(rest)
	switch {
	case rest == "", r == ':', r == '/', r == '#', r == '|', r == '@':
		return true
	case r >= '0' && r <= '9':
		return strings.Trim(rest, "0123456789号") == ""
	}
	return open && unicode.Is(unicode.Han, r) && utf8.RuneCountInString(strings.TrimRight(rest, "0123456789号")) <= 4
}
