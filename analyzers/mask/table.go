package mask

import (
	"strings"
	"unicode/utf8"

	"zhijian/lexicon/opencc"
)

// class says what a character can be part of.
type class uint16

const (
	digit   class = 1 << iota // 0-9 in any width, circled, or said: 幺二三
	numeral                   // what makes a quantity of digits: 十百千
	letter                    // A-Z in any width
	blank                     // what may stand between the parts of a number
	han                       // a Chinese character
	namer                     // the first character of what names are found by
	unit                      // of a house, floor or room
	place                     // the province of a licence plate
	mailer                    // what e-mail addresses are found by
	idle                      // the first character of what says nothing: 嗯
	family                    // the first character of a surname
	coder                     // 码: of a code or password
	other                     // Traditional: the text is simplified before it is searched
	cuer                      // the first character of what tells the number behind it
)

// The characters of the classes.
const (
	digitRunes   = "零〇一二三四五六七八九幺两"
	numeralRunes = "十百千万亿半"
	blankRunes   = " \t\n-_.,·•・、，。．—－–　()（）\u200B\u200C\u200D\u2060\uFEFF\uFE0F\u20E3\u00A0"
	namerRunes   = "叫姓名先女小称件货系机户"
	unitRunes    = "号栋幢弄座室单楼"
	placeRunes   = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使"
	coderRunes   = "码令位"
	mailerRunes  = "@＠艾点"
)

// table gives the classes of the characters below U+10000. Traditional
// characters are of the classes of their simplified forms.
type table struct {
	classes [0x10000]class
	telling [0x10000 / 64]uint64 // a bit each: those that are not quiet
}

func newTable(w *words) *table {
	t := &table{}
	classify(&t.classes, w)
	for r, c := range t.classes {
		if c&^(han|idle|family|cuer) != 0 {
			t.telling[r/64] |= 1 << (r % 64)
		}
	}
	return t
}

// classify fills in the classes.
func classify(t *[0x10000]class, w *words) {
	for r := rune('0'); r <= '9'; r++ {
		t[r] |= digit
		t[r-'0'+'０'] |= digit
	}
	for r := 'a'; r <= 'z'; r++ {
		for _, l := range []rune{r, r - 'a' + 'A', r - 'a' + 'ａ', r - 'a' + 'Ａ'} {
			t[l] |= letter
		}
	}
	for r := '①'; r <= '⑨'; r++ {
		t[r] |= digit
	}
	for r := rune(0x3400); r < 0xA000; r++ {
		t[r] |= han
	}
	for runes, c := range map[string]class{digitRunes: digit, numeralRunes: numeral, blankRunes: blank, namerRunes: namer,
		unitRunes: unit, placeRunes: place, mailerRunes: mailer, coderRunes: coder} {
		for _, r := range runes {
			t[r] |= c
		}
	}
	for _, f := range w.fillers {
		t[firstRune(f)] |= idle
	}
	for r := range w.cues {
		t[r] |= cuer
	}
	for _, name := range append(strings.Split(w.singles, ""), w.double...) {
		t[firstRune(name)] |= family
	}
	for r := rune(0x3400); r < 0xA000; r++ {
		one := string(r)
		if simple := opencc.At(one); len(simple) == len(one) && simple != one {
			t[r] |= other | t[firstRune(simple)]
		}
	}
}

func firstRune(s string) rune {
	for _, r := range s {
		return r
	}
	return 0
}

// of is the class of a character.
func (t *table) of(r rune) class {
	if r < 0x10000 && r >= 0 {
		return t.classes[r]
	}
	return 0
}

// quiet reports whether a character says nothing by itself, as most do: it is of no
// class, or of those of a Chinese word.
func (t *table) quiet(r rune) bool {
	return r >= 0x10000 || t.telling[r>>6&0x3FF]>>(r&63)&1 == 0
}

// character is the character of a text, which is valid UTF-8, that begins at a place.
func character(text string, at int) (r rune, size int) {
	if at+2 < len(text) && text[at]>>4 == 0xE { // most
		return rune(text[at]&0xF)<<12 | rune(text[at+1]&0x3F)<<6 | rune(text[at+2]&0x3F), 3
	}
	return utf8.DecodeRuneInString(text[at:])
}

// value is the digit that r stands for, or its letter in lower case; 0 when it is
// neither.
func value(r rune) byte {
	switch {
	case '０' <= r && r <= 'ｚ':
		r -= '０' - '0'
	case '①' <= r && r <= '⑨':
		return byte(r-'①') + '1'
	}
	switch {
	case '0' <= r && r <= '9', 'a' <= r && r <= 'z':
		return byte(r)
	case 'A' <= r && r <= 'Z':
		return byte(r - 'A' + 'a')
	case r == '幺':
		return '1'
	case r == '两':
		return '2'
	case r == '〇':
		return '0'
	}
	const said = "零一二三四五六七八九"
	if i := strings.IndexRune(said, r); i >= 0 && r >= 0x4E00 {
		return byte('0' + i/3)
	}
	return 0
}

// simplify writes s in simplified characters without moving a byte.
func simplify(s string) string {
	out := []byte(s)
	for i := 0; i < len(s); {
		if simple := opencc.At(s[i:]); simple != "" {
			copy(out[i:], simple)
			i += len(simple)
			continue
		}
		i++
	}
	return string(out)
}
