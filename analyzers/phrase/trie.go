package phrase

import "errors"

// maxCells bounds the trie; beyond it the cells would outgrow memory.
const maxCells = 1 << 26

// Trie finds a fixed set of phrases, which are rows of symbols. It is immutable and
// safe for concurrent use.
type Trie struct {
	cells []cell
	same  []int32 // by phrase: the next phrase with the same symbols, or none; nil when all differ
	nodes int
}

// cell is a node of the trie, or free. Node s goes on with symbol c to the cell
// base+c, if that cell's parent is s. The children of different nodes lie
// interleaved, so that few cells stay free, and all that a step reads lies in one
// cell. The root is cell 0 with base 0: a phrase begins at the cell of its first
// symbol. No symbol is 0, so that the root is nobody's child.
type cell struct {
	base   int32
	parent int32 // none: free, or the root
	phrase int32 // the first phrase that ends here, or none
}

// none stands for no parent and no phrase.
const none int32 = -1

var errTooMany = errors.New("too many phrases for one trie")

// Scan calls visit for every occurrence of every phrase, in order of where it
// begins, the shorter first; of equal phrases the one added first comes first.
// begin and end count symbols. The work is bounded by the length of the text times
// that of the longest phrase; in ordinary text a walk ends after two or three steps.
func (t *Trie) Scan(text []Symbol, visit func(phrase, begin, end int)) {
	var begins [worthBlock]int32
	for from := 0; from < len(text); from += worthBlock {
		block := text[from:min(from+worthBlock+1, len(text))]
		for _, at := range begins[:t.worth(&begins, block)] {
			t.ScanAt(text, from+int(at), visit)
		}
	}
}

// worthBlock is how many places worth looks at in one go.
const worthBlock = 64

// worth puts into out the places of text, of which it needs the next symbol, too, where a
// walk comes to the end of a phrase or to a second step, and gives their number. Most
// walks end before. Where they do cannot be foreseen, so that it branches on none of
// them, and what one walk has to fetch does not wait for another.
func (t *Trie) worth(out *[worthBlock]int32, text []Symbol) (n int) {
	last := len(text) - 1
	for at, symbol := range text[:last] {
		first := &t.cells[symbol]
		second := &t.cells[first.base+int32(text[at+1])]
		out[uint(n)%worthBlock] = int32(at)
		n += is(first.parent == 0) & (is(first.phrase != none) | is(second.parent == int32(symbol)))
	}
	if last < worthBlock { // it is the end of the text
		out[uint(n)%worthBlock] = int32(last)
		n++
	}
	return n
}

// is is 1 for true.
func is(b bool) int {
	if b {
		return 1
	}
	return 0
}

// ScanAt is Scan for the phrases that begin at one place.
func (t *Trie) ScanAt(text []Symbol, begin int, visit func(phrase, begin, end int)) {
	node := int32(0)
	for at := begin; at < len(text); at++ {
		next := t.cells[node].base + int32(text[at])
		c := &t.cells[next]
		if c.parent != node {
			return
		}
		node = next
		for p := c.phrase; p != none; p = t.next(p) {
			visit(int(p), begin, at+1)
		}
	}
}

// GoesOn reports whether a phrase begins with text, which is not empty, and is longer.
func (t *Trie) GoesOn(text []Symbol) bool {
	node := int32(0)
	for _, symbol := range text {
		next := t.cells[node].base + int32(symbol)
		if t.cells[next].parent != node {
			return false
		}
		node = next
	}
	return t.cells[node].base != 0 // base 0 is that of the root, and of nodes without children
}

// next is the next phrase with the same symbols as p.
func (t *Trie) next(p int32) int32 {
	if t.same == nil {
		return none
	}
	return t.same[p]
}

// Nodes is the number of nodes, for reports on the size of a rubric.
func (t *Trie) Nodes() int { return t.nodes }
