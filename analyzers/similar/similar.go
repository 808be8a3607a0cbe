// Package similar tells whether an utterance is like the example sentences of an
// act and unlike its counter-examples. It learns one linear model an act from
// the examples in the lexicon: character n-grams weighted by rarity, logistic
// regression by stochastic gradient descent in a fixed order. Training takes a
// fraction of a second, needs no clock, no chance and no files, and gives the
// same weights on every machine: every product is rounded before it is added,
// so that no compiler fuses the two.
package similar

import (
	"math"
	"slices"
	"sync"
	"unicode"

	"zhijian/analyzers/normalize"
)

// Class is an act with its examples. An act without examples is not learnt.
type Class struct {
	Examples        []string
	Counterexamples []string
	Least           int // least score that Nearest reports, at least minScore; least share that Rivals reports
	// Rivals names a group of acts of which one text performs one. They are
	// learnt together and found by Model.Rivals instead of Model.Nearest.
	Rivals string
}

// Model scores texts against the classes it was trained on. It is immutable and
// safe for concurrent use.
type Model struct {
	vocabulary map[gram]int32
	idf        []float64
	classes    []int32     // class numbers that were learnt, ascending
	weights    []float64   // feature*len(classes) + position in classes
	bias       []float64   // by position in classes
	examples   [][]example // by position in classes
	least      []int       // by position in classes
	unlike     [][]float64 // by position in classes: logits of unseen unlike sentences, ascending
	floor      []float64   // by position in classes: the logits up to here score less than least
	scratch    sync.Pool   // of *scratch
	rivals     []*rivals
}

type example struct {
	text   string
	vector []feature
}

type feature struct {
	id    int32
	value float64
}

// minCosine is how like the nearest example a text must be at least: below it,
// the model would decide on single characters.
const minCosine = 0.18

// Train learns the classes; the index of a class is its number in Nearest.
func Train(classes []Class) *Model {
	m := &Model{vocabulary: map[gram]int32{}}
	folded := fold(classes)
	m.rivals = trainRivals(folded)
	for i := range folded {
		if folded[i].Rivals != "" {
			folded[i] = Class{}
		}
	}
	m.index(folded)
	var samples []sample
	for i, c := range folded {
		if len(c.Examples) == 0 {
			continue
		}
		m.classes = append(m.classes, int32(i))
		m.least = append(m.least, max(c.Least, minScore))
		var own []example
		for _, text := range c.Examples {
			v := m.vector(text)
			own = append(own, example{text: text, vector: v})
			samples = append(samples, sample{vector: v, class: int32(i), positive: true})
		}
		m.examples = append(m.examples, own)
		for _, text := range c.Counterexamples {
			samples = append(samples, sample{vector: m.vector(text), class: int32(i)})
		}
	}
	m.calibrate(samples)
	m.fit(samples)
	for k := range m.classes {
		m.floor = append(m.floor, m.floorOf(k))
	}
	return m
}

func fold(classes []Class) []Class {
	out := make([]Class, len(classes))
	for i, c := range classes {
		out[i] = Class{Examples: foldAll(c.Examples), Counterexamples: foldAll(c.Counterexamples), Least: c.Least, Rivals: c.Rivals}
	}
	return out
}

func foldAll(texts []string) []string {
	out := make([]string, len(texts))
	for i, t := range texts {
		n := normalize.Normalize(t)
		out[i] = n.Norm
	}
	return out
}

// index gives every n-gram of the examples a number and its rarity.
func (m *Model) index(classes []Class) {
	var seen []int // texts in which the n-gram stands
	texts := 0
	count := func(text string) {
		texts++
		var ids []int32
		eachGram(text, func(g gram) {
			id, ok := m.vocabulary[g]
			if !ok {
				id = int32(len(seen))
				m.vocabulary[g] = id
				seen = append(seen, 0)
			}
			ids = append(ids, id)
		})
		slices.Sort(ids)
		for _, id := range slices.Compact(ids) {
			seen[id]++
		}
	}
	for _, c := range classes {
		for _, t := range c.Examples {
			count(t)
		}
		for _, t := range c.Counterexamples {
			count(t)
		}
	}
	m.idf = make([]float64, len(seen))
	for id, n := range seen {
		m.idf[id] = math.Log(float64(texts+1)/float64(n+1)) + 1
	}
}

// minLetters is how many Han characters a text has at least that is like
// anything: fewer say too little, and stand in too many sentences.
const minLetters = 5

// letters counts Han characters, those of masks such as [数字x] left out.
func letters(text string) int {
	n := 0
	masked := false
	for _, r := range text {
		switch {
		case r == '[' || r == ']':
			masked = r == '['
		case !masked && unicode.Is(unicode.Han, r):
			n++
		}
	}
	return n
}

func isSign(r rune) bool {
	switch r {
	case '，', '。', '！', '？', '；', '、', '：', ':', '～', '…', '“', '”', '"', '（', '）', ' ', '_', '\n', '\t', '.', '-', '—':
		return true
	}
	return false
}
