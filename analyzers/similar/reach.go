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
// first is that of what is none, and that of feature n comes n places behind it. The
// bytes of lane i are added up in word i/4 of bankSums, four of them in one word without
// running into each other.
type bankRow [lanes / 8]uint64

type bankSums [lanes / 4]uint64

const (
	lanes      = 16
	lengthLane = lanes - 1 // that of the length; the others are of classes
	// A byte for a class is noStep for a feature that does nothing. It is more for one that
	// is for the class, less for one that is against it.
	noStep  = 64
	topStep = 127 // so that two bytes are added up in one
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
	b := bank{rows: make([]bankRow, 1+len(idf)), way: math.Inf(1), unit: 1}
	for k, way := range ways {
		b.way = min(b.way, way*((topStep-noStep)/most[k])) // infinite when no feature does anything
	}
	b.way = min(b.way, maxWay)
	if rarest := slices.Max(idf); rarest > 0 {
		b.unit = rarest * rarest / topStep
	}
	for k := range lengthLane {
		b.row(none).set(k, noStep)
	}
	b.row(none).set(lengthLane, b.length(unknownWeight))
	return b
}

// row is the row of a feature, or of what is none.
func (b *bank) row(id int32) *bankRow { return &b.rows[id-none] }

// length are the steps of a length, squared.
func (b *bank) length(squared float64) float64 { return min(math.Floor(squared/b.unit), topStep) }

// add fills in the row of a feature of rarity x.
func (b *bank) add(id int, x float64, weights, ways []float64) {
	row := b.row(int32(id))
	for k, w := range weights {
		steps := math.Ceil(x * w * (b.way / ways[k]))
		row.set(k, noStep+max(-noStep, min(steps, topStep-noStep)))
	}
	row.set(lengthLane, b.length(x*x))
}

func (r *bankRow) set(lane int, steps float64) {
	r[lane/8] |= uint64(steps) << (16*(lane%4) + lane%8/4*8)
}

// sum adds up the rows of features, two at a time. What whole words sum up to, less what
// their odd bytes do, is the sum of the even ones.
func (b *bank) sum(ids []int32) bankSums {
	const bytes = 0x00FF00FF00FF00FF
	var all0, odd0, all1, odd1 uint64
	if len(ids)%2 != 0 {
		row := b.row(ids[0])
		all0, odd0, all1, odd1 = row[0], row[0]>>8&bytes, row[1], row[1]>>8&bytes
		ids = ids[1:]
	}
	for i := 0; i+1 < len(ids); i += 2 {
		one, other := b.row(ids[i]), b.row(ids[i+1])
		low, high := one[0]+other[0], one[1]+other[1]
		all0 += low
		odd0 += low >> 8 & bytes
		all1 += high
		odd1 += high >> 8 & bytes
	}
	return bankSums{all0 - odd0<<8, odd0, all1 - odd1<<8, odd1}
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
	ids := few[:r.words.distinct(letters, &few)]
	for i := range r.banks {
		if r.banks[i].any(ids) {
			return true
		}
	}
	return false
}

// any reports whether one of the bank's classes may be above its floor for a text with
// these features.
func (b *bank) any(ids []int32) bool {
	sums := b.sum(ids)
	length := float64(sums.lane(lengthLane)) * b.unit
	limit := float64(noStep*len(ids)) + (1-roundingMargin)*math.Sqrt(length)*b.way
	return limit < 1<<15 && sums.above(uint64(limit))
}
