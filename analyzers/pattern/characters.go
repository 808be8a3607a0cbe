package pattern

import (
	"cmp"
	"maps"
	"math"
	"slices"
)

// characters knows how often each character stood in the texts learnt from.
type characters struct {
	counts  [1 << 16]int32   // of the basic plane: nearly all there are
	chances [1 << 16]float64 // of those counted, 0 for others
	rest    map[rune]int32   // counts of other planes
	total   int
	unheard float64 // chance of a character that was not counted
}

func newCharacters() *characters {
	c := &characters{rest: map[rune]int32{}}
	c.estimate()
	return c
}

// add counts a character. The chances stay as they were estimated before.
func (c *characters) add(r rune) {
	c.total++
	if uint32(r) < uint32(len(c.counts)) {
		c.counts[r]++
	} else {
		c.rest[r]++
	}
}

func (c *characters) count(r rune) int {
	if uint32(r) < uint32(len(c.counts)) {
		return int(c.counts[r])
	}
	return int(c.rest[r])
}

// estimate estimates the chances anew.
func (c *characters) estimate() {
	c.unheard = c.chanceOf(0)
	for r, n := range c.counts {
		if n > 0 {
			c.chances[r] = c.chanceOf(int(n))
		}
	}
}

// chance estimates how likely a place in a text holds r.
func (c *characters) chance(r rune) float64 {
	switch {
	case uint32(r) >= uint32(len(c.chances)):
		return c.chanceOf(int(c.rest[r]))
	case c.chances[r] == 0:
		return c.unheard
	}
	return c.chances[r]
}

func (c *characters) chanceOf(count int) float64 {
	return math.Pow(float64(count+1)/float64(c.total+unseen), dependence)
}

// commonest lists the characters counted, the commonest first, of equally common ones
// the first.
func (c *characters) commonest() []rune {
	var all []rune
	for r, n := range c.counts {
		if n > 0 {
			all = append(all, rune(r))
		}
	}
	all = append(all, slices.Collect(maps.Keys(c.rest))...)
	slices.SortFunc(all, func(a, b rune) int { return cmp.Or(cmp.Compare(c.count(b), c.count(a)), cmp.Compare(a, b)) })
	return all
}
