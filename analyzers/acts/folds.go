package acts

import (
	"math"
	"math/bits"

	"zhijian/analyzers/phrase"
)

// A fold is a set of symbols at a glance: a bit for each of them, and one bit for many
// symbols. What has no bit of a set has none of its symbols.
const (
	always   uint64 = 1 << 63 // in every fold, that of nothing too
	foldBits        = 63
)

// fold64 is the bit of a symbol.
func fold64(s phrase.Symbol) uint64 { return 1 << (s % foldBits) }

// A place beyond either end of a text can be asked for, as far as a glance reaches.
const foldReach = -math.MinInt8

// folds are the folds of the stretches of a text.
type folds struct {
	// rows has a row for each place from foldReach ahead of the text to as many
	// behind it. Its kth fold is that of the 1<<k characters from the place on, of
	// which those beyond the text count for nothing.
	rows [][foldWidths]uint64
	size int // how many rows, the first, may have more than nothing
}

const foldWidths = 4

// read reads a text.
func (f *folds) read(text []phrase.Symbol) {
	n, nothing := foldReach+len(text), [foldWidths]uint64{always, always, always, always}
	if len(f.rows) < n+foldReach {
		f.rows = make([][foldWidths]uint64, n+n/4+foldReach)
		for i := range f.rows {
			f.rows[i] = nothing
		}
	}
	for i := n; i < f.size; i++ {
		f.rows[i] = nothing
	}
	rows := f.rows
	for i := n - 1; i > foldReach-1<<(foldWidths-1); i-- {
		row := &rows[i]
		row[0] = always
		if i >= foldReach {
			row[0] |= fold64(text[i-foldReach])
		}
		row[1] = row[0] | rows[i+1][0]
		row[2] = row[1] | rows[i+2][1]
		row[3] = row[2] | rows[i+4][2]
	}
	f.size = n
}

// glance is a stretch of characters beside a place.
type glance struct {
	first, second int8  // where its two halves begin, counted from the place; they may overlap
	width         uint8 // of each: 1<<width
}

// newGlance is the stretch from first to last.
func newGlance(first, last int8) glance {
	width := bits.Len8(uint8(last-first)+1) - 1
	return glance{first: first, second: last + 1 - 1<<width, width: uint8(width)}
}

// folds reports whether folds have stretches as wide.
func (g glance) folds() bool { return g.width < foldWidths }

// last is the last place of the stretch.
func (g glance) last() int8 { return g.second + 1<<g.width - 1 }
