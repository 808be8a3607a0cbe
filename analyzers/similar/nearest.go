package similar

import (
	"math"
	"slices"
)

// scratch is the memory that one search reuses.
type scratch struct {
	ids    []int32
	vector []feature
	logits []float64
	dense  []float64 // the vector by feature; all zero between searches
}

// vector is the text as rarity-weighted n-grams, of length 1, sorted by id.
// N-grams that no example has add to the length alone: a text that is mostly
// unknown is like nothing.
func (m *Model) vector(text string) []feature { return m.vectorIn(&scratch{}, text) }

// vectorIn is vector in the memory of s.
func (m *Model) vectorIn(s *scratch, text string) []feature {
	ids, unknown := s.ids[:0], 0
	eachGram(text, func(g gram) {
		if id, ok := m.vocabulary[g]; ok {
			ids = append(ids, id)
		} else {
			unknown++
		}
	})
	slices.Sort(ids)
	s.ids = ids
	v := s.vector[:0]
	sum := float64(unknown) * unknownWeight
	for _, id := range slices.Compact(ids) {
		v = append(v, feature{id: id, value: m.idf[id]})
		sum += float64(m.idf[id] * m.idf[id])
	}
	if sum > 0 {
		norm := 1 / math.Sqrt(sum)
		for i := range v {
			v[i].value *= norm
		}
	}
	s.vector = v
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
	s, _ := m.scratch.Get().(*scratch)
	if s == nil {
		s = &scratch{dense: make([]float64, len(m.idf))}
	}
	defer m.scratch.Put(s)
	v := m.vectorIn(s, text)
	s.logits = m.logits(v, s.logits)
	for k, z := range s.logits {
		if z <= m.floor[k] {
			continue
		}
		if cos, near := s.nearest(v, m.examples[k]); cos >= minCosine {
			found(int(m.classes[k]), m.score(k, z), near)
		}
	}
}

// minScore is the lowest least score: one unlike sentence in four is as like.
const minScore = 50

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

// nearest is the example with the largest cosine to v; of several, the first.
func (s *scratch) nearest(v []feature, examples []example) (cosine float64, text string) {
	for _, f := range v {
		s.dense[f.id] = f.value
	}
	for i := range examples {
		sum := 0.0
		for _, f := range examples[i].vector {
			sum += float64(f.value * s.dense[f.id])
		}
		if sum > cosine {
			cosine, text = sum, examples[i].text
		}
	}
	for _, f := range v {
		s.dense[f.id] = 0
	}
	return cosine, text
}
