package pattern

import (
	"errors"
	"regexp/syntax"
	"unicode/utf8"

	"zhijian/analyzers/phrase"
)

// store holds the programs of all patterns of a compiler, side by side and small: a
// pattern is tried now here, now there, and mostly costs as much as it takes to fetch.
type store struct {
	alphabet *phrase.Alphabet
	nodes    []node
	words    []phrase.Symbol // words and tables of words
	branches []int32         // rows of nodes
	sets     []runeSet
	// How many symbols, the first of the alphabet, end a sentence, how many are trimmed
	// off a match, and how many are clause edges.
	ends, trims, edges phrase.Symbol

	shared map[string]int32 // by content: where it is in words
	key    []byte           // memory of share
	room   wordRoom         // memory of addWords
	setIDs map[string]int32 // the same of sets
	inGap  []rune           // ranges of the characters of a gap
	edge   []rune           // those of clause edges
	err    error            // the first failure to number a character
}

// success and failure are the nodes at which all programs end.
const (
	success int32 = iota
	failure
)

func newStore() *store {
	s := &store{alphabet: phrase.NewAlphabet(Edges), shared: map[string]int32{}, setIDs: map[string]int32{}}
	s.ends, s.trims, s.edges = countOf(SentenceEnds), countOf(trimmed), countOf(Edges)
	s.add(node{op: opMatch, head: anyHead(), atEnd: true})
	s.add(node{op: opFail})
	gap, err := syntax.Parse(gapClass, syntax.Perl)
	edge, err2 := syntax.Parse(edgeClass, syntax.Perl)
	if s.err = errors.Join(err, err2); s.err == nil {
		s.inGap, s.edge = gap.Rune, edge.Rune
	}
	return s
}

func countOf(runes string) phrase.Symbol { return phrase.Symbol(utf8.RuneCountInString(runes)) }

func (s *store) add(n node) int32 {
	s.nodes = append(s.nodes, n)
	return int32(len(s.nodes) - 1)
}

// symbols numbers the characters of a word and appends their numbers to buf.
func (s *store) symbols(buf []phrase.Symbol, word []rune) []phrase.Symbol {
	for _, r := range word {
		buf = append(buf, s.symbol(r))
	}
	return buf
}

// symbol numbers a character.
func (s *store) symbol(r rune) phrase.Symbol {
	symbol, err := s.alphabet.AddRune(r)
	if err != nil && s.err == nil {
		s.err = err
	}
	return symbol
}
