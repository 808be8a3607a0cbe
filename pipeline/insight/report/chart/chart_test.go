package chart

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"zhijian/pipeline/insight/report/words"
)

func TestScale(t *testing.T) {
	for _, c := range []struct {
		s       Scale
		v, want float64
	}{
		{Scale{Max: 100}, 25, 0.25},
		{Scale{Max: 100}, 250, 1},
		{Scale{Min: -10, Max: 10}, -50, 0},
		{Scale{Max: 100, Root: true}, 25, 0.5},
		{Scale{Min: 1, Max: 10000, Log: true}, 100, 0.5},
		{Scale{Min: 5, Max: 5}, 5, 0},
	} {
		if got := c.s.at(c.v); math.Abs(got-c.want) > 1e-12 {
			t.Errorf("%+v.at(%g) = %g, want %g", c.s, c.v, got, c.want)
		}
	}
}

// Whatever is drawn stays inside its figure, and every number is one.
func TestInside(t *testing.T) {
	value := rapid.OneOf(rapid.Float64Range(-1e6, 1e6), rapid.SampledFrom([]float64{0, 1, 0.5, 100, math.NaN(), math.Inf(1)}))
	rapid.Check(t, func(t *rapid.T) {
		v := rapid.SliceOfN(value, 6, 6).Draw(t, "values")
		label := Number
		s := Around(v, 1)
		members := []Member{{N: v[0], Value: v[1], Class: Above, Label: "x"}}
		for _, f := range []Figure{
			Dots(s, Interval{v[0], v[1], v[2], Dot}, &v[3]),
			Bar(v[0], v[1], v[2], 1),
			Strip(Scale{Min: 1, Max: 1e6, Log: true}, [5]float64{1, 2, 3, 4, 5}),
			Spark(v, []bool{true, true, false, true, false, true}, 1),
			Axis(UpTo(v[4]), label),
			Histogram("h", words.Text{}, words.Text{}, []Bin{{N: 3}, {N: 0}, {N: 1 << 40}}, nil),
			Course("c", words.Text{}, words.Text{}, s, []Point{{Interval: Interval{v[0], v[1], v[2], Dot}, Known: true}}, label),
			Funnel("f", words.Text{}, words.Text{}, s, UpTo(10), members, []Limits{{At: func(n float64) (float64, float64) { return -1 / n, 1 / n }}}, label),
		} {
			checkInside(t, f)
		}
	})
}

var horizontal = regexp.MustCompile(`^\d+(\.\d+)?%$`)

func checkInside(t *rapid.T, f Figure) {
	if len(f.Shapes) == 0 {
		t.Fatal("nothing was drawn")
	}
	for _, s := range f.Shapes {
		for _, x := range []string{s.X, s.X2} {
			if x == "" {
				continue
			}
			v, err := strconv.ParseFloat(strings.TrimSuffix(x, "%"), 64)
			if !horizontal.MatchString(x) || err != nil || v > 100 {
				t.Fatalf("%+v: x is %q", s, x)
			}
		}
		for _, y := range []string{s.Y, s.Y2} {
			v, err := strconv.ParseFloat(y, 64)
			if y != "" && (err != nil || v < 0 || v > float64(f.Height)) {
				t.Fatalf("%+v: y is %q in a height of %d", s, y, f.Height)
			}
		}
		if s.Kind == Mark && s.Path == "" {
			t.Fatalf("%+v has no path", s)
		}
	}
}

func TestTicks(t *testing.T) {
	for _, c := range []struct {
		s    Scale
		want []float64
	}{
		{UpTo(100), []float64{0, 25, 50, 75, 100}},
		{UpTo(7), []float64{0, 2, 4, 6, 8}},
		{UpTo(0), []float64{0, 0.25, 0.5, 0.75, 1}},
		{Around([]float64{-3, 7.5}, 5), []float64{-10, -5, 0, 5, 10}},
		{Around(nil, 0.1), []float64{-0.1, -0.05, 0, 0.05, 0.1}},
	} {
		if len(c.s.Ticks) != len(c.want) {
			t.Errorf("ticks %v, want %v", c.s.Ticks, c.want)
			continue
		}
		for i, v := range c.want {
			if math.Abs(c.s.Ticks[i]-v) > 1e-9 {
				t.Errorf("ticks %v, want %v", c.s.Ticks, c.want)
			}
		}
	}
}

func TestHistogram(t *testing.T) {
	f := Histogram("h", words.Same("t"), words.Same("d"), []Bin{{N: 1, Class: "bar"}, {N: 3, Class: "bar"}}, []words.Text{words.Same("0"), words.Same("5"), words.Same("10")})
	var bars, values []string
	for _, s := range f.Shapes {
		switch {
		case s.Kind == Rect:
			bars = append(bars, s.X+" "+s.W+" "+s.H)
		case s.Class == "value":
			values = append(values, s.Text.ZH)
		}
	}
	if got, want := strings.Join(bars, "; "), "4.88% 42.24% 50; 52.88% 42.24% 150"; got != want {
		t.Errorf("bars %s, want %s", got, want)
	}
	if got, want := strings.Join(values, " "), "25% 75%"; got != want {
		t.Errorf("values %s, want %s", got, want)
	}
}

// Of names that would stand on each other the one that strays furthest is shown.
func TestFunnelNames(t *testing.T) {
	members := []Member{
		{N: 100, Value: 5, Class: Above, Label: "near"},
		{N: 101, Value: 5.1, Class: Above, Label: "far"},
		{N: 100, Value: -5, Class: Below, Label: "below"},
		{N: 20, Value: 5, Class: Above, Label: "small"},
		{N: 50, Value: 0, Class: Dot},
	}
	f := Funnel("f", words.Text{}, words.Text{}, Around(nil, 10), UpTo(150), members, nil, Number)
	var shown []string
	for _, s := range f.Shapes {
		if s.Class == "name" {
			shown = append(shown, s.Text.ZH)
		}
	}
	if got, want := strings.Join(shown, " "), "far below small"; got != want {
		t.Errorf("names %q, want %q", got, want)
	}
}
