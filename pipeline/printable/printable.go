// Package printable makes text that comes from the input safe to print.
package printable

import (
	"strings"
	"unicode"
)

// Text is s without control characters, so that it cannot play tricks on a
// terminal.
func Text(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return -1
		}
		return r
	}, s)
}
