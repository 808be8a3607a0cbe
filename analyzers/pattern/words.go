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
	var rows [64][][]phrase.Symbol
	for _, word := range words {
		if row := &rows[word[0]&63]; !slices.ContainsFunc(*row, func(w []phrase.Symbol) bool { return slices.Equal(w, word) }) {
			*row = append(*row, word) // the second time it would fail as it did the first time
		}
	}
	var places, all []phrase.Symbol
	for _, row := range rows {
		if row != nil {
			places = append(places, phrase.Symbol(len(all)))
			all = appendRow(all, row)
		}
	}
	for i := range places {
		places[i] += phrase.Symbol(len(places))
	}
	return s.share(append(places, all...))
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

// share adds symbols to the store's words, unless they were shared before, and tells
// where they are.
func (s *store) share(symbols []phrase.Symbol) int32 {
	key := make([]byte, 0, 2*len(symbols))
	for _, symbol := range symbols {
		key = append(key, byte(symbol), byte(symbol>>8))
	}
	at, ok := s.shared[string(key)]
	if !ok {
		at = int32(len(s.words))
		s.words = append(s.words, symbols...)
		s.shared[string(key)] = at
	}
	return at
}

// row is where the words are that begin with first, or with another symbol of its bit.
// The head of the node may begin with first.
func (s *store) row(n *node, first phrase.Symbol) int32 {
	lower := uint64(1)<<(first&63) - 1
	return n.arg + int32(s.words[int(n.arg)+bits.OnesCount64(n.low&lower)])
}
