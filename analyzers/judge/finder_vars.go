package judge

import (
	"slices"

	"zhijian/analyzers/acts"
)

// variable is one that a finder gives to the conditions of its label or item.
type variable struct {
	name string
	kind variableKind
	slot int32
}

// variableKind is what a variable tells.
type variableKind uint8

// The kinds, in the order of suffixes.
const (
	tellsOK variableKind = iota
	tellsCount
	tellsTurns
	tellsKinds
	tellsMost
	tellsFirst
	tellsLast
	tellsMissing
	tellsScore
	tellsAct
)

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

// suffixes are the suffixes of the kinds of variables.
func suffixes() []string {
	return []string{"", countSuffix, turnsSuffix, kindsSuffix, mostSuffix, firstSuffix, lastSuffix, missingSuffix, scoreSuffix, actSuffix}
}

// variablesOf lists the variables of a finder.
func variablesOf(id string) []variable {
	var out []variable
	for kind, suffix := range suffixes() {
		out = append(out, variable{name: id + suffix, kind: variableKind(kind)})
	}
	return out
}

// operand is the variable in a slot of its own.
func (v *variable) operand(n *slots) operand {
	next := &n.ints
	switch v.kind {
	case tellsOK:
		next = &n.bools
	case tellsAct:
		next = &n.texts
	}
	v.slot = int32(*next)
	*next++
	return v.inSlot()
}

// inSlot is the variable in the slot that it has.
func (v *variable) inSlot() operand {
	switch v.kind {
	case tellsOK:
		return boolSlot(int(v.slot))
	case tellsAct:
		return textSlot(int(v.slot))
	}
	return intSlot(int(v.slot))
}

// placed reports whether the variable tells of the turns of hits.
func (v *variable) placed() bool {
	switch v.kind {
	case tellsTurns, tellsMost, tellsFirst, tellsLast:
		return true
	}
	return false
}

// set gives the variable its value.
func (v *variable) set(c *court, r *found) {
	switch v.kind {
	case tellsOK:
		c.scene.bools[v.slot] = r.ok
	case tellsAct:
		c.scene.texts[v.slot] = c.actOf(r)
	default:
		c.scene.ints[v.slot] = c.number(v.kind, r)
	}
}

// number is the value of a variable that is a number.
func (c *court) number(kind variableKind, r *found) int {
	switch kind {
	case tellsCount:
		return int(r.silenced - r.hits)
	case tellsTurns:
		turns, _ := c.tally(r, turnOf)
		return turns
	case tellsKinds:
		kinds, _ := c.tally(r, actOf)
		return kinds
	case tellsMost:
		_, most := c.tally(r, turnOf)
		return most
	case tellsFirst:
		return c.firstTurn(r)
	case tellsLast:
		return c.lastTurn(r)
	case tellsMissing:
		return int(r.missing)
	}
	return c.score(r)
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
