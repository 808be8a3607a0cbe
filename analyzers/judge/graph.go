package judge

import (
	"math"

	"github.com/expr-lang/expr/ast"
)

// graph holds conditions as questions, each with two ways on. The questions of
// all conditions lie in one list without pointers: there are hundreds, asked for
// every interaction, and what they cost is memory.
type graph struct {
	leaves []leaf
	texts  []string            // that texts are compared with
	funcs  []func(*scene) bool // what no other question asks
}

// leaf is a question and the leaf to go on with, or the end.
type leaf struct {
	ask         ask
	rel         relation // between numbers; between texts: equal or less or greater
	slot, other int32
	value       int32 // the number compared with; index of the text or function
	yes, no     int32
}

// The ends of a condition.
const (
	holds int32 = -1 - iota
	fails
)

// ask is what a leaf asks.
type ask uint8

const (
	askFunc     ask = iota
	askBool         // a Boolean variable
	askInt          // a number and a constant
	askInts         // two numbers
	askMeasure      // a measure of the turn and a constant
	askMeasures     // two measures
	askText         // a text and a constant
	askAct          // whether an act stands in the turn
	askPrev         // whether it stands in the previous turn of the same role
)

// relation is a set of the three ways in which one value can stand to another.
type relation uint8

const (
	less relation = 1 << iota
	equal
	greater
)

// relations are the operators of comparison.
func relationOf(operator string) (relation, bool) {
	switch operator {
	case "==":
		return equal, true
	case "!=":
		return less | greater, true
	case "<":
		return less, true
	case "<=":
		return less | equal, true
	case ">":
		return greater, true
	case ">=":
		return greater | equal, true
	}
	return 0, false
}

func (r relation) between(a, b int) bool {
	switch {
	case a < b:
		return r&less != 0
	case a > b:
		return r&greater != 0
	}
	return r&equal != 0
}

// eval follows a condition from its first leaf to its end.
func (g *graph) eval(at int32, s *scene) bool {
	for leaves := g.leaves; at >= 0; {
		l := &leaves[at]
		var yes bool
		switch l.ask {
		case askBool:
			yes = s.bools[l.slot]
		case askInt:
			yes = l.rel.between(s.ints[l.slot], int(l.value))
		case askInts:
			yes = l.rel.between(s.ints[l.slot], s.ints[l.other])
		case askMeasure:
			yes = l.rel.between(s.turn.measures[l.slot], int(l.value))
		case askMeasures:
			yes = l.rel.between(s.turn.measures[l.slot], s.turn.measures[l.other])
		case askText:
			yes = (s.texts[l.slot] == g.texts[l.value]) == (l.rel == equal)
		case askAct:
			yes = s.turn.acts.has(int(l.slot))
		case askPrev:
			yes = s.turn.prev.has(int(l.slot))
		default:
			yes = g.funcs[l.value](s)
		}
		at = l.no
		if yes {
			at = l.yes
		}
	}
	return at == holds
}

// add lays out a condition, all of which can be lowered, and gives the leaf to
// begin with.
func (g *graph) add(n ast.Node, in *scope, yes, no int32) int32 {
	switch n := n.(type) {
	case *ast.UnaryNode:
		if n.Operator == "!" || n.Operator == "not" {
			return g.add(n.Node, in, no, yes)
		}
	case *ast.BinaryNode:
		switch n.Operator {
		case "&&", "and":
			return g.add(n.Left, in, g.add(n.Right, in, yes, no), no)
		case "||", "or":
			return g.add(n.Left, in, yes, g.add(n.Right, in, yes, no))
		}
		if l, ok := g.comparison(n, in); ok {
			return g.append(l, yes, no)
		}
	}
	o, _ := in.lower(n)
	if o.ask == askBool || o.ask == askAct || o.ask == askPrev {
		return g.append(leaf{ask: o.ask, slot: o.slot}, yes, no)
	}
	g.funcs = append(g.funcs, o.boolean)
	return g.append(leaf{ask: askFunc, value: int32(len(g.funcs) - 1)}, yes, no)
}

func (g *graph) append(l leaf, yes, no int32) int32 {
	l.yes, l.no = yes, no
	g.leaves = append(g.leaves, l)
	return int32(len(g.leaves) - 1)
}

// comparison is the leaf of a comparison; false when none asks for it.
func (g *graph) comparison(n *ast.BinaryNode, in *scope) (leaf, bool) {
	rel, ok := relationOf(n.Operator)
	if !ok {
		return leaf{}, false
	}
	left, _ := in.lower(n.Left)
	right, _ := in.lower(n.Right)
	l := leaf{ask: left.ask, rel: rel, slot: left.slot, other: right.slot}
	switch left.ask {
	case askText:
		text, constant := n.Right.(*ast.StringNode)
		if !constant || rel != equal && rel != less|greater {
			return leaf{}, false
		}
		g.texts = append(g.texts, text.Value)
		l.value = int32(len(g.texts) - 1)
		return l, true
	case askInt, askMeasure:
		if number, ok := n.Right.(*ast.IntegerNode); ok && math.MinInt32 <= number.Value && number.Value <= math.MaxInt32 {
			l.value = int32(number.Value)
			return l, true
		}
		if right.ask == left.ask {
			l.ask++ // of two
			return l, true
		}
	}
	return leaf{}, false
}
