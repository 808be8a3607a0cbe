package mask

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"zhijian/analyzers/transcript"
)

// What is passed by as harmless is what the search finds nothing in.
func TestHarmless(t *testing.T) {
	m := New(Config{})
	parts := rapid.SampledFrom([]string{"13812345678", "1381234", "5678", "0086", "86", "010", "0755", "62220210", "1100120", "11010519491231002X", "110105", "19491231", "002", "x", "X",
		"-", " ", "_", ".", "(", ")", "/", ",", "rec", "a", "www.", "@", "?", "6222021001120032", "7", "2345678"})
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringOf(rapid.OneOf(rapid.RuneFrom([]rune("0123456789-_./xcn@ :")), rapid.Rune())).Draw(t, "text")
		if rapid.Bool().Draw(t, "ASCII") {
			s = rapid.StringOf(rapid.RuneFrom([]rune("0123456789-_./xcnAZ ()+:password"))).Draw(t, "text")
		}
		if rapid.Bool().Draw(t, "numbers") {
			s = strings.Join(rapid.SliceOfN(parts, 0, 12).Draw(t, "parts"), "")
		}
		if longestRun(s) < leastDigits && m.Identifier(s) != m.String(s) {
			t.Fatalf("%q holds a number that only ids have", s)
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
