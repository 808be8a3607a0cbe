package similar

import (
	"math"
	"slices"
	"sort"
)

// minCosine is how like the nearest example a text must be at least: below it,
// the model would decide on single characters.
const minCosine = 0.18

// minScore is the lowest least score: one unlike sentence in four is as like.
const minScore = 50

// minLetters is how many Han characters a text has at least that is like
// anything: fewer say too little, and stand in too many sentences.
const minLetters = 5

// Nearest calls found for each class that text is more like than most unlike
// sentences are, with a score from the class's least to 100 and the nearest
// example. Text must be in normal form. It waits until the model is trained.
func (m *Model) Nearest(text []rune, found func(class, score int, example string)) {
	m.training.Wait()
	if len(m.classes) == 0 || len(text) < minLetters {
		return
	}
	var few [maxFew]uint16
	letters, han := m.words.read(text, few[:0])
	if han < minLetters || !m.reach.any(letters) {
		return
	}
	s := m.take(len(m.words.idf))
	defer m.scratch.Put(s)
	defer s.reset()
	m.search(s, m.words.mark(s, letters), found)
}

// take gives out the memory for a search.
func (m *Model) take(features int) *scratch {
	if s, ok := m.scratch.Get().(*scratch); ok {
		return s
	}
	return newScratch(features)
}

// search tries all classes.
func (m *Model) search(s *scratch, unknowns int, found func(class, score int, example string)) {
	v := m.words.vectorOf(s, unknowns)
	s.logits = m.logits(v, s.logits)
	for k, z := range s.logits {
		if z <= m.floor[k] {
			continue
		}
		if cos, near := m.examples.nearest(s, v, k); cos >= minCosine {
			found(int(m.classes[k]), m.score(k, z), near)
		}
	}
}

// logits are the logits of all classes, in the memory of z.
func (m *Model) logits(v []feature, z []float64) []float64 {
	z = append(z[:0], m.bias...)
	n := len(m.classes)
	for _, f := range v {
		row := m.weights[int(f.id)*n : int(f.id)*n+n]
		for k, w := range row {
			z[k] += float64(w * f.value)
		}
	}
	return z
}

// score is how like a sentence with this logit is: 0 when every unlike sentence
// is as like, 90 when one in a hundred is, 97 when one in a thousand is.
func (m *Model) score(k int, logit float64) int {
	unlike := m.unlike[k]
	at, _ := slices.BinarySearch(unlike, logit)
	return scoreOf(len(unlike)-at, len(unlike))
}

// scoreOf is the score of a sentence that so many of all unlike sentences are at
// least as like as.
func scoreOf(liker, all int) int {
	share := float64(liker+1) / float64(all+1)
	return int(math.Round(100 * (1 - math.Sqrt(share))))
}

// floorOf is the largest logit that scores less than the least of class k: the
// score grows with the number of unlike logits below, so that only these matter.
func (m *Model) floorOf(k int) float64 {
	unlike := m.unlike[k]
	enough := sort.Search(len(unlike), func(i int) bool { return m.score(k, unlike[i]) >= m.least[k] })
	switch {
	case m.score(k, math.Inf(1)) < m.least[k]:
		return math.Inf(1)
	case enough == 0:
		return math.Inf(-1)
	}
	return unlike[enough-1]
}
