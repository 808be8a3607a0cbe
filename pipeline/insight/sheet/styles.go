package sheet

import (
	"strings"

	"github.com/xuri/excelize/v2"
)

// styles are the looks of cells in one workbook.
type styles struct {
	f           *excelize.File
	header      int
	text, input int
	numbers     map[int]int // by decimal places
}

// The colours keep a contrast of at least 4.5 to 1 on white, and are told apart
// by those who do not see red and green alike.
const (
	red   = "B00020"
	green = "00614E"
	grey  = "6B6B6B"
)

func newStyles(f *excelize.File) (*styles, error) {
	st := &styles{f: f, numbers: map[int]int{}}
	wrap := &excelize.Alignment{WrapText: true, Vertical: "top"}
	line := []excelize.Border{{Type: "bottom", Color: "BFBFBF", Style: 1}}
	var err error
	for _, s := range []struct {
		id    *int
		style excelize.Style
	}{
		{&st.header, excelize.Style{Font: &excelize.Font{Bold: true, Color: "FFFFFF"}, Fill: solid("1F4E5F"), Alignment: &excelize.Alignment{WrapText: true, Vertical: "center"}, Border: line}},
		{&st.text, excelize.Style{Alignment: wrap, Border: line}},
		{&st.input, excelize.Style{Alignment: wrap, Border: line, Fill: solid("FFF8E1")}},
	} {
		if *s.id, err = f.NewStyle(&s.style); err != nil {
			return nil, err
		}
	}
	return st, nil
}

func solid(colour string) excelize.Fill {
	return excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{colour}}
}

// number is the look of numbers with this many decimal places.
func (st *styles) number(digits int) (int, error) {
	if id, ok := st.numbers[digits]; ok {
		return id, nil
	}
	format := "0"
	if digits > 0 {
		format += "." + strings.Repeat("0", digits)
	}
	id, err := st.f.NewStyle(&excelize.Style{CustomNumFmt: &format, Alignment: &excelize.Alignment{Vertical: "top"},
		Border: []excelize.Border{{Type: "bottom", Color: "BFBFBF", Style: 1}}})
	st.numbers[digits] = id
	return id, err
}

// value is a cell as excelize takes it.
func (st *styles) value(c Cell, input bool) (any, error) {
	style := st.text
	if input {
		style = st.input
	}
	switch c.kind {
	case text:
		return excelize.Cell{StyleID: style, Value: Safe(c.text)}, nil
	case rich:
		return excelize.Cell{StyleID: style, Value: runs(c.runs)}, nil
	case number:
		id, err := st.number(c.digits)
		return excelize.Cell{StyleID: id, Value: c.number}, err
	}
	return excelize.Cell{StyleID: style}, nil
}

// runs makes runs as safe as Safe makes their text in one piece.
func runs(in []Run) []excelize.RichTextRun {
	var out []excelize.RichTextRun
	begins, room := true, maxUnits-units(cutMark)
	for _, r := range in {
		s := clean(r.Text)
		if s == "" {
			continue
		}
		s, begins = apostrophes(s, begins)
		whole := s
		if s = cut(s, room); s != whole {
			return append(out, excelize.RichTextRun{Text: s, Font: font(r.Mark)})
		}
		room -= units(s)
		out = append(out, excelize.RichTextRun{Text: s, Font: font(r.Mark)})
	}
	return out
}

func font(m Mark) *excelize.Font {
	switch m {
	case Bad:
		return &excelize.Font{Bold: true, Color: red}
	case Good:
		return &excelize.Font{Bold: true, Color: green, Underline: "single"}
	case Silenced:
		return &excelize.Font{Color: grey, Strike: true}
	}
	return nil
}
