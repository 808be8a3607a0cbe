package similar

import (
	"math"
	"slices"
)

// reach tells short texts that no class can be above its floor for, which are nearly
// all, from others. A logit is the bias of the class and a sum of weights times values,
// and a value is the rarity of a feature divided by the length of the vector: it is
// above the floor where the weights times rarities lead further than the way from the
// bias to the floor times that length.
//
// What a feature adds for a class is rounded up to a whole number of steps, and what it
// adds to the length is rounded down, so that the features of a text are added up fifteen
// classes at a time.
type reach struct {
	words *vocabulary
	banks []bank
	open  bool // some class is above its floor with hardly any text
}

// bank is reach for some classes.
type bank struct {
	rows []bankRow
	way  float64 // of every class, in steps of its own: for a vector of length 1
	unit float64 // of the length, squared: what a step of it stands for
}

// bankRow is what a feature adds: a byte for each class, and one for the length. The
// bytes of lane i are added up in word i/4 of bankSums, four of them in one word without
// running into each other.
type bankRow [lanes / 8]uint64

type bankSums [lanes / 4]uint64

const (
	lanes      = 16
	lengthLane = lanes - 1 // that of the length; the others are of classes
	// A byte for a class is noStep for a feature that does nothing. It is more for one that
	// is for the class, less for one that is against it.
	noStep  = 128
	topStep = 255
	// maxFew is how many letters a short text has at most. Its features, of which a
	// letter begins two, fill no more than half of a sum.
	maxFew = 32
)

// A way that is left untried falls short by the share roundingMargin at least. With
// ways of leastWay or more that is more than what rounding can make of the sums.
const (
	roundingMargin = 1e-6
	leastWay       = 0.01
	maxWay         = 1 << 20 // steps; no text of few letters goes as far
)

// newReach takes weights by feature*len(bias) + class.
func newReach(words *vocabulary, weights, bias, floor []float64) *reach {
	r, n := &reach{words: words}, len(bias)
	ways, most := make([]float64, n), make([]float64, n)
	for k := range ways {
		ways[k] = floor[k] - bias[k]
		r.open = r.open || ways[k] < leastWay
	}
	if r.open {
		return r
	}
	for id, x := range words.idf {
		for k, w := range weights[id*n:][:n] {
			most[k] = max(most[k], x*w)
		}
	}
	for first := 0; first < n; first += lengthLane {
		last := min(first+lengthLane, n)
		b := newBank(words.idf, ways[first:last], most[first:last])
		for id, x := range words.idf {
			b.add(id, x, weights[id*n:][first:last], ways[first:last])
		}
		r.banks = append(r.banks, b)
	}
	return r
}

// newBank takes the ways of some classes and the most that a feature does for each.
func newBank(idf, ways, most []float64) bank {
	b := bank{rows: make([]bankRow, len(idf)), way: math.Inf(1), unit: 1}
	for k, way := range ways {
		b.way = min(b.way, way*((topStep-noStep)/most[k])) // infinite when no feature does anything
	}
	b.way = min(b.way, maxWay)
	if rarest := slices.Max(idf); rarest > 0 {
		b.unit = rarest * rarest / topStep
	}
	return b
}

// add fills in the row of a feature of rarity x.
func (b *bank) add(id int, x float64, weights, ways []float64) {
	for k, w := range weights {
		steps := math.Ceil(x * w * (b.way / ways[k]))
		b.rows[id].set(k, noStep+max(-noStep, min(steps, topStep-noStep)))
	}
	b.rows[id].set(lengthLane, min(math.Floor(x*x/b.unit), topStep))
}

func (r *bankRow) set(lane int, steps float64) {
	r[lane/8] |= uint64(steps) << (16*(lane%4) + lane%8/4*8)
}

// sum adds up the rows of features.
func (b *bank) sum(ids []int32) bankSums {
	const bytes = 0x00FF00FF00FF00FF
	var s0, s1, s2, s3 uint64
	for _, id := range ids {
		row := &b.rows[id]
		s0 += row[0] & bytes
		s1 += row[0] >> 8 & bytes
		s2 += row[1] & bytes
		s3 += row[1] >> 8 & bytes
	}
	return bankSums{s0, s1, s2, s3}
}

func (s *bankSums) lane(i int) uint64 { return s[i/4] >> (i % 4 * 16) & (1<<16 - 1) }

// above reports whether a lane of a class is above a limit that is no more than half of
// what a lane can hold: limit and half of it make the upper half of such a lane.
func (s *bankSums) above(limit uint64) bool {
	const each, upper = 0x0001000100010001, 0x8000800080008000
	rest := (1<<15 - 1 - limit) * each
	return ((s[0]+rest)|(s[1]+rest)|(s[2]+rest)|(s[3]&^(0xFFFF<<48)+rest))&upper != 0
}

// any reports whether some class may be above its floor for a text with these letters.
func (r *reach) any(letters []uint16) bool {
	if r.open || len(letters) > maxFew {
		return true
	}
	var few [2 * maxFew]int32
	n, unknowns := r.words.distinct(letters, &few)
	ids := few[:n]
	for i := range r.banks {
		b := &r.banks[i]
		sums := b.sum(ids)
		length := float64(sums.lane(lengthLane))*b.unit + float64(unknowns)*unknownWeight
		limit := float64(noStep*len(ids)) + (1-roundingMargin)*math.Sqrt(length)*b.way
		if limit < 1<<15 && sums.above(uint64(limit)) {
			return true
		}
	}
	return false
}
