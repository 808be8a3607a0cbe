package sheet

import (
	"strconv"
	"strings"
)

// Cell is one value of a table. The zero Cell is empty.
type Cell struct {
	kind   kind
	text   string
	runs   []Run
	number float64
	digits int
}

type kind uint8

const (
	empty kind = iota
	text
	rich
	number
)

// Text is a cell of text from wherever: it is neutralised when it is written.
func Text(s string) Cell { return Cell{kind: text, text: s} }

// Rich is text of which parts are set off. In CSV the parts are set off by
// brackets 【】.
func Rich(runs ...Run) Cell { return Cell{kind: rich, runs: runs} }

// Integer is a cell with a whole number.
func Integer(n int64) Cell { return Cell{kind: number, number: float64(n)} }

// Number is a cell with a number that is shown with this many decimal places;
// its value is the whole of f.
func Number(f float64, digits int) Cell { return Cell{kind: number, number: f, digits: digits} }

// Run is a stretch of text in one emphasis.
type Run struct {
	Text string
	Mark Mark
}

// Mark is an emphasis. Each differs from the others in more than its colour.
type Mark uint8

// The emphases.
const (
	Plain    Mark = iota
	Bad           // bold, red
	Good          // bold, green, underlined
	Silenced      // grey, struck out
)

// plain is the cell as CSV has it.
func (c Cell) plain() string {
	switch c.kind {
	case text:
		return Safe(c.text)
	case rich:
		var b strings.Builder
		for _, r := range c.runs {
			if r.Mark == Plain || r.Text == "" {
				b.WriteString(r.Text)
			} else {
				b.WriteString("【" + r.Text + "】")
			}
		}
		return Safe(b.String())
	case number:
		return strconv.FormatFloat(c.number, 'g', -1, 64)
	}
	return ""
}
