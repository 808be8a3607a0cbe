// Package phrase finds all occurrences of many phrases in one pass over a text:
// an Aho-Corasick automaton, laid out as a double array.
package phrase

import (
	"errors"
	"fmt"
)

// maxStates bounds the automaton; beyond it the cells would outgrow memory.
const maxStates = 1 << 24

// Automaton finds a fixed set of phrases. It is immutable and safe for concurrent use.
type Automaton struct {
	cells   []cell
	states  int
	hits    []hit   // linked output lists
	lengths []int32 // bytes of each phrase
}

// cell is a state, or free. State s goes on byte b to the cell base+b, if that
// cell's check is s; otherwise it goes on as its suffix does. The children of
// different states lie interleaved, so that few cells stay free, and all that a
// step reads lies in one cell.
type cell struct {
	base  int32
	check int32 // the parent; free or root: none
	fail  int32 // state of the longest suffix that begins a phrase
	out   int32 // first entry of the output list, none when it is empty
}

// none stands for no state, entry or parent.
const none int32 = -1

type hit struct {
	phrase int32
	next   int32 // none ends the list
}

// Build compiles the phrases; the index of a phrase is its identity in Scan.
// Phrases that stand twice are reported twice. An empty phrase is an error.
func Build(phrases []string) (*Automaton, error) {
	a := &Automaton{lengths: make([]int32, len(phrases)), hits: make([]hit, 0, len(phrases))}
	for i, p := range phrases {
		if p == "" {
			return nil, fmt.Errorf("phrase %d is empty", i)
		}
		a.lengths[i] = int32(len(p))
	}
	b := newBuilder(a, phrases)
	if err := b.build(); err != nil {
		return nil, err
	}
	return a, nil
}

var errTooMany = errors.New("too many phrases for one automaton")

// step is the state behind state on byte b.
func (a *Automaton) step(state int32, b byte) int32 {
	for {
		to := a.cells[state].base + int32(b)
		if a.cells[to].check == state {
			return to
		}
		if state == 0 {
			return 0
		}
		state = a.cells[state].fail
	}
}

// Scan calls visit for every occurrence of every phrase, in order of where it
// ends; begin and end are byte offsets in text.
func (a *Automaton) Scan(text string, visit func(phrase, begin, end int)) {
	state := int32(0)
	for i := range len(text) {
		state = a.step(state, text[i])
		for h := a.cells[state].out; h != none; h = a.hits[h].next {
			p := a.hits[h].phrase
			visit(int(p), i+1-int(a.lengths[p]), i+1)
		}
	}
}

// States is the number of states, for reports on the size of a rubric.
func (a *Automaton) States() int { return a.states }
