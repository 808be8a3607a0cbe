package pattern

import "zhijian/analyzers/phrase"

// machine tries a program on a text, in the order of preference that Perl and
// package regexp have: the earliest beginning, then the first branch, then the
// longest greedy or the shortest lazy run. What it finds is the same.
//
// It goes from node to node in one loop, and calls itself only where it may have to come
// back: what a node decides is at which node and place to go on.
type machine struct {
	*store
	Text
	notes
}

// trimmed reports whether a symbol is taken off. It relies on Unknown, which is 0,
// becoming the greatest.
func (m *machine) trimmed(symbol phrase.Symbol) bool { return symbol-1 < m.trims }

// maxBeginnings is how many beginnings are tried with one set of notes on what
// failed, so that the notes stay short in a long text.
const maxBeginnings = 256

// search is Find without trimming; end is negative when there is no match.
func (m *machine) search(p *Pattern, from, last int) (begin, end int) {
	m.store, m.program = p.program.store, &p.program
	start := p.program.start
	head := &m.nodes[start].head
	for last = min(last, len(m.Symbols)-1); from <= last; from += maxBeginnings {
		m.first, m.last, m.steps, m.beingWritten = from, min(last, from+maxBeginnings-1), 0, false
		for k, symbol := range m.Symbols[from : m.last+1] {
			if head.may(symbol) {
				if end := m.match(start, from+k); end >= 0 {
					return from + k, end
				}
			}
		}
	}
	return 0, -1
}

// match is where a match from node n at place i ends; negative when there is none.
func (m *machine) match(n int32, i int) int {
	for n > failure {
		nd := &m.nodes[n]
		switch nd.op {
		case opWord:
			word := m.words[nd.arg:][:nd.count]
			if !begins(m.Symbols[i:], word) {
				return -1
			}
			n, i = nd.next, i+len(word)
		case opWords:
			n, i = m.oneOf(n, i)
		case opSet:
			if i == len(m.Symbols) || !m.sets[nd.arg].has(m.Symbols[i], m.Runes[i]) {
				return -1
			}
			n, i = nd.next, i+1
		case opGap:
			n, i = m.gap(n, i)
		case opLazy:
			n, i = m.lazyRun(n, i)
		case opGreedy:
			n, i = m.greedyRun(n, i)
		case opEither:
			n, i = m.either(n, i)
		case opSplit:
			n, i = m.split(n, i)
		case opOpens:
			n, i = m.opens(n, i)
		case opCloses:
			if i < len(m.Symbols) {
				if !m.isEdge(i) {
					return -1
				}
				i++
			}
			n = nd.next
		case opBegin:
			if i != 0 {
				return -1
			}
			n = nd.next
		case opEnd:
			if i != len(m.Symbols) {
				return -1
			}
			n = nd.next
		}
	}
	if n == success {
		return i
	}
	return -1
}

// may reports whether a match can go on with node n at place i.
func (m *machine) may(n int32, i int) bool {
	nd := &m.nodes[n]
	if i < len(m.Symbols) {
		return nd.head.may(m.Symbols[i])
	}
	return nd.atEnd
}

// begins reports whether text begins with word.
func begins(text, word []phrase.Symbol) bool {
	if len(text) < len(word) {
		return false
	}
	for k, symbol := range text[:len(word)] {
		if symbol != word[k] {
			return false
		}
	}
	return true
}

// oneOf tries the words of a table in order.
func (m *machine) oneOf(n int32, i int) (next int32, at int) {
	nd, text := &m.nodes[n], m.Symbols[i:]
	if len(text) == 0 || !nd.head.may(text[0]) {
		return failure, i
	}
	taken, words := false, m.words
	for at := int(m.row(nd, text[0])); ; {
		sign := words[at]
		size, same := int(sign&sizeOfWord), 0 // symbols of the word, and how many of them stand there
		for at++; same < size && same < len(text) && words[at+same] == text[same]; {
			same++
		}
		if same == size {
			if sign&aloneWord != 0 {
				return nd.next, i + size
			}
			if !taken && m.taken(n, i) {
				return failure, i
			}
			taken = true
			if end := m.match(nd.next, i+size); end >= 0 {
				return success, end
			}
		}
		if sign&lastWord != 0 {
			return failure, i
		}
		at += size
	}
}

// isEdge reports whether there is a clause edge at place i.
func (m *machine) isEdge(i int) bool {
	return i < len(m.Symbols) && m.Symbols[i]-1 < m.edges // Unknown, which is 0, becomes the greatest
}

// opens tries the beginning of the text and then a clause edge.
func (m *machine) opens(n int32, i int) (next int32, at int) {
	nd, edge := &m.nodes[n], m.isEdge(i)
	switch {
	case i == 0 && edge:
		if m.taken(n, i) {
			return failure, i
		}
		if end := m.match(nd.next, i); end >= 0 {
			return success, end
		}
	case i == 0:
		return nd.next, i
	case !edge:
		return failure, i
	}
	return nd.next, i + 1
}

// either tries two branches.
func (m *machine) either(n int32, i int) (next int32, at int) {
	nd := &m.nodes[n]
	switch first, second := m.may(nd.next, i), m.may(nd.arg, i); {
	case first && second:
		if m.taken(n, i) {
			return failure, i
		}
		if end := m.match(nd.next, i); end >= 0 {
			return success, end
		}
	case first:
		return nd.next, i
	case !second:
		return failure, i
	}
	return nd.arg, i
}

// split tries branches. Each is tried when the next one worth it is known, so that the
// machine goes on with the last and need not come back.
func (m *machine) split(n int32, i int) (next int32, at int) {
	nd, taken := &m.nodes[n], false
	next = failure
	for _, branch := range m.branches[nd.arg:][:nd.count] {
		if !m.may(branch, i) {
			continue
		}
		if next != failure {
			if !taken && m.taken(n, i) {
				return failure, i
			}
			taken = true
			if end := m.match(next, i); end >= 0 {
				return success, end
			}
		}
		next = branch
	}
	return next, i
}

// gap tries the shortest gap first.
func (m *machine) gap(n int32, i int) (next int32, at int) {
	if m.taken(n, i) {
		return failure, i
	}
	nd := &m.nodes[n]
	behind := &m.nodes[nd.next]
	head, longest, ends := behind.head, i+int(nd.max), m.ends
	for ; i < len(m.Symbols); i++ {
		symbol := m.Symbols[i]
		if head.may(symbol) {
			if end := m.match(nd.next, i); end >= 0 {
				return success, end
			}
		}
		if i == longest || symbol-1 < ends {
			return failure, i
		}
	}
	if behind.atEnd {
		return nd.next, i
	}
	return failure, i
}

// lazyRun tries the shortest run first.
func (m *machine) lazyRun(n int32, i int) (next int32, at int) {
	if m.taken(n, i) {
		return failure, i
	}
	nd := &m.nodes[n]
	set := &m.sets[nd.arg]
	for least, longest := i+int(nd.min), i+int(nd.max); ; i++ {
		if i >= least && m.may(nd.next, i) {
			if end := m.match(nd.next, i); end >= 0 {
				return success, end
			}
		}
		if i == longest || i == len(m.Symbols) || !set.has(m.Symbols[i], m.Runes[i]) {
			return failure, i
		}
	}
}

// greedyRun tries the longest run first.
func (m *machine) greedyRun(n int32, i int) (next int32, at int) {
	nd := &m.nodes[n]
	begin, least, longest := i, i+int(nd.min), min(i+int(nd.max), len(m.Symbols))
	for set := &m.sets[nd.arg]; i < longest && set.has(m.Symbols[i], m.Runes[i]); {
		i++
	}
	if i < least || i > least && m.taken(n, begin) {
		return failure, i
	}
	for ; i > least; i-- {
		if m.may(nd.next, i) {
			if end := m.match(nd.next, i); end >= 0 {
				return success, end
			}
		}
	}
	return nd.next, least
}

// notes say from which nodes and places no match goes on, whatever stood before: a
// decision taken twice has failed, since the first success ends the attempt. They keep
// the work within nodes times places.
type notes struct {
	program      *program
	steps        int // decisions taken
	first, last  int // beginnings that are tried
	width        int // places from first on that a match can reach
	failed       []uint64
	beingWritten bool
}

// freeSteps is how many decisions are taken before they are noted. Nearly all attempts
// take fewer.
const freeSteps = 200

// taken reports whether the decision at node n and place i was taken before in
// vain, and notes it.
func (m *machine) taken(n int32, i int) bool {
	m.steps++
	return m.steps > freeSteps && m.note(n, i)
}

func (m *machine) note(n int32, i int) (twice bool) {
	if !m.beingWritten {
		m.width = min(len(m.Symbols), m.last+int(m.program.longest)) - m.first + 1
		words := (int(m.program.count)*m.width + 63) / 64
		if cap(m.failed) < words {
			m.failed = make([]uint64, words)
		}
		m.failed, m.beingWritten = m.failed[:words], true
		clear(m.failed)
	}
	bit := int(n-m.program.first)*m.width + i - m.first
	twice = m.failed[bit/64]>>(bit%64)&1 != 0
	m.failed[bit/64] |= 1 << (bit % 64)
	return twice
}
