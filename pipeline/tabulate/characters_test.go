package tabulate

import (
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestCharacters(t *testing.T) {
	text := rapid.OneOf(rapid.String(), rapid.StringOf(rapid.SampledFrom([]rune("a好é🞶，"))))
	rapid.Check(t, func(t *rapid.T) {
		s := text.Draw(t, "text")
		if got, want := characters(s), utf8.RuneCountInString(s); got != want {
			t.Fatalf("%d characters, want %d", got, want)
		}
	})
}
