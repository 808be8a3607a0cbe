// Package echo measures how much of what a turn says was said before: a summary
// repeats what the agent has said, a restatement what the customer has. It
// counts content words, told by part of speech; which words carry no content in
// service talk is data of the lexicon (list "empty").
package echo

import (
	"hash/maphash"
	"slices"
	"sync"
	"unicode/utf8"

	"zhijian/analyzers"
	"zhijian/analyzers/normalize"
	"zhijian/analyzers/segment"
	"zhijian/analyzers/transcript"
)

// ListName is the word list of words without content.
const ListName = "empty"

// Turn counts the different content words of a turn.
type Turn struct {
	Content  int // content words of the turn
	Agent    int // of these, said in an earlier agent turn
	Customer int // of these, said in an earlier customer turn
}

// NewAnalyzer returns the analyzer whose result is []Turn. Empty are the words
// without content.
func NewAnalyzer(empty []string, normalizer, segmenter *analyzers.Analyzer) *analyzers.Analyzer {
	e := newEchoes(empty)
	return &analyzers.Analyzer{
		Name:     "echo",
		Doc:      "counts the content words of each turn that were said before",
		Requires: []*analyzers.Analyzer{normalizer, segmenter},
		Run: func(p *analyzers.Pass) (any, error) {
			texts := analyzers.Result[[]normalize.Text](p, normalizer)
			tokens := analyzers.Result[[][]segment.Token](p, segmenter)
			return e.measure(p.Interaction, texts, tokens, analyzers.Spare[[]Turn](p)), nil
		},
	}
}

// echoes measures with memory that serves again.
type echoes struct {
	seed  maphash.Seed
	empty map[string]bool
	maybe filter    // of the hashes of empty
	words sync.Pool // of *words
}

func newEchoes(empty []string) *echoes {
	e := &echoes{seed: maphash.MakeSeed(), empty: make(map[string]bool, len(empty))}
	for _, w := range empty {
		n := normalize.Normalize(w)
		e.empty[n.Norm] = true
		e.maybe.add(maphash.String(e.seed, n.Norm))
	}
	return e
}

// filter tells of most hashes that they are not in a set.
type filter [64]uint64

func (f *filter) add(hash uint64)      { f[hash>>58] |= 1 << (hash >> 52 % 64) }
func (f *filter) has(hash uint64) bool { return f[hash>>58]>>(hash>>52%64)&1 != 0 }

// measure measures the turns of an interaction, in memory that was other turns'.
func (e *echoes) measure(in *transcript.Interaction, texts []normalize.Text, tokens [][]segment.Token, spare []Turn) []Turn {
	seen, _ := e.words.Get().(*words)
	if seen == nil {
		seen = &words{}
	}
	defer e.words.Put(seen)
	seen.reset()
	out := slices.Grow(spare[:0], len(texts))[:len(texts)]
	clear(out)
	for i := range texts {
		own := in.Turns[i].Role.Side()
		if own == 0 {
			continue // bot and system count for neither side
		}
		norm, turn := texts[i].Norm, &out[i]
		for k := range tokens[i] {
			t := &tokens[i][k]
			word := t.Text(norm)
			if !carries(word, t.POS) {
				continue
			}
			hash := maphash.String(e.seed, word)
			w, known := seen.find(texts, word, uint32(hash))
			if !known {
				*w = entry{epoch: seen.epoch, hash: uint32(hash), text: int32(i), begin: t.Begin, end: t.End, turn: -1,
					empty: e.maybe.has(hash) && e.empty[word]}
			}
			if w.empty || w.turn == int32(i) {
				continue
			}
			turn.add(w.said)
			w.turn = int32(i)
			w.said |= own
		}
	}
	return out
}

// add counts a word that was said before by some sides.
func (t *Turn) add(said transcript.Sides) {
	t.Content++
	if said&transcript.AgentSide != 0 {
		t.Agent++
	}
	if said&transcript.CustomerSide != 0 {
		t.Customer++
	}
}

// carries reports whether a word of this part of speech can carry content:
// nouns, verbs, adjectives, times, numbers and letters; single characters only
// where they are numbers.
func carries(word, pos string) bool {
	if pos == "" {
		return false
	}
	switch pos[0] {
	case 'm':
		return true
	case 'n', 'v', 'a', 't', 'j', 'l', 'i', 's':
		return longer(word)
	case 'x':
		return pos == "x" && word[0] < utf8.RuneSelf && word != " "
	}
	return pos == "eng" && longer(word)
}

// longer reports whether a word, which is valid UTF-8, has more than one character.
func longer(word string) bool {
	switch c := word[0]; {
	case c < 0x80:
		return len(word) > 1
	case c < 0xE0:
		return len(word) > 2
	case c < 0xF0:
		return len(word) > 3
	}
	return len(word) > 4
}
