package pattern

import "zhijian/analyzers/phrase"

// maxTable bounds the symbols in the words of a table, so that places in it are symbols.
const maxTable = 1 << 14

// A table of words finds those that begin with a symbol: of different first symbols
// only one stands at a place, so that order matters among words of one first symbol
// alone. A slot is a pair: the first symbol, 0 when the slot is free, and where the
// words that begin with it are, counted from the table. They are a row: how many, then
// each word with its length ahead. The number of slots is a power of two, and at least
// half of them are free.

// addTable adds a table of words, none of them empty, and gives its number of slots.
func (s *store) addTable(words [][]phrase.Symbol) uint16 {
	rows := map[phrase.Symbol][][]phrase.Symbol{}
	var firsts []phrase.Symbol
	for _, word := range words {
		if rows[word[0]] == nil {
			firsts = append(firsts, word[0])
		}
		rows[word[0]] = append(rows[word[0]], word)
	}
	slots := 1
	for slots < 2*len(firsts) {
		slots *= 2
	}
	table := len(s.words)
	s.words = append(s.words, make([]phrase.Symbol, 2*slots)...)
	for _, first := range firsts {
		slot := hash(first, slots)
		for s.words[table+2*slot] != phrase.Unknown {
			slot = (slot + 1) & (slots - 1)
		}
		s.words[table+2*slot], s.words[table+2*slot+1] = first, phrase.Symbol(len(s.words)-table)
		s.words = append(s.words, phrase.Symbol(len(rows[first])))
		for _, word := range rows[first] {
			s.words = append(append(s.words, phrase.Symbol(len(word))), word...)
		}
	}
	return uint16(slots)
}

func hash(symbol phrase.Symbol, slots int) int {
	return int(uint32(symbol)*0x9E3779B1>>16) & (slots - 1)
}

// row is where the words that begin with first are in a table; 0 when there are none.
func (s *store) row(table int32, slots uint16, first phrase.Symbol) int32 {
	for slot := hash(first, int(slots)); ; slot = (slot + 1) & (int(slots) - 1) {
		switch at := int(table) + 2*slot; s.words[at] {
		case phrase.Unknown: // ahead of the other case: first can be unknown
			return 0
		case first:
			return table + int32(s.words[at+1])
		}
	}
}
