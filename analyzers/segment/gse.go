package segment

import (
	"errors"
	"fmt"
	"strings"

	"github.com/go-ego/gse"

	"zhijian/lexicon/dict"
)

// minBaseTokens is fewer words than the embedded dictionary has (352,275 in
// v0.80.3) and far more than a failed load leaves.
const minBaseTokens = 300_000

// Oracle is gse itself, which Segmenter is held to. It shares nothing with it but
// the words, and takes some fifteen times as long. It is immutable and safe for
// concurrent use.
type Oracle struct {
	gse gse.Segmenter
}

// NewOracle loads the words and then the simplified dictionary that is embedded in
// gse, which takes about half a second and 130 MB. The words win over entries of
// the dictionary. It fails when a word was not taken over or the dictionary is not
// whole.
func NewOracle(words ...dict.Word) (*Oracle, error) {
	o := &Oracle{gse: gse.Segmenter{NotLoadHMM: true, SkipLog: true}}
	if err := o.load(words); err != nil {
		return nil, fmt.Errorf("user dictionary: %w", err)
	}
	if err := o.gse.LoadDictEmbed("zh_s"); err != nil {
		return nil, fmt.Errorf("load gse dictionary: %w", err)
	}
	if o.gse.Dict == nil || o.gse.Dict.NumTokens() < minBaseTokens+len(words) {
		return nil, errors.New("gse dictionary is not whole: built with the tag ne?")
	}
	for _, w := range words {
		if err := o.verify(w); err != nil {
			return nil, fmt.Errorf("user dictionary: %w", err)
		}
	}
	return o, nil
}

// load gives gse the words in the format of its dictionaries.
func (o *Oracle) load(words []dict.Word) error {
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
	return o.gse.LoadDictStr(b.String())
}

// verify checks that the dictionary holds w with its own tag: gse ignores
// repeated words without an error, and keeps ASCII letters in lower case alone.
func (o *Oracle) verify(w dict.Word) error {
	freq, pos, _ := o.gse.Dict.Find([]byte(w.Text))
	switch {
	case freq == 0:
		return fmt.Errorf("gse did not take over %q: is it in normal form, ASCII letters in lower case?", w.Text)
	case pos != w.POS:
		return fmt.Errorf("gse keeps %q with tag %q, not %q: is the word there twice?", w.Text, pos, w.POS)
	}
	return nil
}

// Tokens cuts norm, a text in normal form, and appends its tokens to buf. They name
// places, not text, since gse lower-cases what it returns.
func (o *Oracle) Tokens(norm string, buf []Token) []Token {
	for _, s := range o.gse.Segment([]byte(norm)) {
		buf = append(buf, Token{Begin: int32(s.Start()), End: int32(s.End()), POS: TagOf(s.Token().Pos())})
	}
	return buf
}
