package stat

import "math"

// Wilson is the interval of a share, k of n, by Wilson's score method: it keeps
// its level for small samples and shares near 0 and 1.
func Wilson(k, n int64, level float64) Interval {
	if n <= 0 {
		return nothing()
	}
	z := critical(level)
	p, size := float64(k)/float64(n), float64(n)
	middle := (p + z*z/(2*size)) / (1 + z*z/size)
	half := z / (1 + z*z/size) * math.Sqrt(p*(1-p)/size+z*z/(4*size*size))
	i := Interval{max(0, middle-half), min(1, middle+half)}
	if k == 0 {
		i.Low = 0
	}
	if k == n {
		i.High = 1
	}
	return i
}

// Newcombe is the difference of two shares, k1 of n1 less k2 of n2, with
// Newcombe's hybrid score interval (his method 10). P is that of the z test with
// the pooled share.
func Newcombe(k1, n1, k2, n2 int64, level float64) Estimate {
	if n1 <= 0 || n2 <= 0 {
		return unknown()
	}
	a, b := Wilson(k1, n1, level), Wilson(k2, n2, level)
	p1, p2 := float64(k1)/float64(n1), float64(k2)/float64(n2)
	d := p1 - p2
	pooled := float64(k1+k2) / float64(n1+n2)
	e := Estimate{Value: d, P: 1, Interval: Interval{
		Low:  d - math.Hypot(p1-a.Low, b.High-p2),
		High: d + math.Hypot(a.High-p1, p2-b.Low),
	}}
	if v := pooled * (1 - pooled) * (1/float64(n1) + 1/float64(n2)); v > 0 {
		e.P = twoSided(d / math.Sqrt(v))
	}
	return e
}

// Stratum is two groups under like conditions: K1 of N1 in the one, K2 of N2 in
// the other.
type Stratum struct{ K1, N1, K2, N2 int64 }

// Stratified is the difference of the shares of two groups, the first less the
// second, compared only within strata: the Mantel-Haenszel risk difference with
// Sato's variance, which holds for few large strata and for many small ones.
// Strata that lack one of the groups say nothing and are passed over; the
// estimate is NaN when none is left.
func Stratified(strata []Stratum, level float64) Estimate {
	var weight, sum, p, q float64
	for _, s := range strata {
		if s.N1 <= 0 || s.N2 <= 0 {
			continue
		}
		a, n1, c, n2 := float64(s.K1), float64(s.N1), float64(s.K2), float64(s.N2)
		n := n1 + n2
		weight += n1 * n2 / n
		sum += (a*n2 - c*n1) / n
		p += (n1*n1*c - n2*n2*a + n1*n2*(n2-n1)/2) / (n * n)
		q += (a*(n2-c) + c*(n1-a)) / (2 * n)
	}
	if weight == 0 {
		return unknown()
	}
	d := sum / weight
	se := math.Sqrt(max(0, d*p+q)) / weight
	return normal(d, se, level)
}

// normal is a value with a standard error.
func normal(v, se, level float64) Estimate {
	half := critical(level) * se
	e := Estimate{Value: v, Interval: Interval{v - half, v + half}, P: 1}
	switch {
	case se > 0:
		e.P = twoSided(v / se)
	case v != 0:
		e.P = 0
	}
	return e
}

// Expected is how many of group 1 would be counted if each stratum had the share
// of its group 2, and of how many: strata without group 2 are left out of both,
// and out of observed.
func Expected(strata []Stratum) (observed, of int64, expected float64) {
	for _, s := range strata {
		if s.N1 <= 0 || s.N2 <= 0 {
			continue
		}
		observed += s.K1
		of += s.N1
		expected += float64(s.N1) * float64(s.K2) / float64(s.N2)
	}
	return observed, of, expected
}

// LogLikelihood compares how often a thing is found in two collections, in k1 of
// n1 and in k2 of n2 documents: Dunning's G² over all four cells, with the sign
// of the difference, and its p value by the chi-squared distribution.
func LogLikelihood(k1, n1, k2, n2 int64) (g2, p float64) {
	if n1 <= 0 || n2 <= 0 {
		return math.NaN(), math.NaN()
	}
	found, missing, all := float64(k1+k2), float64(n1+n2-k1-k2), float64(n1+n2)
	for _, cell := range []struct{ seen, row, column float64 }{
		{float64(k1), float64(n1), found}, {float64(n1 - k1), float64(n1), missing},
		{float64(k2), float64(n2), found}, {float64(n2 - k2), float64(n2), missing},
	} {
		if cell.seen > 0 {
			g2 += 2 * cell.seen * math.Log(cell.seen*all/(cell.row*cell.column))
		}
	}
	g2 = max(0, g2)
	p = math.Erfc(math.Sqrt(g2 / 2))
	if float64(k1)*float64(n2) < float64(k2)*float64(n1) {
		g2 = -g2
	}
	return g2, p
}
