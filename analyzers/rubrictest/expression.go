package rubrictest

import (
	"slices"

	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/parser"
)

// change is one way to spoil a condition.
type change struct {
	text string // the condition that is left
	what string // what was done
}

// spoil lists the conditions that come of leaving out one operand or one
// negation of a condition, or of turning it round. It is nil for a condition
// that cannot be parsed.
func spoil(condition string) []change {
	tree, err := parser.Parse(condition)
	if err != nil {
		return nil
	}
	out := variants(tree.Node)
	out = append(out, change{text: "!(" + tree.Node.String() + ")", what: "negate " + tree.Node.String()})
	seen := map[string]bool{tree.Node.String(): true}
	return slices.DeleteFunc(out, func(c change) bool {
		twice := seen[c.text]
		seen[c.text] = true
		return twice
	})
}

// variants are the texts of n with one thing left out.
func variants(n ast.Node) []change {
	switch n := n.(type) {
	case *ast.BinaryNode:
		if isAnd(n.Operator) || isOr(n.Operator) {
			return chainVariants(n)
		}
	case *ast.UnaryNode:
		if isNot(n) {
			out := []change{{n.Node.String(), "drop the negation of " + n.Node.String()}}
			return append(out, within(n.Node, func(part ast.Node) ast.Node { return &ast.UnaryNode{Operator: n.Operator, Node: part} })...)
		}
	case *ast.ConditionalNode:
		return []change{{n.Exp1.String(), "drop " + n.Exp2.String()}, {n.Exp2.String(), "drop " + n.Exp1.String()}}
	}
	return nil
}

func isAnd(operator string) bool { return operator == "&&" || operator == "and" }
func isOr(operator string) bool  { return operator == "||" || operator == "or" }

func isNot(n *ast.UnaryNode) bool { return n.Operator == "!" || n.Operator == "not" }

// chainVariants leaves out one operand of a chain such as a && b && c after the
// other, and spoils each operand by itself. The negation of an operand is not
// dropped: a test that misses the operand misses its negation too.
func chainVariants(n *ast.BinaryNode) []change {
	operands := chain(n, n.Operator)
	var out []change
	for i, o := range operands {
		rest := slices.Delete(slices.Clone(operands), i, i+1)
		out = append(out, change{text: join(rest, n.Operator).String(), what: "drop " + o.String()})
		inner, wrap := o, func(part ast.Node) ast.Node { return part }
		if not, ok := o.(*ast.UnaryNode); ok && isNot(not) {
			inner, wrap = not.Node, func(part ast.Node) ast.Node { return &ast.UnaryNode{Operator: not.Operator, Node: part} }
		}
		out = append(out, within(inner, func(part ast.Node) ast.Node {
			whole := slices.Clone(operands)
			whole[i] = wrap(part)
			return join(whole, n.Operator)
		})...)
	}
	return out
}

// chain lists the operands of nested applications of one operator.
func chain(n ast.Node, operator string) []ast.Node {
	if b, ok := n.(*ast.BinaryNode); ok && b.Operator == operator {
		return append(chain(b.Left, operator), chain(b.Right, operator)...)
	}
	return []ast.Node{n}
}

func join(operands []ast.Node, operator string) ast.Node {
	n := operands[0]
	for _, o := range operands[1:] {
		n = &ast.BinaryNode{Operator: operator, Left: n, Right: o}
	}
	return n
}

// within lists the variants of a part, each put back into its whole.
func within(part ast.Node, whole func(part ast.Node) ast.Node) []change {
	out := variants(part)
	for i := range out {
		out[i].text = whole(raw(out[i].text)).String()
	}
	return out
}

// raw parses text that was printed from a tree.
func raw(text string) ast.Node {
	tree, err := parser.Parse(text)
	if err != nil {
		return &ast.IdentifierNode{Value: text} // the compiler will say what is wrong with it
	}
	return tree.Node
}

// names lists what a condition reads: variables, and the items whose verdicts it asks for.
type names struct{ variables, verdicts []string }

func namesIn(condition string) names {
	var n names
	if tree, err := parser.Parse(condition); err == nil {
		ast.Walk(&tree.Node, &n)
	}
	return n
}

// Visit implements ast.Visitor.
func (n *names) Visit(node *ast.Node) {
	switch v := (*node).(type) {
	case *ast.IdentifierNode:
		n.variables = append(n.variables, v.Value)
	case *ast.CallNode:
		if len(v.Arguments) == 1 {
			if arg, ok := v.Arguments[0].(*ast.StringNode); ok {
				n.verdicts = append(n.verdicts, arg.Value)
			}
		}
	}
}
