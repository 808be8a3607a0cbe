// Package segment cuts normalised text into words with gse and its embedded
// simplified dictionary, the project's own words first.
package segment

import (
	"errors"
	"fmt"
	"math"
	"strings"

	"github.com/go-ego/gse"

	"zhijian/lexicon/dict"
)

// Token is one word of a normalised text.
type Token struct {
	Begin, End int32  // byte offsets in the normalised text
	POS        string // tag of the dictionary (ICTCLAS style: n, v, uj ...); "x" for what no dictionary knows
}

// Text is the token's part of norm, the text that it was cut from.
func (t Token) Text(norm string) string { return norm[t.Begin:t.End] }

// minBaseTokens is fewer words than the embedded dictionary has (352,275 in
// v0.80.3) and far more than a failed load leaves.
const minBaseTokens = 300_000

// Segmenter cuts text into words. It is immutable and safe for concurrent use.
type Segmenter struct {
	gse gse.Segmenter
}

// New loads the words and then gse's embedded simplified dictionary, which takes
// about half a second and 130 MB. The words win over entries of the dictionary.
// It fails when a word was not taken over or the dictionary is not whole.
func New(words ...dict.Word) (*Segmenter, error) {
	s := &Segmenter{gse: gse.Segmenter{NotLoadHMM: true, SkipLog: true}}
	if err := s.load(words); err != nil {
		return nil, fmt.Errorf("user dictionary: %w", err)
	}
	if err := s.gse.LoadDictEmbed("zh_s"); err != nil {
		return nil, fmt.Errorf("load gse dictionary: %w", err)
	}
	if s.gse.Dict == nil || s.gse.Dict.NumTokens() < minBaseTokens+len(words) {
		return nil, errors.New("gse dictionary is not whole: built with the tag ne?")
	}
	for _, w := range words {
		if err := s.verify(w); err != nil {
			return nil, fmt.Errorf("user dictionary: %w", err)
		}
	}
	return s, nil
}

// load gives gse the words in the format of its dictionaries.
func (s *Segmenter) load(words []dict.Word) error {
	if len(words) == 0 {
		return nil
	}
	var b strings.Builder
	for _, w := range words {
		if err := w.Check(); err != nil {
			return err
		}
		fmt.Fprintf(&b, "%s %d %s\n", w.Text, w.Freq, w.POS)
	}
	return s.gse.LoadDictStr(b.String())
}

// verify checks that the dictionary holds w with its own tag: gse ignores
// repeated words without an error, and keeps ASCII letters in lower case alone.
func (s *Segmenter) verify(w dict.Word) error {
	freq, pos, _ := s.gse.Dict.Find([]byte(w.Text))
	switch {
	case freq == 0:
		return fmt.Errorf("gse did not take over %q: is it in normal form, ASCII letters in lower case?", w.Text)
	case pos != w.POS:
		return fmt.Errorf("gse keeps %q with tag %q, not %q: is the word there twice?", w.Text, pos, w.POS)
	}
	return nil
}

// Tokens cuts norm, a text in normal form, and appends its tokens to buf. They
// follow each other without gaps and cover norm; they name places, not text,
// since gse lower-cases what it returns.
func (s *Segmenter) Tokens(norm string, buf []Token) []Token {
	for _, seg := range s.gse.Segment([]byte(norm)) {
		buf = append(buf, Token{Begin: int32(seg.Start()), End: int32(seg.End()), POS: seg.Token().Pos()})
	}
	return buf
}

// Known reports whether the dictionary holds the word, which stands in normal form.
func (s *Segmenter) Known(word string) bool {
	freq, _, _ := s.gse.Dict.Find([]byte(word)) // it also finds mere beginnings, with frequency 0
	return freq > 0
}

// unknownBits is the rarity that gse gives a character that it does not know.
const unknownBits = 32

// Rarity is how unlikely a text in normal form is as a row of dictionary words,
// in bits: the sum over its words of log2(total frequency / frequency), which
// gse's segmentation makes least. It compares spellings of one phrase: 公安局 is
// far less rare than 工安局.
func (s *Segmenter) Rarity(norm string) float64 {
	total, bits := s.gse.Dict.TotalFreq(), 0.0
	for _, seg := range s.gse.Segment([]byte(norm)) {
		if freq := seg.Token().Freq(); freq > 1 {
			bits += math.Log2(total / freq)
		} else {
			bits += unknownBits
		}
	}
	return bits
}

// Version is the version of the gse module, which stands for its dictionary too.
// gse's own constant lags behind it, and test binaries carry no build information,
// so it is written here and a test holds it to go.mod.
func Version() string { return "v0.80.3" }
