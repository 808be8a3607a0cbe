package pattern

import (
	"regexp/syntax"
	"slices"
)

// program is a syntax tree laid out for matching: every node knows the node that
// goes on behind it, so that to follow the nodes is to try to match. There are
// no cycles, since all repetition is bounded.
type program struct {
	nodes    []node
	start    int32
	literals [][]rune
	sets     []runeSet
	branches [][]branch
	longest  int // characters that a match can have
}

// op is what a node does.
type op uint8

const (
	opMatch   op = iota // the text has matched
	opFail              // it cannot match
	opLiteral           // a literal
	opSet               // one rune of a set
	opRun               // min to max runes of a set
	opSplit             // one of several branches, tried in order
	opBegin             // the beginning of the text
	opEnd               // the end of the text
)

// node is one step of a program.
type node struct {
	head     head  // of what matches from here on
	next     int32 // index of the node behind
	arg      int32 // index into literals, sets or branches
	op       op
	min, max uint8 // of a run
	lazy     bool  // a run tries the fewest runes first
}

// branch is one way to go on: only texts that begin with rune can match there,
// or any text when it is anyRune.
type branch struct {
	rune rune
	node int32
}

const anyRune rune = -2

// newProgram lays out a tree that check has passed.
func newProgram(t *syntax.Regexp) *program {
	p := &program{longest: longest(t)}
	match := p.add(node{op: opMatch, head: anyHead()})
	p.nodes[match].head.atEnd = true
	p.start = p.compile(t, match)
	return p
}

func (p *program) add(n node) int32 {
	p.nodes = append(p.nodes, n)
	return int32(len(p.nodes) - 1)
}

// compile adds the nodes of t, behind which node next goes on, and returns the
// first of them.
func (p *program) compile(t *syntax.Regexp, next int32) int32 {
	switch t.Op {
	case syntax.OpEmptyMatch:
		return next
	case syntax.OpLiteral:
		return p.literal(t, next)
	case syntax.OpCharClass:
		s := newRuneSet(t.Rune)
		return p.add(node{op: opSet, next: next, arg: p.set(s), head: s.head()})
	case syntax.OpBeginText:
		return p.add(node{op: opBegin, next: next, head: p.nodes[next].head})
	case syntax.OpEndText:
		return p.add(node{op: opEnd, next: next, head: head{atEnd: p.nodes[next].head.atEnd}})
	case syntax.OpCapture:
		return p.compile(t.Sub[0], next)
	case syntax.OpConcat:
		for _, s := range slices.Backward(t.Sub) {
			next = p.compile(s, next)
		}
		return next
	case syntax.OpAlternate:
		ways := make([]int32, len(t.Sub))
		for i, s := range t.Sub {
			ways[i] = p.compile(s, next)
		}
		return p.split(ways...)
	case syntax.OpQuest:
		return p.repeat(t, 0, 1, next)
	case syntax.OpRepeat:
		return p.repeat(t, t.Min, t.Max, next)
	}
	return p.add(node{op: opFail})
}

func (p *program) literal(t *syntax.Regexp, next int32) int32 {
	if t.Flags&syntax.FoldCase != 0 {
		for _, r := range slices.Backward(t.Rune) {
			s := newRuneSet(foldings(r))
			next = p.add(node{op: opSet, next: next, arg: p.set(s), head: s.head()})
		}
		return next
	}
	n := node{op: opLiteral, next: next, arg: int32(len(p.literals))}
	n.head.add(t.Rune[0])
	p.literals = append(p.literals, t.Rune)
	return p.add(n)
}

func (p *program) set(s runeSet) int32 {
	p.sets = append(p.sets, s)
	return int32(len(p.sets) - 1)
}

// split adds a node that tries the ways in order.
func (p *program) split(ways ...int32) int32 {
	n := node{op: opSplit, arg: int32(len(p.branches))}
	all := make([]branch, len(ways))
	for i, w := range ways {
		to := &p.nodes[w]
		n.head.join(to.head)
		all[i] = branch{rune: anyRune, node: w}
		if to.op == opLiteral {
			all[i].rune = p.literals[to.arg][0]
		}
	}
	p.branches = append(p.branches, all)
	return p.add(n)
}

// repeat adds what t repeats: as a run when that is a set, otherwise copy by copy.
func (p *program) repeat(t *syntax.Regexp, least, most int, next int32) int32 {
	sub, lazy := t.Sub[0], t.Flags&syntax.NonGreedy != 0
	if sub.Op == syntax.OpCharClass {
		s := newRuneSet(sub.Rune)
		n := node{op: opRun, next: next, arg: p.set(s), min: uint8(least), max: uint8(most), lazy: lazy, head: s.head()}
		if least == 0 {
			n.head.join(p.nodes[next].head)
		}
		return p.add(n)
	}
	behind := next
	for range most - least {
		once := p.compile(sub, next)
		if lazy {
			next = p.split(behind, once)
		} else {
			next = p.split(once, behind)
		}
	}
	for range least {
		next = p.compile(sub, next)
	}
	return next
}

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
