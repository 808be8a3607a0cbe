package pattern

import (
	"fmt"
	"regexp/syntax"
	"slices"
)

// program is a syntax tree laid out for matching: every node knows the node that goes on
// behind it, so that to follow the nodes is to try to match. There are no cycles, since
// all repetition is bounded.
type program struct {
	*store
	start   int32
	first   int32 // the nodes from first on are of this program alone
	count   int32
	longest int32 // characters that a match can have
}

// op is what a node does.
type op uint8

const (
	opMatch  op = iota // the text has matched
	opFail             // it cannot match
	opWord             // one word
	opWords            // one of several words, tried in order
	opSet              // one character of a set
	opGap              // none to max characters within the sentence, the fewest first
	opLazy             // min to max characters of a set, the fewest first
	opGreedy           // the same, the most first
	opEither           // the node behind, then node arg
	opSplit            // one of several branches, tried in order
	opOpens            // the beginning of the text, or else a clause edge
	opCloses           // the end of the text, or a clause edge
	opBegin            // the beginning of the text
	opEnd              // the end of the text
)

// node is one step of a program. Two of them fill a line of the processor's cache.
type node struct {
	head
	next     int32  // index of the node behind
	arg      int32  // index into words, sets, branches or nodes
	count    uint16 // of branches; symbols of a word
	min, max uint8  // of a run
	op       op
	atEnd    bool // a match from here on can be empty at the end of the text
}

// or makes n tell that the match can go on with o, too.
func (n *node) or(o *node) {
	n.join(o.head)
	n.atEnd = n.atEnd || o.atEnd
}

// newProgram lays out a tree that check has passed and of which it is known how long its
// matches can be.
func newProgram(s *store, t *syntax.Regexp, longest int) (program, error) {
	p := program{store: s, first: int32(len(s.nodes)), longest: int32(longest)}
	p.start = p.compile(t, success)
	p.count = int32(len(s.nodes)) - p.first
	if s.err != nil {
		return program{}, fmt.Errorf("pattern: %w", s.err)
	}
	return p, nil
}

// compile adds the nodes of t, behind which node next goes on, and returns the
// first of them.
func (s *store) compile(t *syntax.Regexp, next int32) int32 {
	if n, ok := countWords(t); ok {
		return s.addWords(appendWords(make([][]rune, 0, n), t), next)
	}
	switch t.Op {
	case syntax.OpLiteral: // in either case
		for _, r := range slices.Backward(t.Rune) {
			next = s.addSet(node{op: opSet, next: next}, foldings(r))
		}
		return next
	case syntax.OpCharClass:
		return s.addSet(node{op: opSet, next: next}, t.Rune)
	case syntax.OpBeginText:
		return s.add(node{op: opBegin, next: next, head: s.nodes[next].head, atEnd: s.nodes[next].atEnd})
	case syntax.OpEndText:
		return s.add(node{op: opEnd, next: next, atEnd: s.nodes[next].atEnd})
	case syntax.OpCapture:
		return s.compile(t.Sub[0], next)
	case syntax.OpConcat:
		for _, part := range slices.Backward(t.Sub) {
			next = s.compile(part, next)
		}
		return next
	case syntax.OpAlternate:
		return s.alternate(t, next)
	case syntax.OpQuest:
		return s.repeat(t, 0, 1, next)
	case syntax.OpRepeat:
		return s.repeat(t, t.Min, t.Max, next)
	}
	return failure
}

// addWords adds a node that tries the words in order.
func (s *store) addWords(list [][]rune, next int32) int32 {
	for i, word := range list {
		if len(word) > 0 {
			continue
		}
		rest := slices.Concat(list[:i], list[i+1:])
		switch { // what is tried ahead of nothing and what behind it are nodes of their own
		case len(rest) == 0:
			return next
		case i == 0:
			return s.split(next, s.addWords(rest, next))
		case i == len(rest):
			return s.split(s.addWords(rest, next), next)
		}
		return s.split(s.addWords(list[:i], next), next, s.addWords(list[i+1:], next))
	}
	size := 0
	for i, word := range list {
		if size += len(word); size > maxTable && i > 0 {
			return s.split(s.addWords(list[:i], next), s.addWords(list[i:], next))
		}
	}
	n := node{op: opWords, next: next}
	symbols := slices.Grow(s.room.symbols[:0], size)
	words := s.room.words[:0]
	for _, word := range list {
		begin := len(symbols)
		symbols = s.symbols(symbols, word)
		words = append(words, symbols[begin:])
		n.head.add(symbols[begin])
	}
	s.room.symbols, s.room.words = symbols, words
	if len(words) == 1 {
		n.op, n.count, n.arg = opWord, uint16(len(words[0])), s.share(words[0])
	} else {
		n.arg = s.addTable(words)
	}
	return s.add(n)
}

// addSet adds a node that asks for a character of a set.
func (s *store) addSet(n node, ranges []rune) int32 {
	key := string(ranges)
	id, ok := s.setIDs[key]
	if !ok {
		id = int32(len(s.sets))
		s.sets = append(s.sets, newRuneSet(ranges, s.alphabet))
		s.setIDs[key] = id
	}
	n.arg = id
	if n.op == opLazy && n.min == 0 && slices.Equal(ranges, s.inGap) {
		n.op = opGap
	}
	n.head = s.headOf(ranges)
	if n.op != opSet && n.min == 0 {
		n.or(&s.nodes[n.next])
	}
	return s.add(n)
}

// alternate adds a node that tries the branches in order, neighbouring words as one.
func (s *store) alternate(t *syntax.Regexp, next int32) int32 {
	var ways []int32
	var words [][]rune
	flush := func() {
		if words != nil {
			ways = append(ways, s.addWords(words, next))
			words = nil
		}
	}
	for i := 0; i < len(t.Sub); i++ {
		if i+1 < len(t.Sub) {
			if edge := s.edgeOf(t.Sub[i], t.Sub[i+1]); edge != opFail {
				flush()
				ways = append(ways, s.addEdge(edge, next))
				i++
				continue
			}
		}
		n, ok := countInner(t.Sub[i])
		if !ok || len(words)+n > maxWords {
			flush()
		}
		if ok {
			words = appendInner(words, t.Sub[i])
		} else {
			ways = append(ways, s.compile(t.Sub[i], next))
		}
	}
	flush()
	return s.split(ways...)
}

// edgeOf is the node for two branches of which the first is the beginning or end of the
// text and the second is a clause edge, opFail for others.
func (s *store) edgeOf(first, second *syntax.Regexp) op {
	switch {
	case second.Op != syntax.OpCharClass || !slices.Equal(second.Rune, s.edge):
	case first.Op == syntax.OpBeginText:
		return opOpens
	case first.Op == syntax.OpEndText:
		return opCloses
	}
	return opFail
}

// addEdge adds a node for a clause edge.
func (s *store) addEdge(edge op, next int32) int32 {
	n := node{op: edge, next: next, head: s.headOf(s.edge), atEnd: s.nodes[next].atEnd}
	if edge == opOpens {
		n.or(&s.nodes[next])
	}
	return s.add(n)
}

// split adds a node that tries the ways in order.
func (s *store) split(ways ...int32) int32 {
	if len(ways) == 1 {
		return ways[0]
	}
	n := node{op: opEither, next: ways[0], arg: ways[1]}
	if len(ways) > 2 {
		n = node{op: opSplit, arg: int32(len(s.branches)), count: uint16(len(ways))}
		s.branches = append(s.branches, ways...)
	}
	for _, w := range ways {
		n.or(&s.nodes[w])
	}
	return s.add(n)
}

// repeat adds what t repeats: as a run when that is a set, otherwise copy by copy.
func (s *store) repeat(t *syntax.Regexp, least, most int, next int32) int32 {
	sub, lazy := t.Sub[0], t.Flags&syntax.NonGreedy != 0
	if sub.Op == syntax.OpCharClass {
		n := node{op: opGreedy, next: next, min: uint8(least), max: uint8(most)}
		if lazy {
			n.op = opLazy
		}
		return s.addSet(n, sub.Rune)
	}
	behind := next
	for range most - least {
		once := s.compile(sub, next)
		if lazy {
			next = s.split(behind, once)
		} else {
			next = s.split(once, behind)
		}
	}
	for range least {
		next = s.compile(sub, next)
	}
	return next
}

// maxWords is how many words one node tries.
const maxWords = 256

// longest is how many characters a match of t can have, maxDistance if more than that.
func longest(t *syntax.Regexp) int {
	n := 0
	switch t.Op {
	case syntax.OpLiteral:
		n = len(t.Rune)
	case syntax.OpCharClass:
		n = 1
	case syntax.OpCapture, syntax.OpQuest:
		n = longest(t.Sub[0])
	case syntax.OpRepeat:
		n = longest(t.Sub[0]) * t.Max
	case syntax.OpConcat:
		for _, s := range t.Sub {
			n += longest(s)
		}
	case syntax.OpAlternate:
		for _, s := range t.Sub {
			n = max(n, longest(s))
		}
	}
	return min(n, maxDistance)
}
