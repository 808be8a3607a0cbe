package tabulate

import (
	"testing"

	"pgregory.net/rapid"
)

// Characters are counted from the place before, in any order of places.
func TestCharsBeforeAPlace(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		turns := rapid.SliceOfN(rapid.StringOfN(rapid.SampledFrom([]rune("a您𠮷 é")), 0, 40, -1), 1, 3).Draw(t, "turns")
		var p places
		for range 20 {
			k := rapid.IntRange(0, len(turns)-1).Draw(t, "turn")
			text := []rune(turns[k])
			chars := rapid.IntRange(0, len(text)).Draw(t, "chars")
			if got := p.charsBefore(turns[k], k, len(string(text[:chars]))); got != int32(chars) {
				t.Fatalf("%d characters before a place of %q, want %d", got, turns[k], chars)
			}
		}
	})
}
