// Package echo measures how much of what a turn says was said before: a summary
// repeats what the agent has said, a restatement what the customer has. It
// counts content words, told by part of speech; which words carry no content in
// service talk is data of the lexicon (list "empty").
package echo

import (
	"hash/maphash"
	"math/bits"
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
	key   uint64 // of short words; odd
	empty map[string]bool
	maybe filter    // of the hashes of empty
	words sync.Pool // of *words
}

func newEchoes(empty []string) *echoes {
	e := &echoes{seed: maphash.MakeSeed(), empty: make(map[string]bool, len(empty))}
	e.key = maphash.String(e.seed, ListName) | 1
	for _, w := range empty {
		n := normalize.Normalize(w)
		e.empty[n.Norm] = true
		_, hash := e.read(n.Norm, 0, len(n.Norm))
		e.maybe.add(hash)
	}
	return e
}

// shortWord is how many bytes a word has at most that is hashed as one number, as
// nearly all are.
const shortWord = 8

// read gives a word of norm as a number, which tells short ones of a length apart, and its
// hash.
func (e *echoes) read(norm string, begin, end int) (number, hash uint64) {
	size := end - begin
	if size > shortWord {
		hash = maphash.String(e.seed, norm[begin:end])
		return hash, hash
	}
	if b := norm[begin:]; len(b) >= shortWord {
		number = uint64(b[0]) | uint64(b[1])<<8 | uint64(b[2])<<16 | uint64(b[3])<<24 |
			uint64(b[4])<<32 | uint64(b[5])<<40 | uint64(b[6])<<48 | uint64(b[7])<<56
		number &= 1<<(8*size) - 1
	} else {
		for i := range size {
			number |= uint64(b[i]) << (8 * i)
		}
	}
	high, low := bits.Mul64(number, e.key)
	return number, high ^ low
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
		e.count(&out[i], own, int32(i), texts, tokens[i], seen)
	}
	return out
}

// count counts the content words of one of the texts, said by a side, and notes them in
// seen.
func (e *echoes) count(turn *Turn, own transcript.Sides, i int32, texts []normalize.Text, tokens []segment.Token, seen *words) {
	norm := texts[i].Norm
	for k := range tokens {
		t := &tokens[k]
		if !isOf(t.POS.Class(), mayCarry) || !carries(norm, t) {
			continue
		}
		number, hash := e.read(norm, int(t.Begin), int(t.End))
		w, known := seen.find(number, hash, norm, t, texts)
		if !known {
			*w = entry{epoch: seen.epoch, number: number, slot: uint32(hash), text: i, begin: t.Begin, end: t.End, turn: -1,
				empty: e.maybe.has(hash) && e.empty[norm[t.Begin:t.End]]}
		}
		if w.empty || w.turn == i {
			continue
		}
		turn.add(w.said)
		w.turn = i
		w.said |= own
	}
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

// Classes of words, a bit for each letter: those that carry content when they are longer
// than a character, and those that may carry it at all.
const (
	ofContent = 1<<('n'-'a') | 1<<('v'-'a') | 1<<0 | 1<<('t'-'a') | 1<<('j'-'a') | 1<<('l'-'a') | 1<<('i'-'a') | 1<<('s'-'a')
	mayCarry  = ofContent | 1<<('m'-'a') | 1<<('x'-'a') | 1<<('e'-'a')
)

func isOf(class byte, classes uint64) bool { return classes>>((class-'a')&63)&1 != 0 }

// carries reports whether a word of norm can carry content by its part of speech:
// nouns, verbs, adjectives, times, numbers and letters; single characters only
// where they are numbers.
func carries(norm string, t *segment.Token) bool {
	switch c := t.POS.Class(); {
	case isOf(c, ofContent):
		return longer(norm, t)
	case c == 'm':
		return true
	case c == 'x':
		first := norm[t.Begin]
		return t.POS == segment.UnknownWord && first < utf8.RuneSelf && (first != ' ' || t.End-t.Begin > 1)
	case c == 'e':
		return t.POS == segment.LatinWord && longer(norm, t)
	}
	return false
}

// longer reports whether a word of norm, which is valid UTF-8, has more than one
// character.
func longer(norm string, t *segment.Token) bool {
	size := t.End - t.Begin
	switch c := norm[t.Begin]; {
	case c >= 0xE0:
		return size > 3+int32(c>>4&1)
	case c >= utf8.RuneSelf:
		return size > 2
	}
	return size > 1
}
