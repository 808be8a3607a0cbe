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
	text    lexicon.Text
	program *vm.Program
	reads   []reading
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
	switch rest {
	case "", countSuffix, turnsSuffix, kindsSuffix, mostSuffix, firstSuffix, lastSuffix, missingSuffix:
		return true
	}
	return false
}

// uses reports whether the condition reads any variable of the finder.
func (c *condition) uses(finder string) bool {
	return slices.ContainsFunc(c.reads, func(r reading) bool { return finderOf(r.name, finder) })
}

// readsName reports whether the condition reads the variable of this name.
func (c *condition) readsName(name string) bool {
	return slices.ContainsFunc(c.reads, func(r reading) bool { return r.name == name })
}

// eval evaluates the condition on a machine whose memory serves again.
func (c *condition) eval(m *vm.VM, env any) (bool, error) {
	out, err := m.Run(c.program, env)
	if err != nil {
		return false, fmt.Errorf("condition %q: %w", c.text.Value, err)
	}
	return out.(bool), nil
}

// condition compiles an expression over types; nil types means the variables
// known so far.
func (c *compiler) condition(text lexicon.Text, types map[string]any) *condition {
	if types == nil {
		types = c.types
	}
	cond := &condition{text: text}
	cond.program = c.compile(text, expr.Env(types))
	tree, err := parser.Parse(text.Value)
	if err != nil {
		return cond // compile has reported it
	}
	walk(tree.Node, false, func(n ast.Node, negated bool) {
		switch n := n.(type) {
		case *ast.IdentifierNode:
			cond.reads = append(cond.reads, reading{name: n.Value, negated: negated})
		case *ast.CallNode:
			c.checkCall(text, n)
		}
	})
	return cond
}

func (c *compiler) compile(text lexicon.Text, env expr.Option) *vm.Program {
	program, err := expr.Compile(text.Value, env, expr.AsBool(), expr.DisableAllBuiltins(), expr.MaxNodes(maxNodes))
	if err != nil {
		at := rubric.PosOf(text)
		msg := err.Error()
		if in, ok := errors.AsType[*file.Error](err); ok {
			at.Column += in.Column
			msg = in.Message
		}
		c.fault(at, "condition %q: %s", text.Value, msg)
	}
	return program
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
			if !c.items[lit.Value] {
				c.fault(rubric.PosOf(text), "verdict(%q): no such item above this one", lit.Value)
			}
		case "has", "prev":
			if _, ok := c.index(lit.Value); !ok {
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

// turnEnv is what a turn condition reads.
type turnEnv struct {
	Role         string            `expr:"role"`
	Chars        int               `expr:"chars"`
	GapMS        int               `expr:"gap_ms"`
	OverlapMS    int               `expr:"overlap_ms"`
	OverlappedMS int               `expr:"overlapped_ms"`
	ReplyMS      int               `expr:"reply_ms"`
	SinceOwnMS   int               `expr:"since_own_ms"`
	DurationMS   int               `expr:"duration_ms"`
	Questions    int               `expr:"questions"`
	RunQuestions int               `expr:"run_questions"`
	Between      int               `expr:"between"`
	BetweenChars int               `expr:"between_chars"`
	Content      int               `expr:"content"`       // different content words of the turn
	EchoAgent    int               `expr:"echo_agent"`    // of these, said in an earlier agent turn
	EchoCustomer int               `expr:"echo_customer"` // of these, said in an earlier customer turn
	Has          func(string) bool `expr:"has"`
	Prev         func(string) bool `expr:"prev"`
}

// turnCondition is a condition on the measures of a turn, with the names of the
// measures that it reads, for the evidence.
type turnCondition struct {
	condition
	measures []string
}

func (c *compiler) turnCondition(text lexicon.Text) *turnCondition {
	tc := &turnCondition{condition: condition{text: text}}
	tc.program = c.compile(text, expr.Env(turnEnv{}))
	tree, err := parser.Parse(text.Value)
	if err != nil {
		return tc
	}
	walk(tree.Node, false, func(n ast.Node, _ bool) {
		switch n := n.(type) {
		case *ast.IdentifierNode:
			if !slices.Contains(tc.measures, n.Value) && n.Value != "role" {
				tc.measures = append(tc.measures, n.Value)
			}
		case *ast.CallNode:
			c.checkCall(text, n)
		}
	})
	return tc
}
