package normalize

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"zhijian/lexicon/opencc"
)

// plainPrefix is the length of the longest prefix of s that folding leaves alone,
// and tells whether that may have to be simplified. Most texts are such prefixes as a
// whole, and their own normal form.
func plainPrefix(s string) (n int, suspect bool) {
	for n < len(s) {
		c := s[n]
		if c < utf8.RuneSelf {
			if !plainASCII(c) {
				break
			}
			n++
			continue
		}
		if mayBeHan(c) && n+2 < len(s) && s[n+1]&0xC0 == 0x80 && s[n+2]&0xC0 == 0x80 {
			if r := hanAt(s, n); isHan(r) {
				suspect = suspect || opencc.Suspect(r)
				n += hanSize
				continue
			}
		}
		r, size := runeAt(s, n)
		if !plainSign(r) {
			if _, same := foldRune(r); !same || r == utf8.RuneError && size == 1 {
				break
			}
			suspect = suspect || opencc.Suspect(r)
		}
		n += size
	}
	return n, suspect
}

// plainASCII reports whether c, a byte of ASCII, stays as it is wherever it stands:
// blanks, line ends, digits, small letters and the signs but , ? ! ; ( ) ~ do.
func plainASCII(c byte) bool {
	const low, high = 0x77FF_ECFD_0000_0400, 0x3FFF_FFFF_F800_0001
	if c < 64 {
		return uint64(low)>>c&1 != 0
	}
	return uint64(high)>>(c-64)&1 != 0
}

// fold brings s into the normal form but for the script; the first n bytes of
// s are known to be plain.
func fold(s string, n int) Text {
	b := builder{marks: make([]mark, 0, 8)}
	b.norm.Grow(len(s) + len(s)/4)
	b.copy(s[:n], 0)
	last := lastRune(s[:n]) // the rune before i in the normal form
	for i := n; i < len(s); {
		if run, _ := plainPrefix(s[i:]); run > 0 {
			b.copy(s[i:i+run], i)
			last = lastRune(s[i : i+run])
			i += run
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		out, same := foldRune(r)
		switch {
		case joins(r, last, s[i+size:]):
			out = joiner(r)
		case same:
			out = string(r) // U+FFFD for a broken byte
		}
		b.put(out, i, size)
		if out != "" {
			last = lastRune(out)
		}
		i += size
	}
	return b.text(s)
}

// joins reports whether r is a comma inside a number or an apostrophe inside a
// word: punctuation that does not divide.
func joins(r, before rune, rest string) bool {
	switch r {
	case ',':
		return isDigit(before) && isDigit(firstFolded(rest))
	case '’':
		return isLatin(before) && isLatin(firstFolded(rest))
	}
	return false
}

// joiner is the normal form of a joining r.
func joiner(r rune) string {
	if r == '’' {
		return "'"
	}
	return string(r)
}

// firstFolded is the first rune of the normal form of s; 0 when it has none.
func firstFolded(s string) rune {
	for _, r := range s {
		out, same := foldRune(r)
		if same {
			return r
		}
		if out != "" {
			first, _ := utf8.DecodeRuneInString(out)
			return first
		}
	}
	return 0
}

func lastRune(s string) rune {
	r, _ := utf8.DecodeLastRuneInString(s)
	return r
}

func isDigit(r rune) bool { return '0' <= r && r <= '9' }
func isLatin(r rune) bool { return 'a' <= r && r <= 'z' }

// foldRune gives what takes the place of r regardless of its neighbours: the
// empty string when r is dropped, and same when r stays.
func foldRune(r rune) (out string, same bool) {
	switch {
	case r < utf8.RuneSelf:
		return foldASCII(r)
	case 0x3040 <= r && r < 0x3200 || 0x3400 <= r && r < 0xD800:
		return "", true // kana, Han, Hangul
	case dropped(r):
		return "", false
	case 0xFF01 <= r && r <= 0xFF5E:
		return foldFullWidth(r)
	}
	if p := foldPunctuation(r); p != "" {
		return p, false
	}
	if compatible(r) {
		return foldCompatible(r)
	}
	return "", true
}

// foldASCII lowers letters, widens sentence punctuation and drops controls.
func foldASCII(r rune) (string, bool) {
	switch {
	case 'A' <= r && r <= 'Z':
		return string(r + 'a' - 'A'), false
	case r == '\t':
		return " ", false
	case '\v' <= r && r <= '\r':
		return "\n", false
	case plainASCII(byte(r)):
		return "", true
	}
	return widen(r), false
}

// widen gives the full-width form of sentence punctuation and nothing for a
// control character.
func widen(r rune) string {
	switch r {
	case ',':
		return "，"
	case '?':
		return "？"
	case '!':
		return "！"
	case ';':
		return "；"
	case '(':
		return "（"
	case ')':
		return "）"
	case '~':
		return "～"
	}
	return ""
}

// wide is the distance from an ASCII character to its full-width form.
const wide = '！' - '!'

// foldFullWidth narrows full-width letters, digits and symbols; the sentence
// punctuation that is full-width in Chinese stays.
func foldFullWidth(r rune) (string, bool) {
	narrow := r - wide
	if !plainASCII(byte(narrow)) && !('A' <= narrow && narrow <= 'Z') {
		return "", true
	}
	return strings.ToLower(string(narrow)), false
}

// foldPunctuation unifies spaces, line ends, quotes and waves; it gives the
// empty string for any other rune.
func foldPunctuation(r rune) string {
	switch r {
	case '「', '『', '〝', '‘', '｢':
		return "“"
	case '」', '』', '〞', '〟', '’', '｣':
		return "”"
	case '〜', '∼', '﹋', '﹏':
		return "～"
	case '｡':
		return "。"
	case '､':
		return "、"
	case 0x85, 0x2028, 0x2029:
		return "\n"
	}
	if unicode.Is(unicode.Zs, r) {
		return " "
	}
	return ""
}

// dropped reports whether r shows nothing of its own: control and format
// characters, joiners, combining marks (also of strike-through) and variation
// selectors.
func dropped(r rune) bool {
	switch {
	case r == 0x85:
		return false
	case 0x0300 <= r && r <= 0x036F, 0x20D0 <= r && r <= 0x20FF, 0x0483 <= r && r <= 0x0489,
		0xFE00 <= r && r <= 0xFE0F, 0xE0100 <= r && r <= 0xE01EF, 0x180B <= r && r <= 0x180E,
		r == 0x115F, r == 0x1160, r == 0x3164, r == 0xFFA0:
		return true
	}
	return unicode.In(r, unicode.Cc, unicode.Cf)
}

// compatible reports whether r is of a block whose characters only dress up
// others: circled, small, vertical and mathematical forms, radicals and
// compatibility ideographs. Emoji are not among them.
func compatible(r rune) bool {
	switch {
	case r == '²', r == '³', r == '¹',
		0x2070 <= r && r <= 0x209C,   // superscripts and subscripts
		0x2160 <= r && r <= 0x217F,   // Roman numerals
		0x2460 <= r && r <= 0x24FF,   // circled and bracketed
		0x2E80 <= r && r <= 0x2FDF,   // radicals
		0x3200 <= r && r <= 0x33FF,   // circled ideographs, units
		0xF900 <= r && r <= 0xFAFF,   // compatibility ideographs
		0xFE10 <= r && r <= 0xFE19,   // vertical forms
		0xFE30 <= r && r <= 0xFE6B,   // vertical and small forms
		0xFFE0 <= r && r <= 0xFFE6,   // full-width signs
		0x1D400 <= r && r <= 0x1D7FF, // mathematical letters
		0x1F100 <= r && r <= 0x1F16F, // bracketed and squared letters
		0x2F800 <= r && r <= 0x2FA1F:
		return true
	}
	return false
}

// foldCompatible decomposes r and folds what it stands for.
func foldCompatible(r rune) (string, bool) {
	plain := norm.NFKC.String(string(r))
	if plain == string(r) {
		return "", true
	}
	var b strings.Builder
	for _, p := range plain {
		out, same := foldRune(p)
		if same {
			out = string(p)
		}
		b.WriteString(out)
	}
	return b.String(), false
}
