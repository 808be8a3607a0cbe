package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/vm"
)

// comparison is an expression over the runs of one round, and what it should be.
type comparison struct {
	title   string
	program *vm.Program
	least   bool    // the target is the least value; else the most
	target  float64 // 0: there is none
}

// parse reads "title=expression", "title=expression >= target" or "<= target".
func parse(s string) (comparison, error) {
	title, text, ok := strings.Cut(s, "=")
	if !ok {
		return comparison{}, fmt.Errorf("%q: want title=expression", s)
	}
	c := comparison{title: title}
	for _, sign := range []string{">=", "<="} {
		left, right, found := strings.Cut(text, sign)
		if !found {
			continue
		}
		target, err := strconv.ParseFloat(strings.TrimSpace(right), 64)
		if err != nil {
			return comparison{}, fmt.Errorf("%q: target: %w", s, err)
		}
		text, c.least, c.target = left, sign == ">=", target
	}
	var err error
	if c.program, err = expr.Compile(text, expr.AsFloat64(), expr.DisableAllBuiltins()); err != nil {
		return comparison{}, fmt.Errorf("%q: %w", s, err)
	}
	return c, nil
}

// values are the expression's, round by round.
func (c *comparison) values(programs []program) ([]float64, error) {
	var out []float64
	for round := range programs[0].runs {
		env := map[string]any{}
		for i := range programs {
			s := programs[i].runs[round]
			env[programs[i].name] = map[string]any{"wall": s.Wall, "cpu": s.CPU, "rss": s.RSS, "took": s.Took}
		}
		v, err := expr.Run(c.program, env)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", c.title, err)
		}
		out = append(out, v.(float64))
	}
	return out, nil
}

// verdict compares with the target.
func (c *comparison) verdict(value float64) string {
	sign, holds := "<=", value <= c.target
	if c.least {
		sign, holds = ">=", value >= c.target
	}
	switch {
	case c.target == 0:
		return "| | |"
	case holds:
		return fmt.Sprintf("| %s %g | yes |", sign, c.target)
	}
	return fmt.Sprintf("| %s %g | **no** |", sign, c.target)
}

func printComparisons(w *strings.Builder, programs []program, shown []comparison) error {
	if len(shown) == 0 {
		return nil
	}
	fmt.Fprintf(w, "\n| measure | median | range | target | met |\n|---|---:|---:|---|---|\n")
	for i := range shown {
		values, err := shown[i].values(programs)
		if err != nil {
			return err
		}
		m := median(values)
		fmt.Fprintf(w, "| %s | %.3g | %.3g..%.3g %s\n", shown[i].title, m, slices.Min(values), slices.Max(values), shown[i].verdict(m))
	}
	return nil
}
