package guard

import (
	"slices"
	"strings"
)

// marks are the pairs of all guards.
type marks struct {
	pairs [][2]string
	first [256]bool // by byte: some pair begins with it
}

func (m *marks) add(p [2]string) {
	if p[0] != "" {
		m.pairs = append(m.pairs, p)
		m.first[p[0][0]] = true
	}
}

// around reports whether a pair may enclose [begin, end) of a text: one begins ahead
// of it, and one ends behind it. In most texts none does. It looks once.
func (m *marks) around(t *Text, begin, end int) bool {
	if !t.looked {
		t.looked = true
		t.open, t.shut = m.open(t.Norm), 0
		if t.open < len(t.Norm) {
			t.shut = m.shut(t.Norm)
		}
	}
	return t.open < begin && end <= t.shut
}

// open is where the first pair begins, the end of the text when none does.
func (m *marks) open(text string) int {
	for i := range len(text) {
		if m.first[text[i]] && slices.ContainsFunc(m.pairs, func(p [2]string) bool { return strings.HasPrefix(text[i:], p[0]) }) {
			return i
		}
	}
	return len(text)
}

// shut is where the last mark that ends a pair ends.
func (m *marks) shut(text string) int {
	last := 0
	for _, p := range m.pairs {
		if i := strings.LastIndex(text, p[1]); i >= 0 {
			last = max(last, i+len(p[1]))
		}
	}
	return last
}
