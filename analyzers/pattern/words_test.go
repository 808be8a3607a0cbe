package pattern

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"zhijian/analyzers/phrase"
)

// TestTable looks up every symbol in tables of words: those that no word begins with,
// Unknown among them, have no row, and the rows of the others keep the order of the words.
func TestTable(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		symbol := rapid.Custom(func(t *rapid.T) phrase.Symbol { return phrase.Symbol(rapid.IntRange(1, 300).Draw(t, "symbol")) })
		words := rapid.SliceOfN(rapid.SliceOfN(symbol, 1, 3), 1, 60).Draw(t, "words")
		s := &store{words: make([]phrase.Symbol, 5)}
		slots := s.addTable(words)
		for first := range phrase.Symbol(301) {
			var want, got [][]phrase.Symbol
			for _, w := range words {
				if w[0] == first {
					want = append(want, w)
				}
			}
			if at := s.row(5, slots, first); at != 0 {
				n := int(s.words[at])
				for at++; n > 0; n-- {
					size := int32(s.words[at])
					got = append(got, s.words[at+1:at+1+size])
					at += 1 + size
				}
			}
			if !slices.EqualFunc(got, want, slices.Equal) {
				t.Fatalf("symbol %d: got %v, want %v", first, got, want)
			}
		}
	})
}
