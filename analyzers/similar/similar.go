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
	"unicode"

	"zhijian/analyzers/normalize"
)

// Class is an act with its examples. An act without examples is not learnt.
type Class struct {
	Examples        []string
	Counterexamples []string
	Least           int // least score that Nearest reports; at least minScore
}

// Model scores texts against the classes it was trained on. It is immutable and
// safe for concurrent use.
type Model struct {
	vocabulary map[string]int32
	idf        []float64
	classes    []int32     // class numbers that were learnt, ascending
	weights    []float64   // feature*len(classes) + position in classes
	bias       []float64   // by position in classes
	examples   [][]example // by position in classes
	least      []int       // by position in classes
	unlike     [][]float64 // by position in classes: logits of unseen unlike sentences, ascending
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
	m := &Model{vocabulary: map[string]int32{}}
	folded := fold(classes)
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
	return m
}

func fold(classes []Class) []Class {
	out := make([]Class, len(classes))
	for i, c := range classes {
		out[i] = Class{Examples: foldAll(c.Examples), Counterexamples: foldAll(c.Counterexamples), Least: c.Least}
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
		eachGram(text, func(gram string) {
			id, ok := m.vocabulary[gram]
			if !ok {
				id = int32(len(seen))
				m.vocabulary[gram] = id
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

// longestGram is the length of the longest n-gram in characters.
const longestGram = 3

// eachGram visits the n-grams of the letters of text, the edges of the text
// being letters of their own. Signs and blanks are passed over, so that the
// same words punctuated otherwise give the same n-grams.
func eachGram(text string, visit func(string)) {
	const edge = "\x02"
	starts := make([]int, 0, len(text)/2+4)
	letters := make([]byte, 0, len(text)+2)
	letters = append(letters, edge...)
	for _, r := range text {
		if isSign(r) {
			continue
		}
		letters = append(letters, string(r)...)
	}
	letters = append(letters, edge...)
	s := string(letters)
	for i := range s {
		starts = append(starts, i)
	}
	starts = append(starts, len(s))
	last := len(starts) - 1
	for i := range last {
		for n := 1; n <= longestGram && i+n <= last; n++ {
			if gram := s[starts[i]:starts[i+n]]; gram != edge {
				visit(gram)
			}
		}
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

// vector is the text as rarity-weighted n-grams, of length 1, sorted by id.
// N-grams that no example has add to the length alone: a text that is mostly
// unknown is like nothing.
func (m *Model) vector(text string) []feature {
	var ids []int32
	unknown := 0
	eachGram(text, func(gram string) {
		if id, ok := m.vocabulary[gram]; ok {
			ids = append(ids, id)
		} else {
			unknown++
		}
	})
	slices.Sort(ids)
	ids = slices.Compact(ids)
	v := make([]feature, len(ids))
	sum := float64(unknown) * unknownWeight
	for i, id := range ids {
		v[i] = feature{id: id, value: m.idf[id]}
		sum += float64(m.idf[id] * m.idf[id])
	}
	if sum > 0 {
		norm := 1 / math.Sqrt(sum)
		for i := range v {
			v[i].value *= norm
		}
	}
	return v
}

// unknownWeight is what an n-gram that no example has adds to the squared length.
const unknownWeight = 1.0

// Nearest calls found for each class that text is more like than most unlike
// sentences are, with a score from the class's least to 100 and the nearest
// example. Text must be in normal form.
func (m *Model) Nearest(text string, found func(class, score int, example string)) {
	if letters(text) < minLetters {
		return
	}
	v := m.vector(text)
	for k, z := range m.logits(v) {
		score := m.score(k, z)
		if score < m.least[k] {
			continue
		}
		if cos, near := nearest(v, m.examples[k]); cos >= minCosine {
			found(int(m.classes[k]), score, near)
		}
	}
}

// minScore is the lowest least score: one unlike sentence in four is as like.
const minScore = 50

func (m *Model) logits(v []feature) []float64 {
	z := slices.Clone(m.bias)
	n := len(m.classes)
	for _, f := range v {
		row := m.weights[int(f.id)*n : int(f.id)*n+n]
		for k, w := range row {
			z[k] += float64(w * f.value)
		}
	}
	return z
}

func nearest(v []feature, examples []example) (cosine float64, text string) {
	for _, e := range examples {
		if c := dot(v, e.vector); c > cosine {
			cosine, text = c, e.text
		}
	}
	return cosine, text
}

func dot(a, b []feature) float64 {
	sum := 0.0
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i].id < b[j].id:
			i++
		case a[i].id > b[j].id:
			j++
		default:
			sum += float64(a[i].value * b[j].value)
			i++
			j++
		}
	}
	return sum
}
