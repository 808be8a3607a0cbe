// Package chart lays out the figures of the report. A figure is a list of shapes
// whose horizontal places are per cent of its width and whose vertical ones are
// pixels: it fills a phone, a screen or a page, and its letters keep their size.
// The figures are data; templates draw them, so that all text in them is escaped
// where it is written. Nothing is told by colour alone: marks differ in shape and
// lines in their dashes, by their class.
package chart

import (
	"math"
	"strconv"

	"zhijian/pipeline/insight/report/words"
)

// Figure is a drawing.
type Figure struct {
	ID          string     // unique on the page; letters, digits and hyphens
	Title, Desc words.Text // what a screen reader says; both are empty for a drawing beside its numbers
	Height      int        // pixels
	Shapes      []Shape    // drawn in this order
}

// Kind of a shape.
type Kind string

// The kinds of shapes.
const (
	Rect Kind = "rect" // X, Y, W, H
	Line Kind = "line" // from X, Y to X2, Y2
	Word Kind = "text" // Text at X, Y
	Mark Kind = "mark" // Path about X, Y
)

// Shape is a part of a figure. Numbers are written out: per cent for what is
// horizontal, pixels for what is vertical.
type Shape struct {
	Kind         Kind
	Class        string
	X, Y, X2, Y2 string
	W, H         string
	Path         string
	Anchor       string // of a text: start, middle or end
	Text         words.Text
}

// Scale maps values from Min to Max onto the width; with Root by their square
// roots, with Log by their logarithms (Min must be positive).
type Scale struct {
	Min, Max  float64
	Root, Log bool
	Ticks     []float64
}

// at is the place of v, 0..1; what lies outside is moved to the edge.
func (s Scale) at(v float64) float64 {
	lo, hi := s.Min, s.Max
	v = max(lo, min(v, hi))
	switch {
	case s.Root:
		lo, hi, v = math.Sqrt(lo), math.Sqrt(hi), math.Sqrt(v)
	case s.Log:
		lo, hi, v = math.Log(lo), math.Log(hi), math.Log(v)
	}
	if hi <= lo || math.IsNaN(v) {
		return 0
	}
	return (v - lo) / (hi - lo)
}

// inset keeps marks at the edges inside the figure, per cent on each side.
const inset = 2

func percent(share float64) string { return number(inset+share*(100-2*inset)) + "%" }

func number(v float64) string {
	return strconv.FormatFloat(math.Round(v*100)/100, 'f', -1, 64)
}

func rect(class string, x, y, w, h float64) Shape {
	return Shape{Kind: Rect, Class: class, X: percent(x), Y: number(y), W: number(w*(100-2*inset)) + "%", H: number(h)}
}

func line(class string, x, y, x2, y2 float64) Shape {
	return Shape{Kind: Line, Class: class, X: percent(x), Y: number(y), X2: percent(x2), Y2: number(y2)}
}

func text(class string, x, y float64, anchor string, t words.Text) Shape {
	return Shape{Kind: Word, Class: class, X: percent(x), Y: number(y), Anchor: anchor, Text: t}
}

// The marks. A value is a dot; above and below what was expected it points there.
const (
	Dot   = "dot"
	Above = "above"
	Below = "below"
	Few   = "few" // too few to say anything
)

func mark(class string, x, y float64) Shape {
	paths := map[string]string{
		Dot:   "M-4.5 0a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0 -9 0z",
		Above: "M-6 5L6 5L0 -6z",
		Below: "M-6 -5L6 -5L0 6z",
		Few:   "M-4 0L0 -4L4 0L0 4z",
	}
	return Shape{Kind: Mark, Class: class, X: percent(x), Y: number(y), Path: paths[class]}
}

// anchorAt keeps the letters at the edges inside the figure.
func anchorAt(x float64) string {
	switch {
	case x < 0.04:
		return "start"
	case x > 0.96:
		return "end"
	}
	return "middle"
}

// Number writes a value for an axis: without needless decimals.
func Number(v float64) words.Text { return words.Same(strconv.FormatFloat(v, 'f', -1, 64)) }
