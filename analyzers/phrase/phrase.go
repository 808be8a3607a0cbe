// Package phrase finds all occurrences of many phrases in one pass over a text:
// an Aho-Corasick automaton, laid out as a dense table over the byte classes
// that the phrases use.
package phrase

import (
	"errors"
	"fmt"
)

// maxStates bounds the automaton; beyond it the table would outgrow memory.
const maxStates = 1 << 21

// Automaton finds a fixed set of phrases. It is immutable and safe for concurrent use.
type Automaton struct {
	class   [256]uint16
	classes int
	next    []int32 // state*classes + class -> state
	out     []int32 // state -> first entry of its output list, -1 for none
	hits    []hit   // linked output lists
	lengths []int   // bytes of each phrase
}

type hit struct {
	phrase int32
	next   int32 // -1 ends the list
}

// Build compiles the phrases; the index of a phrase is its identity in Scan.
// Phrases that stand twice are reported twice. An empty phrase is an error.
func Build(phrases []string) (*Automaton, error) {
	a := &Automaton{lengths: make([]int, len(phrases))}
	for i, p := range phrases {
		if p == "" {
			return nil, fmt.Errorf("phrase %d is empty", i)
		}
		a.lengths[i] = len(p)
	}
	a.classify(phrases)
	if err := a.insert(phrases); err != nil {
		return nil, err
	}
	a.link()
	return a, nil
}

// classify gives each byte that occurs in a phrase its own class; class 0 is
// every other byte.
func (a *Automaton) classify(phrases []string) {
	a.classes = 1
	for _, p := range phrases {
		for i := range len(p) {
			if a.class[p[i]] == 0 {
				a.class[p[i]] = uint16(a.classes)
				a.classes++
			}
		}
	}
}

// insert builds the trie; missing transitions are -1.
func (a *Automaton) insert(phrases []string) error {
	a.addState()
	for i, p := range phrases {
		state := int32(0)
		for j := range len(p) {
			cell := int(state)*a.classes + int(a.class[p[j]])
			if a.next[cell] < 0 {
				if len(a.out) >= maxStates {
					return errors.New("too many phrases for one automaton")
				}
				child := a.addState()
				a.next[cell] = child
			}
			state = a.next[cell]
		}
		a.hits = append(a.hits, hit{phrase: int32(i), next: a.out[state]})
		a.out[state] = int32(len(a.hits) - 1)
	}
	return nil
}

func (a *Automaton) addState() int32 {
	for range a.classes {
		a.next = append(a.next, -1)
	}
	a.out = append(a.out, -1)
	return int32(len(a.out) - 1)
}

// link completes every transition with the longest suffix that is a prefix of
// a phrase, breadth first, and chains the outputs of suffixes.
func (a *Automaton) link() {
	fail := make([]int32, len(a.out))
	queue := make([]int32, 0, len(a.out))
	for c := range a.classes {
		if s := a.next[c]; s < 0 {
			a.next[c] = 0
		} else {
			queue = append(queue, s)
		}
	}
	for len(queue) > 0 {
		state := queue[0]
		queue = queue[1:]
		a.chain(state, fail[state])
		for c := range a.classes {
			cell := int(state)*a.classes + c
			through := a.next[int(fail[state])*a.classes+c]
			if child := a.next[cell]; child < 0 {
				a.next[cell] = through
			} else {
				fail[child] = through
				queue = append(queue, child)
			}
		}
	}
}

// chain appends the outputs of the suffix state to those of state. The suffix
// is shorter, so its own list is complete.
func (a *Automaton) chain(state, suffix int32) {
	tail := a.out[suffix]
	if tail < 0 {
		return
	}
	if a.out[state] < 0 {
		a.out[state] = tail
		return
	}
	last := a.out[state]
	for a.hits[last].next >= 0 {
		last = a.hits[last].next
	}
	a.hits[last].next = tail
}

// Scan calls visit for every occurrence of every phrase, in order of where it
// ends; begin and end are byte offsets in text.
func (a *Automaton) Scan(text string, visit func(phrase, begin, end int)) {
	state := int32(0)
	for i := range len(text) {
		state = a.next[int(state)*a.classes+int(a.class[text[i]])]
		for h := a.out[state]; h >= 0; h = a.hits[h].next {
			p := int(a.hits[h].phrase)
			visit(p, i+1-a.lengths[p], i+1)
		}
	}
}

// States is the number of states, for reports on the size of a rubric.
func (a *Automaton) States() int { return len(a.out) }
