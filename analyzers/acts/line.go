package acts

import (
	"slices"
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
	size := len(text) // characters are fewer, if anything
	runes := slices.Grow(l.Runes[:0], size)[:size]
	symbols := slices.Grow(l.Symbols[:0], size)[:size]
	offsets := slices.Grow(l.offsets[:0], size+1)[:size+1]
	n := 0
	l.blanks = false
	for i := 0; i < size; n++ {
		offsets[n] = int32(i)
		r, length := hanAt(text, i)
		if length == 0 {
			r, length = utf8.DecodeRuneInString(text[i:])
			l.blanks = l.blanks || isBlank(r)
		}
		i += length
		runes[n], symbols[n] = r, a.Symbol(r)
	}
	offsets[n] = int32(size)
	l.Runes, l.Symbols, l.offsets = runes[:n], symbols[:n], offsets[:n+1]
}

// hanAt is the character at byte i of a text in normal form if it is one of three
// bytes, as nearly all are; else size is 0.
func hanAt(text string, i int) (r rune, size int) {
	if text[i]>>4 != 0xE || len(text)-i < 3 {
		return 0, 0
	}
	return rune(text[i]&0xF)<<12 | rune(text[i+1]&0x3F)<<6 | rune(text[i+2]&0x3F), 3
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
