// Package segment cuts normalised text into words, exactly as gse does with its
// simplified dictionary and the project's own words first.
package segment

import (
	"fmt"
	"math"
	"sync"

	"zhijian/analyzers/segment/trie"
	"zhijian/lexicon/dict"
)

//go:generate go run ./gen

// Token is one word of a normalised text.
type Token struct {
	Begin, End int32 // byte offsets in the normalised text
	POS        Tag   // of the dictionary (ICTCLAS style: n, v, uj ...)
}

// Text is the token's part of norm, the text that it was cut from.
func (t Token) Text(norm string) string { return norm[t.Begin:t.End] }

// Segmenter cuts text into words. It is immutable and safe for concurrent use.
type Segmenter struct {
	words   *trie.Trie // the values are places in the lists below
	entries []entry    // the first is that of what no dictionary knows
	ranks   []rank
	total   float64 // of the frequencies of all words
	joins   [0x800]bool
	paths   sync.Pool // of *path
}

// New loads gse's simplified dictionary, which takes a hundredth of a second, and
// the words. These win over entries of the dictionary. It fails when a word would
// not be found as it is written.
func New(words ...dict.Word) (*Segmenter, error) {
	s, err := load()
	if err != nil {
		return nil, fmt.Errorf("load gse dictionary: %w", err)
	}
	if err := s.add(words); err != nil {
		return nil, fmt.Errorf("user dictionary: %w", err)
	}
	s.rate()
	return s, nil
}

// Tokens cuts norm, a text in normal form, and appends its tokens to buf. They
// follow each other without gaps and cover norm.
func (s *Segmenter) Tokens(norm string, buf []Token) []Token {
	p := s.path()
	defer s.paths.Put(p)
	return p.append(s, norm, buf)
}

// Known reports whether the dictionary holds the word, which stands in normal form.
func (s *Segmenter) Known(word string) bool { return s.words.Value(word) > 0 }

// unknownBits is the rarity that gse gives a character that it does not know.
const unknownBits = 32

// Rarity is how unlikely a text in normal form is as a row of dictionary words,
// in bits: the sum over its words of log2(total frequency / frequency), which the
// segmentation makes least. It compares spellings of one phrase: 公安局 is far
// less rare than 工安局.
func (s *Segmenter) Rarity(norm string) float64 {
	p := s.path()
	defer s.paths.Put(p)
	bits := 0.0
	for _, at := range p.find(s, norm) {
		if freq := s.entries[p.cells[at].word].freq; freq > 1 {
			bits += math.Log2(s.total / freq)
		} else {
			bits += unknownBits
		}
	}
	return bits
}

// Version is the version of the gse module that the dictionary is of. gse's own
// constant lags behind it, so it is written here and a test holds it to go.mod.
func Version() string { return "v0.80.3" }
