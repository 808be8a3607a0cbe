// Package similar tells whether an utterance is like the example sentences of an
// act and unlike its counter-examples. It learns one linear model an act from
// the examples in the lexicon: character n-grams weighted by rarity, logistic
// regression by stochastic gradient descent in a fixed order. Training takes a
// fraction of a second, needs no clock, no chance and no files, and gives the
// same weights on every machine: every product is rounded before it is added,
// so that no compiler fuses the two.
package similar

import (
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"zhijian/analyzers/normalize"
)

// Class is an act with its examples. An act without examples is not learnt.
type Class struct {
	Examples        []string
	Counterexamples []string
	Least           int // least score that Nearest reports, at least minScore; least share that Rivals reports
	// Rivals names a group of acts of which one text performs one. They are
	// learnt together and found by Model.Rivals instead of Model.Nearest.
	Rivals string
}

// Model scores texts against the classes it was trained on. It is immutable once
// trained and safe for concurrent use.
type Model struct {
	training sync.WaitGroup // of Learn
	words    *vocabulary
	classes  []int32     // class numbers that were learnt, ascending
	weights  []float64   // feature*len(classes) + position in classes
	bias     []float64   // by position in classes
	least    []int       // by position in classes
	unlike   [][]float64 // by position in classes: logits of unseen unlike sentences, ascending
	floor    []float64   // by position in classes: the logits up to here score less than least
	reach    *reach
	examples *examples
	scratch  sync.Pool // of *scratch
	rivals   []*rivals
}

// Train learns the classes; the index of a class is its number in Nearest.
func Train(classes []Class) *Model {
	m := Learn(classes)
	m.training.Wait()
	return m
}

// Learn begins to train a model and returns it. It trains on goroutines of its own;
// searches wait for it.
func Learn(classes []Class) *Model {
	m := &Model{}
	m.training.Go(func() { m.learn(fold(classes)) })
	return m
}

func (m *Model) learn(classes []Class) {
	var all jobs
	m.rivals = planRivals(classes, &all)
	finish := m.plan(classes, &all)
	all.run()
	ends := jobs{finish}
	for _, r := range m.rivals {
		ends = append(ends, r.finish)
	}
	ends.run()
}

// fold brings all sentences into normal form.
func fold(classes []Class) []Class {
	out := slices.Clone(classes)
	for i := range out {
		out[i].Examples = foldAll(out[i].Examples)
		out[i].Counterexamples = foldAll(out[i].Counterexamples)
	}
	return out
}

func foldAll(texts []string) []string {
	out := make([]string, len(texts))
	for i, t := range texts {
		n := normalize.Normalize(t)
		out[i] = n.Norm
	}
	return out
}

// sentences are all sentences of classes, in order.
func sentences(classes []Class) []string {
	var all []string
	for _, c := range classes {
		all = append(append(all, c.Examples...), c.Counterexamples...)
	}
	return all
}

// jobs are parts of the training that do not depend on each other.
type jobs []func()

// run does all jobs, on as many goroutines as there are processors.
func (j jobs) run() {
	var next atomic.Int64
	var workers sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for i := next.Add(1) - 1; i < int64(len(j)); i = next.Add(1) - 1 {
				j[i]()
			}
		})
	}
	workers.Wait()
}
