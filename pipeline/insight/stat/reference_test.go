package stat

import (
	"encoding/csv"
	"encoding/json"
	"math"
	"os"
	"strconv"
	"strings"
	"testing"
)

// near reports whether two figures are equal but for rounding.
func near(a, b float64) bool {
	return a == b || math.Abs(a-b) <= 1e-8*max(math.Abs(a), math.Abs(b)) || math.Abs(a-b) < 1e-13
}

func want(t *testing.T, what string, row any, got ...float64) {
	t.Helper()
	for i := 0; i < len(got); i += 2 {
		if !near(got[i], got[i+1]) {
			t.Errorf("%s %v: %.15g, the reference says %.15g", what, row, got[i], got[i+1])
		}
	}
}

type meanFigures struct {
	Values                     []float64
	Level, Mean, SD, Low, High float64
}

type welchFigures struct {
	A, B                       []float64
	Level, Value, Low, High, P float64
}

type reference struct {
	Wilson, Newcombe, LogLikelihood [][]float64
	Poisson                         [][]float64 `json:"poisson_tail"`
	NegativeBinomial                [][]float64 `json:"negative_binomial_tail"`
	Binomial                        [][]float64 `json:"binomial_tail"`
	StudentTail                     [][]float64 `json:"student_tail"`
	StudentQuantile                 [][]float64 `json:"student_quantile"`
	Mean                            []meanFigures
	Welch                           []welchFigures
	BenjaminiHochberg               []struct{ P, Q []float64 } `json:"benjamini_hochberg"`
	RobustZ                         []struct {
		X      float64
		Others []float64
		Z      float64
	} `json:"robust_z"`
}

// TestReference compares everything with figures of SciPy and statsmodels;
// testdata/reference.py made them.
func TestReference(t *testing.T) {
	content, err := os.ReadFile("testdata/reference.json")
	if err != nil {
		t.Fatal(err)
	}
	var r reference
	if err := json.Unmarshal(content, &r); err != nil {
		t.Fatal(err)
	}
	for name, n := range map[string]int{"wilson": len(r.Wilson), "poisson": len(r.Poisson), "negative binomial": len(r.NegativeBinomial),
		"binomial": len(r.Binomial), "student": len(r.StudentTail), "quantile": len(r.StudentQuantile), "mean": len(r.Mean), "welch": len(r.Welch),
		"q": len(r.BenjaminiHochberg), "z": len(r.RobustZ), "newcombe": len(r.Newcombe), "log-likelihood": len(r.LogLikelihood)} {
		if n == 0 {
			t.Errorf("no figures for %s", name)
		}
	}
	n := func(v float64) int64 { return int64(v) }
	for _, c := range r.Wilson {
		i := Wilson(n(c[0]), n(c[1]), c[2])
		want(t, "Wilson", c, i.Low, c[3], i.High, c[4])
	}
	for _, c := range r.Newcombe {
		e := Newcombe(n(c[0]), n(c[1]), n(c[2]), n(c[3]), c[4])
		want(t, "Newcombe", c, e.Value, c[5], e.Low, c[6], e.High, c[7], e.P, c[8])
	}
	for _, c := range r.LogLikelihood {
		g2, p := LogLikelihood(n(c[0]), n(c[1]), n(c[2]), n(c[3]))
		want(t, "LogLikelihood", c, g2, c[4], p, c[5])
	}
	for _, c := range r.Poisson {
		want(t, "PoissonTail", c, PoissonTail(n(c[0]), c[1]), c[2])
	}
	for _, c := range r.NegativeBinomial {
		want(t, "NegativeBinomialTail", c, NegativeBinomialTail(n(c[0]), c[1], c[2]), c[3])
	}
	for _, c := range r.Binomial {
		want(t, "BinomialTail", c, BinomialTail(n(c[0]), n(c[1]), c[2]), c[3])
	}
	for _, c := range r.StudentTail {
		want(t, "StudentTail", c, StudentTail(c[0], c[1]), c[2])
	}
	for _, c := range r.StudentQuantile {
		want(t, "StudentQuantile", c, StudentQuantile(c[0], c[1]), c[2])
	}
	r.samples(t)
}

func (r *reference) samples(t *testing.T) {
	for _, c := range r.Mean {
		m := moments(c.Values)
		i := m.Interval(c.Level)
		want(t, "mean", c, m.Mean, c.Mean, m.SD(), c.SD, i.Low, c.Low, i.High, c.High)
	}
	for _, c := range r.Welch {
		e := Welch(moments(c.A), moments(c.B), c.Level)
		want(t, "Welch", c, e.Value, c.Value, e.Low, c.Low, e.High, c.High, e.P, c.P)
		// One stratum is a plain comparison.
		s := StratifiedMean([]MeanStratum{{A: moments(c.A), B: moments(c.B)}}, c.Level)
		want(t, "StratifiedMean", c, s.Value, c.Value, s.Low, c.Low, s.High, c.High, s.P, c.P)
	}
	for _, c := range r.BenjaminiHochberg {
		for i, q := range BenjaminiHochberg(c.P) {
			want(t, "BenjaminiHochberg", c, q, c.Q[i])
		}
	}
	for _, c := range r.RobustZ {
		want(t, "RobustZ", c, RobustZ(c.X, c.Others), c.Z)
	}
}

func moments(values []float64) (m Moments) {
	for _, v := range values {
		m.Add(v)
	}
	return m
}

// TestStratified compares with figures of R's metafor; testdata/reference.R made
// them.
func TestStratified(t *testing.T) {
	f, err := os.Open("testdata/stratified.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	lines, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if len(lines) != 13 {
		t.Fatalf("%d lines", len(lines))
	}
	for _, line := range lines[1:] {
		var figures [5]float64
		for i := range figures {
			if figures[i], err = strconv.ParseFloat(line[i], 64); err != nil {
				t.Fatal(err)
			}
		}
		var strata []Stratum
		k1, n1, k2, n2 := integers(t, line[5]), integers(t, line[6]), integers(t, line[7]), integers(t, line[8])
		for i := range k1 {
			strata = append(strata, Stratum{k1[i], n1[i], k2[i], n2[i]})
		}
		e := Stratified(strata, figures[0])
		want(t, "Stratified", line, e.Value, figures[1], e.Low, figures[2], e.High, figures[3], e.P, figures[4])
	}
}

func integers(t *testing.T, list string) []int64 {
	t.Helper()
	var out []int64
	for s := range strings.FieldsSeq(list) {
		v, err := strconv.ParseInt(s, 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, v)
	}
	return out
}
