package mask

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// name masks the given name that is found by a hint: 我叫张伟, 姓张，叫伟, 张伟先生,
// or the answer to a question for the name.
func (s *search) name(turn, at int) {
	text := s.turns[turn].text
	word := len("姓名")
	hint := next(text[at:])
	if at+word > len(text) && hint != '叫' && hint != '姓' {
		return // half a word at the end, such as 系 of 联系
	}
	switch hint {
	case '先', '女', '小':
		if !strings.HasPrefix(text[at+word:], "姐") {
			s.titled(turn, at)
		}
	case '叫':
		if sure := endsWith(text[:at], s.m.words.sure); sure || endsWith(text[:at], s.m.words.callers) {
			s.introduced(turn, at+len("叫"), sure)
		}
	case '姓':
		if strings.HasPrefix(text[at:], "姓名") {
			s.introduced(turn, at+word+colon(text[at+word:]), false)
		} else {
			s.surnameTold(turn, at+len("姓"))
		}
	case '名', '件', '货', '系', '机', '户':
		s.introduced(turn, at+word+colon(text[at+word:]), false)
	}
	if s.turns[turn].role != "customer" && (prefix(text[at:], s.m.words.asked) > 0 || prefix(text[max(0, at-len("贵")):], s.m.words.asked) > 0) {
		s.answered(turn)
	}
}

// colon is the length of what stands between 姓名 and a name.
func colon(text string) int {
	n := 0
	for _, skip := range []string{"就", "是", "为", "叫", "：", ":", " "} {
		if strings.HasPrefix(text[n:], skip) {
			n += len(skip)
		}
	}
	return n
}

// surname is the length of the surname that text begins with; 0: of none.
func (s *search) surname(text string) int {
	if s.m.table.of(next(text))&family == 0 {
		return 0
	}
	if n := prefix(text, s.m.words.no); n > 0 {
		return 0
	}
	if n := prefix(text, s.m.words.double); n > 0 {
		return n
	}
	if n := len(string(next(text))); strings.Contains(s.m.words.singles, text[:n]) {
		return n
	}
	return 0
}

// given is the length of the given name that text begins with, and whether it
// ends where the clause ends.
func (s *search) given(text string) (n int, ends bool) {
	var sizes []int
	for _, r := range text {
		if len(sizes) == 3 || s.m.table.of(r)&han == 0 {
			break
		}
		sizes = append(sizes, utf8.RuneLen(r))
	}
	if len(sizes) == 0 || prefix(text, s.m.words.noGiven) > 0 {
		return 0, false
	}
	first := sizes[0]
	switch len(sizes) {
	case 1:
		return first, true
	case 2:
		if strings.ContainsAny(text[first:first+sizes[1]], "的了吗吧呢啊呀哦") {
			return first, true
		}
		return first + sizes[1], true
	}
	both := first + sizes[1]
	switch next := text[first:]; {
	case prefix(next, s.m.words.titles) > 0, strings.ContainsAny(next[:sizes[1]], "我的是想在要你吗呢吧啊呀了这那就和跟有上今昨前刚去给打问请帮也都不没还很又电联手身哈哦嗯您他她它先女买报咨查办"):
		return first, prefix(next, s.m.words.titles) > 0
	}
	return both, prefix(text[both:], s.m.words.titles) > 0 || strings.ContainsAny(text[both:both+sizes[2]], "的了吗吧呢啊呀哦我")
}

// introduced masks the name that begins at a place. Unless the cue is sure, the
// clause must end with the name.
func (s *search) introduced(turn, begin int, sure bool) {
	text := s.turns[turn].text[begin:]
	n := s.surname(text)
	if n == 0 {
		return
	}
	given, ends := s.given(text[n:])
	if given > 0 && (sure || ends) {
		s.addName(turn, begin, n, given)
	}
}

// surnameTold masks the given name after 姓张: 姓张，张伟, 姓张，叫伟, 姓张，单名一个伟字.
func (s *search) surnameTold(turn, begin int) {
	text := s.turns[turn].text
	n := s.surname(text[begin:])
	if n == 0 {
		return
	}
	surname := text[begin : begin+n]
	rest := begin + n
	rest += len(text[rest:]) - len(strings.TrimLeft(text[rest:], "，, 、。"))
	for _, lead := range []string{"我叫", "叫做", "叫", "名字", "名"} {
		if strings.HasPrefix(text[rest:], lead) {
			rest += len(lead)
			if given, ends := s.given(strings.TrimPrefix(text[rest:], surname)); given > 0 && ends {
				if strings.HasPrefix(text[rest:], surname) {
					s.addName(turn, rest, n, given)
				} else {
					s.add(turn, rest, rest+given, Name)
				}
			}
			return
		}
	}
	for i, r := range text[begin+n:] { // 我姓刘，刘备的刘，刘志强
		if next := begin + n + i + utf8.RuneLen(r); s.m.table.of(r)&blank != 0 && strings.HasPrefix(text[next:], surname) {
			s.introduced(turn, next, false)
		}
	}
}

// titled masks the given name before a title at a place.
func (s *search) titled(turn, at int) {
	text := s.turns[turn].text[:at]
	var starts []int
	for i := at; i > 0 && len(starts) < 4; {
		r, size := utf8.DecodeLastRuneInString(text[:i])
		if s.m.table.of(r)&han == 0 {
			break
		}
		i -= size
		starts = append(starts, i)
	}
	for _, size := range []int{4, 3, 2} {
		if size > len(starts) {
			continue
		}
		begin := starts[size-1]
		n := s.surname(text[begin:])
		if n == 0 || (size == 4) != (n > 3) && size != 3 || n == at-begin {
			continue
		}
		if prefix(text[begin+n:], s.m.words.noGiven) == 0 && !strings.ContainsAny(text[begin+n:], "位好") {
			s.addName(turn, begin, n, at-begin-n)
			return
		}
	}
}

// answered masks a name that is all that the turn after a question says.
func (s *search) answered(turn int) {
	for i := turn + 1; i < len(s.turns) && i <= turn+2; i++ {
		t := &s.turns[i]
		if t.role == s.turns[turn].role {
			continue
		}
		if t.classes&other != 0 {
			t.text = simplify(t.text)
		}
		begin := 0
		for n := 1; n > 0; begin += n {
			n = prefix(t.text[begin:], []string{"是的", "对的", "对", "我是", "我叫", "叫", "姓名", "名字", "嗯", "哦", "啊", "呃", "好的", "我", "是", "，", " ", "、", "。", "："})
		}
		s.introduced(i, begin, false)
		return
	}
}

// addName masks the given name of a name that begins at a place, and remembers
// the name.
func (s *search) addName(turn, begin, surname, given int) {
	s.add(turn, begin+surname, begin+surname+given, Name)
	if name := s.turns[turn].text[begin : begin+surname+given]; len(name) >= 6 {
		s.names = append(s.names, name)
	}
}

// repeatedNames masks every name that was found wherever it is said again.
func (s *search) repeatedNames() {
	slices.Sort(s.names)
	for _, name := range slices.Compact(s.names) { // the same one may be told thousands of times
		n := s.surname(name)
		if n == 0 {
			continue
		}
		for i := range s.turns {
			for text, at := s.turns[i].text, 0; ; {
				k := strings.Index(text[at:], name)
				if k < 0 {
					break
				}
				s.add(i, at+k+n, at+k+len(name), Name)
				at += k + len(name)
			}
		}
	}
}
