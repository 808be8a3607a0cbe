package pattern

import "zhijian/analyzers/phrase"

// freeSteps is how many decisions an attempt may take before the machine begins
// to note those that led nowhere. Nearly all attempts take fewer.
const freeSteps = 200

// machine tries a program on a text, in the order of preference that Perl and
// package regexp have: the earliest beginning, then the first branch, then the
// longest greedy or the shortest lazy run. What it finds is the same.
type machine struct {
	program
	text  []phrase.Symbol
	runes []rune // of text
	steps int
	// failed has a bit for each node and place from which no match goes on, whatever
	// stood before: a decision taken twice has failed, since the first success ends
	// the attempt. It keeps the work within nodes times places. A place is counted
	// from origin; there are width places that a match can reach.
	failed        []uint64
	noting        bool
	origin, width int
}

// find is the first match that begins at a place from first to last; false when
// there is none.
func (m *machine) find(first, last int) (begin, end int, ok bool) {
	m.steps, m.noting, m.origin, m.width = 0, false, first, min(len(m.text), last+int(m.longest))-first+1
	head := &m.nodes[m.start].head
	for begin = first; begin <= last; begin++ {
		if head.may(m.text[begin]) {
			if end = m.match(m.start, begin); end >= 0 {
				return begin, end, true
			}
		}
	}
	return 0, 0, false
}

// may reports whether a match can go on with a node at place i.
func (m *machine) may(n *node, i int) bool {
	if i == len(m.text) {
		return n.atEnd
	}
	return n.head.may(m.text[i])
}

// match is where a match from node n at place i ends; negative when there is none.
func (m *machine) match(n int32, i int) int {
	for {
		switch nd := &m.nodes[n]; nd.op {
		case opMatch:
			return i
		case opWord:
			size := m.word(nd.arg, i)
			if size < 0 {
				return -1
			}
			i += size
			n = nd.next
		case opWords:
			return m.oneOf(n, i)
		case opSet:
			if i == len(m.text) || !m.sets[nd.arg].has(m.text[i], m.runes[i]) {
				return -1
			}
			i++
			n = nd.next
		case opBegin:
			if i != 0 {
				return -1
			}
			n = nd.next
		case opEnd:
			if i != len(m.text) {
				return -1
			}
			n = nd.next
		case opRun:
			return m.run(n, i)
		case opSplit:
			return m.split(n, i)
		default:
			return -1
		}
	}
}

// word is the length of the word at index at of the store if it stands at place i, else
// negative.
func (m *machine) word(at int32, i int) int {
	size := int(m.words[at])
	if len(m.text)-i < size {
		return -1
	}
	word, text := m.words[int(at)+1:int(at)+1+size], m.text[i:i+size]
	for k, symbol := range word {
		if text[k] != symbol {
			return -1
		}
	}
	return size
}

// oneOf tries the words of a table in order.
func (m *machine) oneOf(n int32, i int) int {
	nd := &m.nodes[n]
	if i == len(m.text) || !nd.head.may(m.text[i]) {
		return -1
	}
	at := m.row(nd.arg, nd.count, m.text[i])
	if at == 0 || m.taken(n, i) {
		return -1
	}
	words := m.words[at]
	at++
	for range words {
		if size := m.word(at, i); size >= 0 {
			if e := m.match(nd.next, i+size); e >= 0 {
				return e
			}
		}
		at += int32(m.words[at]) + 1
	}
	return -1
}

func (m *machine) split(n int32, i int) int {
	nd := &m.nodes[n]
	if !m.may(nd, i) || m.taken(n, i) {
		return -1
	}
	for _, branch := range m.branches[nd.arg : int(nd.arg)+int(nd.count)] {
		if m.may(&m.nodes[branch], i) {
			if e := m.match(branch, i); e >= 0 {
				return e
			}
		}
	}
	return -1
}

func (m *machine) run(n int32, i int) int {
	nd := &m.nodes[n]
	if m.taken(n, i) {
		return -1
	}
	if nd.lazy {
		return m.lazyRun(nd, i)
	}
	return m.greedyRun(nd, i)
}

func (m *machine) lazyRun(nd *node, i int) int {
	set, behind := &m.sets[nd.arg], &m.nodes[nd.next]
	for k := uint8(0); ; k++ {
		if k >= nd.min && m.may(behind, i) {
			if e := m.match(nd.next, i); e >= 0 {
				return e
			}
		}
		if k == nd.max || i == len(m.text) || !set.has(m.text[i], m.runes[i]) {
			return -1
		}
		i++
	}
}

func (m *machine) greedyRun(nd *node, i int) int {
	set, behind := &m.sets[nd.arg], &m.nodes[nd.next]
	least, most := i+int(nd.min), min(i+int(nd.max), len(m.text))
	for i < most && set.has(m.text[i], m.runes[i]) {
		i++
	}
	for ; i >= least; i-- {
		if m.may(behind, i) {
			if e := m.match(nd.next, i); e >= 0 {
				return e
			}
		}
	}
	return -1
}

// taken reports whether the decision at node n and place i was taken before in
// vain, and notes it.
func (m *machine) taken(n int32, i int) bool {
	m.steps++
	if m.steps <= freeSteps {
		return false
	}
	if !m.noting {
		words := (int(m.count)*m.width + 63) / 64
		if cap(m.failed) < words {
			m.failed = make([]uint64, words)
		}
		m.failed, m.noting = m.failed[:words], true
		clear(m.failed)
	}
	bit := int(n-m.first)*m.width + i - m.origin
	seen := m.failed[bit/64]>>(bit%64)&1 != 0
	m.failed[bit/64] |= 1 << (bit % 64)
	return seen
}
