package similar

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// plainly finds what Nearest must find, without floors, packing or shared memory.
func plainly(m *Model, text string) []string {
	if letters(text) < minLetters {
		return nil
	}
	var out []string
	v := m.vector(text)
	for k, z := range m.logits(v, nil) {
		cosine, near := 0.0, ""
		for _, e := range m.examples[k] {
			sum := 0.0
			for _, f := range e.vector {
				if i, ok := slices.BinarySearchFunc(v, f.id, func(g feature, id int32) int { return int(g.id - id) }); ok {
					sum += float64(v[i].value * f.value)
				}
			}
			if sum > cosine {
				cosine, near = sum, e.text
			}
		}
		if score := m.score(k, z); score >= m.least[k] && cosine >= minCosine {
			out = append(out, fmt.Sprintf("%d %d %s", m.classes[k], score, near))
		}
	}
	return out
}

func TestNearestFindsWhatTryingAllFinds(t *testing.T) {
	m := Train(twoActs())
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SampledFrom([]string{"请您", "稍等", "一下", "感谢", "您的", "来电", "支持", "快递", "查", "，", "分钟", "信任"})
		text := ""
		for _, w := range rapid.SliceOfN(words, 0, 9).Draw(t, "words") {
			text += w
		}
		if got, want := nearestOf(m, text), plainly(m, text); !slices.Equal(got, want) {
			t.Fatalf("%q: got %q, want %q", text, got, want)
		}
	})
}

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
