package normalize

import (
	"unicode"
)

// Squeeze is the view for finding words that were pulled apart to escape
// detection (傻*逼, 垃 圾, s-b): Norm without what was put between Han characters
// and letters. It gives false, and no text, when nothing was taken out.
//
// Symbols between Han characters always go. What also divides clauses and messages
// (a space, a line end, ，。？！～, brackets, an emoji), and any gap beside a Latin
// letter, goes only where a single character stands alone on one side, and that is
// no interjection (嗯，好的): ordinary clauses and words stay apart. Gaps beside a
// digit stay.
//
// Span of the view maps to Original, as Span of t does.
func (t *Text) Squeeze() (Text, bool) {
	if whole(t.Norm) {
		return Text{}, false
	}
	s := squeezer{text: t, s: t.Norm}
	s.scan()
	if s.kept == 0 {
		return Text{}, false
	}
	s.keep(len(t.Norm))
	return s.out.text(t.Original), true
}

// whole reports at a glance of most texts that nothing goes: every gap divides, and
// beside it no character stands alone but interjections.
func whole(norm string) bool {
	word, n := rune(0), 0 // the last character of a piece, and how many it has so far
	for i := 0; i < len(norm); {
		if isCommonHan(norm, i) {
			word = hanAt(norm, i)
			for i < len(norm) && isCommonHan(norm, i) {
				n++
				i += hanSize
			}
			continue
		}
		r, size := runeAt(norm, i)
		i += size
		if isWord(r) {
			word = r
			n++
			continue
		}
		if !divides(r) || n == 1 && !interjection(word) {
			return false
		}
		n = 0
	}
	return n != 1 || interjection(word)
}

// squeezer walks over the pieces (runs of Han characters or letters) of a
// normal form and copies it without the gaps that go.
type squeezer struct {
	text *Text
	s    string
	out  builder
	kept int // where the part that is not copied yet begins; 0 until a gap went
}

// piece is a run of word characters and the gap before it.
type piece struct {
	begin, end  int
	first, last rune
	alone       bool // one character, and no interjection
}

func (s *squeezer) scan() {
	prev, ok := s.next(0)
	for ok {
		var cur piece
		if cur, ok = s.next(prev.end); !ok {
			return
		}
		if s.removable(prev, cur) {
			s.keep(prev.end)
			s.kept = cur.begin
			cur.alone = false // it no longer stands alone
		}
		prev = cur
	}
}

// next finds the first piece at or after from.
func (s *squeezer) next(from int) (p piece, ok bool) {
	for p.begin = from; p.begin < len(s.s); {
		if isCommonHan(s.s, p.begin) {
			p.first = hanAt(s.s, p.begin)
			break
		}
		r, size := runeAt(s.s, p.begin)
		if isWord(r) {
			p.first = r
			break
		}
		p.begin += size
	}
	n := 0
	for p.end = p.begin; p.end < len(s.s); {
		if isCommonHan(s.s, p.end) {
			for p.end < len(s.s) && isCommonHan(s.s, p.end) {
				n++
				p.end += hanSize
			}
			p.last = hanAt(s.s, p.end-hanSize)
			continue
		}
		r, size := runeAt(s.s, p.end)
		if !isWord(r) {
			break
		}
		n++
		p.last = r
		p.end += size
	}
	p.alone = n == 1 && !interjection(p.first)
	return p, n > 0
}

// removable reports whether the gap between two neighbouring pieces goes.
func (s *squeezer) removable(a, b piece) bool {
	if isDigitRune(a.last) || isDigitRune(b.first) {
		return false
	}
	if a.alone || b.alone {
		return true
	}
	if !isHanRune(a.last) || !isHanRune(b.first) {
		return false
	}
	for _, r := range s.s[a.end:b.begin] {
		if divides(r) {
			return false
		}
	}
	return true
}

// keep copies the normal form from s.kept up to end with its places in the original.
func (s *squeezer) keep(end int) {
	begin := s.kept
	if s.text.marks == nil {
		s.out.copy(s.s[begin:end], begin)
		return
	}
	for k := s.text.find(begin); begin < end; k++ {
		m, stop := s.text.marks[k], end
		if k+1 < len(s.text.marks) {
			stop = min(end, int(s.text.marks[k+1].norm))
		}
		if m.size > 0 {
			s.out.put(s.s[begin:stop], int(m.orig), int(m.size))
		} else {
			s.out.copy(s.s[begin:stop], int(m.orig)+begin-int(m.norm))
		}
		begin = stop
	}
}

// divides reports whether r ends a clause or a message, or sets off what it stands beside.
func divides(r rune) bool {
	switch r {
	case ' ', '\n', '，', '。', '、', '？', '！', '；', '～', ':', '…', '（', '）', '[', ']', '{', '}', '<', '>',
		'“', '”', '"', '《', '》', '【', '】', '〈', '〉':
		return true
	}
	return r > 0x2600 && unicode.Is(unicode.So, r)
}

// interjection reports whether r often makes a clause of its own.
func interjection(r rune) bool {
	switch r {
	case '嗯', '啊', '哦', '噢', '喔', '呃', '额', '诶', '欸', '哎', '唉', '呀', '哈', '哼', '嘿', '咦', '喂',
		'好', '对', '是', '行', '亲', '在', '有', '没', '不', '能', '会', '呢', '吧', '吗', '嘛', '啦', '哟', '哇', '您', '你', '我':
		return true
	}
	return false
}
