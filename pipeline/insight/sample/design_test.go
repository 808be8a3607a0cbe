package sample

import (
	"fmt"
	"math"
	"testing"

	"pgregory.net/rapid"
)

// people is made of counts of units by path.
func people(seed string, sizes map[[4]int32]int) []unit {
	var units []unit
	for a := range int32(3) {
		for b := range int32(4) {
			for c := range int32(3) {
				for d := range int32(6) {
					path := [4]int32{a, b, c, d}
					for i := range sizes[path] {
						units = append(units, unit{path: path, u: random(seed, fmt.Sprint(path, i))})
					}
				}
			}
		}
	}
	return units
}

func genSizes(t *rapid.T) map[[4]int32]int {
	sizes := map[[4]int32]int{}
	for range rapid.IntRange(1, 40).Draw(t, "strata") {
		path := [4]int32{rapid.Int32Range(0, 2).Draw(t, "class"), rapid.Int32Range(0, 3).Draw(t, "item"), rapid.Int32Range(0, 2).Draw(t, "band"), rapid.Int32Range(0, 5).Draw(t, "agent")}
		sizes[path] = rapid.IntRange(1, 9).Draw(t, "size")
	}
	return sizes
}

// someOf draws how many of each class are taken.
func someOf(t *rapid.T, units []unit) (map[int32]int, int) {
	have := map[int32]int{}
	for _, u := range units {
		have[u.path[0]]++
	}
	allotted, sum := map[int32]int{}, 0
	for class := range int32(3) {
		if have[class] > 0 {
			n := rapid.IntRange(0, have[class]).Draw(t, "allotted")
			allotted[class] = n
			sum += n
		}
	}
	return allotted, sum
}

// As many are drawn as were asked for, each once, whatever the strata.
func TestDrawsTheSize(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		units := people("u", genSizes(t))
		allotted, sum := someOf(t, units)
		got := draw(units, allotted, "s")
		seen := map[int]bool{}
		for _, d := range got {
			if seen[d.index] || !(d.p > 0 && d.p <= 1+1e-12) {
				t.Fatalf("%+v", d)
			}
			seen[d.index] = true
		}
		if len(got) != sum {
			t.Fatalf("%d drawn of %d", len(got), sum)
		}
	})
}

// With nothing to spare all are drawn, surely.
func TestDrawsAll(t *testing.T) {
	units := people("u", map[[4]int32]int{{0, 0, 0, 0}: 3, {0, 1, 0, 2}: 1, {0, 1, 1, 2}: 7})
	got := draw(units, map[int32]int{0: len(units)}, "s")
	for _, d := range got {
		if d.p != 1 {
			t.Errorf("%+v", d)
		}
	}
	if len(got) != len(units) {
		t.Errorf("%d of %d", len(got), len(units))
	}
}

// The probabilities that are told are those with which units are drawn: over many
// seeds each unit is drawn as often, and the Horvitz-Thompson estimate of any total
// is right on average.
func TestProbabilitiesAreExact(t *testing.T) {
	sizes := map[[4]int32]int{
		{0, 0, 0, 0}: 5, {0, 0, 0, 1}: 1, {0, 0, 1, 1}: 2, {0, 1, 0, 0}: 1, {0, 2, 0, 3}: 8, {0, 2, 1, 4}: 3, {0, 2, 2, 5}: 1,
		{1, 0, 0, 0}: 4, {1, 0, 0, 1}: 4, {1, 0, 0, 2}: 9,
		{2, 3, 2, 1}: 12,
	}
	allotted := map[int32]int{0: 7, 1: 5, 2: 1}
	const seeds = 20000
	times := map[int]int{}
	told := map[int]float64{}
	var estimates []float64
	total, n := 0.0, 0
	for s := range seeds {
		seed := fmt.Sprint(s)
		units := people(seed, sizes)
		n = len(units)
		if s == 0 {
			for i := range units {
				total += value(i)
			}
		}
		estimate := 0.0
		for _, d := range draw(units, allotted, seed) {
			times[d.index]++
			if p, ok := told[d.index]; ok && p != d.p {
				t.Fatalf("unit %d: probability %v, with another seed %v", d.index, d.p, p)
			}
			told[d.index] = d.p
			estimate += value(d.index) / d.p
		}
		estimates = append(estimates, estimate)
	}
	sum := 0.0
	for i := range n {
		p := told[i]
		sum += p
		got := float64(times[i]) / seeds
		if se := math.Sqrt(p * (1 - p) / seeds); math.Abs(got-p) > 4.5*se+1e-12 {
			t.Errorf("unit %d: drawn in %.4f, told %.4f", i, got, p)
		}
	}
	if math.Abs(sum-13) > 1e-9 { // as many as are drawn
		t.Errorf("the probabilities add up to %v", sum)
	}
	mean, square := 0.0, 0.0
	for _, e := range estimates {
		mean += e / seeds
	}
	for _, e := range estimates {
		square += (e - mean) * (e - mean) / seeds
	}
	if math.Abs(mean-total) > 4*math.Sqrt(square/seeds) {
		t.Errorf("estimates of %v are %v on average, give or take %v", total, mean, math.Sqrt(square/seeds))
	}
}

func value(i int) float64 { return float64((i*37)%11) + 1 }

// What is added elsewhere leaves a stratum's sample as it is.
func TestStable(t *testing.T) {
	few := map[[4]int32]int{{0, 0, 0, 0}: 30, {0, 0, 0, 1}: 30}
	more := map[[4]int32]int{{0, 0, 0, 0}: 30, {0, 0, 0, 1}: 30, {1, 0, 0, 0}: 50, {1, 1, 0, 2}: 5}
	one := draw(people("s", few), map[int32]int{0: 10}, "s")
	two := draw(people("s", more), map[int32]int{0: 10, 1: 3}, "s")
	for i := range one {
		if one[i] != two[i] {
			t.Errorf("%+v became %+v", one[i], two[i])
		}
	}
}

func TestFill(t *testing.T) {
	for _, test := range []struct {
		sizes []int
		n     int
		want  level
	}{
		{[]int{5, 5, 5}, 7, level{2, 1, 3}},
		{[]int{1, 5, 9}, 7, level{3, 0, 2}},
		{[]int{1, 5, 9}, 8, level{3, 1, 2}},
		{[]int{1, 1, 9}, 2, level{0, 2, 3}},
		{[]int{1, 1, 9}, 3, level{1, 0, 1}},
		{[]int{2, 2}, 4, level{2, 0, 0}},
		{[]int{3}, 0, level{0, 0, 1}},
	} {
		var parts []stratum
		for _, size := range test.sizes {
			parts = append(parts, stratum{members: make([]int, size)})
		}
		if got := fill(parts, test.n); got != test.want {
			t.Errorf("%d over %v: %+v, want %+v", test.n, test.sizes, got, test.want)
		}
	}
}
