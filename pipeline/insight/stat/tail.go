package stat

import "math"

// PoissonTail is the probability of k events or more when mean are expected.
func PoissonTail(k int64, mean float64) float64 {
	switch {
	case math.IsNaN(mean) || mean < 0:
		return math.NaN()
	case k <= 0:
		return 1
	case mean == 0:
		return 0
	}
	return gammaP(float64(k), mean)
}

// NegativeBinomialTail is the probability of k events or more when mean are
// expected and the variance is ratio times the mean: counts that come in bunches.
// A ratio of 1 or less is Poisson's.
func NegativeBinomialTail(k int64, mean, ratio float64) float64 {
	switch {
	case !(ratio > 1):
		return PoissonTail(k, mean)
	case math.IsNaN(mean) || mean < 0:
		return math.NaN()
	case k <= 0:
		return 1
	case mean == 0:
		return 0
	}
	return beta(1-1/ratio, float64(k), mean/(ratio-1))
}

// BinomialTail is the probability of k or more of n when each has probability p.
func BinomialTail(k, n int64, p float64) float64 {
	switch {
	case k <= 0:
		return 1
	case k > n:
		return 0
	}
	return beta(p, float64(k), float64(n-k+1))
}

// StudentTail is the probability of t or more under Student's distribution with
// df degrees of freedom.
func StudentTail(t, df float64) float64 {
	tail := beta(df/(df+t*t), df/2, 0.5) / 2
	if t < 0 {
		return 1 - tail
	}
	return tail
}

// StudentQuantile is the value that Student's distribution with df degrees of
// freedom stays below with probability p, for p in (0.5, 1).
func StudentQuantile(p, df float64) float64 {
	low, high := 0.0, 1.0
	for StudentTail(high, df) > 1-p && high < math.MaxFloat64/2 {
		low, high = high, 2*high
	}
	for range 200 {
		middle := low + (high-low)/2
		if middle == low || middle == high {
			break
		}
		if StudentTail(middle, df) > 1-p {
			low = middle
		} else {
			high = middle
		}
	}
	return high
}

// Bounds of the series and fractions below: they end long before, for the
// arguments that occur.
const (
	steps = 100_000
	tiny  = 1e-300
	exact = 1e-15
)

// lgamma is the logarithm of the gamma function of a positive number.
func lgamma(x float64) float64 {
	v, _ := math.Lgamma(x)
	return v
}

// gammaP is the regularised lower incomplete gamma function.
func gammaP(a, x float64) float64 {
	front := math.Exp(a*math.Log(x) - x - lgamma(a))
	if x < a+1 {
		term := 1 / a
		sum := term
		for n := 1.0; n < steps && term > sum*exact; n++ {
			term *= x / (a + n)
			sum += term
		}
		return min(1, front*sum)
	}
	return 1 - front*gammaFraction(a, x)
}

// gammaFraction is Legendre's continued fraction of the upper function.
func gammaFraction(a, x float64) float64 {
	b := x + 1 - a
	c, d := 1/tiny, 1/b
	h := d
	for i := 1.0; i < steps; i++ {
		an := -i * (i - a)
		b += 2
		d = 1 / nonzero(an*d+b)
		c = nonzero(b + an/c)
		h *= d * c
		if math.Abs(d*c-1) < exact {
			break
		}
	}
	return h
}

// beta is the regularised incomplete beta function.
func beta(x, a, b float64) float64 {
	switch {
	case x <= 0:
		return 0
	case x >= 1:
		return 1
	}
	front := math.Exp(lgamma(a+b) - lgamma(a) - lgamma(b) + a*math.Log(x) + b*math.Log1p(-x))
	if x < (a+1)/(a+b+2) {
		return front * betaFraction(x, a, b) / a
	}
	return 1 - front*betaFraction(1-x, b, a)/b
}

// betaFraction is the continued fraction of the function, by Lentz's method.
func betaFraction(x, a, b float64) float64 {
	c, d := 1.0, 1/nonzero(1-(a+b)*x/(a+1))
	h := d
	for m := 1.0; m < steps; m++ {
		even := m * (b - m) * x / ((a + 2*m - 1) * (a + 2*m))
		d = 1 / nonzero(1+even*d)
		c = nonzero(1 + even/c)
		h *= d * c
		odd := -(a + m) * (a + b + m) * x / ((a + 2*m) * (a + 2*m + 1))
		d = 1 / nonzero(1+odd*d)
		c = nonzero(1 + odd/c)
		h *= d * c
		if math.Abs(d*c-1) < exact {
			break
		}
	}
	return h
}

func nonzero(v float64) float64 {
	if math.Abs(v) < tiny {
		return tiny
	}
	return v
}
