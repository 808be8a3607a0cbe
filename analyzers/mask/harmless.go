package mask

import "unicode/utf8"

// leastDigits is how many digits a number has at least that is told without a word
// of Chinese beside it: mobile telephones, and others with their area codes.
const leastDigits = 11

// harmless reports whether a text that stands alone cannot hold personal data: all
// but numbers and addresses of mail are told by Chinese characters. Most ids are
// told so at a glance.
func harmless(text string) bool {
	row, ok := digits(text)
	return ok && row < leastDigits
}

// digits counts the digits that may be parts of one number, over the longest row of
// them; false for a text that is not ASCII or may hold an address of mail. Runs of
// digits that stand together with letters are no parts of numbers, x apart, which
// may be a check digit.
func digits(text string) (longest int, ok bool) {
	row, run, mixed := 0, 0, false // the runs so far, and the one at hand
	for i := 0; i <= len(text); i++ {
		c := byte(' ') // ends the last run
		if i < len(text) {
			c = text[i]
		}
		switch {
		case c >= utf8.RuneSelf || c == '@':
			return 0, false
		case '0' <= c && c <= '9' || c|0x20 == 'x':
			run++
		case 'a' <= c|0x20 && c|0x20 <= 'z':
			mixed = true
		case mixed:
			row, run, mixed = 0, 0, false
		default:
			row, run = row+run, 0
			longest = max(longest, row)
		}
	}
	return longest, true
}

// longestRun is the length of the longest run of digits in a text.
func longestRun(text string) int {
	longest, run := 0, 0
	for i := range len(text) {
		if c := text[i]; '0' <= c && c <= '9' {
			run++
			longest = max(longest, run)
		} else {
			run = 0
		}
	}
	return longest
}
