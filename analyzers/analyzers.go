// Package analyzers is the model for everything that looks at an interaction:
// an Analyzer is a plain value that says what it needs and has a pure Run over
// one interaction; a Program orders a set of them once and runs them for many
// interactions, computing each shared fact once. The shape follows
// golang.org/x/tools/go/analysis.
package analyzers

import (
	"errors"
	"fmt"
	"slices"
	"sync"

	"zhijian/analyzers/transcript"
)

// Analyzer describes one step of the analysis of an interaction.
type Analyzer struct {
	// Name is unique among the analyzers of a Program, in lower case.
	Name string
	// Doc is one sentence for the reader of a listing.
	Doc string
	// Requires lists the analyzers whose results Run reads.
	Requires []*Analyzer
	// Run computes the result for one interaction. It must be pure: the same
	// interaction gives the same result, and it may run on many goroutines at
	// once for different interactions. It must not keep or change the Pass.
	Run func(*Pass) (any, error)
}

// Pass is what an analyzer sees: one interaction and the results of the
// analyzers that it requires.
type Pass struct {
	Interaction *transcript.Interaction
	order       []*Analyzer
	results     []any // of the first of order, those that have run
	spare       []any // of all of order, for an interaction that is done with; or empty
}

// Result returns what a computed in this pass, as T. It panics when a was not
// required or T is not its type: both are faults of the program, not of the input.
func Result[T any](p *Pass, a *Analyzer) T {
	for i := range p.results { // a handful: faster than a map
		if p.order[i] == a {
			return p.results[i].(T)
		}
	}
	panic(fmt.Sprintf("analyzers: result of %q read but not required", a.Name))
}

// Spare is what the running analyzer gave for an interaction that is done with:
// memory that nobody reads any more and that its result may be made of. It is the
// zero T when there is none.
func Spare[T any](p *Pass) T {
	var none T
	if len(p.spare) == 0 {
		return none
	}
	return p.spare[len(p.results)].(T)
}

// SpareOrNew is Spare for a result that is a *T: new memory when there is none to spare.
func SpareOrNew[T any](p *Pass) *T {
	if spare := Spare[*T](p); spare != nil {
		return spare
	}
	return new(T)
}

// Program is an ordered, validated set of analyzers. It is immutable and safe
// for concurrent use.
type Program struct {
	order  []*Analyzer
	passes sync.Pool // of *Pass, released
}

// NewProgram orders the analyzers reachable from roots so that each runs after
// what it requires. It fails on a cycle, an empty or repeated name, or a missing Run.
func NewProgram(roots ...*Analyzer) (*Program, error) {
	b := builder{state: map[*Analyzer]int{}, names: map[string]bool{}}
	for _, a := range roots {
		if err := b.visit(a); err != nil {
			return nil, err
		}
	}
	return &Program{order: b.order}, nil
}

// Analyzers lists the program's analyzers in running order.
func (p *Program) Analyzers() []*Analyzer { return append([]*Analyzer(nil), p.order...) }

// Run runs every analyzer over one interaction and returns the finished pass,
// from which the results of all analyzers can be read.
func (p *Program) Run(in *transcript.Interaction) (*Pass, error) {
	pass, _ := p.passes.Get().(*Pass)
	if pass == nil {
		pass = &Pass{order: p.order}
	}
	pass.Interaction, pass.results = in, slices.Grow(pass.results, len(p.order))
	for _, a := range p.order {
		r, err := a.Run(pass)
		if err != nil {
			return nil, fmt.Errorf("analyzer %s: %w", a.Name, err)
		}
		pass.results = append(pass.results, r)
	}
	return pass, nil
}

// Release ends the use of a finished pass of this program: its results, and all that
// is reached through them but texts, are the memory of results to come.
func (p *Program) Release(pass *Pass) {
	clear(pass.spare)
	pass.Interaction, pass.results, pass.spare = nil, pass.spare[:0], pass.results
	p.passes.Put(pass)
}

const (
	visiting = 1
	done     = 2
)

type builder struct {
	state map[*Analyzer]int
	names map[string]bool
	order []*Analyzer
}

func (b *builder) visit(a *Analyzer) error {
	switch b.state[a] {
	case done:
		return nil
	case visiting:
		return fmt.Errorf("analyzer %s: requires itself", a.Name)
	}
	if a.Name == "" || a.Run == nil {
		return errors.New("analyzer without name or run")
	}
	if b.names[a.Name] {
		return fmt.Errorf("analyzer %s: name used twice", a.Name)
	}
	b.names[a.Name] = true
	b.state[a] = visiting
	for _, r := range a.Requires {
		if err := b.visit(r); err != nil {
			return err
		}
	}
	b.state[a] = done
	b.order = append(b.order, a)
	return nil
}
