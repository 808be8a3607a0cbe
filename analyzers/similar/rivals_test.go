package similar

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// threeRivals compete under one name; the fourth class stands outside.
func threeRivals() []Class {
	return []Class{
		{Rivals: "want", Least: 40, Examples: []string{"我想退货退款", "这个不要了退掉", "帮我取消订单", "把钱退给我", "不想要了能退吗", "退款什么时候到"}},
		{Rivals: "want", Least: 40, Examples: []string{"空调不制冷了", "电视打不开没声音", "洗衣机漏水", "手机屏幕不亮", "网络连不上", "水龙头坏了漏水"}},
		{Rivals: "want", Least: 40, Examples: []string{"请问几点开门", "这个多少钱", "想问一下怎么收费", "周末营业吗", "请问需要带什么", "有没有优惠"},
			Counterexamples: []string{"好的谢谢你再见", "你好有人在吗", "我知道了没事了", "稍等我看一下"}},
		twoActs()[0],
	}
}

type won struct {
	class, share int
	example      string
}

func winners(m *Model, text string, nearest bool) []won {
	var out []won
	m.Rivals(text, nearest, func(class, share int, example string) { out = append(out, won{class, share, example}) })
	return out
}

func TestOfRivalsOneWins(t *testing.T) {
	m := Train(threeRivals())
	for text, want := range map[string]int{"这个货我想退掉": 0, "家里电视漏水打不开": 1, "请问周末几点开门": 2} {
		got := winners(m, text, true)
		if len(got) != 1 || got[0].class != want || got[0].example == "" {
			t.Errorf("%q: got %v, want class %d", text, got, want)
		}
	}
}

func TestCounterexamplesOfRivalsAreNoneOfThem(t *testing.T) {
	m := Train(threeRivals())
	for _, text := range []string{"你好有人在吗", "稍等我看一下", "退", ""} {
		if got := winners(m, text, true); got != nil {
			t.Errorf("%q is won by %v", text, got)
		}
	}
}

func TestRivalsStandAsideInNearest(t *testing.T) {
	m := Train(threeRivals())
	for _, text := range []string{"我想退货退款", "空调不制冷了"} {
		if got := nearestOf(m, text); got != nil {
			t.Errorf("%q is found by itself: %q", text, got)
		}
	}
	if got := nearestOf(m, "请您稍等一下"); len(got) != 1 || got[0][0] != '3' {
		t.Errorf("the class beside the rivals: got %q", got)
	}
}

func TestTrainingOfRivalsIsDeterministic(t *testing.T) {
	a, b := Train(threeRivals()).rivals[0], Train(threeRivals()).rivals[0]
	if !slices.Equal(a.weights, b.weights) || !slices.Equal(a.bias, b.bias) || a.sharpness != b.sharpness {
		t.Error("the same examples gave different weights")
	}
}

// plainRivalFit trains all classes with one row of weights a feature.
func plainRivalFit(r *rivals, samples []sample) linear {
	n := r.width()
	w, z, bias := make([]float64, len(r.words.idf)*n), make([]float64, n), make([]float64, n)
	scale, rate := 1.0, rivalRate
	for range rivalEpochs {
		for _, i := range shuffled(len(samples)) {
			s := &samples[i]
			weigh(s.vector, w, scale, bias, z)
			softmax(z, 1)
			scale *= 1 - float64(rivalShrink*rate)
			for k := range z {
				target := 0.0
				if k == int(s.class) {
					target = 1
				}
				step := float64(rate*r.balance(samples)[s.class]) * (target - z[k])
				bias[k] += float64(step * biasShare)
				for _, f := range s.vector {
					w[int(f.id)*n+k] += float64(step / scale * f.value)
				}
			}
		}
		rate *= rivalDecay
	}
	for i := range w {
		w[i] *= scale
	}
	return linear{w, bias}
}

// With four classes, none included, and with five: the rows are full, or not.
func TestRivalsAreTrainedInRowsAsInOne(t *testing.T) {
	classes := threeRivals()
	classes[3].Rivals = "want"
	for _, few := range [][]Class{classes[:3], classes} {
		r := newRivals(fold(few), "want")
		got, want := r.fit(r.samples), plainRivalFit(r, r.samples)
		if !slices.Equal(got.weights, want.weights) || !slices.Equal(got.bias, want.bias) {
			t.Errorf("%d rivals: other weights in rows", len(few))
		}
	}
}

func TestShareIsThatOfSoftmax(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		z := rapid.SliceOfN(rapid.Float64Range(-800, 800), 1, 9).Draw(t, "logits")
		sharpness := rapid.Float64Range(0.1, 2).Draw(t, "sharpness")
		all := slices.Clone(z)
		softmax(all, sharpness)
		for k, want := range all {
			if got := shareOf(k, z, sharpness); got != want {
				t.Fatalf("share %d is %v, want %v", k, got, want)
			}
		}
	})
}

func TestSharesReachTheLeast(t *testing.T) {
	m := Train(threeRivals())
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOfN(rapid.SampledFrom([]rune("请问几点退货款空调不制冷漏水好的谢谢 ，a1")), 0, 30, -1).Draw(t, "text")
		if got := winners(m, text, true); len(got) > 1 || len(got) == 1 && (got[0].share < 40 || got[0].share > 100 || got[0].class > 2) {
			t.Fatalf("%q: %v", text, got)
		}
	})
}
