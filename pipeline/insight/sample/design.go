package sample

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"slices"
)

// unit is an interaction of which some are drawn. Its path leads through the
// strata, the widest first.
type unit struct {
	path [4]int32 // class, item, score band, agent
	u    uint64   // random, by the seed and the interaction alone
}

// drawn is a unit that was drawn.
type drawn struct {
	index int     // in the units
	p     float64 // probability of being drawn
}

// draw takes from each class as many units as it is allotted, which must not be
// more than it has. In a class they are split evenly over the strata of the next
// level, and so on down to the agents; what does not split evenly falls to strata
// that the seed decides, and a stratum that is too small leaves its rest to the
// others. Of an agent the units with the smallest u are taken: a simple random
// sample. So the probability of each unit is known exactly: it is the expected
// number of its last stratum over that stratum's size.
func draw(units []unit, allotted map[int32]int, seed string) []drawn {
	order := make([]int, len(units))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int {
		x, y := &units[a], &units[b]
		return cmp.Or(slices.Compare(x.path[:], y.path[:]), cmp.Compare(x.u, y.u), cmp.Compare(a, b))
	})
	d := &drawer{units: units, seed: seed}
	for _, s := range d.strata(order, 0) {
		n := allotted[units[s.members[0]].path[0]]
		d.split(s.members, 1, share{n, float64(n)})
	}
	return d.out
}

type drawer struct {
	units []unit
	seed  string
	out   []drawn
}

// share is how many a stratum gives: this time, and on average over all seeds. It
// gives the average rounded down or up.
type share struct {
	n    int
	mean float64
}

// stratum is units with the same path down to a level.
type stratum struct {
	members []int
	share   share
	u       uint64
}

// strata cuts sorted units by the given level of their paths.
func (d *drawer) strata(sorted []int, level int) []stratum {
	var out []stratum
	for from := 0; from < len(sorted); {
		to := from + 1
		for to < len(sorted) && d.units[sorted[to]].path[level] == d.units[sorted[from]].path[level] {
			to++
		}
		path := d.units[sorted[from]].path[:level+1]
		out = append(out, stratum{members: sorted[from:to], u: random(d.seed, "stratum", fmt.Sprint(path))})
		from = to
	}
	return out
}

// split shares out what a stratum gives to those of the next level.
func (d *drawer) split(members []int, level int, s share) {
	if level == len(unit{}.path) {
		for _, i := range members[:s.n] { // the smallest u come first
			d.out = append(d.out, drawn{i, s.mean / float64(len(members))})
		}
		return
	}
	parts := d.strata(members, level)
	few := int(s.mean) // s.n is this, or one more
	chance := s.mean - float64(few)
	low := fill(parts, few)
	for i := range parts {
		parts[i].share.mean = low.mean(len(parts[i].members))
	}
	if chance > 0 {
		high := fill(parts, few+1)
		for i := range parts {
			p := &parts[i]
			p.share.mean += chance * (high.mean(len(p.members)) - p.share.mean)
		}
	}
	now := fill(parts, s.n)
	byChance := make([]*stratum, 0, len(parts))
	for i := range parts {
		p := &parts[i]
		p.share.n = min(len(p.members), now.each)
		if len(p.members) > now.each {
			byChance = append(byChance, p)
		}
	}
	slices.SortStableFunc(byChance, func(a, b *stratum) int { return cmp.Compare(a.u, b.u) })
	for _, p := range byChance[:now.rest] {
		p.share.n++
	}
	for i := range parts {
		if parts[i].share.n > 0 {
			d.split(parts[i].members, level+1, parts[i].share)
		}
	}
}

// level is how an even split comes out: each stratum gives this many, or all it
// has, and rest of the larger ones give one more.
type level struct{ each, rest, larger int }

// fill splits n evenly over strata that have at least n units together.
func fill(parts []stratum, n int) level {
	sizes := make([]int, len(parts))
	for i := range parts {
		sizes[i] = len(parts[i].members)
	}
	slices.Sort(sizes)
	l := level{larger: len(sizes)}
	for _, size := range sizes { // raise the level from one size to the next
		if n < l.larger*(size-l.each) {
			break
		}
		n -= l.larger * (size - l.each)
		l.each = size
		l.larger--
	}
	for l.larger > 0 && l.each > 0 && sizes[len(sizes)-l.larger] == l.each {
		l.larger-- // as large as the level: they have no more to give
	}
	if l.larger > 0 {
		l.each += n / l.larger
		l.rest = n % l.larger
	}
	return l
}

// mean is what a stratum of this size gives on average.
func (l level) mean(size int) float64 {
	if size <= l.each {
		return float64(size)
	}
	return float64(l.each) + float64(l.rest)/float64(l.larger)
}

// random is a number that depends on the seed and the parts alone.
func random(seed string, parts ...string) uint64 {
	h := sha256.New()
	for _, p := range append([]string{seed}, parts...) {
		var n [8]byte
		binary.LittleEndian.PutUint64(n[:], uint64(len(p)))
		_, _ = h.Write(n[:]) // never fails, by its documentation
		_, _ = h.Write([]byte(p))
	}
	return binary.LittleEndian.Uint64(h.Sum(nil))
}
