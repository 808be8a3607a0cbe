package acts

import (
	"unicode/utf8"

	"zhijian/analyzers/pattern"
	"zhijian/analyzers/phrase"
)

// line is a text in normal form, read once: everything that looks for words in it
// counts characters.
type line struct {
	pattern.Text
	offsets []int32 // where each character begins, in bytes, and where the last ends
	edges   []uint8 // for each of these places, which clause edges stand there
	blanks  bool    // one of blanks stands in it
}

// read reads text.
func (l *line) read(a *phrase.Alphabet, text string) {
	l.Runes, l.Symbols, l.offsets, l.blanks = l.Runes[:0], l.Symbols[:0], l.offsets[:0], false
	for i, r := range text {
		l.Runes = append(l.Runes, r)
		l.Symbols = append(l.Symbols, a.Symbol(r))
		l.offsets = append(l.offsets, int32(i))
		l.blanks = l.blanks || r <= '|' && isBlank(r)
	}
	l.offsets = append(l.offsets, int32(len(text)))
}

// bytes gives the place of the characters [begin, end) in bytes.
func (l *line) bytes(begin, end int) (from, to int) {
	return int(l.offsets[begin]), int(l.offsets[end])
}

// marks tells sentence ends and clause edges by their symbols: the alphabet of the
// patterns begins with them.
type marks struct {
	ends, edges phrase.Symbol // how many there are
}

func newMarks() marks {
	return marks{ends: phrase.Symbol(utf8.RuneCountInString(pattern.SentenceEnds)), edges: phrase.Symbol(utf8.RuneCountInString(pattern.Edges))}
}

// isEnd and isEdge rely on Unknown, which is 0, being the greatest number less one.
func (k marks) isEnd(s phrase.Symbol) bool  { return s-1 < k.ends }
func (k marks) isEdge(s phrase.Symbol) bool { return s-1 < k.edges }

// opens reports whether a clause edge stands ahead of place i.
func (k marks) opens(text []phrase.Symbol, i int) bool { return i == 0 || k.isEdge(text[i-1]) }

// closes reports whether a clause edge stands at place i, or a sentence ends ahead of it.
func (k marks) closes(text []phrase.Symbol, i int) bool {
	return i == len(text) || k.isEdge(text[i]) || i > 0 && k.isEnd(text[i-1])
}

// edgesOf appends, for each place of a text and its end, which clause edges stand
// there: opens, closes, both or none.
func (k marks) edgesOf(out []uint8, text []phrase.Symbol) []uint8 {
	for i := range len(text) + 1 {
		edges := uint8(0)
		if k.opens(text, i) {
			edges |= opens
		}
		if k.closes(text, i) {
			edges |= closes
		}
		out = append(out, edges)
	}
	return out
}

// sentenceEnd is where the sentence that begins at from ends, behind its final sign.
func (k marks) sentenceEnd(text []phrase.Symbol, from int) int {
	for i := from; i < len(text); i++ {
		if k.isEnd(text[i]) {
			return i + 1
		}
	}
	return len(text)
}

// symbolSet is a set of symbols. It is exact for the 512 commonest and may hold more of
// the others than were added, never fewer.
type symbolSet [8]uint64

func (b *symbolSet) add(s phrase.Symbol)      { b[s>>6&7] |= 1 << (s & 63) }
func (b *symbolSet) has(s phrase.Symbol) bool { return b[s>>6&7]>>(s&63)&1 != 0 }
