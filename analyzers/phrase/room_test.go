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
		free := func(i int) bool { return !taken[i] }
		t.Repeat(map[string]func(*rapid.T){
			"take": func(t *rapid.T) {
				first := rapid.IntRange(0, 1000).Draw(t, "first")
				behind := first + rapid.IntRange(1, 300).Draw(t, "cells")
				r.grow(behind)
				for i := first; i < behind; i++ {
					if free(i) {
						r.take(i)
						taken[i] = true
					}
				}
			},
			"next": func(t *rapid.T) {
				i := rapid.IntRange(0, 2000).Draw(t, "from")
				want := i
				for !free(want) {
					want++
				}
				if got := r.next(i); got != want {
					t.Fatalf("the first free cell from %d on is %d, want %d", i, got, want)
				}
			},
			"fits": func(t *rapid.T) {
				base := rapid.IntRange(0, 1000).Draw(t, "base")
				symbols := rapid.SliceOfN(rapid.Uint16Range(1, 300), 0, 5).Draw(t, "symbols")
				r.grow(base + 301)
				list := make([]Symbol, len(symbols))
				for i, s := range symbols {
					list[i] = Symbol(s)
				}
				want := !slices.ContainsFunc(list, func(s Symbol) bool { return !free(base + int(s)) })
				if got := r.fits(base, list); got != want {
					t.Fatalf("%v at %d: %v, want %v", list, base, got, want)
				}
			},
		})
	})
}
