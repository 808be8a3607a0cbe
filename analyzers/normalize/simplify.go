package normalize

import "zhijian/lexicon/opencc"

// suspects reports whether s, valid UTF-8, may have to be simplified.
func suspects(s string) bool {
	for i := 0; i < len(s); i += width(s[i]) {
		if mayBeHan(s[i]) && opencc.Suspect(hanAt(s, i)) {
			return true
		}
	}
	return false
}

// simplify writes s, valid UTF-8, in simplified characters without moving a byte.
// It goes on until nothing changes, so that simplifying twice is simplifying
// once: a converted character can complete a phrase. The tables cannot go round
// in a circle (their generator sees to it).
func simplify(s string) string {
	for {
		next := simplifyOnce(s)
		if next == s {
			return s
		}
		s = next
	}
}

// simplifyOnce converts s from left to right, the longest phrase first; it
// returns s itself when nothing changes.
func simplifyOnce(s string) string {
	var out []byte // nil until something changes
	for i := 0; i < len(s); {
		if mayBeHan(s[i]) && !opencc.Touches(hanAt(s, i)) {
			i += hanSize
			continue
		}
		simple := opencc.At(s[i:])
		if simple == "" {
			i += width(s[i])
			continue
		}
		if simple != s[i:i+len(simple)] {
			if out == nil {
				out = []byte(s)
			}
			copy(out[i:], simple)
		}
		i += len(simple)
	}
	if out == nil {
		return s
	}
	return string(out)
}

// width is the number of bytes of the character of valid UTF-8 that begins with c.
func width(c byte) int {
	switch {
	case c < 0xC0:
		return 1
	case c < 0xE0:
		return 2
	case c < 0xF0:
		return 3
	}
	return 4
}
