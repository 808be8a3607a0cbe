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
	offsets   []int32  // where each character begins, in bytes, and where the last ends
	blanks    bool     // one of blanks stands in it
	signs     []int32  // the characters that are clause edges
	edges     []uint8  // for each place and the end, which clause edges stand there
	sentences []clause // with their final signs
}

// read reads text.
func (l *line) read(a *phrase.Alphabet, text string) {
	size := len(text) // characters are fewer, if anything
	runes := room(l.Runes, size)
	symbols := room(l.Symbols, size)
	offsets := room(l.offsets, size+1)
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

// mark finds the signs in what l has read, and what they divide. An edge stands ahead of
// a place that opens and behind one that closes; the end of a sentence is both to the
// place behind it.
func (l *line) mark(k marks) {
	size := len(l.Symbols)
	signs, n := room(l.signs, size), 0
	for i, s := range l.Symbols {
		signs[n] = int32(i)
		if k.isEdge(s) {
			n++
		}
	}
	l.signs, l.sentences = signs[:n], l.sentences[:0]
	l.edges = room(l.edges, size+1)
	clear(l.edges)
	l.edges[0] = opens
	begin := 0
	for _, i := range l.signs {
		l.edges[i] |= closes
		l.edges[i+1] |= opens
		if end := int(i) + 1; k.isEnd(l.Symbols[i]) {
			l.edges[end] |= closes
			l.sentences, begin = append(l.sentences, clause{begin, end}), end
		}
	}
	l.edges[size] |= closes
	if begin < size {
		l.sentences = append(l.sentences, clause{begin, size})
	}
}

// symbolSet is a set of symbols. It is exact for the 512 commonest and may hold more of
// the others than were added, never fewer.
type symbolSet [8]uint64

func (b *symbolSet) add(s phrase.Symbol)      { b[s>>6&7] |= 1 << (s & 63) }
func (b *symbolSet) has(s phrase.Symbol) bool { return b[s>>6&7]>>(s&63)&1 != 0 }
