package guard

import "strings"

// marks are the pairs of all guards.
type marks struct {
	pairs [][2]string
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
	first := len(text)
	for _, p := range m.pairs {
		if i := strings.Index(text[:first], p[0]); i >= 0 {
			first = i
		}
	}
	return first
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
