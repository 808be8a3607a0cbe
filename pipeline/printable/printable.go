// Package printable makes what comes from the input safe and fit to print.
package printable

import (
	"fmt"
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

// Clock is a time in the interaction: 1:02 or 1:01:02; empty when unknown.
func Clock(ms *int64) string {
	if ms == nil {
		return ""
	}
	s := *ms / 1000
	if s >= 3600 {
		return fmt.Sprintf("%d:%02d:%02d", s/3600, s/60%60, s%60)
	}
	return fmt.Sprintf("%d:%02d", s/60, s%60)
}
