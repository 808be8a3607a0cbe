package main

import (
	"strings"
	"testing"
)

func TestProgramsAreComparedRoundByRound(t *testing.T) {
	programs := []program{
		{name: "one", runs: []sample{{Wall: 1, Took: 0.5}, {Wall: 2, Took: 1}, {Wall: 4, Took: 1}}},
		{name: "b", runs: []sample{{Wall: 2, RSS: 100}, {Wall: 6, RSS: 700}, {Wall: 40, RSS: 90}}},
	}
	var out strings.Builder
	printPrograms(&out, programs)
	var shown []comparison
	for _, s := range []string{"times=b.wall/one.wall >= 3", "less=b.wall/one.wall <= 2.5", "own=one.took", "apart=(b.wall - one.wall)/one.took"} {
		c, err := parse(s)
		if err != nil {
			t.Fatal(err)
		}
		shown = append(shown, c)
	}
	if err := printComparisons(&out, programs, shown); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"| one | 3 | 2.00 | 1.00..4.00 | 0.00 | 1.000 | 0 |",
		"| b | 3 | 6.00 | 2.00..40.00 | 0.00 | - | 700 |",
		"| times | 3 | 2..10 | >= 3 | yes |",
		"| less | 3 | 2..10 | <= 2.5 | **no** |",
		"| own | 1 | 0.5..1 | | |",
		"| apart | 4 | 2..36 | | |",
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%s is missing in\n%s", want, out.String())
		}
	}
}

func TestRunsAreMeasured(t *testing.T) {
	p := program{name: "p", command: "echo hello; echo took 1.25; exit 3"}
	if err := p.once(); err != nil {
		t.Fatal(err)
	}
	if s := p.runs[0]; s.Took != 1.25 || s.Wall <= 0 || s.RSS <= 0 {
		t.Errorf("%+v", s)
	}
	p.command = "echo broken; exit 1"
	if err := p.once(); err == nil || !strings.Contains(err.Error(), "broken") {
		t.Errorf("a failure: %v", err)
	}
	for _, bad := range []string{"no expression", "x=1 >= y", "x=1 +"} {
		if _, err := parse(bad); err == nil {
			t.Errorf("%q is taken", bad)
		}
	}
}
