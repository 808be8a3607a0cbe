package coach

import (
	"cmp"
	"hash/fnv"
	"slices"
)

// ref is an interaction that could become a case or an example.
type ref struct {
	day, id string
	agent   *person
	stratum int
	rank    int    // the lower, the better it teaches
	hash    uint64 // among equals
	near    Nearness
	words   bool // words without doubt speak against the agent
	hot     bool // the customer shows an emotion
}

func (r *ref) before(o *ref) int {
	return cmp.Or(cmp.Compare(r.rank, o.rank), cmp.Compare(r.hash, o.hash), cmp.Compare(r.day, o.day), cmp.Compare(r.id, o.id))
}

// chance orders what is otherwise equal, the same in every run.
func chance(parts ...string) uint64 {
	h := fnv.New64a()
	for _, p := range parts {
		_, _ = h.Write([]byte(p)) // never fails, by its documentation
		_, _ = h.Write([]byte{0})
	}
	return h.Sum64()
}

// best keeps the few best of many, in order.
type best []ref

// takes reports whether a ref of this rank could still be kept, of size at most.
func (b best) takes(rank, size int) bool {
	return len(b) < size || rank <= b[len(b)-1].rank
}

// add keeps r if it is among the size best.
func (b *best) add(r *ref, size int) {
	at, _ := slices.BinarySearchFunc(*b, *r, func(x, y ref) int { return x.before(&y) })
	if at >= size {
		return
	}
	if len(*b) == size {
		*b = (*b)[:size-1]
	}
	*b = slices.Insert(*b, at, *r)
}

// addOf is add with no more than one of an agent: the better of two stays.
func (b *best) addOf(r *ref, size int) {
	if i := slices.IndexFunc(*b, func(x ref) bool { return x.agent == r.agent }); i >= 0 {
		if r.before(&(*b)[i]) >= 0 {
			return
		}
		*b = slices.Delete(*b, i, i+1)
	}
	b.add(r, size)
}
