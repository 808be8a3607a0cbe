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
		if n.Operator != "&&" && n.Operator != "||" && n.Operator != "and" && n.Operator != "or" {
			return nil
		}
		out := []change{{n.Left.String(), "drop " + n.Right.String()}, {n.Right.String(), "drop " + n.Left.String()}}
		out = append(out, within(n.Left, func(text string) ast.Node {
			return &ast.BinaryNode{Operator: n.Operator, Left: raw(text), Right: n.Right}
		})...)
		return append(out, within(n.Right, func(text string) ast.Node {
			return &ast.BinaryNode{Operator: n.Operator, Left: n.Left, Right: raw(text)}
		})...)
	case *ast.UnaryNode:
		if n.Operator != "!" && n.Operator != "not" {
			return nil
		}
		out := []change{{n.Node.String(), "drop the negation of " + n.Node.String()}}
		return append(out, within(n.Node, func(text string) ast.Node { return &ast.UnaryNode{Operator: n.Operator, Node: raw(text)} })...)
	case *ast.ConditionalNode:
		return []change{{n.Exp1.String(), "drop " + n.Exp2.String()}, {n.Exp2.String(), "drop " + n.Exp1.String()}}
	}
	return nil
}

// within lists the variants of a part, each put back into its whole.
func within(part ast.Node, whole func(text string) ast.Node) []change {
	out := variants(part)
	for i := range out {
		out[i].text = whole(out[i].text).String()
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
