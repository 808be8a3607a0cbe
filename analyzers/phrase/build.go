package phrase

import (
	"cmp"
	"fmt"
	"slices"
)

// builder lays out a trie from the phrases in sorted order, in which the phrases of
// each node stand side by side, breadth first.
type builder struct {
	*Trie
	text   []Symbol // of all phrases, sorted
	begins []int32  // by place in this order: where a phrase begins in text; one more is the end
	order  []int32  // by place: the index of the phrase; equal ones by index
	queue  []span
	room   room
	width  int // symbols that there are, Unknown included
	// memory of children, reused
	symbols []Symbol
	ends    []int32
}

// span is a node that is not laid out yet: its phrases are those at the places from lo to
// hi, which agree in their first depth symbols.
type span struct {
	node, lo, hi, depth int32
}

// NewTrie compiles the phrases, rows of symbols up to last, none of them Unknown; the
// index of a phrase is its identity in Scan. Phrases that stand twice are reported
// twice. An empty phrase is an error. Texts must have no symbol above last either.
func NewTrie(last Symbol, phrases [][]Symbol) (*Trie, error) {
	size := 0
	for i, p := range phrases {
		if len(p) == 0 {
			return nil, fmt.Errorf("phrase %d is empty", i)
		}
		size += len(p)
	}
	b := &builder{Trie: &Trie{same: make([]int32, len(phrases))}, order: sorted(phrases), width: int(last) + 1}
	b.text, b.begins = make([]Symbol, 0, size), make([]int32, 0, len(phrases)+1)
	nodes := 1
	for i, p := range b.order {
		b.begins = append(b.begins, int32(len(b.text)))
		b.text = append(b.text, phrases[p]...)
		nodes += len(phrases[p])
		if i > 0 {
			nodes -= common(phrases[p], phrases[b.order[i-1]])
		}
	}
	b.begins = append(b.begins, int32(len(b.text)))
	b.queue, b.cells = make([]span, 0, nodes), make([]cell, 0, nodes+2*b.width)
	if err := b.build(); err != nil {
		return nil, err
	}
	return b.Trie, nil
}

// sorted are the indexes of the phrases in order, those of equal ones ascending.
func sorted(phrases [][]Symbol) []int32 {
	type head struct {
		first uint64 // four symbols: they tell nearly all phrases apart
		index int32
	}
	const four = 4
	heads := make([]head, len(phrases))
	for i, p := range phrases {
		heads[i].index = int32(i)
		for k := range four {
			heads[i].first <<= 16
			if k < len(p) {
				heads[i].first |= uint64(p[k])
			}
		}
	}
	slices.SortFunc(heads, func(a, b head) int {
		if a.first != b.first {
			return cmp.Compare(a.first, b.first)
		}
		p, q := phrases[a.index], phrases[b.index]
		return cmp.Or(slices.Compare(p[min(four, len(p)):], q[min(four, len(q)):]), cmp.Compare(a.index, b.index))
	})
	order := make([]int32, len(phrases))
	for i := range heads {
		order[i] = heads[i].index
	}
	return order
}

// common is how many symbols two phrases begin with that are the same.
func common(p, q []Symbol) int {
	n := 0
	for n < min(len(p), len(q)) && p[n] == q[n] {
		n++
	}
	return n
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
	for ; s.lo < s.hi && b.begins[s.lo+1]-b.begins[s.lo] == s.depth; s.lo++ {
		p := b.order[s.lo]
		*to, b.same[p] = p, none
		to = &b.same[p]
	}
}

// children places the children of a node.
func (b *builder) children(s span) {
	b.symbols, b.ends = b.symbols[:0], b.ends[:0]
	for i := s.lo; i < s.hi; i++ {
		c := b.text[b.begins[i]+s.depth]
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
	first := int(symbols[0])
	from := first + 1 // base 0 is the root's
	if len(symbols) >= manyChildren {
		from = max(from, len(b.cells)-2*b.width)
	}
	base := b.room.find(from, symbols) - first
	b.grow(base + b.width)
	return int32(base)
}

func (b *builder) add(node, parent int32) {
	b.cells[node] = cell{parent: parent, phrase: none}
	b.room.take(int(node))
	b.nodes++
}

// grow makes room for n cells, so that a step from any base stays inside.
func (b *builder) grow(n int) {
	for i := len(b.cells); i < n; i++ {
		b.cells = append(b.cells, cell{parent: none, phrase: none})
	}
}
