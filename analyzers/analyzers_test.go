package analyzers

import (
	"errors"
	"strings"
	"testing"

	"zhijian/analyzers/transcript"
)

func constant(name string, value any, requires ...*Analyzer) *Analyzer {
	return &Analyzer{Name: name, Doc: name, Requires: requires, Run: func(*Pass) (any, error) { return value, nil }}
}

func TestProgramRunsEachAnalyzerOnceAfterWhatItRequires(t *testing.T) {
	runs := 0
	base := &Analyzer{Name: "base", Doc: "base", Run: func(p *Pass) (any, error) {
		runs++
		return len(p.Interaction.ID), nil
	}}
	double := &Analyzer{Name: "double", Doc: "double", Requires: []*Analyzer{base}, Run: func(p *Pass) (any, error) {
		return 2 * Result[int](p, base), nil
	}}
	sum := &Analyzer{Name: "sum", Doc: "sum", Requires: []*Analyzer{double, base}, Run: func(p *Pass) (any, error) {
		return Result[int](p, double) + Result[int](p, base), nil
	}}
	prog, err := NewProgram(sum, double)
	if err != nil {
		t.Fatal(err)
	}
	p, err := prog.Run(&transcript.Interaction{ID: "abc"})
	if err != nil {
		t.Fatal(err)
	}
	if got := Result[int](p, sum); got != 9 || runs != 1 {
		t.Errorf("sum %d after %d runs of base, want 9 after 1", got, runs)
	}
	var order []string
	for _, a := range prog.Analyzers() {
		order = append(order, a.Name)
	}
	if strings.Join(order, " ") != "base double sum" {
		t.Errorf("order %v", order)
	}
}

func TestNewProgramRefuses(t *testing.T) {
	circle := constant("circle", 1)
	circle.Requires = []*Analyzer{constant("half", 1, circle)}
	tests := []struct {
		name string
		root *Analyzer
		want string
	}{
		{"a circle", circle, "requires itself"},
		{"a name twice", constant("a", 1, constant("b", 1), constant("b", 2)), "used twice"},
		{"no name", constant("", 1), "without name"},
		{"no run", &Analyzer{Name: "idle"}, "without name or run"},
	}
	for _, tt := range tests {
		if _, err := NewProgram(tt.root); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: got %v, want %q", tt.name, err, tt.want)
		}
	}
}

func TestRunNamesTheAnalyzerThatFailed(t *testing.T) {
	cause := errors.New("broken")
	prog, err := NewProgram(&Analyzer{Name: "bad", Doc: "bad", Run: func(*Pass) (any, error) { return nil, cause }})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := prog.Run(&transcript.Interaction{}); !errors.Is(err, cause) || !strings.HasPrefix(err.Error(), "analyzer bad: ") {
		t.Errorf("got %v", err)
	}
}

func TestResultOfWhatWasNotRequiredIsAFault(t *testing.T) {
	other := constant("other", 1)
	prog, err := NewProgram(&Analyzer{Name: "thief", Doc: "thief", Run: func(p *Pass) (any, error) {
		defer func() {
			if recover() == nil {
				t.Error("a result was read that was not required")
			}
		}()
		return Result[int](p, other), nil
	}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := prog.Run(&transcript.Interaction{}); err != nil {
		t.Fatal(err)
	}
}

// What a released pass held comes back to the analyzer that gave it, and to nobody else.
func TestSpareIsWhatTheAnalyzerGaveBefore(t *testing.T) {
	spared := 0
	counting := func(name string, requires ...*Analyzer) *Analyzer {
		var last *int // what it gave for the interaction before
		return &Analyzer{Name: name, Doc: name, Requires: requires, Run: func(p *Pass) (any, error) {
			if spare := Spare[*int](p); spare != nil {
				spared++
				if spare != last {
					t.Errorf("%s: spared what another gave", name)
				}
			}
			last = new(int)
			return last, nil
		}}
	}
	prog, err := NewProgram(counting("second", counting("first")))
	if err != nil {
		t.Fatal(err)
	}
	for range 100 { // a pool may lose what it holds
		p, err := prog.Run(&transcript.Interaction{})
		if err != nil {
			t.Fatal(err)
		}
		if len(p.results) != 2 {
			t.Fatalf("%d results of two analyzers", len(p.results))
		}
		prog.Release(p)
	}
	if spared == 0 {
		t.Error("nothing was ever spared")
	}
}
