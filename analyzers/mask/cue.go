package mask

import (
	"strings"
)

// reach is how far before a number, in bytes, a cue is looked for.
const reach = 60

// sense tells by the words around what the number of the groups first..last is:
// by what follows it, by the nearest cue before it, and when nothing is said
// before it in its turn, by the turn before.
func (s *search) sense(first, last int32) sense {
	f, l := &s.groups[first], &s.groups[last]
	if k := s.following(s.turns[l.turn].text[l.end:]); k != unknown {
		return k
	}
	k, _ := s.told(f)
	return k
}

// following is the sense of the cue that text begins with.
func (s *search) following(text string) sense {
	for _, c := range s.m.words.after {
		if strings.HasPrefix(text, c.text) {
			return c.sense
		}
	}
	return unknown
}

// told is the sense by what stands before a group, and the text between.
func (s *search) told(g *group) (k sense, between string) {
	text := s.turns[g.turn].text[:g.begin]
	if k, at := s.last(text, reach); k != unknown {
		return k, text[at:]
	}
	if len(text) > 30 && !strings.ContainsAny(text[len(text)-len("，收到了是"):], "，。,") {
		return unknown, ""
	}
	for i, looked := int(g.turn)-1, 0; i >= 0 && looked < 3; i, looked = i-1, looked+1 {
		if s.thin(s.turns[i].text) {
			continue
		}
		return s.turnSense(i), ""
	}
	return unknown, ""
}

// turnSense is the sense of the last cue of a turn. It is looked for once: each of many
// numbers may ask.
func (s *search) turnSense(turn int) sense {
	t := &s.turns[turn]
	if !t.sensed {
		t.sense, _ = s.last(t.text, len(t.text))
		t.sensed = true
	}
	return t.sense
}

// last is the sense of the last cue in the last n bytes of text, and where the
// cue ends. Of cues that end together the longest counts.
func (s *search) last(text string, n int) (sense, int) {
	from := max(0, len(text)-n)
	best, end, size := unknown, -1, 0
	for i, r := range text[from:] {
		if s.m.table.of(r)&cuer == 0 {
			continue
		}
		at := from + i
		for _, c := range s.m.words.cues[r] {
			if e := at + len(c.text); (e > end || e == end && len(c.text) > size) && strings.HasPrefix(text[at:], c.text) {
				best, end, size = c.sense, e, len(c.text)
			}
		}
	}
	return best, end
}

// take marks the groups as one value and its characters as unreadable, but for
// the ends that are customary.
func (s *search) take(groups []int32, typ Type) {
	var symbols []*symbol
	for _, g := range groups {
		grp := &s.groups[g]
		grp.taken = true
		for i := grp.first; i < grp.last; i++ {
			symbols = append(symbols, &s.symbols[i])
		}
	}
	var digits strings.Builder
	for _, sym := range symbols {
		digits.WriteByte(sym.value)
	}
	value := digits.String()
	if s.values == nil {
		s.values = map[string]Type{}
	}
	s.values[value] = typ
	head, tail := ends(typ, value)
	for _, sym := range symbols[head : len(symbols)-tail] {
		sym.typ = typ
	}
}

// ends are how many characters stay readable at either end of a value.
func ends(typ Type, value string) (head, tail int) {
	switch typ {
	case Mobile:
		return 3 + len(value) - 11, 4
	case Landline:
		return areaCode(value), 4
	case Identity:
		if len(value) == 15 {
			return 3, 3
		}
		return 3, 4
	case BankCard:
		return 6, 4
	}
	return 0, 0
}

// secrets finds verification codes and passwords: what follows their names, or
// answers a question for them.
func (s *search) secrets() {
	for i := range s.groups {
		g := &s.groups[i]
		if !s.codeNear(int(g.turn)) || g.taken || g.quantity || g.echo > 0 || g.joined && s.groups[g.before].taken && s.groups[g.before].turn == g.turn {
			continue
		}
		if !s.reaches(int32(i), 4) {
			continue
		}
		k, between := s.told(g)
		if f := s.following(s.turns[g.turn].text[g.end:]); f == codeNumber || f == passwordNumber {
			k, between = f, ""
		}
		if k != codeNumber && k != passwordNumber || len(between) > 36 || strings.ContainsAny(between, "。！？?!") {
			continue
		}
		s.secret(int32(i), k, between)
	}
}

// codeNear reports whether a code or password may be spoken of in a turn or in
// those before it.
func (s *search) codeNear(turn int) bool {
	for i := turn; i >= max(0, turn-6); i-- {
		if s.turns[i].classes&coder != 0 {
			return true
		}
	}
	return false
}

// secret takes the groups from g on when they can be a code or a password.
func (s *search) secret(g int32, k sense, between string) {
	typ, least, longest := Code, 4, 8
	if k == passwordNumber {
		typ, longest = Password, 20
	}
	var groups []int32
	size, digits := 0, 0
	for next := g; next >= 0; next = s.after(next) {
		grp := &s.groups[next]
		if grp.taken || grp.quantity || size+grp.len() > longest {
			break
		}
		groups = append(groups, next)
		size += grp.len()
		for _, sym := range s.symbols[grp.first:grp.last] {
			if sym.value <= '9' {
				digits++
			}
		}
	}
	word := digits == 0 && size >= 6 && (between == "" || strings.HasSuffix(between, "是") || strings.HasSuffix(between, "为") || strings.HasSuffix(between, "："))
	if size >= least && (digits >= 3 || word && typ == Password) {
		s.take(groups, typ)
		if typ == Password {
			s.signs(groups)
		}
	}
}

// signs masks what else is written in a password: Abcd@1234!
func (s *search) signs(groups []int32) {
	g, last := &s.groups[groups[0]], &s.groups[groups[len(groups)-1]]
	text := s.turns[g.turn].text
	begin, end := int(g.begin), int(g.end)
	if last.turn == g.turn {
		end = int(last.end)
	}
	sign := func(c byte) bool { return c > ' ' && c < 0x7F && c != ',' && c != ';' && c != ':' && c != '"' }
	for begin > 0 && sign(text[begin-1]) {
		begin--
	}
	for end < len(text) && sign(text[end]) {
		end++
	}
	for i := begin; i < end; i++ {
		if sign(text[i]) && (i < int(g.begin) || i >= int(g.end)) {
			s.add(int(g.turn), i, i+1, Password)
		}
	}
}

// repeated hides what was found once wherever it is said again.
func (s *search) repeated() {
	for i := range s.groups {
		g := &s.groups[i]
		if g.echo > 0 {
			s.copyMarks(g, &s.groups[g.echo-1])
			continue
		}
		if g.taken || len(s.values) == 0 || g.quantity {
			continue
		}
		if typ, ok := s.values[s.text(i)]; ok {
			s.take([]int32{int32(i)}, typ)
		}
	}
}

// copyMarks hides of a repetition what is hidden of the original.
func (s *search) copyMarks(to, from *group) {
	for k := range to.last - to.first {
		if t := s.symbols[from.first+k].typ; t != "" {
			s.symbols[to.first+k].typ = t
		}
	}
}

// markSymbols notes the characters of all numbers that were found.
func (s *search) markSymbols() {
	for i := range s.groups {
		g := &s.groups[i]
		for k := g.first; k < g.last; k++ {
			if sym := &s.symbols[k]; sym.typ != "" {
				s.add(int(g.turn), int(sym.begin), int(sym.end), sym.typ)
			}
		}
	}
}
