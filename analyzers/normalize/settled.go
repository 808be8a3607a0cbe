package normalize

import (
	"unicode"
	"unicode/utf8"

	"zhijian/lexicon/opencc"
)

// settled reports whether s has the form that folding and simplifying give it, by
// one look at each character. Most text has: it is its own normal form.
func settled(s string) bool {
	for i := 0; i < len(s); {
		c := s[i]
		if c < utf8.RuneSelf {
			if !plainASCII(c) {
				return false
			}
			i++
			continue
		}
		if i+2 < len(s) && isCommonHan(c) && s[i+1]&0xC0 == 0x80 && s[i+2]&0xC0 == 0x80 { // most Han characters
			if opencc.Touches(hanAt(s, i)) && opencc.At(s[i:]) != "" {
				return false
			}
			i += hanSize
			continue
		}
		r, size := runeAt(s, i)
		if !isHan(r) && !plainSign(r) {
			if _, same := foldRune(r); !same || r == utf8.RuneError && size == 1 {
				return false
			}
		}
		if opencc.Touches(r) && opencc.At(s[i:]) != "" {
			return false
		}
		i += size
	}
	return true
}

// runeAt decodes the character at i, the common ones fast.
func runeAt(s string, i int) (rune, int) {
	c := s[i]
	if c < utf8.RuneSelf {
		return rune(c), 1
	}
	if i+2 < len(s) && c >= 0xE1 && c != 0xED && c <= 0xEF && s[i+1]&0xC0 == 0x80 && s[i+2]&0xC0 == 0x80 {
		return hanAt(s, i), 3
	}
	return utf8.DecodeRuneInString(s[i:])
}

// hanSize is how many bytes most Han characters have.
const hanSize = 3

// isCommonHan reports whether a character of valid UTF-8 that begins with c is one
// of most Han characters, U+5000 to U+9FFF.
func isCommonHan(c byte) bool { return 0xE5 <= c && c <= 0xE9 }

// hanAt decodes the character of three bytes at i.
func hanAt(s string, i int) rune {
	return rune(s[i]&0x0F)<<12 | rune(s[i+1]&0x3F)<<6 | rune(s[i+2]&0x3F)
}

// isHan reports whether r is a Han character of the block that nearly all are of;
// folding leaves these alone.
func isHan(r rune) bool { return 0x4E00 <= r && r <= 0x9FFF }

// plainSign reports whether r is one of the signs of sentences, which stay.
func plainSign(r rune) bool {
	switch r {
	case '，', '。', '？', '！', '、', '；', '（', '）', '～', '“', '”', '…':
		return true
	}
	return false
}

// isWord reports whether r can be part of a word that is matched.
func isWord(r rune) bool {
	switch {
	case r < utf8.RuneSelf:
		return '0' <= r && r <= '9' || 'A' <= r&^0x20 && r&^0x20 <= 'Z'
	case isHan(r):
		return true
	case plainSign(r):
		return false
	}
	return unicode.IsLetter(r) || unicode.IsDigit(r)
}

// isDigitRune reports whether r is a decimal digit of any script.
func isDigitRune(r rune) bool {
	if r < utf8.RuneSelf {
		return isDigit(r)
	}
	return !isHan(r) && unicode.IsDigit(r)
}

// isHanRune reports whether r is a Han character of any block.
func isHanRune(r rune) bool {
	return isHan(r) || r >= 0x2E80 && unicode.Is(unicode.Han, r)
}
