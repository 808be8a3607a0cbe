package judge

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/file"
	"github.com/expr-lang/expr/parser"
	"github.com/expr-lang/expr/vm"

	"zhijian/analyzers/rubric"
	"zhijian/lexicon"
)

// maxNodes bounds a condition.
const maxNodes = 500

// condition is a compiled Boolean expression over variables.
type condition struct {
	graph   *graph // nil when the interpreter must evaluate it
	first   int32  // leaf of the graph
	text    lexicon.Text
	reads   []reading
	program *vm.Program // of the interpreter
	scope   *scope
}

// reading is one variable that a condition reads.
type reading struct {
	name    string
	negated bool // under an odd number of "not"
}

// finderOf reports whether a variable is one of a finder's.
func finderOf(variable, finder string) bool {
	rest, ok := strings.CutPrefix(variable, finder)
	if !ok {
		return false
	}
	return slices.Contains(suffixes(), rest)
}

// uses reports whether the condition reads any variable of the finder.
func (c *condition) uses(finder string) bool {
	return slices.ContainsFunc(c.reads, func(r reading) bool { return finderOf(r.name, finder) })
}

// readsName reports whether the condition reads the variable of this name.
func (c *condition) readsName(name string) bool {
	return slices.ContainsFunc(c.reads, func(r reading) bool { return r.name == name })
}

// eval evaluates the condition.
func (c *condition) eval(s *scene) (bool, error) {
	if c.graph != nil {
		return c.graph.eval(c.first, s), nil
	}
	return c.interpret(s)
}

// interpret evaluates the condition as expr does.
func (c *condition) interpret(s *scene) (bool, error) {
	out, err := vm.Run(c.program, c.scope.env(s))
	if err != nil {
		return false, fmt.Errorf("condition %q: %w", c.text.Value, err)
	}
	return out.(bool), nil
}

// condition compiles an expression over what is in scope.
func (c *compiler) condition(text lexicon.Text, in *scope) *condition {
	cond := &condition{text: text, scope: in}
	var err error
	cond.program, err = expr.Compile(text.Value, expr.Env(in.types()), expr.AsBool(), expr.DisableAllBuiltins(), expr.MaxNodes(maxNodes))
	if err != nil {
		c.wrongCondition(text, err)
	}
	tree, unparsed := parser.Parse(text.Value)
	if unparsed != nil {
		return cond // reported above
	}
	if err == nil {
		if _, ok := in.lower(tree.Node); ok {
			cond.graph, cond.first = &c.j.graph, c.j.graph.add(tree.Node, in, holds, fails)
		}
	}
	walk(tree.Node, false, func(n ast.Node, negated bool) {
		switch n := n.(type) {
		case *ast.IdentifierNode:
			cond.reads = append(cond.reads, reading{name: n.Value, negated: negated})
			c.read[n.Value] = c.read[n.Value] || in != c.turns
		case *ast.CallNode:
			c.checkCall(text, n)
		}
	})
	return cond
}

// wrongCondition reports what expr says against a condition.
func (c *compiler) wrongCondition(text lexicon.Text, err error) {
	at := rubric.PosOf(text)
	msg := err.Error()
	if in, ok := errors.AsType[*file.Error](err); ok {
		at.Column += in.Column
		msg = in.Message
	}
	c.fault(at, "condition %q: %s", text.Value, msg)
}

// checkCall checks the literal arguments of verdict, has and prev.
func (c *compiler) checkCall(text lexicon.Text, call *ast.CallNode) {
	callee, ok := call.Callee.(*ast.IdentifierNode)
	if !ok {
		return
	}
	for _, arg := range call.Arguments {
		lit, ok := arg.(*ast.StringNode)
		if !ok {
			c.fault(rubric.PosOf(text), "%s(…) takes a name in quotes", callee.Value)
			continue
		}
		switch callee.Value {
		case "verdict":
			if _, ok := c.items[lit.Value]; !ok {
				c.fault(rubric.PosOf(text), "verdict(%q): no such item above this one", lit.Value)
			}
		case "has", "prev":
			act, ok := c.index(lit.Value)
			c.asked = append(c.asked, int32(act))
			if !ok {
				c.fault(rubric.PosOf(text), "%s(%q): no such act", callee.Value, lit.Value)
			}
		}
	}
}

// walk visits the nodes of an expression, telling which stand under a negation.
func walk(n ast.Node, negated bool, visit func(ast.Node, bool)) {
	visit(n, negated)
	switch n := n.(type) {
	case *ast.UnaryNode:
		walk(n.Node, negated != (n.Operator == "!" || n.Operator == "not"), visit)
	case *ast.BinaryNode:
		walk(n.Left, negated, visit)
		walk(n.Right, negated, visit)
	case *ast.ConditionalNode:
		walk(n.Cond, negated, visit)
		walk(n.Exp1, negated, visit)
		walk(n.Exp2, negated, visit)
	case *ast.CallNode:
		for _, a := range n.Arguments {
			walk(a, negated, visit)
		}
	case *ast.ArrayNode:
		for _, e := range n.Nodes {
			walk(e, negated, visit)
		}
	}
}
