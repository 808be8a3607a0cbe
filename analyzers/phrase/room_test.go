package phrase

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// Cells are asked for and taken in any order, those far ahead too, and whole rows of them.
func TestRoomIsAListOfCells(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r, taken := &room{}, map[int]bool{}
		t.Repeat(map[string]func(*rapid.T){
			"take": func(t *rapid.T) {
				first, step := rapid.IntRange(0, 1000).Draw(t, "first"), rapid.IntRange(1, 3).Draw(t, "step")
				for i := range rapid.IntRange(1, 300).Draw(t, "cells") {
					if cell := first + step*i; !taken[cell] {
						r.take(cell)
						taken[cell] = true
					}
				}
			},
			"find": func(t *rapid.T) {
				from := rapid.IntRange(0, 2000).Draw(t, "from")
				symbols := rapid.SliceOfNDistinct(rapid.Uint16Range(1, 300), 1, 5, rapid.ID).Draw(t, "symbols")
				slices.Sort(symbols)
				list := make([]Symbol, len(symbols))
				for i, s := range symbols {
					list[i] = Symbol(s)
				}
				want := from
				for slices.ContainsFunc(list, func(s Symbol) bool { return taken[want+int(s-list[0])] }) {
					want++
				}
				if got := r.find(from, list); got != want {
					t.Fatalf("the first cell for %v from %d on is %d, want %d", list, from, got, want)
				}
			},
		})
	})
}
