package acts

import (
	"math"
	"math/bits"
	"slices"

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
	rows []row
	size int // how many rows, the first, may have more than nothing
}

const foldWidths = 4

type row [foldWidths]uint64

// read reads a text.
func (f *folds) read(text []phrase.Symbol) {
	n, nothing := foldReach+len(text), row{always, always, always, always}
	if len(f.rows) < n+foldReach {
		f.rows = make([]row, n+n/4+foldReach)
		for i := range f.rows {
			f.rows[i] = nothing
		}
	}
	for i := n; i < f.size; i++ {
		f.rows[i] = nothing
	}
	rows := f.rows[foldReach:]
	for i, symbol := range slices.Backward(text) {
		(*ahead)(rows[i:]).begin(always | fold64(symbol))
	}
	for i := foldReach - 1; i > foldReach-1<<(foldWidths-1); i-- {
		(*ahead)(f.rows[i:]).begin(always)
	}
	f.size = n
}

// ahead are as many rows as the first is made of.
type ahead [1<<(foldWidths-2) + 1]row

// begin makes the first row, at a place with this fold.
func (a *ahead) begin(one uint64) {
	two := one | a[1][0]
	four := two | a[2][1]
	a[0] = row{one, two, four, four | a[4][2]}
}

// surroundings are the rows round a place, which is in their midst.
type surroundings [2 * foldReach]row

// around are the surroundings of place i.
func (f *folds) around(i int) *surroundings { return (*surroundings)(f.rows[i:]) }

// glance is a stretch of characters beside a place.
type glance struct {
	first, second uint8 // where its two halves begin, in surroundings; they may overlap
	width         uint8 // of each: 1<<width
}

// newGlance is the stretch from first to last.
func newGlance(first, last int8) glance {
	width := bits.Len8(uint8(last-first)+1) - 1
	return glance{first: uint8(int(first) + foldReach), second: uint8(int(last) + 1 - 1<<width + foldReach), width: uint8(width)}
}

// folds reports whether folds have stretches as wide.
func (g glance) folds() bool { return g.width < foldWidths }

// from and to are where the stretch begins and ends, counted from the place.
func (g *glance) from() int { return int(g.first) - foldReach }
func (g *glance) to() int   { return int(g.second) - foldReach + 1<<(g.width&7) }
