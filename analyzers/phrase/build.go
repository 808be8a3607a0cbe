package phrase

import (
	"cmp"
	"slices"
	"strings"
)

// byteValues is how many children a state can have.
const byteValues = 256

// builder lays out an automaton from the phrases in sorted order, in which the
// phrases of each state stand side by side, breadth first, so that every state
// finds its suffix finished.
type builder struct {
	*Automaton
	phrases []string
	order   []int32 // phrases sorted; equal ones by index
	queue   []span
	free    []int32 // for each cell, a cell at or before the next free one: see nextFree
}

// span is a state that is not laid out yet: its phrases are order[lo:hi], which
// agree in their first depth bytes.
type span struct {
	state, lo, hi, depth int32
}

func newBuilder(a *Automaton, phrases []string) *builder {
	b := &builder{Automaton: a, phrases: phrases, order: make([]int32, len(phrases))}
	for i := range b.order {
		b.order[i] = int32(i)
	}
	slices.SortFunc(b.order, func(i, j int32) int {
		return cmp.Or(strings.Compare(phrases[i], phrases[j]), cmp.Compare(i, j))
	})
	return b
}

func (b *builder) build() error {
	b.grow(byteValues)
	b.add(0, none, 0)
	b.queue = append(b.queue, span{hi: int32(len(b.order))})
	for at := 0; at < len(b.queue); at++ {
		if b.states > maxStates {
			return errTooMany
		}
		s := b.queue[at]
		b.outputs(&s)
		b.children(s)
	}
	b.cells = slices.Clip(b.cells)
	return nil
}

// outputs lists the phrases that end in the state and takes them off s; behind
// them go those of the suffix.
func (b *builder) outputs(s *span) {
	tail := none
	if s.state != 0 {
		tail = b.cells[b.cells[s.state].fail].out
	}
	for s.lo < s.hi && int(b.lengths[b.order[s.lo]]) == int(s.depth) {
		b.hits = append(b.hits, hit{phrase: b.order[s.lo], next: tail})
		tail = int32(len(b.hits) - 1)
		s.lo++
	}
	b.cells[s.state].out = tail
}

// children places the children of a state.
func (b *builder) children(s span) {
	var first, end [byteValues]int32 // of the phrases of each child
	var bytes [byteValues]byte
	n := 0
	for i := s.lo; i < s.hi; i++ {
		c := b.phrases[b.order[i]][s.depth]
		if i == s.lo || bytes[n-1] != c { //nolint:gosec // n is at least 1 behind the first phrase
			bytes[n], first[n] = c, i
			n++
		}
		end[n-1] = i + 1
	}
	if n == 0 {
		return
	}
	base := b.place(bytes[:n])
	b.cells[s.state].base = base
	for k, c := range bytes[:n] {
		child, suffix := base+int32(c), int32(0)
		if s.state != 0 {
			suffix = b.step(b.cells[s.state].fail, c)
		}
		b.add(child, s.state, suffix)
		b.queue = append(b.queue, span{state: child, lo: first[k], hi: end[k], depth: s.depth + 1})
	}
}

// manyChildren is from how many children on a state is placed near the end: in
// the holes before it there is hardly room.
const manyChildren = 5

// place finds a base for children on these bytes, in ascending order.
func (b *builder) place(bytes []byte) int32 {
	from := int32(bytes[0])
	if len(bytes) >= manyChildren {
		from = max(from, int32(len(b.cells))-2*byteValues)
	}
	for at := b.nextFree(from); ; at = b.nextFree(at + 1) {
		base := at - int32(bytes[0])
		b.grow(int(base) + byteValues)
		if !slices.ContainsFunc(bytes, func(c byte) bool { return b.taken(base + int32(c)) }) {
			return base
		}
	}
}

func (b *builder) taken(i int32) bool { return i == 0 || b.cells[i].check != none }

func (b *builder) add(state, parent, suffix int32) {
	b.cells[state] = cell{check: parent, fail: suffix, out: none}
	b.free[state] = state + 1
	b.states++
}

// grow makes room for n cells.
func (b *builder) grow(n int) {
	for i := len(b.cells); i < n; i++ {
		b.cells = append(b.cells, cell{check: none, out: none})
		b.free = append(b.free, int32(i))
	}
}

// nextFree is the first free cell at or behind i: a free cell points at itself,
// a taken one ahead, and the way is made shorter as it is gone.
func (b *builder) nextFree(i int32) int32 {
	for {
		b.grow(int(i) + 1)
		to := b.free[i]
		if to == i {
			return i
		}
		b.grow(int(to) + 1)
		b.free[i] = b.free[to]
		i = to
	}
}
