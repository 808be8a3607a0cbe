package report

import (
	"maps"
	"math"
	"slices"
)

// growth is the ratio of the bounds of neighbouring bins: quantiles are exact to
// half a per cent.
const growth = 1.01

// smallest is the least value that is told from zero.
const smallest = 1e-3

// sketch counts values that are not negative in bins whose width grows with the
// values, so that quantiles of any number of them take little memory and do not
// depend on their order.
type sketch map[int]int64

const zeroBin = math.MinInt

func (s sketch) add(v float64) {
	if v < smallest {
		s[zeroBin]++
		return
	}
	s[int(math.Ceil(math.Log(v)/math.Log(growth)))]++
}

func (s sketch) n() int64 {
	var n int64
	for _, k := range s {
		n += k
	}
	return n
}

// quantiles are the values below which the shares, ascending, of all values lie.
func (s sketch) quantiles(shares ...float64) []float64 {
	out := make([]float64, len(shares))
	n, seen, i := s.n(), int64(0), 0
	for _, bin := range slices.Sorted(maps.Keys(s)) {
		seen += s[bin]
		for i < len(shares) && float64(seen) > shares[i]*float64(n-1) {
			if bin != zeroBin {
				out[i] = 2 * math.Pow(growth, float64(bin)) / (growth + 1)
			}
			i++
		}
	}
	return out
}
