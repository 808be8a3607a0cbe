package mask

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"zhijian/analyzers/transcript"
)

// search looks for personal data in one interaction. It is used again for the
// next one.
type search struct {
	m       *Masker
	turns   []turn
	symbols []symbol
	groups  []group
	found   []mark
	values  map[string]Type // of this interaction, as digits
	names   []string        // of this interaction, as written in simplified characters
}

// turn is what a first look at a turn found.
type turn struct {
	role     transcript.Role
	original string
	text     string // in simplified characters, byte for byte beside the original
	hints    []hint
	classes  class // of all characters that are not quiet
	digits   bool  // worth looking for numbers in
	groups   [2]int
	sense    sense // see turnSense
	sensed   bool
}

// hint is a place to look at more closely.
type hint struct {
	at    int32
	class class
}

// mark is a stretch of a turn that must not be readable.
type mark struct {
	turn       int32
	begin, end int32
	typ        Type
}

// run finds everything in the turns.
func (s *search) run(turns []transcript.Turn) {
	s.turns = slices.Grow(s.turns[:0], len(turns))[:len(turns)]
	s.symbols, s.groups, s.found, s.names = s.symbols[:0], s.groups[:0], s.found[:0], s.names[:0]
	clear(s.values)
	var all class
	for i := range turns {
		t := &s.turns[i]
		*t = turn{role: turns[i].Role, original: turns[i].Text, text: turns[i].Text, hints: t.hints[:0]}
		s.look(t)
		all |= t.classes
		if t.digits {
			s.group(int32(i))
		}
	}
	if all&mailer != 0 && s.m.on[Email] {
		s.eachHint(mailer, s.email)
	}
	if all&place != 0 && s.m.on[Plate] {
		s.eachHint(place, s.plate)
	}
	if len(s.groups) > 0 {
		s.join()
		s.numbers()
		s.secrets()
		s.repeated()
		s.markSymbols()
	}
	if all&unit != 0 && s.m.on[Address] {
		s.addresses()
	}
	if all&namer != 0 && s.m.on[Name] {
		s.eachHint(namer, s.name)
		s.repeatedNames()
	}
}

// eachHint calls f for every hint of a class.
func (s *search) eachHint(c class, f func(turn int, at int)) {
	for i := range s.turns {
		if s.turns[i].classes&c == 0 {
			continue
		}
		for _, h := range s.turns[i].hints {
			if h.class&c != 0 {
				f(i, int(h.at))
			}
		}
	}
}

// look goes over a turn once and notes where to look again. The greater part of
// all turns is done with here.
func (s *search) look(t *turn) {
	var all, last class
	run, longest, count, latin := 0, 0, 0, 0
	text, table := t.text, s.m.table
	for i := 0; i < len(text); {
		r, size := rune(text[i]), 1
		switch { // character, spelled out
		case r>>4 == 0xE && i+2 < len(text):
			r, size = r&0xF<<12|rune(text[i+1]&0x3F)<<6|rune(text[i+2]&0x3F), 3
		case r >= utf8.RuneSelf:
			r, size = utf8.DecodeRuneInString(text[i:])
		}
		if table.quiet(r) {
			last, run = 0, 0
			i += size
			continue
		}
		c := table.of(r)
		if c&coder != 0 && r == '位' && !strings.HasPrefix(text[i+size:], "数") && !strings.HasPrefix(text[i+size:], "的数") {
			c &^= coder // only in 六位数字
		}
		all |= c
		if c&digit != 0 {
			run++
			count++
			longest = max(longest, run)
		} else {
			run = 0
			if c&letter != 0 {
				latin++
			}
		}
		if c&(namer|unit|place|mailer) != 0 && telling(r, c, last, text[i+size:]) {
			t.hints = append(t.hints, hint{int32(i), c})
		}
		last = c
		i += size
	}
	t.classes = all
	t.digits = longest >= 2 || count >= 4 || latin >= 3 || latin > 0 && count > 0
	if all&other != 0 && (t.digits || len(t.hints) > 0) {
		t.text = simplify(t.text)
	}
}

// telling reports whether the character r of class c is worth a hint after one of
// class last and before rest: most are only a part of some other word.
func telling(r rune, c, last class, rest string) bool {
	switch {
	case c&unit != 0 && last&(digit|numeral|letter) != 0:
		return true
	case c&mailer != 0:
		return rest != "" && (r == '@' || r == '＠' || r == '艾' && strings.HasPrefix(rest, "特") ||
			r != '艾' && strings.IndexByte("cCnN\xEF", rest[0]) >= 0)
	case c&namer != 0:
		return leadsToName(r, rest)
	case c&place != 0 && rest != "":
		return rest[0] < 0x80 && rest[0] != '\n' || rest[0] == 0xEF
	}
	return false
}

// leadsToName reports whether r and what follows are of the words by which names
// are found.
func leadsToName(r rune, rest string) bool {
	second := ""
	switch r {
	case '先':
		second = "生"
	case '女':
		second = "士"
	case '小':
		second = "姐"
	case '称', '稱':
		second = "呼"
	case '件', '货', '貨', '系':
		second = "人"
	case '名':
		return strings.HasPrefix(rest, "字") || strings.HasPrefix(rest, "是")
	case '机', '機':
		second = "主"
	case '户', '戶':
		return strings.HasPrefix(rest, "主") || strings.HasPrefix(rest, "名")
	}
	return strings.HasPrefix(rest, second)
}

// add notes a stretch of a turn.
func (s *search) add(turn, begin, end int, typ Type) {
	if s.m.on[typ] && begin < end {
		s.found = append(s.found, mark{int32(turn), int32(begin), int32(end), typ})
	}
}

// write puts the marks into the texts. A character that two types claim is of the
// one that was found first.
func (s *search) write(out []Text) {
	slices.SortStableFunc(s.found, func(a, b mark) int { return cmp.Compare(a.turn, b.turn) })
	for i := 0; i < len(s.found); {
		k := i
		for k < len(s.found) && s.found[k].turn == s.found[i].turn {
			k++
		}
		out[s.found[i].turn] = masked(s.turns[s.found[i].turn].original, s.found[i:k])
		i = k
	}
}

// masked is text with marks.
func masked(text string, marks []mark) Text {
	types := make([]Type, len(text))
	for _, m := range marks {
		for i := m.begin; i < m.end; i++ {
			if types[i] == "" {
				types[i] = m.typ
			}
		}
	}
	out := make([]byte, 0, len(text))
	var stretches []Stretch
	for i, r := range text {
		size := utf8.RuneLen(r)
		if r == utf8.RuneError {
			_, size = utf8.DecodeRuneInString(text[i:])
		}
		if types[i] == "" {
			out = append(out, text[i:i+size]...)
			continue
		}
		if size == 1 {
			out = append(out, '*')
		} else {
			out = utf8.AppendRune(out, Mark(r))
		}
		if n := len(stretches); n > 0 && stretches[n-1].End == i && stretches[n-1].Type == types[i] {
			stretches[n-1].End += size
		} else {
			stretches = append(stretches, Stretch{types[i], transcript.Span{Begin: i, End: i + size}})
		}
	}
	return Text{Text: string(out), Masked: stretches}
}
