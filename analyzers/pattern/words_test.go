package pattern

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"zhijian/analyzers/phrase"
)

// TestTable looks up every symbol in tables of words: the words of its row that begin with
// it are all that do, each once and in their order, and one that is said to stand alone
// lets none of the later ones stand where it does.
func TestTable(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		symbol := rapid.Custom(func(t *rapid.T) phrase.Symbol { return phrase.Symbol(rapid.IntRange(1, 300).Draw(t, "symbol")) })
		words := rapid.SliceOfN(rapid.SliceOfN(symbol, 1, 3), 1, 60).Draw(t, "words")
		s := newStore()
		n := &node{}
		for _, w := range words {
			n.head.add(w[0])
		}
		s.addTable([][]phrase.Symbol{{7}, {8}})
		n.arg = s.addTable(words)
		if size := len(s.words); s.addTable(words) != n.arg || len(s.words) != size {
			t.Fatal("the same words are laid out twice")
		}
		for first := range phrase.Symbol(301) {
			var want, got [][]phrase.Symbol
			for _, w := range words {
				if w[0] == first && !slices.ContainsFunc(want, func(o []phrase.Symbol) bool { return slices.Equal(o, w) }) {
					want = append(want, w)
				}
			}
			if n.head.may(first) {
				got = rowOf(t, s.words[s.row(n, first):])
				got = slices.DeleteFunc(got, func(w []phrase.Symbol) bool { return w[0] != first })
			}
			if !slices.EqualFunc(got, want, slices.Equal) {
				t.Fatalf("symbol %d: got %v, want %v", first, got, want)
			}
		}
	})
}

// rowOf reads the row at the beginning of symbols and checks its signs.
func rowOf(t *rapid.T, symbols []phrase.Symbol) (row [][]phrase.Symbol) {
	var signs []phrase.Symbol
	for last := false; !last; {
		sign := symbols[0]
		end := 1 + int(sign&sizeOfWord)
		row, signs = append(row, symbols[1:end]), append(signs, sign)
		symbols, last = symbols[end:], sign&lastWord != 0
	}
	for i, word := range row {
		together := slices.ContainsFunc(row[i+1:], func(w []phrase.Symbol) bool {
			both := min(len(w), len(word))
			return slices.Equal(w[:both], word[:both])
		})
		if together == (signs[i]&aloneWord != 0) {
			t.Fatalf("word %d of %v is said to stand alone, or not, wrongly", i, row)
		}
	}
	return row
}
