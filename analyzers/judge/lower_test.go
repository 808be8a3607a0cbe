package judge

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/parser"
	"pgregory.net/rapid"

	"zhijian/analyzers/rubric"
	"zhijian/lexicon"
)

// conditions compiles all conditions of the shipped rubric.
func conditions(t *testing.T) (on []*condition, n slots) {
	t.Helper()
	source, err := rubric.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	r, err := rubric.Parse(rubric.BuiltinName, source)
	if err != nil {
		t.Fatal(err)
	}
	lx, err := lexicon.Load()
	if err != nil {
		t.Fatal(err)
	}
	acts := map[string]int{}
	for _, d := range Definitions(r, lx) {
		acts[d.ID] = len(acts) % 128
	}
	j := &Judge{rubric: r}
	if errs := j.compile(func(act string) (int, bool) { i, ok := acts[act]; return i, ok }); len(errs) > 0 {
		t.Fatal(errs)
	}
	addTurns := func(finders []finder) {
		for i := range finders {
			if finders[i].turn != nil {
				on = append(on, finders[i].turn.condition)
			}
		}
	}
	on = append(on, j.applies)
	for i := range j.labels {
		on = append(on, j.labels[i].choose...)
		addTurns(j.labels[i].finders)
	}
	for i := range j.items {
		on = append(on, j.items[i].decide)
		if j.items[i].applies != nil {
			on = append(on, j.items[i].applies)
		}
		addTurns(j.items[i].finders)
	}
	return on, j.blank.slots()
}

// constants are the constants of a condition: near them it changes its mind.
func constants(t testing.TB, c *condition) (texts []string, numbers []int) {
	t.Helper()
	tree, err := parser.Parse(c.text.Value)
	if err != nil {
		t.Fatal(err)
	}
	walk(tree.Node, false, func(n ast.Node, _ bool) {
		switch n := n.(type) {
		case *ast.StringNode:
			texts = append(texts, n.Value)
		case *ast.IntegerNode:
			numbers = append(numbers, n.Value)
		}
	})
	return append(texts, "pass", "na", ""), append(numbers, 0)
}

// drawScene draws a scene near the constants of a condition.
func drawScene(t *rapid.T, n slots, texts []string, numbers []int) *scene {
	s, r := newScene(n), rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
	number := func() int { return numbers[r.IntN(len(numbers))] + r.IntN(5) - 2 }
	for i := range s.bools {
		s.bools[i] = r.IntN(2) == 0
	}
	for i := range s.ints {
		s.ints[i] = number()
	}
	for i := range s.floats {
		s.floats[i] = float64(number()) + r.Float64() - 0.5
	}
	for i := range s.texts {
		s.texts[i] = texts[r.IntN(len(texts))]
	}
	s.turn = &turn{role: []string{"agent", "customer"}[r.IntN(2)], acts: bitset{r.Uint64(), r.Uint64()}, prev: bitset{r.Uint64(), r.Uint64()}}
	for i := range s.turn.measures {
		s.turn.measures[i] = number()
	}
	return &s
}

// sameAsExpr holds the functions of a condition to expr's interpreter.
func sameAsExpr(t *testing.T, c *condition, n slots) {
	if c.graph == nil {
		t.Errorf("%q is left to the interpreter", c.text.Value)
		return
	}
	texts, numbers := constants(t, c)
	rapid.Check(t, func(t *rapid.T) {
		s := drawScene(t, n, texts, numbers)
		want, err := c.interpret(s)
		if err != nil {
			t.Fatal(err)
		}
		if got, _ := c.eval(s); got != want {
			t.Fatalf("%q: %v, want %v with %v", c.text.Value, got, want, c.scope.env(s))
		}
	})
}

func TestShippedConditionsAreExpr(t *testing.T) {
	on, n := conditions(t)
	if len(on) < 100 {
		t.Errorf("only %d conditions", len(on))
	}
	for _, c := range on {
		sameAsExpr(t, c, n)
	}
}

// Each construct that is known is what expr takes it for; the others are left to it.
func TestConstructsAreExpr(t *testing.T) {
	scope := &scope{calls: map[string]function{"has": asker(func(id string) (operand, bool) {
		return operand{boolean: func(s *scene) bool { return s.turn.acts.has(len(id)) }}, id != "none"
	})}, vars: map[string]operand{"b": boolSlot(0), "d": boolSlot(1), "i": intSlot(0), "k": intSlot(1), "f": floatSlot(0), "g": floatSlot(1), "s": textSlot(0), "z": textSlot(1)}}
	known := []string{"b == d", "b != d", "not b or d and !b", "-i < k", "-f < g", "i + k == 3", "i - k > 1", "i * k >= 6", "i / k < 2", "f + g > 1", "f - g <= 1", "f * g > 2", "f / g != 1",
		"i < f", "f >= k", "i == f", "i != f", "i / 2 == f", "s == z", "s != \"pass\"", "s < z", "s >= z", "s + z == \"passna\"", "s contains \"as\"", "s startsWith \"p\"", "s endsWith z",
		"s in [\"pass\", \"na\"]", "s not in [\"pass\"]", "i in [1, 2, 3]", "i not in [0]", "has(\"act\") && !has(\"other\")", "true", "1.5 < f", "i < 2.5"}
	for _, text := range known {
		t.Run(text, func(t *testing.T) {
			c := &compiler{j: &Judge{rubric: &rubric.Rubric{}}, read: map[string]bool{}, index: func(string) (int, bool) { return 0, true }}
			cond := c.condition(lexicon.Text{Value: text}, scope)
			if len(c.errs) > 0 {
				t.Fatal(c.errs)
			}
			sameAsExpr(t, cond, slots{2, 2, 2, 2})
		})
	}
	for _, text := range []string{"i % 2 == 1", "b ? d : !d", "s matches \"^p\"", "i in 1..3", "2 ** i > 4", "has(\"none\")", "(b ?? d)"} {
		c := &compiler{j: &Judge{rubric: &rubric.Rubric{}}, read: map[string]bool{}, index: func(string) (int, bool) { return 0, true }}
		cond := c.condition(lexicon.Text{Value: text}, scope)
		if len(c.errs) > 0 {
			t.Fatal(text, c.errs)
		}
		if cond.graph != nil {
			t.Errorf("%q is not left to the interpreter", text)
		}
		s := newScene(slots{2, 2, 2, 2})
		s.bools[0], s.bools[1], s.ints[0], s.texts[0] = true, true, 3, "pass"
		ok, err := cond.eval(&s)
		if err != nil || ok == strings.Contains(text, "none") {
			t.Errorf("%q: %v, %v", text, ok, err)
		}
	}
	c := &compiler{j: &Judge{rubric: &rubric.Rubric{}}, read: map[string]bool{}}
	s := newScene(slots{2, 2, 2, 2})
	if _, err := c.condition(lexicon.Text{Value: "i % k == 0"}, scope).eval(&s); err == nil || !strings.Contains(fmt.Sprint(err), "i % k") {
		t.Errorf("nothing is wrong with a remainder of nothing: %v", err)
	}
}
