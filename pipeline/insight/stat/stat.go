// Package stat has the statistics that insight is made of: intervals of
// proportions, means and differences, tests of counts, and the correction for
// making many of them. Its functions are pure and checked against SciPy,
// statsmodels and R.
package stat

import (
	"cmp"
	"math"
	"slices"
)

// Interval is a confidence interval. Both ends are NaN when there are no data.
type Interval struct{ Low, High float64 }

// Estimate is a value with its interval and the two-sided p value of its being
// zero.
type Estimate struct {
	Value float64
	Interval
	P float64
}

// nothing is an interval without data.
func nothing() Interval { return Interval{math.NaN(), math.NaN()} }

// unknown is an estimate without data.
func unknown() Estimate { return Estimate{math.NaN(), nothing(), math.NaN()} }

// Normal is the level of confidence that is used where nothing else is said.
const Normal = 0.95

// quantile of the standard normal distribution.
func quantile(p float64) float64 { return math.Sqrt2 * math.Erfinv(2*p-1) }

// critical is the distance from the middle, in standard errors, of the ends of an
// interval of this level.
func critical(level float64) float64 { return quantile((1 + level) / 2) }

// twoSided is the p value of a standard normal z.
func twoSided(z float64) float64 { return math.Erfc(math.Abs(z) / math.Sqrt2) }

// BenjaminiHochberg turns p values into the smallest rates of false discoveries
// at which each would be taken for a finding: those of at most 0.05 together have
// at most one false one in twenty, as a rule. The order is kept; NaN stays NaN
// and counts as no test.
func BenjaminiHochberg(p []float64) []float64 {
	order := make([]int, 0, len(p))
	q := make([]float64, len(p))
	for i, v := range p {
		q[i] = v
		if !math.IsNaN(v) {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(p[b], p[a]) })
	least, n := 1.0, float64(len(order))
	for k, i := range order {
		least = min(least, p[i]*n/(n-float64(k)))
		q[i] = least
	}
	return q
}

// Median is the middle of the values, which are left as they are; NaN of none.
func Median(values []float64) float64 {
	if len(values) == 0 {
		return math.NaN()
	}
	v := slices.Sorted(slices.Values(values))
	half := len(v) / 2
	if len(v)%2 == 1 {
		return v[half]
	}
	return (v[half-1] + v[half]) / 2
}

// madToSigma makes the median absolute deviation of normal data their standard
// deviation.
const madToSigma = 1.482602218505602

// RobustZ is how many standard deviations x lies off the median of the others,
// these taken from their median absolute deviation, so that single outliers do
// not hide the next one. It is NaN for fewer than three others, and infinite when
// they do not differ but x does.
func RobustZ(x float64, others []float64) float64 {
	if len(others) < 3 {
		return math.NaN()
	}
	m := Median(others)
	off := make([]float64, len(others))
	for i, v := range others {
		off[i] = math.Abs(v - m)
	}
	if x == m {
		return 0
	}
	return (x - m) / (madToSigma * Median(off))
}
