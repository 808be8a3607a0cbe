package lint

import (
	"maps"
	"slices"
	"strings"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/parser"
	"github.com/expr-lang/expr/vm"

	"zhijian/analyzers/judge"
	"zhijian/analyzers/rubric"
)

// A condition is reasoned about by trying it on the states that its variables
// can be in: the constants that a variable is compared with, their neighbours,
// and for a finder the combinations of its variables that can occur together.

// maxStates bounds how many states are tried one by one; of more, that many are
// tried at random, which can show what happens but not what never does.
const maxStates = 1 << 16

// domain is a set of variables that change together, with the values that they
// can have at once.
type domain struct {
	names  []string
	states [][]any
}

// space is everything that some conditions read.
type space struct {
	domains []domain
}

// facts are what conditions are said to compare a variable with.
type facts struct {
	numbers map[string][]float64
	strings map[string][]string
	calls   map[string][]string // function -> literal arguments
	names   []string
	ordered bool // variables are compared with variables
}

// gather reads the constants out of conditions.
func gather(conditions ...string) *facts {
	f := &facts{numbers: map[string][]float64{}, strings: map[string][]string{}, calls: map[string][]string{}}
	for _, c := range conditions {
		if c == "" {
			continue
		}
		tree, err := parser.Parse(c)
		if err != nil {
			continue // reported when it was compiled
		}
		ast.Walk(&tree.Node, f)
	}
	slices.Sort(f.names)
	f.names = slices.Compact(f.names)
	return f
}

// Visit implements ast.Visitor.
func (f *facts) Visit(n *ast.Node) {
	switch n := (*n).(type) {
	case *ast.IdentifierNode:
		f.names = append(f.names, n.Value)
	case *ast.CallNode:
		if callee, ok := n.Callee.(*ast.IdentifierNode); ok && len(n.Arguments) == 1 {
			if arg, ok := n.Arguments[0].(*ast.StringNode); ok && !slices.Contains(f.calls[callee.Value], arg.Value) {
				f.calls[callee.Value] = append(f.calls[callee.Value], arg.Value)
			}
		}
	case *ast.BinaryNode:
		if slices.Contains([]string{"==", "!=", "<", "<=", ">", ">=", "in", "not in"}, n.Operator) {
			f.compare(n)
		}
	}
}

// compare notes every constant of a comparison for every variable in it.
func (f *facts) compare(n *ast.BinaryNode) {
	var c constants
	node := ast.Node(n)
	ast.Walk(&node, &c)
	for _, v := range c.names {
		f.numbers[v] = append(f.numbers[v], c.numbers...)
		f.strings[v] = append(f.strings[v], c.strings...)
	}
	f.ordered = f.ordered || len(c.names) > 1
}

type constants struct {
	names   []string
	numbers []float64
	strings []string
}

// Visit implements ast.Visitor.
func (c *constants) Visit(n *ast.Node) {
	switch n := (*n).(type) {
	case *ast.IdentifierNode:
		c.names = append(c.names, n.Value)
	case *ast.IntegerNode:
		c.numbers = append(c.numbers, float64(n.Value))
	case *ast.FloatNode:
		c.numbers = append(c.numbers, n.Value)
	case *ast.StringNode:
		c.strings = append(c.strings, n.Value)
	case *ast.CallNode: // visited after its arguments, which are names and not compared
		c.strings = c.strings[:max(0, len(c.strings)-len(n.Arguments))]
	}
}

// ints are whole numbers from least up that tell the constants of a variable apart.
func (f *facts) ints(name string, least int) []int {
	out := []int{least, 0, 1}
	if f.ordered {
		out = append(out, 2, 3)
	}
	for _, c := range f.numbers[name] {
		out = append(out, int(c)-1, int(c), int(c)+1)
	}
	out = slices.DeleteFunc(out, func(n int) bool { return n < least })
	slices.Sort(out)
	return slices.Compact(out)
}

func (f *facts) floats(name string) []float64 {
	out := []float64{-1, 0, 1}
	for _, c := range f.numbers[name] {
		out = append(out, c-0.5, c, c+0.5)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// space builds the domains of what the conditions read. Names that nothing
// declares are left out; the compiler has reported them.
func (l *linter) space(f *facts, finders []rubric.Finder) *space {
	s := &space{}
	read := map[string]bool{}
	for _, n := range f.names {
		read[n] = true
	}
	for i := range finders {
		if d := finderDomain(&finders[i], f, read); d != nil {
			s.domains = append(s.domains, *d)
		}
	}
	base := judge.Variables()
	for _, name := range f.names {
		if states := l.states(name, base[name], f); states != nil {
			s.domains = append(s.domains, domain{names: []string{name}, states: states})
		}
	}
	for _, id := range f.calls["verdict"] {
		s.domains = append(s.domains, domain{names: []string{"verdict " + id}, states: column([]string{"pass", "fail", "na", "not_evaluated"})})
	}
	return s
}

// states are the values of one variable that is not a finder's.
func (l *linter) states(name string, zero any, f *facts) [][]any {
	for i := range l.r.Labels {
		if lb := &l.r.Labels[i]; lb.ID == name {
			if values := boolValues(lb.Values); values != nil {
				return column(values)
			}
			return column(lb.Values)
		}
	}
	if known := closed(name); known != nil {
		return column(known)
	}
	switch zero.(type) {
	case bool:
		return column([]bool{false, true})
	case int:
		return column(f.ints(name, -1))
	case float64:
		return column(f.floats(name))
	case string:
		return column(append([]string{"", "别的"}, f.strings[name]...))
	}
	return nil
}

// closed lists the values of variables that have a fixed set of them.
func closed(name string) []string {
	switch name {
	case "channel":
		return []string{"voice", "chat", "email", "social"}
	case "ended_by":
		return []string{"", "agent", "customer", "system"}
	case "last_role":
		return []string{"", "agent", "customer"}
	}
	return nil
}

func boolValues(values []string) []bool {
	var out []bool
	for _, v := range values {
		if v != "true" && v != "false" {
			return nil
		}
		out = append(out, v == "true")
	}
	return out
}

func column[T any](values []T) [][]any {
	out := make([][]any, len(values))
	for i, v := range values {
		out[i] = []any{v}
	}
	return out
}

// each tries the states, at most maxStates of them, until visit returns false.
// It reports whether all were tried.
func (s *space) each(visit func(env map[string]any) bool) (all bool) {
	env := map[string]any{}
	env["verdict"] = func(id string) string { v, _ := env["verdict "+id].(string); return v }
	env["has"] = func(act string) bool { v, _ := env["has "+act].(bool); return v }
	env["prev"] = func(act string) bool { v, _ := env["prev "+act].(bool); return v }
	total := 1
	for _, d := range s.domains {
		if total *= len(d.states); total > maxStates {
			return !s.sample(env, visit)
		}
	}
	for n := range total {
		s.set(env, n)
		if !visit(env) {
			return true
		}
	}
	return true
}

// set puts the nth combination into env.
func (s *space) set(env map[string]any, n int) {
	for _, d := range s.domains {
		d.assign(env, n%len(d.states))
		n /= len(d.states)
	}
}

func (d *domain) assign(env map[string]any, state int) {
	for i, name := range d.names {
		env[name] = d.states[state][i]
	}
}

// sample tries combinations drawn by a generator with a fixed seed; partial is
// false when visit had seen enough.
func (s *space) sample(env map[string]any, visit func(map[string]any) bool) (partial bool) {
	state := uint64(1)
	for range maxStates {
		for _, d := range s.domains {
			state = state*6364136223846793005 + 1442695040888963407
			d.assign(env, int(state>>33)%len(d.states))
		}
		if !visit(env) {
			return false
		}
	}
	return true
}

// program compiles a condition for trying; nil when there is none.
func program(condition string) *vm.Program {
	if condition == "" {
		return nil
	}
	p, err := expr.Compile(condition, expr.AsBool(), expr.DisableAllBuiltins())
	if err != nil {
		return nil
	}
	return p
}

// holds runs a condition; one that is absent holds, one that fails does not.
func holds(p *vm.Program, env map[string]any) bool {
	if p == nil {
		return true
	}
	v, err := expr.Run(p, env)
	ok, _ := v.(bool)
	return err == nil && ok
}

// finderDomain lists the combinations that the variables of a finder can have;
// nil when none is read.
func finderDomain(f *rubric.Finder, facts *facts, read map[string]bool) *domain {
	var names []string
	for _, n := range slices.Sorted(maps.Keys(judge.FinderVariables(f.ID))) {
		if read[n] {
			names = append(names, n)
		}
	}
	if len(names) == 0 {
		return nil
	}
	d := &domain{names: names}
	seen := map[string]bool{}
	eachFound(f, facts, func(vars map[string]any) {
		state := make([]any, len(names))
		var key strings.Builder
		for i, n := range names {
			state[i] = vars[n]
			key.WriteString(describe(vars[n]))
		}
		if !seen[key.String()] {
			seen[key.String()] = true
			d.states = append(d.states, state)
		}
	})
	return d
}
