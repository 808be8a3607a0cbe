package judge

import (
	"slices"

	"zhijian/analyzers/acts"
)

// variable is one that a finder gives to the conditions of its label or item.
// One of its functions is set, by its type.
type variable struct {
	name    string
	boolean func(*found) bool
	number  func(*court, *found) int
	text    func(*court, *found) string
	slot    int
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
		{name: id, boolean: func(r *found) bool { return r.ok }},
		{name: id + countSuffix, number: func(_ *court, r *found) int { return int(r.silenced - r.hits) }},
		{name: id + turnsSuffix, number: func(c *court, r *found) int { kinds, _ := c.tally(r, turnOf); return kinds }},
		{name: id + kindsSuffix, number: func(c *court, r *found) int { kinds, _ := c.tally(r, actOf); return kinds }},
		{name: id + mostSuffix, number: func(c *court, r *found) int { _, most := c.tally(r, turnOf); return most }},
		{name: id + firstSuffix, number: (*court).firstTurn},
		{name: id + lastSuffix, number: (*court).lastTurn},
		{name: id + missingSuffix, number: func(_ *court, r *found) int { return int(r.missing) }},
		{name: id + scoreSuffix, number: (*court).score},
		{name: id + actSuffix, text: (*court).actOf},
	}
}

// operand is the variable in a slot of its own.
func (v *variable) operand(n *slots) operand {
	switch {
	case v.boolean != nil:
		v.slot = n.bools
		n.bools++
		return boolSlot(v.slot)
	case v.number != nil:
		v.slot = n.ints
		n.ints++
		return intSlot(v.slot)
	}
	v.slot = n.texts
	n.texts++
	return textSlot(v.slot)
}

// set gives the variable its value.
func (v *variable) set(c *court, r *found) {
	switch {
	case v.boolean != nil:
		c.scene.bools[v.slot] = v.boolean(r)
	case v.number != nil:
		c.scene.ints[v.slot] = v.number(c, r)
	default:
		c.scene.texts[v.slot] = v.text(c, r)
	}
}

func turnOf(h *hit) int { return h.Turn }
func actOf(h *hit) int  { return h.Act }

// tally counts how many different keys the hits have, and the hits of the most
// frequent one.
func (c *court) tally(r *found, key func(*hit) int) (kinds, most int) {
	hits := c.counting(r)
	if len(hits) < 2 {
		return len(hits), len(hits)
	}
	c.keys = c.keys[:0]
	for i := range hits {
		c.keys = append(c.keys, key(&hits[i]))
	}
	slices.Sort(c.keys)
	run := 0
	for i, k := range c.keys {
		if i == 0 || k != c.keys[i-1] {
			kinds++
			run = 0
		}
		run++
		most = max(most, run)
	}
	return kinds, most
}

// firstTurn is the first turn with a hit, none when there is none.
func (c *court) firstTurn(r *found) int {
	first := none
	for i, h := range c.counting(r) {
		if i == 0 || h.Turn < first {
			first = h.Turn
		}
	}
	return first
}

// lastTurn is the last turn with a hit, none when there is none.
func (c *court) lastTurn(r *found) int {
	last := none
	for _, h := range c.counting(r) {
		last = max(last, h.Turn)
	}
	return last
}

// surest is the hit with the highest score, of several the first; nil when
// there is none.
func (c *court) surest(r *found) *acts.Hit {
	var surest *acts.Hit
	for _, h := range c.counting(r) {
		if surest == nil || h.Score > surest.Score {
			surest = h.Hit
		}
	}
	return surest
}

// score is the score of the surest hit, 0 when there is none.
func (c *court) score(r *found) int {
	if h := c.surest(r); h != nil {
		return h.Score
	}
	return 0
}

// actOf is the id of the act of the surest hit; empty when there is none.
func (c *court) actOf(r *found) string {
	h := c.surest(r)
	if h == nil || h.Act == noAct {
		return ""
	}
	return c.in.Acts.ID(h.Act)
}
