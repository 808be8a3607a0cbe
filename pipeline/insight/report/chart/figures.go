package chart

import (
	"cmp"
	"math"
	"slices"

	"zhijian/pipeline/insight/report/words"
)

// The frame of the larger figures, in pixels.
const (
	figureHeight = 200
	top          = 26 // above it stands what belongs to the highest value
	base         = figureHeight - 24
)

// Bin is a bar of a histogram.
type Bin struct {
	N     int64
	Class string // bar, or another pattern
}

// Histogram draws counts as shares of their sum. Edges are the borders of the
// bins, one more than there are bins, labelled where there is room.
func Histogram(id string, title, desc words.Text, bins []Bin, edges []words.Text) Figure {
	f := Figure{ID: id, Title: title, Desc: desc, Height: figureHeight}
	var most, sum int64
	for _, b := range bins {
		most, sum = max(most, b.N), sum+b.N
	}
	f.Shapes = append(f.Shapes, line("axis", 0, base, 1, base))
	width := 1 / float64(len(bins))
	for i, b := range bins {
		x := float64(i) * width
		if b.N > 0 {
			h := max(1, float64(b.N)/float64(most)*(base-top))
			f.Shapes = append(f.Shapes,
				rect(b.Class, x+width*0.06, base-h, width*0.88, h),
				text("value", x+width/2, base-h-6, "middle", share(b.N, sum)))
		}
	}
	for i, e := range edges {
		x := float64(i) * width
		f.Shapes = append(f.Shapes, line("axis", x, base, x, base+4), text("tick", x, base+18, anchorAt(x), e))
	}
	return f
}

// share writes n of sum in per cent, short enough for the top of a bar.
func share(n, sum int64) words.Text {
	p := float64(n) / float64(sum) * 100
	if p < 10 {
		p = math.Round(p*10) / 10
		if p == 0 {
			return words.Same("<0.1%")
		}
	} else {
		p = math.Round(p)
	}
	return words.Same(number(p) + "%")
}

// Point is the value of a day with its interval.
type Point struct {
	Label string
	Interval
	Known bool
}

// Course draws values over days, with their intervals. The vertical scale is s.
func Course(id string, title, desc words.Text, s Scale, points []Point, label func(float64) words.Text) Figure {
	f := Figure{ID: id, Title: title, Desc: desc, Height: figureHeight}
	y := func(v float64) float64 { return base - s.at(v)*(base-top) }
	for _, t := range s.Ticks {
		f.Shapes = append(f.Shapes, line("grid", 0, y(t), 1, y(t)), text("tick", 0, y(t)-4, "start", label(t)))
	}
	x := func(i int) float64 { return 0.1 + 0.86*(float64(i)+0.5)/float64(len(points)) }
	every := (len(points) + 4) / 5 // labels of days that do not run into each other on a phone
	for i, p := range points {
		if i%every == 0 {
			f.Shapes = append(f.Shapes, text("tick", x(i), base+18, "middle", words.Same(p.Label)))
		}
		if !p.Known {
			continue
		}
		if i > 0 && points[i-1].Known {
			f.Shapes = append(f.Shapes, line("course", x(i-1), y(points[i-1].Mid), x(i), y(p.Mid)))
		}
		f.Shapes = append(f.Shapes, line("range", x(i), y(p.Lo), x(i), y(p.Hi)), mark(p.Class, x(i), y(p.Mid)))
	}
	return f
}

// Member is one of those that a funnel compares.
type Member struct {
	N     float64 // size of the sample
	Value float64
	Class string
	Label string // shown beside the mark where there is room; empty for none
}

// Limits are the bounds of chance around the middle for a sample of n.
type Limits struct {
	Class string
	Gap   int // chords of the curve that are left out after each one: dashes that keep their look at any width
	At    func(n float64) (lo, hi float64)
}

// Funnel draws values against the size of their samples, with the bounds between
// which chance alone leaves them: many small samples stray far, and mean nothing.
func Funnel(id string, title, desc words.Text, s Scale, size Scale, members []Member, limits []Limits, label func(float64) words.Text) Figure {
	const height = 320
	const floor = height - 24
	f := Figure{ID: id, Title: title, Desc: desc, Height: height}
	y := func(v float64) float64 { return floor - s.at(v)*(floor-top) }
	for _, t := range s.Ticks {
		class := "grid"
		if t == 0 {
			class = "ref"
		}
		f.Shapes = append(f.Shapes, line(class, 0, y(t), 1, y(t)), text("tick", 0, y(t)-4, "start", label(t)))
	}
	for _, t := range size.Ticks {
		x := size.at(t)
		f.Shapes = append(f.Shapes, line("axis", x, floor, x, floor+4), text("tick", x, floor+18, anchorAt(x), Number(t)))
	}
	for _, l := range limits {
		f.Shapes = append(f.Shapes, bounds(l, s, size, y)...)
	}
	for _, m := range members {
		f.Shapes = append(f.Shapes, mark(m.Class, size.at(m.N), y(m.Value)))
	}
	f.Shapes = append(f.Shapes, names(members, size, y)...)
	return f
}

// names labels the members that stray furthest for their size, as long as no name
// comes to stand on another.
func names(members []Member, size Scale, y func(float64) float64) []Shape {
	const width, height = 0.15, 14 // room of a name: of the figure, and in pixels
	order := slices.Clone(members)
	slices.SortStableFunc(order, func(a, b Member) int {
		return cmp.Compare(math.Abs(b.Value)*math.Sqrt(b.N), math.Abs(a.Value)*math.Sqrt(a.N))
	})
	type spot struct{ x, y float64 }
	var taken []spot
	var out []Shape
	for _, m := range order {
		at := spot{size.at(m.N), y(m.Value)}
		crowded := func(o spot) bool { return math.Abs(at.x-o.x) < width && math.Abs(at.y-o.y) < height }
		if m.Label == "" || slices.ContainsFunc(taken, crowded) {
			continue
		}
		taken = append(taken, at)
		anchor, dx := "start", 0.015
		if at.x > 0.75 {
			anchor, dx = "end", -0.015
		}
		out = append(out, text("name", at.x+dx, at.y+4, anchor, words.Same(m.Label)))
	}
	return out
}

// bounds draws both curves of l as chords, where they lie inside the scale.
func bounds(l Limits, s, size Scale, y func(float64) float64) []Shape {
	const chords = 96
	var out []Shape
	at := func(i int) (n, lo, hi float64) {
		u := float64(i) / chords
		n = size.Min + (size.Max-size.Min)*u*u // dense where the curve is steep
		lo, hi = l.At(n)
		return n, lo, hi
	}
	n, lo, hi := at(0)
	for i := 1; i <= chords; i++ {
		n2, lo2, hi2 := at(i)
		if i%(l.Gap+1) != 0 {
			n, lo, hi = n2, lo2, hi2
			continue
		}
		if lo > s.Min && lo2 > s.Min {
			out = append(out, line(l.Class, size.at(n), y(lo), size.at(n2), y(lo2)))
		}
		if hi < s.Max && hi2 < s.Max {
			out = append(out, line(l.Class, size.at(n), y(hi), size.at(n2), y(hi2)))
		}
		n, lo, hi = n2, lo2, hi2
	}
	return out
}
