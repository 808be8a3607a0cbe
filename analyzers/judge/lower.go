package judge

import (
	"cmp"
	"slices"
	"strings"

	"github.com/expr-lang/expr/ast"
)

// lower turns an expression, which expr has checked, into an operand: functions
// that call each other and read slots, many times faster than expr's interpreter,
// which takes over what is not known here. It is false for that.
func (s *scope) lower(n ast.Node) (operand, bool) {
	switch n := n.(type) {
	case *ast.BoolNode:
		return operand{boolean: func(*scene) bool { return n.Value }}, true
	case *ast.IntegerNode:
		return operand{number: func(*scene) int { return n.Value }}, true
	case *ast.FloatNode:
		return operand{real: func(*scene) float64 { return n.Value }}, true
	case *ast.StringNode:
		return operand{text: func(*scene) string { return n.Value }}, true
	case *ast.IdentifierNode:
		o, ok := s.vars[n.Value]
		return o, ok
	case *ast.CallNode:
		return s.lowerCall(n)
	case *ast.UnaryNode:
		return s.lowerUnary(n)
	case *ast.BinaryNode:
		if n.Operator == "in" {
			return s.lowerIn(n)
		}
		return s.lowerBinary(n)
	}
	return operand{}, false
}

func (s *scope) lowerCall(n *ast.CallNode) (operand, bool) {
	callee, ok := n.Callee.(*ast.IdentifierNode)
	if !ok || len(n.Arguments) != 1 {
		return operand{}, false
	}
	f, known := s.calls[callee.Value]
	arg, quoted := n.Arguments[0].(*ast.StringNode)
	if !known || !quoted {
		return operand{}, false
	}
	return f.with(arg.Value)
}

func (s *scope) lowerUnary(n *ast.UnaryNode) (operand, bool) {
	o, ok := s.lower(n.Node)
	if !ok {
		return operand{}, false
	}
	switch op := n.Operator; {
	case (op == "!" || op == "not") && o.boolean != nil:
		return operand{boolean: func(s *scene) bool { return !o.boolean(s) }}, true
	case op == "-" && o.number != nil:
		return operand{number: func(s *scene) int { return -o.number(s) }}, true
	case op == "-" && o.real != nil:
		return operand{real: func(s *scene) float64 { return -o.real(s) }}, true
	}
	return operand{}, false
}

func (s *scope) lowerBinary(n *ast.BinaryNode) (operand, bool) {
	l, ok := s.lower(n.Left)
	if !ok {
		return operand{}, false
	}
	r, ok := s.lower(n.Right)
	if !ok {
		return operand{}, false
	}
	switch {
	case l.boolean != nil && r.boolean != nil:
		return logic(n.Operator, l.boolean, r.boolean)
	case l.text != nil && r.text != nil:
		return onTexts(n.Operator, l.text, r.text)
	case l.number != nil && r.number != nil:
		return onNumbers(n.Operator, l.number, r.number)
	}
	lf, ok := l.asReal()
	if !ok {
		return operand{}, false
	}
	rf, ok := r.asReal()
	if !ok {
		return operand{}, false
	}
	return onReals(n.Operator, lf, rf)
}

// asReal is the operand as a number with a fraction; false when it is no number.
func (o *operand) asReal() (func(*scene) float64, bool) {
	switch {
	case o.real != nil:
		return o.real, true
	case o.number != nil:
		number := o.number
		return func(s *scene) float64 { return float64(number(s)) }, true
	}
	return nil, false
}

func logic(op string, l, r func(*scene) bool) (operand, bool) {
	var f func(*scene) bool
	switch op {
	case "&&", "and":
		f = func(s *scene) bool { return l(s) && r(s) }
	case "||", "or":
		f = func(s *scene) bool { return l(s) || r(s) }
	case "==":
		f = func(s *scene) bool { return l(s) == r(s) }
	case "!=":
		f = func(s *scene) bool { return l(s) != r(s) }
	}
	return operand{boolean: f}, f != nil
}

func onTexts(op string, l, r func(*scene) string) (operand, bool) {
	switch op {
	case "+":
		return operand{text: func(s *scene) string { return l(s) + r(s) }}, true
	case "contains":
		return operand{boolean: func(s *scene) bool { return strings.Contains(l(s), r(s)) }}, true
	case "startsWith":
		return operand{boolean: func(s *scene) bool { return strings.HasPrefix(l(s), r(s)) }}, true
	case "endsWith":
		return operand{boolean: func(s *scene) bool { return strings.HasSuffix(l(s), r(s)) }}, true
	}
	return compare(op, l, r)
}

// onNumbers leaves % to the interpreter, since it can fail.
func onNumbers(op string, l, r func(*scene) int) (operand, bool) {
	var f func(*scene) int
	switch op {
	case "+":
		f = func(s *scene) int { return l(s) + r(s) }
	case "-":
		f = func(s *scene) int { return l(s) - r(s) }
	case "*":
		f = func(s *scene) int { return l(s) * r(s) }
	case "/":
		return operand{real: func(s *scene) float64 { return float64(l(s)) / float64(r(s)) }}, true
	default:
		return compare(op, l, r)
	}
	return operand{number: f}, true
}

func onReals(op string, l, r func(*scene) float64) (operand, bool) {
	var f func(*scene) float64
	switch op {
	case "+":
		f = func(s *scene) float64 { return l(s) + r(s) }
	case "-":
		f = func(s *scene) float64 { return l(s) - r(s) }
	case "*":
		f = func(s *scene) float64 { return l(s) * r(s) }
	case "/":
		f = func(s *scene) float64 { return l(s) / r(s) }
	default:
		return compare(op, l, r)
	}
	return operand{real: f}, true
}

func compare[T cmp.Ordered](op string, l, r func(*scene) T) (operand, bool) {
	var f func(*scene) bool
	switch op {
	case "==":
		f = func(s *scene) bool { return l(s) == r(s) }
	case "!=":
		f = func(s *scene) bool { return l(s) != r(s) }
	case "<":
		f = func(s *scene) bool { return l(s) < r(s) }
	case "<=":
		f = func(s *scene) bool { return l(s) <= r(s) }
	case ">":
		f = func(s *scene) bool { return l(s) > r(s) }
	case ">=":
		f = func(s *scene) bool { return l(s) >= r(s) }
	}
	return operand{boolean: f}, f != nil
}

// lowerIn asks whether a text or a whole number is one of those listed.
func (s *scope) lowerIn(n *ast.BinaryNode) (operand, bool) {
	list, ok := n.Right.(*ast.ArrayNode)
	if !ok {
		return operand{}, false
	}
	o, ok := s.lower(n.Left)
	if !ok {
		return operand{}, false
	}
	var texts []string
	var numbers []int
	for _, e := range list.Nodes {
		switch e := e.(type) {
		case *ast.StringNode:
			texts = append(texts, e.Value)
		case *ast.IntegerNode:
			numbers = append(numbers, e.Value)
		}
	}
	switch {
	case o.text != nil && len(texts) == len(list.Nodes):
		return operand{boolean: func(s *scene) bool { return slices.Contains(texts, o.text(s)) }}, true
	case o.number != nil && len(numbers) == len(list.Nodes):
		return operand{boolean: func(s *scene) bool { return slices.Contains(numbers, o.number(s)) }}, true
	}
	return operand{}, false
}
