package similar

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestFloorIsWhereTheLeastScoreBegins(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		unlike := rapid.SliceOfN(rapid.Float64Range(-3, 3), 0, 30).Draw(t, "unlike")
		slices.Sort(unlike)
		m := &Model{unlike: [][]float64{unlike}, least: []int{rapid.IntRange(minScore, 101).Draw(t, "least")}}
		z := rapid.OneOf(rapid.Float64Range(-4, 4), rapid.SampledFrom(append(unlike, 0))).Draw(t, "logit")
		if below, want := z <= m.floorOf(0), m.score(0, z) < m.least[0]; below != want {
			t.Fatalf("logit %v: at or below the floor %v, score %d of %d", z, below, m.score(0, z), m.least[0])
		}
	})
}
