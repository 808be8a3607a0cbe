package mask

import (
	"strings"
	"unicode/utf8"
)

// email masks the local part of the address whose @ or 点 stands at a hint.
func (s *search) email(turn, at int) {
	text := s.turns[turn].text
	r, size := utf8.DecodeRuneInString(text[at:])
	switch r {
	case '@', '＠':
		if s.domain(text[at+size:]) {
			s.local(turn, at)
		}
	case '艾':
		if s.domain(text[at+len("艾特"):]) {
			s.local(turn, at)
		}
	default:
		s.spokenEmail(turn, at)
	}
}

// domain reports whether text begins with a domain, written or said.
func (s *search) domain(text string) bool {
	n, dot := 0, false
	for _, r := range strings.TrimLeft(text, " 　") {
		switch c := s.m.table.of(r); {
		case c&(letter|digit) != 0:
			n++
		case r == '.' || r == '．' || r == '点' || r == '。':
			if n > 1 {
				dot = true
			}
		case r == '-':
		default:
			return dot
		}
		if dot && n > 3 {
			return true
		}
	}
	return dot && n > 3
}

// local masks the local part that ends before end, but for its first character.
func (s *search) local(turn, end int) {
	text := s.turns[turn].text
	end = len(strings.TrimRight(text[:end], " 　"))
	begin, first, count := end, end, 0
	for begin > 0 {
		r, size := utf8.DecodeLastRuneInString(text[:begin])
		if s.m.table.of(r)&(letter|digit) == 0 && !strings.ContainsRune("._-+＿．－", r) {
			break
		}
		begin -= size
		first = begin + size
		count++
	}
	if count == 1 {
		first = begin
	}
	s.add(turn, first, end, Email)
}

// spokenEmail masks an address that is said, such as zhang3 艾特 163点com, whose
// last 点 stands at dot.
func (s *search) spokenEmail(turn, dot int) {
	text := s.turns[turn].text
	begin := dot
	for begin > 0 {
		r, size := utf8.DecodeLastRuneInString(text[:begin])
		if s.m.table.of(r)&(letter|digit) == 0 && r != '点' && r != '.' {
			break
		}
		begin -= size
	}
	before := strings.TrimRight(text[:begin], " ")
	for _, at := range []string{"艾特", "圈a", "圈 a", "@", "＠", " at"} {
		// Not by a lower-case copy: that may be longer or shorter.
		if n := len(before) - len(at); n >= 0 && strings.EqualFold(before[n:], at) {
			s.local(turn, n)
			return
		}
	}
	host := strings.ToLower(text[begin:dot])
	for _, at := range []string{"圈a", "at"} {
		if i := strings.LastIndex(host, at); i > 0 && i+len(at) < len(host) {
			s.local(turn, begin+i)
			return
		}
	}
	if i := strings.LastIndex(before, "圈"); i >= 0 && i+len("圈") == len(before) && strings.HasPrefix(host, "a") {
		s.local(turn, i)
	}
}
