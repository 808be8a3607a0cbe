package acts

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"zhijian/analyzers/pattern"
	"zhijian/analyzers/phrase"
)

// simpleClauses is clauses one character after the other.
func simpleClauses(text []rune) (out []clause) {
	next := func(begin, end int, ends func(rune) bool) clause {
		for begin < end && ends(text[begin]) {
			begin++
		}
		c := clause{begin: begin, end: begin}
		for c.end < end && !ends(text[c.end]) {
			c.end++
		}
		return c
	}
	for sentence := next(0, len(text), endsSentence); sentence.begin < len(text); sentence = next(sentence.end, len(text), endsSentence) {
		first := next(sentence.begin, sentence.end, endsClause)
		if several := next(first.end, sentence.end, endsClause).begin < sentence.end; several && sentence.end-sentence.begin <= maxClause {
			out = append(out, sentence)
		}
		for c := first; c.begin < sentence.end; c = next(c.end, sentence.end, endsClause) {
			out = windows(out, c)
		}
	}
	return out
}

// TestALineIsMarked holds the marks of a line, and the clauses between them, to looking
// at each place by itself.
func TestALineIsMarked(t *testing.T) {
	letters := rapid.SampledFrom([]rune("好的吗吗吗吗。。！？；\n_，、:～ “…[]a"))
	alphabet, k := phrase.NewAlphabet(pattern.Edges), newMarks()
	var l line
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOfN(letters, 0, 90, -1).Draw(t, "text")
		l.read(alphabet, text)
		l.mark(k)
		if got, want := clauses(nil, l.Runes, l.signs), simpleClauses(l.Runes); !slices.Equal(got, want) {
			t.Fatalf("clauses %v, want %v", got, want)
		}
		begin, size := 0, len(l.Symbols)
		var sentences []clause
		for i := range size + 1 {
			ended := i > 0 && k.isEnd(l.Symbols[i-1])
			opening, closing := i == 0 || k.isEdge(l.Symbols[i-1]), i == size || k.isEdge(l.Symbols[i]) || ended
			if got := l.edges[i]; got&opens != 0 != opening || got&closes != 0 != closing {
				t.Fatalf("place %d has edges %b; opens: %t, closes: %t", i, got, opening, closing)
			}
			if ended || i == size && begin < size {
				sentences = append(sentences, clause{begin, i})
				begin = i
			}
		}
		if !slices.Equal(l.sentences, sentences) {
			t.Fatalf("sentences %v, want %v", l.sentences, sentences)
		}
	})
}
