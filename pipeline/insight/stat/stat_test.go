package stat

import (
	"math"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"
)

func TestNoData(t *testing.T) {
	for name, i := range map[string]Interval{
		"Wilson":           Wilson(0, 0, Normal),
		"Interval":         Moments{N: 1, Mean: 3}.Interval(Normal),
		"Newcombe":         Newcombe(0, 0, 1, 2, Normal).Interval,
		"Stratified":       Stratified([]Stratum{{1, 2, 0, 0}, {0, 0, 3, 4}}, Normal).Interval,
		"Welch":            Welch(Moments{N: 1}, moments([]float64{1, 2}), Normal).Interval,
		"StratifiedMean":   StratifiedMean([]MeanStratum{{A: moments([]float64{1, 2})}}, Normal).Interval,
		"StratifiedMean 1": StratifiedMean([]MeanStratum{{A: moments([]float64{1}), B: moments([]float64{1, 2})}}, Normal).Interval,
	} {
		if !math.IsNaN(i.Low) || !math.IsNaN(i.High) {
			t.Errorf("%s of nothing: %v", name, i)
		}
	}
	if q := BenjaminiHochberg([]float64{math.NaN(), 0.03, 0.01}); !math.IsNaN(q[0]) || q[1] != 0.03 || q[2] != 0.02 {
		t.Errorf("a p value that there is not: %v", q)
	}
	if z := RobustZ(1, []float64{1, 2}); !math.IsNaN(z) {
		t.Errorf("z of two others: %v", z)
	}
	if z := RobustZ(2, []float64{1, 1, 1}); !math.IsInf(z, 1) {
		t.Errorf("z against equal others: %v", z)
	}
	if e := Stratified([]Stratum{{3, 3, 0, 5}}, Normal); e.P != 0 || e.Low != 1 || e.High != 1 {
		t.Errorf("a difference without spread: %+v", e)
	}
}

// TestMerge: moments of parts are those of the whole.
func TestMerge(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := rapid.SliceOf(rapid.Float64Range(-100, 100))
		a, b := g.Draw(t, "a"), g.Draw(t, "b")
		got, all := moments(a), moments(append(append([]float64(nil), a...), b...))
		got.Merge(moments(b))
		var sum, squares float64
		for _, v := range append(a, b...) {
			sum, squares = sum+v, squares+v*v
		}
		for _, m := range []Moments{got, FromSums(all.N, sum, squares)} {
			if m.N != all.N || math.Abs(m.Mean-all.Mean) > 1e-9 || math.Abs(m.M2-all.M2) > 1e-6 {
				t.Fatalf("%+v, together %+v", m, all)
			}
		}
	})
}

// TestTails: the probability of k or more falls with k, is 1 for 0, and steps by
// the probability of k.
func TestTails(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		mean, ratio := rapid.Float64Range(0.001, 5000).Draw(t, "mean"), rapid.Float64Range(0.5, 50).Draw(t, "ratio")
		last := 1.0
		for k := range int64(40) {
			p := NegativeBinomialTail(k+int64(mean/2), mean, ratio)
			if p < 0 || p > last+1e-9 || math.IsNaN(p) {
				t.Fatalf("tail of %d is %v behind %v", k, p, last)
			}
			last = p
		}
		if p := NegativeBinomialTail(0, mean, ratio); p != 1 {
			t.Fatalf("tail of 0 is %v", p)
		}
	})
}

// TestWilsonTurns: the share of the others has the mirrored interval.
func TestWilsonTurns(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.Int64Range(1, 10_000).Draw(t, "n")
		k := rapid.Int64Range(0, n).Draw(t, "k")
		a, b := Wilson(k, n, Normal), Wilson(n-k, n, Normal)
		p := float64(k) / float64(n)
		if math.Abs(a.Low-(1-b.High)) > 1e-12 || math.Abs(a.High-(1-b.Low)) > 1e-12 || a.Low > p || a.High < p {
			t.Fatalf("%v and %v", a, b)
		}
	})
}

// TestStratifiedCovers simulates two groups that differ by 0.1 in every stratum:
// the interval holds that in about 95 of 100 cases.
func TestStratifiedCovers(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	count := func(n int64, p float64) (k int64) {
		for range n {
			if r.Float64() < p {
				k++
			}
		}
		return k
	}
	const trials = 2000
	held := 0
	for range trials {
		var strata []Stratum
		for i := range 6 {
			n1, n2, p := int64(4+5*i), int64(20+10*i), 0.1+0.1*float64(i)
			strata = append(strata, Stratum{count(n1, p+0.1), n1, count(n2, p), n2})
		}
		if e := Stratified(strata, 0.95); e.Low <= 0.1 && 0.1 <= e.High {
			held++
		}
	}
	if share := float64(held) / trials; share < 0.935 || share > 0.965 {
		t.Errorf("%.1f %% of the intervals hold the true difference", 100*share)
	}
}

func TestExpected(t *testing.T) {
	observed, of, expected := Expected([]Stratum{{3, 10, 20, 100}, {5, 5, 0, 0}, {1, 20, 1, 10}})
	if observed != 4 || of != 30 || expected != 4 {
		t.Errorf("%d of %d, expected %v", observed, of, expected)
	}
}
