package pattern

import "unicode/utf8"

// freeSteps is how many decisions an attempt may take before the machine begins
// to note those that led nowhere. Nearly all attempts take fewer.
const freeSteps = 200

// machine tries a program on a text, in the order of preference that Perl and
// package regexp have: the earliest beginning, then the first branch, then the
// longest greedy or the shortest lazy run. What it finds is the same.
type machine struct {
	*program
	text  string
	steps int
	// failed has a bit for each node and offset from which no match goes on,
	// whatever stood before: a decision taken twice has failed, since the first
	// success ends the attempt. It keeps the work within nodes times bytes.
	failed []uint64
}

// find is the first match that begins at or behind from; false when there is none.
func (m *machine) find(from int) (begin, end int, ok bool) {
	m.steps, m.failed = 0, nil
	first := &m.nodes[m.start].head
	for begin = from; begin < len(m.text); {
		r, size := decode(m.text, begin)
		if first.may(r) {
			if end = m.match(m.start, begin); end >= 0 {
				return begin, end, true
			}
		}
		begin += size
	}
	return 0, 0, false
}

// match is where a match from node n at offset i ends; negative when there is none.
func (m *machine) match(n int32, i int) int {
	for {
		switch nd := &m.nodes[n]; nd.op {
		case opMatch:
			return i
		case opLiteral:
			lit := m.literals[nd.arg]
			if len(m.text)-i < len(lit) || m.text[i:i+len(lit)] != lit {
				return -1
			}
			i += len(lit)
			n = nd.next
		case opSet:
			r, size := decode(m.text, i)
			if r == endOfText || !m.sets[nd.arg].has(r) {
				return -1
			}
			i += size
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
	r, _ := decode(m.text, i)
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
		return m.shortest(nd, i)
	}
	return m.longest(nd, i)
}

func (m *machine) shortest(nd *node, i int) int {
	set, behind := &m.sets[nd.arg], &m.nodes[nd.next].head
	for k := uint8(0); ; k++ {
		r, size := decode(m.text, i)
		if k >= nd.min && behind.may(r) {
			if e := m.match(nd.next, i); e >= 0 {
				return e
			}
		}
		if k == nd.max || r == endOfText || !set.has(r) {
			return -1
		}
		i += size
	}
}

func (m *machine) longest(nd *node, i int) int {
	set, behind := &m.sets[nd.arg], &m.nodes[nd.next].head
	k := uint8(0)
	for ; k < nd.max; k++ {
		r, size := decode(m.text, i)
		if r == endOfText || !set.has(r) {
			break
		}
		i += size
	}
	for k >= nd.min {
		if r, _ := decode(m.text, i); behind.may(r) {
			if e := m.match(nd.next, i); e >= 0 {
				return e
			}
		}
		if k == 0 {
			return -1
		}
		_, size := utf8.DecodeLastRuneInString(m.text[:i])
		i -= size
		k--
	}
	return -1
}

// taken reports whether the decision at node n and offset i was taken before in
// vain, and notes it.
func (m *machine) taken(n int32, i int) bool {
	m.steps++
	if m.steps <= freeSteps {
		return false
	}
	if m.failed == nil {
		m.failed = make([]uint64, (len(m.nodes)*(len(m.text)+1)+63)/64)
	}
	bit := int(n)*(len(m.text)+1) + i
	seen := m.failed[bit/64]>>(bit%64)&1 != 0
	m.failed[bit/64] |= 1 << (bit % 64)
	return seen
}
