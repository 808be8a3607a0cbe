package mask

import (
	"strings"
	"unicode/utf8"
)

// symbol is a digit or letter, in any script.
type symbol struct {
	begin, end int32 // bytes of its turn
	value      byte  // 0-9, a-z
	typ        Type  // of the value that it must not be readable as; empty: readable
}

// group is a run of digits and letters with nothing between.
type group struct {
	turn        int32
	first, last int32 // symbols [first, last)
	begin, end  int32 // bytes
	letters     bool  // holds letters
	quantity    bool  // a number of things: 三百, 20分钟
	taken       bool  // belongs to a value that was found
	joined      bool  // goes on from group before
	before      int32 // of the same number, if joined
	between     string
	echo        int32 // 1 + the group that this one repeats; 0: none
}

// wordRunes make words with 一 before them, which is no digit then: 一直, 一下.
const wordRunes = "直下个样些起定般共会次边旦向切律时再"

func next(text string) rune {
	r, _ := utf8.DecodeRuneInString(text)
	return r
}

func (g *group) len() int { return int(g.last - g.first) }

// group cuts the digits and letters of a turn into groups.
func (s *search) group(turn int32) {
	t := &s.turns[turn]
	t.groups[0] = len(s.groups)
	table := s.m.table
	open := false
	for i := 0; i < len(t.text); {
		r, size := character(t.text, i)
		if table.quiet(r) {
			open = false
			i += size
			continue
		}
		c := table.of(r)
		if c&(digit|letter) == 0 || open && r == '一' && strings.ContainsRune(wordRunes, next(t.text[i+size:])) {
			open = false
			i += size
			continue
		}
		if !open {
			s.groups = append(s.groups, group{turn: turn, first: int32(len(s.symbols)), begin: int32(i)})
			open = true
		}
		g := &s.groups[len(s.groups)-1]
		n := s.times(g, t.text[i:], i)
		if n == 0 {
			n = size
			s.symbols = append(s.symbols, symbol{begin: int32(i), end: int32(i + size), value: value(r)})
		}
		g.letters = g.letters || c&letter != 0
		i += n
		g.end, g.last = int32(i), int32(len(s.symbols))
	}
	t.groups[1] = len(s.groups)
	for i := t.groups[0]; i < t.groups[1]; i++ {
		g := &s.groups[i]
		g.quantity = g.len() <= 6 && !g.letters && (counts(t.text[g.end:]) || strings.HasSuffix(t.text[:g.begin], "第"))
	}
}

// times reads 三个八: as many digits as are said, spread over three characters.
// It returns the bytes that it read.
func (s *search) times(g *group, text string, at int) int {
	const each = "个"
	r, size := utf8.DecodeRuneInString(text)
	n := int(value(r)) - '0'
	if size != 3 || n < 2 || n > 6 || !strings.HasPrefix(text[size:], each) {
		return 0
	}
	d, dsize := utf8.DecodeRuneInString(text[size+len(each):])
	v := value(d)
	if v < '0' || v > '9' || s.m.table.of(d)&digit == 0 || counts(text[size+len(each)+dsize:]) {
		return 0
	}
	whole := size + len(each) + dsize
	g.quantity = false
	ends := []int{0, size, size + len(each), whole}
	for i := range n {
		k := min(i, 2)
		if i == n-1 {
			k = 2
		}
		s.symbols = append(s.symbols, symbol{begin: int32(at + ends[k]), end: int32(at + ends[k+1]), value: v})
	}
	return whole
}

// counts reports whether what follows a number makes it a quantity, a date or a
// time.
func counts(rest string) bool {
	r, size := utf8.DecodeRuneInString(rest)
	if r == utf8.RuneError {
		return false
	}
	if r == '点' && (strings.HasPrefix(rest[size:], "c") || strings.HasPrefix(rest[size:], "n")) {
		return false // of a domain
	}
	return strings.ContainsRune("十百千万亿半元块毛角分点年月日天周秒小次位名条兆个件台号岁折倍米斤公种页张套份度%％:：/", r)
}

// join connects the groups that are parts of one number: with no more between
// than a blank, a dash or 嗯, in one turn or from turn to turn of one side.
func (s *search) join() {
	var side [2]int32 // 1 + the last group of either side that may go on in the next turn
	for i := range s.turns {
		t := &s.turns[i]
		k := sideOf(t)
		if t.groups[0] == t.groups[1] {
			if side != [2]int32{} && !s.thin(t.text) {
				side[k] = 0
				if len(t.text) > 30 {
					side[1-k] = 0
				}
			}
			continue
		}
		first, last := int32(t.groups[0]), int32(t.groups[1]-1)
		for g := first + 1; g <= last; g++ {
			between := t.text[s.groups[g-1].end:s.groups[g].begin]
			if s.joint(between) {
				s.groups[g].joined, s.groups[g].before, s.groups[g].between = true, g-1, between
			}
		}
		echoed := s.echoes(i)
		if open := side[k]; open > 0 && !echoed && s.thin(t.text[:s.groups[first].begin]) {
			g := &s.groups[first]
			g.joined, g.before, g.between = true, open-1, "\n"
		}
		switch {
		case echoed: // the side that is repeated goes on
			side[k] = 0
		case s.thin(t.text[s.groups[last].end:]):
			side[k], side[1-k] = last+1, 0
		default:
			side = [2]int32{}
		}
	}
}

// sideOf is 0 for the customer and 1 for everybody else.
func sideOf(t *turn) int {
	if t.role == "customer" {
		return 0
	}
	return 1
}

// echoes notes which groups of a turn repeat the turn before, and reports whether
// the turn says no other number.
func (s *search) echoes(turn int) bool {
	t := &s.turns[turn]
	if turn == 0 {
		return false
	}
	before := s.turns[turn-1].groups
	if before[0] == before[1] {
		return false
	}
	find := s.finder(before[0], before[1])
	all := true
	for g := t.groups[0]; g < t.groups[1]; g++ {
		b := -1
		if s.groups[g].len() > 1 {
			b = find(g)
		}
		s.groups[g].echo = int32(b + 1)
		all = all && b >= 0
	}
	return all && s.turns[turn-1].role != t.role
}

// fewGroups is how many groups are searched one by one.
const fewGroups = 32

// finder returns a function that finds the last of the groups [first, behind) that says
// the same as a group; -1 when there is none. A turn may consist of nothing but groups,
// and so may the next: many are looked up.
func (s *search) finder(first, behind int) func(g int) int {
	if behind-first <= fewGroups {
		return func(g int) int {
			for b := behind - 1; b >= first; b-- {
				if s.equal(&s.groups[g], &s.groups[b]) {
					return b
				}
			}
			return -1
		}
	}
	last := make(map[string]int, behind-first)
	for b := first; b < behind; b++ {
		last[s.text(b)] = b
	}
	return func(g int) int {
		if b, ok := last[s.text(g)]; ok {
			return b
		}
		return -1
	}
}

// equal reports whether two groups say the same.
func (s *search) equal(a, b *group) bool {
	if a.len() != b.len() {
		return false
	}
	for i := range a.last - a.first {
		if s.symbols[a.first+i].value != s.symbols[b.first+i].value {
			return false
		}
	}
	return true
}

// text is the value of a group.
func (s *search) text(g int) string {
	var b strings.Builder
	for _, sym := range s.symbols[s.groups[g].first:s.groups[g].last] {
		b.WriteByte(sym.value)
	}
	return b.String()
}

// joint reports whether text is no more than a pause inside a number.
func (s *search) joint(text string) bool { return len(text) <= 30 && s.thin(text) }

// thin reports whether text is short and says nothing: 嗯, 您说, blanks.
func (s *search) thin(text string) bool {
	if len(text) > 36 {
		return false
	}
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		if s.m.table.of(r)&blank != 0 || r == '！' || r == '?' || r == '？' || r == '~' {
			i += size
			continue
		}
		if s.m.table.of(r)&idle == 0 {
			return false
		}
		n := prefix(text[i:], s.m.words.fillers)
		if n == 0 {
			return false
		}
		i += n
	}
	return true
}

// prefix is the length of the first of words that text begins with; 0: of none.
func prefix(text string, words []string) int {
	for _, w := range words {
		if strings.HasPrefix(text, w) {
			return len(w)
		}
	}
	return 0
}
