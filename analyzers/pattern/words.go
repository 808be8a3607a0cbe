package pattern

import (
	"math/bits"
	"slices"

	"zhijian/analyzers/phrase"
)

// maxTable bounds the symbols in the words of a table, so that places in it are symbols.
const maxTable = 1 << 14

// A table of words finds those that begin with a symbol. The head of its node has a bit
// for the lowest six bits of each first symbol. The table begins with a place for each of
// these bits, lowest bit first: where the words whose first symbol has that bit are,
// counted from the table. They are a row: the words in their order, each with its sign
// ahead. Of different first symbols only one stands in a text, so that order matters
// within a row alone.

// A sign is the length of a word and what is known of it.
const (
	lastWord   phrase.Symbol = 1 << 15 // of the row
	aloneWord  phrase.Symbol = 1 << 14 // no later one of the row stands where it does
	sizeOfWord               = aloneWord - 1
)

// addTable adds a table of words, none of them empty, unless there is one, and tells
// where it is.
func (s *store) addTable(words [][]phrase.Symbol) int32 {
	var begins [65]int // of rows
	size := len(words)
	for _, word := range words {
		begins[word[0]&63+1]++
		size += len(word)
	}
	for i := range begins[1:] {
		begins[i+1] += begins[i]
	}
	rows, ends := slices.Grow(s.room.rows[:0], len(words))[:len(words)], begins
	for _, word := range words {
		at := &ends[word[0]&63]
		rows[*at] = word
		*at++
	}
	places, all := make([]phrase.Symbol, 0, 64), slices.Grow(s.room.table[:0], size)
	for i, begin := range begins[:64] {
		if end := begins[i+1]; end > begin {
			places = append(places, phrase.Symbol(len(all)))
			all = appendRow(all, distinct(rows[begin:end]))
		}
	}
	for i := range places {
		places[i] += phrase.Symbol(len(places))
	}
	s.room.rows, s.room.table = rows, all
	return s.share(places, all)
}

// wordRoom is memory that one table of words after the other is made in.
type wordRoom struct {
	symbols, table []phrase.Symbol
	words, rows    [][]phrase.Symbol
}

// distinct leaves out of a row, in place, what stands there again: the second time it
// would fail as it did the first time.
func distinct(row [][]phrase.Symbol) [][]phrase.Symbol {
	kept := row[:0]
	for _, word := range row {
		if !slices.ContainsFunc(kept, func(w []phrase.Symbol) bool { return slices.Equal(w, word) }) {
			kept = append(kept, word)
		}
	}
	return kept
}

// appendRow appends the words of a row with their signs.
func appendRow(out []phrase.Symbol, row [][]phrase.Symbol) []phrase.Symbol {
	for i, word := range row {
		sign := phrase.Symbol(len(word))
		if !slices.ContainsFunc(row[i+1:], func(w []phrase.Symbol) bool { return begins(w, word) || begins(word, w) }) {
			sign |= aloneWord
		}
		if i+1 == len(row) {
			sign |= lastWord
		}
		out = append(append(out, sign), word...)
	}
	return out
}

// share adds rows of symbols to the store's words, unless they were shared before, and
// tells where they are.
func (s *store) share(rows ...[]phrase.Symbol) int32 {
	s.key = s.key[:0]
	for _, row := range rows {
		for _, symbol := range row {
			s.key = append(s.key, byte(symbol), byte(symbol>>8))
		}
	}
	at, ok := s.shared[string(s.key)]
	if !ok {
		at = int32(len(s.words))
		for _, row := range rows {
			s.words = append(s.words, row...)
		}
		s.shared[string(s.key)] = at
	}
	return at
}

// row is where the words are that begin with first, or with another symbol of its bit.
// The head of the node may begin with first.
func (s *store) row(n *node, first phrase.Symbol) int32 {
	lower := uint64(1)<<(first&63) - 1
	return n.arg + int32(s.words[int(n.arg)+bits.OnesCount64(n.low&lower)])
}
