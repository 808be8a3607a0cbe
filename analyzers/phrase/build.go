package phrase

import (
	"fmt"
	"slices"
)

// builder lays out a trie from the phrases in sorted order, in which the phrases of
// each node stand side by side, breadth first.
type builder struct {
	*Trie
	phrases [][]Symbol
	order   []int32 // phrases sorted; equal ones by index
	queue   []span
	free    []int32 // for each cell, a cell at or before the next free one: see nextFree
	width   int     // symbols that there are, Unknown included
	// memory of children, reused
	symbols []Symbol
	ends    []int32
}

// span is a node that is not laid out yet: its phrases are order[lo:hi], which
// agree in their first depth symbols.
type span struct {
	node, lo, hi, depth int32
}

// NewTrie compiles the phrases, rows of symbols up to last, none of them Unknown; the
// index of a phrase is its identity in Scan. Phrases that stand twice are reported
// twice. An empty phrase is an error. Texts must have no symbol above last either.
func NewTrie(last Symbol, phrases [][]Symbol) (*Trie, error) {
	for i, p := range phrases {
		if len(p) == 0 {
			return nil, fmt.Errorf("phrase %d is empty", i)
		}
	}
	b := &builder{Trie: &Trie{same: make([]int32, len(phrases))}, phrases: phrases, order: make([]int32, len(phrases)), width: int(last) + 1}
	for i := range b.order {
		b.order[i] = int32(i)
	}
	slices.SortStableFunc(b.order, func(i, j int32) int { return slices.Compare(phrases[i], phrases[j]) })
	if err := b.build(); err != nil {
		return nil, err
	}
	return b.Trie, nil
}

func (b *builder) build() error {
	b.grow(b.width)
	b.add(0, none)
	b.queue = append(b.queue, span{hi: int32(len(b.order))})
	for at := 0; at < len(b.queue); at++ {
		if len(b.cells) > maxCells {
			return errTooMany
		}
		s := b.queue[at]
		b.ending(&s)
		b.children(s)
	}
	b.cells = slices.Clip(b.cells)
	if !slices.ContainsFunc(b.same, func(p int32) bool { return p != none }) {
		b.same = nil
	}
	return nil
}

// ending notes the phrases that end in the node and takes them off s.
func (b *builder) ending(s *span) {
	to := &b.cells[s.node].phrase
	for ; s.lo < s.hi && len(b.phrases[b.order[s.lo]]) == int(s.depth); s.lo++ {
		p := b.order[s.lo]
		*to, b.same[p] = p, none
		to = &b.same[p]
	}
}

// children places the children of a node.
func (b *builder) children(s span) {
	b.symbols, b.ends = b.symbols[:0], b.ends[:0]
	for i := s.lo; i < s.hi; i++ {
		c := b.phrases[b.order[i]][s.depth]
		if k := len(b.symbols); k == 0 || b.symbols[k-1] != c {
			b.symbols, b.ends = append(b.symbols, c), append(b.ends, 0)
		}
		b.ends[len(b.ends)-1] = i + 1
	}
	if len(b.symbols) == 0 {
		return
	}
	base := int32(0) // the root's, so that a phrase begins at the cell of its symbol
	if s.node != 0 {
		base = b.place(b.symbols)
	}
	b.cells[s.node].base = base
	lo := s.lo
	for k, c := range b.symbols {
		child := base + int32(c)
		b.add(child, s.node)
		b.queue = append(b.queue, span{node: child, lo: lo, hi: b.ends[k], depth: s.depth + 1})
		lo = b.ends[k]
	}
}

// manyChildren is from how many children on a node is placed near the end: in the
// holes before it there is hardly room.
const manyChildren = 5

// place finds a base for children on these symbols, in ascending order.
func (b *builder) place(symbols []Symbol) int32 {
	from := int32(symbols[0]) + 1 // base 0 is the root's
	if len(symbols) >= manyChildren {
		from = max(from, int32(len(b.cells)-2*b.width))
	}
	for at := b.nextFree(from); ; at = b.nextFree(at + 1) {
		base := at - int32(symbols[0])
		b.grow(int(base) + b.width)
		if !slices.ContainsFunc(symbols, func(c Symbol) bool { return b.taken(base + int32(c)) }) {
			return base
		}
	}
}

func (b *builder) taken(i int32) bool { return b.free[i] != i }

func (b *builder) add(node, parent int32) {
	b.cells[node] = cell{parent: parent, phrase: none}
	b.free[node] = node + 1
	b.nodes++
}

// grow makes room for n cells, so that a step from any base stays inside.
func (b *builder) grow(n int) {
	for i := len(b.cells); i < n; i++ {
		b.cells = append(b.cells, cell{parent: none, phrase: none})
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
