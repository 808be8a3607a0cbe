package mask

import (
	"testing"

	"pgregory.net/rapid"

	"zhijian/analyzers/transcript"
)

// What is passed by as harmless is what the search finds nothing in.
func TestHarmless(t *testing.T) {
	m := New(Config{})
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringOf(rapid.OneOf(rapid.RuneFrom([]rune("0123456789-_./xcn@ :")), rapid.Rune())).Draw(t, "text")
		if rapid.Bool().Draw(t, "ASCII") {
			s = rapid.StringOf(rapid.RuneFrom([]rune("0123456789-_./xcnAZ ()+:password"))).Draw(t, "text")
		}
		if !harmless(s) {
			return
		}
		out := m.Interaction(&transcript.Interaction{Turns: []transcript.Turn{{Text: s}}})
		if len(out[0].Masked) > 0 || out[0].Text != s {
			t.Fatalf("%q is %+v", s, out[0])
		}
	})
}
