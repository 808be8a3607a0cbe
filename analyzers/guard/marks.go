package guard

import "strings"

// unlooked is the place of marks that nobody has looked for so far.
const unlooked = -1

// marks are the pairs of all guards.
type marks struct {
	pairs [][2]string
}

// around reports whether a pair may enclose [begin, end) of a text: one begins ahead
// of it, and one ends behind it. In most texts none does. It looks once for either.
func (m *marks) around(t *Text, begin, end int) bool {
	if !t.looked {
		t.looked, t.open, t.shut = true, m.open(t.Norm), unlooked
	}
	if begin <= t.open {
		return false
	}
	if t.shut == unlooked {
		t.shut = m.shut(t.Norm)
	}
	return end <= t.shut
}

// open is where the first pair begins, the end of the text when none does.
func (m *marks) open(text string) int {
	first := len(text)
	for _, p := range m.pairs {
		if strings.IndexByte(text[:first], p[0][0]) < 0 {
			continue // faster, and nearly always so
		}
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
