package similar

// examples finds the example of an act that has most in common with a text.
type examples struct {
	acts     int
	texts    [][]string // by position of the act
	begin    []int32    // by feature and act: where the postings begin
	postings []posting
}

// posting is one example that has a feature, and the weight that it has there.
type posting struct {
	example int32
	value   float64
}

// example is a text with its vector.
type example struct {
	text   string
	vector []feature
}

// newExamples takes the examples of each act, with vectors over so many features.
func newExamples(acts [][]example, features int) *examples {
	e := &examples{acts: len(acts), texts: make([][]string, len(acts)), begin: make([]int32, features*len(acts)+1)}
	for k, list := range acts {
		for _, x := range list {
			e.texts[k] = append(e.texts[k], x.text)
			for _, f := range x.vector {
				e.begin[int(f.id)*e.acts+k+1]++
			}
		}
	}
	for i := range e.begin[1:] {
		e.begin[i+1] += e.begin[i]
	}
	e.postings = make([]posting, e.begin[len(e.begin)-1])
	end := append([]int32(nil), e.begin...)
	for k, list := range acts {
		for i, x := range list {
			for _, f := range x.vector {
				at := &end[int(f.id)*e.acts+k]
				e.postings[*at] = posting{int32(i), f.value}
				*at++
			}
		}
	}
	return e
}

// nearest is the example of act k with the largest cosine to v; of several, the
// first; none when no example has anything in common with v. Each cosine is summed in
// the order of the features, as if its example were looked at alone.
func (e *examples) nearest(s *scratch, v []feature, k int) (cosine float64, text string) {
	texts := e.texts[k]
	if len(s.sums) < len(texts) {
		s.sums = make([]float64, len(texts))
	}
	sums := s.sums[:len(texts)]
	for _, f := range v {
		row := int(f.id)*e.acts + k
		for _, p := range e.postings[e.begin[row]:e.begin[row+1]] {
			sums[p.example] += float64(p.value * f.value)
		}
	}
	for i, sum := range sums {
		if sum > cosine {
			cosine, text = sum, texts[i]
		}
	}
	clear(sums)
	return cosine, text
}
