package stat

import "math"

// Moments are what is needed of values to know their mean and spread. The zero
// Moments are those of no value.
type Moments struct {
	N    int64
	Mean float64
	M2   float64 // sum of the squared deviations from the mean
}

// Add takes in one more value.
func (m *Moments) Add(x float64) {
	m.N++
	d := x - m.Mean
	m.Mean += d / float64(m.N)
	m.M2 += d * (x - m.Mean)
}

// Merge takes in the values of others.
func (m *Moments) Merge(o Moments) {
	if o.N == 0 {
		return
	}
	n := m.N + o.N
	d := o.Mean - m.Mean
	m.M2 += o.M2 + d*d*float64(m.N)*float64(o.N)/float64(n)
	m.Mean += d * float64(o.N) / float64(n)
	m.N = n
}

// FromSums are the moments of n values with this sum and sum of squares.
func FromSums(n int64, sum, squares float64) Moments {
	if n == 0 {
		return Moments{}
	}
	return Moments{N: n, Mean: sum / float64(n), M2: max(0, squares-sum*sum/float64(n))}
}

// SD is the standard deviation of the population that the values are a sample
// of; NaN for fewer than two.
func (m Moments) SD() float64 {
	if m.N < 2 {
		return math.NaN()
	}
	return math.Sqrt(m.M2 / float64(m.N-1))
}

// Interval is that of the mean, by Student's t distribution; NaN for fewer than
// two values.
func (m Moments) Interval(level float64) Interval {
	if m.N < 2 {
		return nothing()
	}
	half := StudentQuantile((1+level)/2, float64(m.N-1)) * m.SD() / math.Sqrt(float64(m.N))
	return Interval{m.Mean - half, m.Mean + half}
}

// Welch is the difference of two means, a less b, whose spreads may differ; NaN
// when either has fewer than two values.
func Welch(a, b Moments, level float64) Estimate {
	if a.N < 2 || b.N < 2 {
		return unknown()
	}
	d := a.Mean - b.Mean
	va, vb := a.M2/float64(a.N-1)/float64(a.N), b.M2/float64(b.N-1)/float64(b.N)
	se := math.Sqrt(va + vb)
	if se == 0 {
		return normal(d, 0, level)
	}
	df := (va + vb) * (va + vb) / (va*va/float64(a.N-1) + vb*vb/float64(b.N-1))
	half := StudentQuantile((1+level)/2, df) * se
	return Estimate{Value: d, Interval: Interval{d - half, d + half}, P: min(1, 2*StudentTail(math.Abs(d)/se, df))}
}

// MeanStratum is two groups under like conditions whose means are compared.
type MeanStratum struct{ A, B Moments }

// StratifiedMean is the difference of two means, group A less group B, compared
// only within strata, each weighed by n1·n2/(n1+n2). The spread within a group is
// taken over all strata together, so that small ones count too. NaN when no
// stratum has both groups, or the groups are too small to have a spread.
func StratifiedMean(strata []MeanStratum, level float64) Estimate {
	var weight, sum, va, vb, ssA, ssB, dfA, dfB float64
	for _, s := range strata {
		if s.A.N == 0 || s.B.N == 0 {
			continue
		}
		n1, n2 := float64(s.A.N), float64(s.B.N)
		w := n1 * n2 / (n1 + n2)
		weight += w
		sum += w * (s.A.Mean - s.B.Mean)
		va, vb = va+w*w/n1, vb+w*w/n2
		ssA, ssB = ssA+s.A.M2, ssB+s.B.M2
		dfA, dfB = dfA+n1-1, dfB+n2-1
	}
	if weight == 0 || dfA < 1 || dfB < 1 {
		return unknown()
	}
	va, vb = va*ssA/dfA, vb*ssB/dfB
	d, se := sum/weight, math.Sqrt(va+vb)/weight
	if se == 0 {
		return normal(d, 0, level)
	}
	df := (va + vb) * (va + vb) / (va*va/dfA + vb*vb/dfB)
	half := StudentQuantile((1+level)/2, df) * se
	return Estimate{Value: d, Interval: Interval{d - half, d + half}, P: min(1, 2*StudentTail(math.Abs(d)/se, df))}
}
