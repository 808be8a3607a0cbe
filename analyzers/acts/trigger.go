package acts

import (
	"math"

	"zhijian/analyzers/pattern"
)

// A literal that is met calls for a look at what stands round it for each pattern that
// it may be part of. Far more looks are taken than patterns are tried, and nearly all
// end with the first thing that is asked, so that this lies side by side and small.

// look is what a trigger asks of its place first: that a character stands near it. Four
// of them fill a line of the processor's cache.
type look struct {
	folded uint64 // the characters, or always
	near   int32  // index into nears, or none
	glance        // where to look, counted from where the literal begins
	flags  uint8
}

// beside is a second condition of this kind.
type beside struct {
	near        int32
	first, last int8
	flags       uint8
}

// trigger tells that a pattern is worth trying where its literal stands: on matches
// that begin least to most characters ahead of it, if what its second condition asks for
// is there, too. Four of them fill a line, too.
type trigger struct {
	pattern     int32 // index into patterns
	most        int32
	least       uint8 // or more
	flags       uint8 // of second
	first, last int8
	near        int32
}

// Flags of a look; a second condition has only byEdge.
const (
	crosses uint8 = 1 << iota // the pattern may match across the end of a sentence
	opens                     // a clause edge stands ahead of the literal
	closes                    // a clause edge stands behind it
	byEdge                    // instead of what must stand near, the end of the sentence will do
)

// lookout is what literals are looked for on behalf of patterns, or of exceptions:
// triggers side by side by literal, and their looks.
type lookout struct {
	looks    []look
	triggers []trigger // by look
	owners   []int32   // by look: the definition of the pattern
}

// asking is all that a literal is looked for, for one pattern.
type asking struct {
	look
	trigger
}

// asking makes ready a trigger of a pattern; length is that of its literal.
func (c *compiler) asking(id int, t *pattern.Trigger, length int) asking {
	second, _ := c.beside(t.Beside, 1, length)
	out := asking{trigger: trigger{pattern: int32(id), most: int32(t.Most), least: uint8(min(t.Least, math.MaxUint8)),
		flags: second.flags, first: second.first, last: second.last, near: second.near}}
	out.look = look{folded: always, near: none}
	if b, folded := c.beside(t.Beside, 0, length); b.near != none {
		out.look.near, out.glance, out.look.flags = b.near, newGlance(b.first, b.last), b.flags
		if b.flags&byEdge == 0 && out.glance.folds() {
			out.folded = folded
		}
	}
	set := func(flag uint8, on bool) {
		if on {
			out.look.flags |= flag
		}
	}
	set(opens, t.Opens)
	set(closes, t.Closes)
	set(crosses, c.m.patterns[id].Crosses)
	return out
}

// beside is the kth condition of a list, if there are as many, round a literal of this
// length, with its characters folded. One that reaches too far is left out, as nothing
// relies on it.
func (c *compiler) beside(list []pattern.Beside, k, length int) (_ beside, folded uint64) {
	if k >= len(list) {
		return beside{near: none}, 0
	}
	b := &list[k]
	first, last := length+b.Least, length+b.Most
	if b.Ahead {
		first, last = -1-b.Most, -1-b.Least
	}
	if first < math.MinInt8 || last > math.MaxInt8 {
		return beside{near: none}, 0
	}
	set := c.near(b.Near)
	out := beside{near: set.id, first: int8(first), last: int8(last)}
	if b.Edge {
		out.flags = byEdge
	}
	return out, set.folded
}

// none is the index of no set.
const none = -1

// nearSet is a Near made ready: its index among the sets, and its characters folded.
type nearSet struct {
	id     int32
	folded uint64
}

// near makes ready the characters of n.
func (c *compiler) near(n *pattern.Near) nearSet {
	if set, ok := c.nears[n]; ok {
		return set
	}
	var set symbolSet
	var out nearSet
	for _, r := range n.Runes {
		symbol, err := c.m.alphabet.AddRune(r)
		c.fail(err)
		set.add(symbol)
		out.folded |= fold64(symbol)
	}
	id, ok := c.sets[set]
	if !ok {
		id = int32(len(c.m.nears))
		c.m.nears = append(c.m.nears, set)
		c.sets[set] = id
	}
	out.id = id
	c.nears[n] = out
	return out
}
