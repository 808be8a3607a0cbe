package chart

import "math"

// Around is a scale from -reach to +reach with a few round ticks, for values that
// are differences; reach is at least floor.
func Around(values []float64, floor float64) Scale {
	reach := floor
	for _, v := range values {
		if !math.IsNaN(v) && !math.IsInf(v, 0) {
			reach = max(reach, math.Abs(v))
		}
	}
	step := round(reach / 2)
	reach = math.Ceil(reach/step) * step
	s := Scale{Min: -reach, Max: reach}
	for v := -reach; v < reach+step/2; v += step {
		s.Ticks = append(s.Ticks, math.Round(v*1e6)/1e6)
	}
	return s
}

// UpTo is a scale from 0 to a round number that is not below most, with ticks.
func UpTo(most float64) Scale {
	if most <= 0 || math.IsNaN(most) || math.IsInf(most, 0) {
		most = 1
	}
	step := round(most / 4)
	s := Scale{Max: math.Ceil(most/step-1e-9) * step}
	for v := 0.0; v < s.Max+step/2; v += step {
		s.Ticks = append(s.Ticks, math.Round(v*1e6)/1e6)
	}
	return s
}

// round is the next of 1, 2, 2.5, 5 times a power of ten that is not below v.
func round(v float64) float64 {
	power := math.Pow(10, math.Floor(math.Log10(v)))
	for _, m := range []float64{1, 2, 2.5, 5} {
		if v <= m*power*(1+1e-9) {
			return m * power
		}
	}
	return 10 * power
}
