package acts

import (
	"cmp"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestHitsAreSortedByActAndPlaceTheStrongerFirst(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var s scratch
		small := rapid.IntRange(0, 3)
		for range rapid.IntRange(0, 3*fewRanked).Draw(t, "hits") {
			begin := small.Draw(t, "begin")
			s.hits = append(s.hits, Hit{Act: small.Draw(t, "act"), Begin: begin, End: begin + small.Draw(t, "length"), Tier: Tier(small.Draw(t, "tier"))})
		}
		want := make([]int, len(s.hits))
		for i := range want {
			want[i] = i
		}
		slices.SortStableFunc(want, func(i, j int) int {
			a, b := &s.hits[i], &s.hits[j]
			return cmp.Or(cmp.Compare(a.Act, b.Act), cmp.Compare(a.Begin, b.Begin), cmp.Compare(b.End, a.End), cmp.Compare(a.Tier, b.Tier))
		})
		s.sort()
		for k, p := range s.order {
			h := &s.hits[want[k]]
			if p.at() != want[k] || p.act() != h.Act || p.begin() != h.Begin || p.end() != h.End {
				t.Fatalf("place %d is %d: act %d, %d to %d; want %d: %+v", k, p.at(), p.act(), p.begin(), p.end(), want[k], *h)
			}
		}
	})
}
