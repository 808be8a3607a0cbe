package main

import (
	"fmt"
	"io"

	"zhijian/analyzers/phrase"
)

// finder counts phrases with the product's automaton, and patterns with its own
// matcher.
type finder struct {
	automaton *phrase.Automaton
	lists     []list
	list      []int // by phrase: index of its list
	found     []count
	turn      int
}

// count is how often the phrases of a list were found.
type count struct {
	hits, turns int
	last        int // turn in which it was found last
}

func newFinder(lists []list) (*finder, error) {
	f := &finder{lists: lists, found: make([]count, len(lists))}
	var phrases []string
	for i, l := range lists {
		for _, p := range l.Phrases {
			phrases, f.list = append(phrases, p), append(f.list, i)
		}
	}
	var err error
	f.automaton, err = phrase.Build(phrases)
	return f, err
}

// count looks at the next turn.
func (f *finder) count(text string) {
	f.turn++
	f.automaton.Scan(text, func(p, _, _ int) {
		f.found[f.list[p]].hits++
		f.saw(f.list[p])
	})
	for i, l := range f.lists {
		for _, p := range l.compiled {
			if f.found[i].last != f.turn {
				p.FindAll(text, func(int, int) { f.saw(i) })
			}
		}
	}
}

// saw notes that the turn has something of a list.
func (f *finder) saw(list int) {
	if c := &f.found[list]; c.last != f.turn {
		c.last = f.turn
		c.turns++
	}
}

func (f *finder) write(w io.Writer) error {
	for i, l := range f.lists {
		if _, err := fmt.Fprintf(w, "%s\t%d\t%d\n", l.Act, f.found[i].hits, f.found[i].turns); err != nil {
			return err
		}
	}
	return nil
}
