package judge

import (
	"slices"

	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/parser"

	"zhijian/analyzers/rubric"
)

// What the tools that check and explain rubrics need to know of conditions.

// Variables are the variables that every condition can read, each with a value
// of its type.
func Variables() map[string]any {
	return newCompiler(&Judge{}, func(string) (int, bool) { return 0, false }).base.types()
}

// TurnVariables are the variables and functions that a condition on turns can
// read, each with a value of its type.
func TurnVariables() map[string]any {
	return newCompiler(&Judge{}, func(string) (int, bool) { return 0, false }).turns.types()
}

// FinderVariables are the variables that a finder gives to the conditions of its
// label or item, each with a value of its type.
func FinderVariables(id string) map[string]any {
	types := map[string]any{}
	for _, v := range variablesOf(id) {
		o := v.operand(&slots{})
		types[v.name] = o.zero()
	}
	return types
}

// Reads lists the variables and functions that a condition reads, each once, in
// order. It is nil when the condition cannot be parsed.
func Reads(condition string) []string {
	var names []string
	for _, r := range readings(condition) {
		if !slices.Contains(names, r.name) {
			names = append(names, r.name)
		}
	}
	return names
}

// ReadsFinder reports whether a condition reads any variable of a finder.
func ReadsFinder(condition, finder string) bool {
	return slices.ContainsFunc(readings(condition), func(r reading) bool { return finderOf(r.name, finder) })
}

func readings(text string) []reading {
	tree, err := parser.Parse(text)
	if err != nil {
		return nil
	}
	var out []reading
	walk(tree.Node, false, func(n ast.Node, negated bool) {
		if id, ok := n.(*ast.IdentifierNode); ok {
			out = append(out, reading{name: id.Value, negated: negated})
		}
	})
	return out
}

// Role tells what a hit of a finder says of the agent when the item's verdict is
// explained: Violation or Credit, or nothing when the finder only gives context
// or is not read by the item's decision.
func Role(it *rubric.Item, f *rubric.Finder) Polarity {
	text, isFail := it.Pass.Value, false
	if it.Fail.Value != "" {
		text, isFail = it.Fail.Value, true
	}
	decide := condition{reads: readings(text)}
	return decide.role(f, isFail)
}

// ActsOfTurn lists the acts that a condition on turns asks for: those of has and
// prev, and the act that counts as a question when it counts questions.
func ActsOfTurn(condition string) []string {
	tree, err := parser.Parse(condition)
	if condition == "" || err != nil {
		return nil
	}
	var out []string
	walk(tree.Node, false, func(n ast.Node, _ bool) {
		switch n := n.(type) {
		case *ast.StringNode:
			out = append(out, n.Value) // of has or prev; others are no acts
		case *ast.IdentifierNode:
			if n.Value == "questions" || n.Value == "run_questions" {
				out = append(out, questionAct)
			}
		}
	})
	return out
}
