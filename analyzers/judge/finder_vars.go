package judge

// variable is one that a finder gives to the conditions of its label or item.
type variable struct {
	name string
	of   func(*found) any
}

// Suffixes of a finder's variables; the one without a suffix tells whether it found.
const (
	countSuffix   = "_count"
	turnsSuffix   = "_turns"
	kindsSuffix   = "_kinds"
	mostSuffix    = "_most"
	firstSuffix   = "_first"
	lastSuffix    = "_last"
	missingSuffix = "_missing"
	scoreSuffix   = "_score"
	actSuffix     = "_act"
)

// variablesOf lists the variables of a finder.
func variablesOf(id string) []variable {
	return []variable{
		{id, func(r *found) any { return r.ok }},
		{id + countSuffix, func(r *found) any { return len(r.hits) }},
		{id + turnsSuffix, func(r *found) any { return len(r.tally(func(h *hit) int { return h.Turn })) }},
		{id + kindsSuffix, func(r *found) any { return len(r.tally(func(h *hit) int { return h.Act })) }},
		{id + mostSuffix, func(r *found) any { return r.most() }},
		{id + firstSuffix, func(r *found) any { return r.first() }},
		{id + lastSuffix, func(r *found) any { return r.last() }},
		{id + missingSuffix, func(r *found) any { return r.missing }},
		{id + scoreSuffix, func(r *found) any { return r.score() }},
		{id + actSuffix, func(r *found) any { return r.act }},
	}
}

// tally counts the hits by a key.
func (r *found) tally(key func(*hit) int) map[int]int {
	counts := map[int]int{}
	for i := range r.hits {
		counts[key(&r.hits[i])]++
	}
	return counts
}

// most is the largest number of hits in one turn.
func (r *found) most() int {
	most := 0
	for _, n := range r.tally(func(h *hit) int { return h.Turn }) {
		most = max(most, n)
	}
	return most
}

// first is the first turn with a hit, -1 when there is none.
func (r *found) first() int {
	first := -1
	for i := range r.hits {
		if t := r.hits[i].Turn; first < 0 || t < first {
			first = t
		}
	}
	return first
}

// last is the last turn with a hit, -1 when there is none.
func (r *found) last() int {
	last := -1
	for i := range r.hits {
		last = max(last, r.hits[i].Turn)
	}
	return last
}

// surest is the hit with the highest score, of several the first; nil when
// there is none.
func (r *found) surest() *hit {
	var surest *hit
	for i := range r.hits {
		if h := &r.hits[i]; surest == nil || h.Score > surest.Score {
			surest = h
		}
	}
	return surest
}

// score is the score of the surest hit, 0 when there is none.
func (r *found) score() int {
	if h := r.surest(); h != nil {
		return h.Score
	}
	return 0
}
