package similar

import "math"

// reach tells texts that no class can be above its floor for, which are nearly all,
// from others. A logit is the bias of the class and a sum of weights times values;
// where the positive weights alone do not lead from the bias to the floor, all of
// them do not either. One weight in fifteen is positive.
type reach struct {
	features []ascent // by number
	steps    []step   // of one feature after the other
	ways     int      // classes
	open     bool     // some class is above its floor with hardly any text
}

// ascent is what one feature does.
type ascent struct {
	length     float64 // squared, that it adds to the vector of the text
	begin, end int32   // of its steps
}

// step is what a feature does for one class: a share of the way from bias to
// floor, before the vector of the text is made as long as 1.
type step struct {
	class int32
	share float32
}

// A way that is left untried falls short by the share roundingMargin at least. With
// ways of leastWay or more that is more than what rounding can make of the shares and sums.
const (
	roundingMargin = 1e-6
	leastWay       = 0.01
)

// newReach takes rarities by feature, and weights by feature*len(bias) + class.
func newReach(idf, weights, bias, floor []float64) *reach {
	r := &reach{ways: len(bias)}
	for id, x := range idf {
		a := ascent{length: x * x, begin: int32(len(r.steps))}
		for k, w := range weights[id*r.ways : (id+1)*r.ways] {
			if w > 0 {
				r.steps = append(r.steps, step{int32(k), float32(x * w / (floor[k] - bias[k]))})
			}
		}
		a.end = int32(len(r.steps))
		r.features = append(r.features, a)
	}
	for k := range bias {
		r.open = r.open || floor[k]-bias[k] < leastWay
	}
	return r
}

// any reports whether some class may be above its floor, for the features marked
// in s and so many that the vocabulary does not have.
func (r *reach) any(s *scratch, unknowns int) bool {
	if r.open {
		return true
	}
	if len(s.ways) < r.ways {
		s.ways = make([]float64, r.ways)
	}
	clear(s.ways)
	length := float64(unknowns) * unknownWeight
	for _, id := range s.ids {
		a := &r.features[id]
		length += a.length
		for _, x := range r.steps[a.begin:a.end] {
			s.ways[x.class] += float64(x.share)
		}
	}
	enough := (1 - roundingMargin) * math.Sqrt(length)
	for _, way := range s.ways {
		if way > enough {
			return true
		}
	}
	return false
}
