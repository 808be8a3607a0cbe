package similar

import "math"

// reach tells texts that no class can be above its floor for, which are nearly all,
// from others. A logit is the bias of the class and a sum of weights times values;
// where the positive weights alone do not lead from the bias to the floor, all of
// them do not either.
//
// What a feature does for a class, as a share of that way, is rounded up to a whole
// number of steps of at most mostSteps, so that those of four classes add up in one
// word without running into each other.
type reach struct {
	classes int
	stride  int       // words of a row
	rows    []uint64  // by feature: the steps of four classes a word, and behind them the length that it adds to the vector, squared, as a float64
	steps   []float64 // by class: that its way has, for a vector of length 1
	open    bool      // some class is above its floor with hardly any text
}

const (
	lanes     = 4  // of a word
	laneBits  = 16 // of a lane
	mostSteps = 1<<10 - 1
	// mostAdded is how many rows are added before the lanes are emptied: no lane
	// can be full before.
	mostAdded = (1<<laneBits - 1) / mostSteps
)

// A way that is left untried falls short by the share roundingMargin at least. With
// ways of leastWay or more that is more than what rounding can make of the sums.
const (
	roundingMargin = 1e-6
	leastWay       = 0.01
)

// newReach takes rarities by feature, and weights by feature*len(bias) + class.
func newReach(idf, weights, bias, floor []float64) *reach {
	n := len(bias)
	r := &reach{classes: n, stride: (n+lanes-1)/lanes + 1, steps: make([]float64, n)}
	r.rows = make([]uint64, len(idf)*r.stride)
	for k := range n {
		way, most := floor[k]-bias[k], 0.0
		r.open = r.open || way < leastWay
		for id, x := range idf {
			most = max(most, x*weights[id*n+k])
		}
		if most == 0 || r.open {
			r.steps[k] = math.Inf(1)
			continue
		}
		r.steps[k] = way * (mostSteps / most)
		for id, x := range idf {
			steps := math.Ceil(max(0, x*weights[id*n+k]) * (mostSteps / most))
			r.rows[id*r.stride+k/lanes] |= uint64(min(steps, mostSteps)) << (k % lanes * laneBits)
		}
	}
	for id, x := range idf {
		r.rows[(id+1)*r.stride-1] = math.Float64bits(x * x)
	}
	return r
}

// any reports whether some class may be above its floor, for the features marked
// in s and so many that the vocabulary does not have.
func (r *reach) any(s *scratch, unknowns int) bool {
	if r.open {
		return true
	}
	if len(s.steps) < r.classes {
		s.steps, s.lanes = make([]float64, r.classes), make([]uint64, r.stride-1)
	}
	clear(s.lanes)
	length := float64(unknowns) * unknownWeight
	if len(s.ids) <= mostAdded { // a clause
		length += r.add(s.lanes, s.ids)
		enough := (1 - roundingMargin) * math.Sqrt(length)
		for k := range r.steps {
			if float64(lane(s.lanes, k)) > enough*r.steps[k] {
				return true
			}
		}
		return false
	}
	return r.anyOfMany(s, length)
}

// anyOfMany is any for more features than the lanes have room for; length is what
// others add to the vector, squared.
func (r *reach) anyOfMany(s *scratch, length float64) bool {
	clear(s.steps)
	for ids := s.ids; len(ids) > 0; {
		some := ids[:min(mostAdded, len(ids))]
		ids = ids[len(some):]
		length += r.add(s.lanes, some)
		for k := range s.steps {
			s.steps[k] += float64(lane(s.lanes, k))
		}
		clear(s.lanes)
	}
	enough := (1 - roundingMargin) * math.Sqrt(length)
	for k, steps := range s.steps {
		if steps > enough*r.steps[k] {
			return true
		}
	}
	return false
}

// lane is the kth of the lanes.
func lane(words []uint64, k int) uint64 {
	return words[k/lanes] >> (k % lanes * laneBits) & (1<<laneBits - 1)
}

// add adds up the rows of features.
func (r *reach) add(sums []uint64, ids []int32) (length float64) {
	for _, id := range ids {
		row := r.rows[int(id)*r.stride:][:len(sums)+1]
		for i := range sums {
			sums[i] += row[i]
		}
		length += math.Float64frombits(row[len(sums)])
	}
	return length
}
