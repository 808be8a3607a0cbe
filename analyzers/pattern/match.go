package pattern

// freeSteps is how many decisions an attempt may take before the machine begins
// to note those that led nowhere. Nearly all attempts take fewer.
const freeSteps = 200

// machine tries a program on a text, in the order of preference that Perl and
// package regexp have: the earliest beginning, then the first branch, then the
// longest greedy or the shortest lazy run. What it finds is the same.
type machine struct {
	*program
	text  []rune
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
	m.steps, m.noting, m.origin, m.width = 0, false, first, min(len(m.text), last+m.longest)-first+1
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

// at is the character at place i, endOfText behind the last.
func (m *machine) at(i int) rune {
	if i < len(m.text) {
		return m.text[i]
	}
	return endOfText
}

// match is where a match from node n at place i ends; negative when there is none.
func (m *machine) match(n int32, i int) int {
	for {
		switch nd := &m.nodes[n]; nd.op {
		case opMatch:
			return i
		case opLiteral:
			lit := m.literals[nd.arg]
			if len(m.text)-i < len(lit) {
				return -1
			}
			for k, r := range lit {
				if m.text[i+k] != r {
					return -1
				}
			}
			i += len(lit)
			n = nd.next
		case opSet:
			if i >= len(m.text) || !m.sets[nd.arg].has(m.text[i]) {
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

func (m *machine) split(n int32, i int) int {
	nd := &m.nodes[n]
	r := m.at(i)
	if !nd.head.may(r) || m.taken(n, i) {
		return -1
	}
	for _, b := range m.branches[nd.arg] {
		if b.rune != r && b.rune != anyRune {
			continue
		}
		if e := m.match(b.node, i); e >= 0 {
			return e
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
	set, behind := &m.sets[nd.arg], &m.nodes[nd.next].head
	for k := uint8(0); ; k++ {
		r := m.at(i)
		if k >= nd.min && behind.may(r) {
			if e := m.match(nd.next, i); e >= 0 {
				return e
			}
		}
		if k == nd.max || r == endOfText || !set.has(r) {
			return -1
		}
		i++
	}
}

func (m *machine) greedyRun(nd *node, i int) int {
	set, behind := &m.sets[nd.arg], &m.nodes[nd.next].head
	least, most := i+int(nd.min), min(i+int(nd.max), len(m.text))
	for i < most && set.has(m.text[i]) {
		i++
	}
	for ; i >= least; i-- {
		if behind.may(m.at(i)) {
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
		words := (len(m.nodes)*m.width + 63) / 64
		if cap(m.failed) < words {
			m.failed = make([]uint64, words)
		}
		m.failed, m.noting = m.failed[:words], true
		clear(m.failed)
	}
	bit := int(n)*m.width + i - m.origin
	seen := m.failed[bit/64]>>(bit%64)&1 != 0
	m.failed[bit/64] |= 1 << (bit % 64)
	return seen
}
