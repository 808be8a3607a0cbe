package chart

import "zhijian/pipeline/insight/report/words"

// rowHeight is that of a drawing in a row of a table.
const rowHeight = 22

// Interval is an estimate with its bounds.
type Interval struct {
	Mid, Lo, Hi float64
	Class       string // Dot, Above, Below or Few
}

// Dots draws an interval on the scale, for a row of a table that has the numbers
// beside it; ref is a value to compare with, nil for none.
func Dots(s Scale, v Interval, ref *float64) Figure {
	f := Figure{Height: rowHeight, Shapes: grid(s, rowHeight)}
	if ref != nil {
		x := s.at(*ref)
		f.Shapes = append(f.Shapes, line("ref", x, 0, x, rowHeight))
	}
	const y = rowHeight / 2
	lo, hi := s.at(v.Lo), s.at(v.Hi)
	f.Shapes = append(f.Shapes, line("range", lo, y, hi, y), line("range", lo, y-4, lo, y+4), line("range", hi, y-4, hi, y+4), mark(v.Class, s.at(v.Mid), y))
	return f
}

// Bar draws a share, 0..1, with the bounds of its interval.
func Bar(share, lo, hi, whole float64) Figure {
	s := Scale{Max: whole}
	f := Figure{Height: rowHeight, Shapes: []Shape{rect("bar", 0, 4, s.at(share), rowHeight-8)}}
	const y = rowHeight / 2
	a, b := s.at(lo), s.at(hi)
	f.Shapes = append(f.Shapes, line("range", a, y, b, y), line("range", a, y-4, a, y+4), line("range", b, y-4, b, y+4))
	return f
}

// Strip draws a distribution by the points below which 5, 25, 50, 75 and 95 per
// cent of the values lie.
func Strip(s Scale, q [5]float64) Figure {
	f := Figure{Height: rowHeight, Shapes: grid(s, rowHeight)}
	const y = rowHeight / 2
	var x [5]float64
	for i, v := range q {
		x[i] = s.at(v)
	}
	f.Shapes = append(f.Shapes,
		line("range", x[0], y, x[4], y), line("range", x[0], y-4, x[0], y+4), line("range", x[4], y-4, x[4], y+4),
		rect("box", x[1], 4, x[3]-x[1], rowHeight-8), line("median", x[2], 2, x[2], rowHeight-2))
	return f
}

// Spark draws the course of values 0..whole, without numbers; those that are not
// known break the line.
func Spark(values []float64, known []bool, whole float64) Figure {
	f := Figure{Height: rowHeight}
	place := func(i int) (x, y float64) {
		if len(values) > 1 {
			x = float64(i) / float64(len(values)-1)
		}
		return x, rowHeight - 3 - Scale{Max: whole}.at(values[i])*(rowHeight-6)
	}
	last, connected := -1, false
	for i, k := range known {
		if k {
			if x, y := place(i); connected {
				px, py := place(last)
				f.Shapes = append(f.Shapes, line("course", px, py, x, y))
			}
			last = i
		}
		connected = k
	}
	if last >= 0 {
		x, y := place(last)
		f.Shapes = append(f.Shapes, mark(Few, x, y))
	}
	return f
}

// Axis draws the numbers of a scale, for the head of a table's column.
func Axis(s Scale, label func(float64) words.Text) Figure {
	f := Figure{Height: 16}
	for _, t := range s.Ticks {
		x := s.at(t)
		f.Shapes = append(f.Shapes, text("tick", x, 12, anchorAt(x), label(t)))
	}
	return f
}

func grid(s Scale, height float64) []Shape {
	var out []Shape
	for _, t := range s.Ticks {
		x := s.at(t)
		out = append(out, line("grid", x, 0, x, height))
	}
	return out
}
