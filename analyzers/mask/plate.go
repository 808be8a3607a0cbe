package mask

import (
	"strings"
	"unicode/utf8"
)

// plate masks the licence plate whose province stands at a hint: a letter, five
// or six digits and letters, three of them digits at least. The place and the
// last two characters stay.
func (s *search) plate(turn, at int) {
	text := s.turns[turn].text
	_, size := utf8.DecodeRuneInString(text[at:])
	i := at + size
	i += s.pause(text[i:])
	r, size := utf8.DecodeRuneInString(text[i:])
	if v := value(r); s.m.table.of(r)&letter == 0 || v == 'i' || v == 'o' {
		return
	}
	i += size
	type place struct{ begin, end int }
	var rest []place
	digits, letters := 0, 0
	for i < len(text) && len(rest) < 7 {
		gap := s.pause(text[i:])
		r, size := utf8.DecodeRuneInString(text[i+gap:])
		c := s.m.table.of(r)
		switch {
		case c&digit != 0 && r != '两':
			digits++
		case c&letter != 0:
			letters++
		case len(rest) == 4 && strings.ContainsRune("学警挂港澳领", r):
		default:
			gap = len(text)
		}
		if gap == len(text) || gap > 0 && len(rest) >= 5 {
			break
		}
		rest = append(rest, place{i + gap, i + gap + size})
		i += gap + size
	}
	if n := len(rest); n < 5 || n > 6 || digits < 3 || letters > 2 {
		return
	}
	for _, p := range rest[:len(rest)-2] {
		s.add(turn, p.begin, p.end, Plate)
	}
}

// pause is the length of a blank, dot or dash that text begins with.
func (s *search) pause(text string) int {
	n := 0
	for range 2 {
		r, size := utf8.DecodeRuneInString(text[n:])
		if s.m.table.of(r)&blank == 0 {
			break
		}
		n += size
	}
	return n
}
