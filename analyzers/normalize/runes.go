package normalize

import (
	"unicode"
	"unicode/utf8"
)

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

// mayBeHan reports whether a character of valid UTF-8 that begins with c has three
// bytes and is one of those that opencc knows, or a sign: U+3000 to U+9FFF.
func mayBeHan(c byte) bool { return 0xE3 <= c && c <= 0xE9 }

// isCommonHan reports whether the character at i of valid UTF-8 is one of the Han
// characters that nearly all are, as isHan does.
func isCommonHan(s string, i int) bool {
	c := s[i]
	return 0xE5 <= c && c <= 0xE9 || c == 0xE4 && s[i+1] >= 0xB8
}

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
