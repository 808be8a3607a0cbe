package peers

import (
	"math"
	"slices"
)

// fewExpected is the variance below which fails are too rare for the normal
// approximation.
const fewExpected = 9

// test is the two-sided p-value of no difference in any stratum, given how often
// the item failed in each: Mantel and Haenszel's with a correction for continuity,
// or twice the smaller exact tail where fails (or passes) are rare.
func test(pairs []pair) float64 {
	var fails, expected, variance float64
	for _, p := range pairs {
		n, m := float64(p.n), float64(p.peerN)
		all, failed := n+m, float64(p.fails+p.peerFails)
		fails += float64(p.fails)
		expected += n * failed / all
		if all > 1 {
			variance += n * m * failed * (all - failed) / (all * all * (all - 1))
		}
	}
	if variance == 0 {
		return 1
	}
	if variance >= fewExpected {
		z := max(math.Abs(fails-expected)-0.5, 0) / math.Sqrt(variance)
		return math.Erfc(z / math.Sqrt2)
	}
	return exact(pairs)
}

// exact is the test by the distribution itself: the sum of one hypergeometric
// variable for each stratum.
func exact(pairs []pair) float64 {
	sum, low, fails := []float64{1}, 0, 0
	for _, p := range pairs {
		begin, chances := hypergeometric(p.n, p.peerN, p.fails+p.peerFails)
		sum = convolve(sum, chances)
		low += begin
		fails += p.fails
	}
	var below, above float64
	for i, chance := range sum {
		if low+i <= fails {
			below += chance
		}
		if low+i >= fails {
			above += chance
		}
	}
	return min(1, 2*min(below, above))
}

// hypergeometric gives the chances of the fails of n interactions when there were
// failed ones among these and m others: those of begin, begin+1 and so on. Chances
// too small to matter are left out.
func hypergeometric(n, m, failed int) (begin int, chances []float64) {
	first, last := max(0, failed-m), min(n, failed)
	mode := min(max((n+1)*(failed+1)/(n+m+2), first), last)
	const tiny = 1e-15
	left, right := []float64{}, []float64{1}
	for k, c := mode, 1.0; k < last && c > tiny; k++ { // upwards from the most likely
		c *= float64(failed-k) * float64(n-k) / (float64(k+1) * float64(m-failed+k+1))
		right = append(right, c)
	}
	for k, c := mode, 1.0; k > first && c > tiny; k-- {
		c *= float64(k) * float64(m-failed+k) / (float64(failed-k+1) * float64(n-k+1))
		left = append(left, c)
	}
	var sum float64
	for _, c := range slices.Backward(left) {
		chances = append(chances, c)
		sum += c
	}
	for _, c := range right {
		chances = append(chances, c)
		sum += c
	}
	for i := range chances {
		chances[i] /= sum
	}
	return mode - len(left), chances
}

func convolve(a, b []float64) []float64 {
	out := make([]float64, len(a)+len(b)-1)
	for i, x := range a {
		for j, y := range b {
			out[i+j] += x * y
		}
	}
	return out
}
