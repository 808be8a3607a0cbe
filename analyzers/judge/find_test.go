package judge

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"zhijian/analyzers/acts"
)

// Whatever the order of hits, they are sorted as package slices sorts them.
func TestSortHitsIsStable(t *testing.T) {
	c := &court{}
	rapid.Check(t, func(t *rapid.T) {
		var hits []hit
		for range rapid.IntRange(0, 40).Draw(t, "hits") {
			hits = append(hits, hit{Hit: &acts.Hit{Turn: rapid.IntRange(0, 4).Draw(t, "turn"), Begin: rapid.IntRange(0, 3).Draw(t, "begin")}})
		}
		for _, by := range []func(a, b hit) int{byTurn, byPlace} {
			got, want := slices.Clone(hits), slices.Clone(hits)
			slices.SortStableFunc(want, by)
			if c.sortHits(got, by); !slices.Equal(got, want) {
				t.Fatalf("%v, want %v", got, want)
			}
		}
	})
}
