package mask

import (
	"strings"
	"unicode/utf8"
)

// part is a number with its unit, such as 5幢.
type part struct {
	begin, end int
	strong     bool // of a building: 号 alone may be anything
	bare       bool // goes on with a number without a unit: 5幢1201
}

// The bounds of an address, in bytes.
const (
	longestGap  = 45 // between two of its parts: the name of an estate
	longestName = 54 // before its first part: street or estate
)

// addresses masks addresses that go down to the building: from the street or the
// estate on.
func (s *search) addresses() {
	for i := range s.turns {
		t := &s.turns[i]
		if t.classes&unit == 0 {
			continue
		}
		var parts []part
		for _, h := range t.hints {
			if h.class&unit == 0 {
				continue
			}
			if p, ok := s.part(t.text, int(h.at)); ok {
				parts = append(parts, p)
			}
		}
		for len(parts) > 0 {
			n := 1
			for n < len(parts) && s.together(t.text[parts[n-1].end:parts[n].begin]) {
				n++
			}
			s.address(i, parts[:n])
			parts = parts[n:]
		}
	}
}

// part reads the number before a unit.
func (s *search) part(text string, at int) (part, bool) {
	r, size := utf8.DecodeRuneInString(text[at:])
	p := part{begin: at, end: at + size, strong: r != '号'}
	for _, long := range []string{"号楼", "单元"} {
		if strings.HasPrefix(text[at:], long) {
			p.end, p.strong = at+len(long), true
		}
	}
	switch {
	case r == '单' && p.end == at+size, r == '楼':
		return p, false
	case r != '室':
		p.bare = true
	}
	for p.begin > 0 {
		r, size := utf8.DecodeLastRuneInString(text[:p.begin])
		if s.m.table.of(r)&(digit|numeral|letter) == 0 && r != '-' && r != '－' {
			break
		}
		p.begin -= size
	}
	return p, p.begin < at
}

// together reports whether two parts with this text between are of one address.
func (s *search) together(between string) bool {
	if len(between) > longestGap {
		return false
	}
	for i, r := range between {
		c := s.m.table.of(r)
		if c&(han|digit|numeral|letter) == 0 && r != ' ' && (r != '，' || i > 0) {
			return false
		}
	}
	return !strings.ContainsAny(between, "的是有在")
}

// address masks parts that are an address.
func (s *search) address(turn int, parts []part) {
	text := s.turns[turn].text
	for len(parts) > 1 && !parts[0].strong && parts[0].end < parts[1].begin && !endsWith(text[:parts[0].begin], s.m.words.streets) {
		parts = parts[1:] // 3号线2号楼
	}
	last := parts[len(parts)-1]
	end, count := last.end, len(parts)
	if last.bare {
		if n := s.room(text[end:]); n > 0 {
			end, count = end+n, count+1
		}
	}
	strong := false
	for _, p := range parts {
		strong = strong || p.strong
	}
	before := text[:parts[0].begin]
	named := endsWith(before, s.m.words.streets) || strong && endsWith(before, s.m.words.estates)
	if !named && (!strong || count < 2) {
		return
	}
	s.addWords(turn, parts[0].begin-s.nameBefore(before), end)
}

// room is the length of a room number without a unit that text begins with.
func (s *search) room(text string) int {
	n, digits := 0, 0
	for n < len(text) {
		r, size := utf8.DecodeRuneInString(text[n:])
		if s.m.table.of(r)&digit == 0 && !(r == '-' && digits > 0) {
			break
		}
		digits++
		n += size
	}
	if digits < 3 || digits > 5 || counts(text[n:]) {
		return 0
	}
	return n
}

// nameBefore is the length of the street or estate that text ends with: back to
// a mark, to a word that leads to an address, or to a district.
func (s *search) nameBefore(text string) int {
	n := 0
	for n < len(text) && n < longestName {
		rest := text[:len(text)-n]
		r, size := utf8.DecodeLastRuneInString(rest)
		if s.m.table.of(r)&(han|digit|letter) == 0 || n > 0 && (endsWith(rest, s.m.words.stops) || s.endsRegion(rest)) {
			break
		}
		n += size
	}
	return n
}

// endsRegion reports whether text ends with a province, city or district.
func (s *search) endsRegion(text string) bool {
	r, size := utf8.DecodeLastRuneInString(text)
	if !strings.ContainsRune("省市区县镇乡", r) {
		return false
	}
	before, _ := utf8.DecodeLastRuneInString(text[:len(text)-size])
	switch r {
	case '区':
		return !strings.ContainsRune("小社片景校", before)
	case '市':
		return !strings.ContainsRune("城超门都菜", before)
	}
	return true
}

// addWords masks the characters of a stretch and leaves blanks and marks.
func (s *search) addWords(turn, begin, end int) {
	for i, r := range s.turns[turn].text[begin:end] {
		if s.m.table.of(r)&(han|digit|numeral|letter) != 0 {
			s.add(turn, begin+i, begin+i+utf8.RuneLen(r), Address)
		}
	}
}

func endsWith(text string, words []string) bool {
	for _, w := range words {
		if strings.HasSuffix(text, w) {
			return true
		}
	}
	return false
}
