package ingest

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"time"

	"zhijian/analyzers/transcript"
)

// maxColumns is the width of the widest sheet that Excel has.
const maxColumns = 16384

// sheetGrid reads the rows of a sheet.
type sheetGrid struct {
	book    *workbook
	part    *xmlPart
	content io.Closer
	place   transcript.Source
	merged  merges

	line   int64
	closed bool // the list of rows has ended
	done   bool
	text   []byte // of all cells of the row
	ends   []int  // of each cell in text
	cells  [][]byte
}

func newSheetGrid(b *workbook, ref sheetRef, place transcript.Source) (*sheetGrid, error) {
	p, err := b.part(ref.part)
	if err != nil {
		return nil, err
	}
	return &sheetGrid{book: b, part: p, content: p.file, place: place, merged: b.readMerges(ref.part)}, nil
}

// next implements grid.
func (g *sheetGrid) next() (gridRow, error) {
	row := gridRow{src: g.place}
	row.src.Line = g.line + 1
	if g.done {
		return row, io.EOF
	}
	for {
		tok, err := g.part.token()
		if errors.Is(err, io.EOF) && g.closed {
			g.done = true
			return row, io.EOF
		}
		if errors.Is(err, io.EOF) {
			err = io.ErrUnexpectedEOF
		}
		if err != nil {
			return row, g.ended(err, row.src)
		}
		switch e := tok.(type) {
		case xml.StartElement:
			if e.Name.Local != "row" || g.closed {
				continue
			}
			if err := g.row(e); err != nil {
				return row, g.ended(err, row.src)
			}
			row.src.Line = g.line
			g.cells, row.merged = g.merged.fill(g.cut(), g.line)
			row.cells = g.cells
			if len(g.text) > MaxRecordBytes {
				return row, tooLong(row.src, int64(len(g.text)))
			}
			return row, nil
		case xml.EndElement:
			g.closed = g.closed || e.Name.Local == "sheetData" || e.Name.Local == "worksheet"
		}
	}
}

// ended is what ended the sheet early.
func (g *sheetGrid) ended(err error, src transcript.Source) error {
	g.done = true
	rej, failure := g.book.fault(err, src)
	if failure != nil {
		return failure
	}
	return rej
}

// cut returns the cells of the row.
func (g *sheetGrid) cut() [][]byte {
	g.cells = g.cells[:0]
	begin := 0
	for _, end := range g.ends {
		g.cells = append(g.cells, g.text[begin:end:end])
		begin = end
	}
	return g.cells
}

// row reads the cells of a row that has begun.
func (g *sheetGrid) row(e xml.StartElement) error {
	g.line++
	if n, err := strconv.ParseInt(attr(e, "r"), 10, 64); err == nil && n >= g.line {
		g.line = n
	}
	g.text, g.ends = g.text[:0], g.ends[:0]
	for {
		tok, err := g.part.inside()
		if err != nil {
			return err
		}
		switch e := tok.(type) {
		case xml.StartElement:
			if e.Name.Local == "c" {
				err = g.cell(e)
			}
		case xml.EndElement:
			if e.Name.Local == "row" {
				return nil
			}
		}
		if err != nil {
			return err
		}
	}
}

// cell reads a cell that has begun.
func (g *sheetGrid) cell(e xml.StartElement) error {
	column := len(g.ends)
	if n, ok := columnOf(attr(e, "r")); ok {
		column = n
	}
	if column < len(g.ends) || column >= maxColumns {
		return fmt.Errorf("cell %d behind cell %d: %w", column, len(g.ends), errNoPart)
	}
	for len(g.ends) < column {
		g.ends = append(g.ends, len(g.text))
	}
	style, _ := strconv.Atoi(attr(e, "s"))
	kind := attr(e, "t")
	keep := len(g.text)
	err := g.value(kind, style)
	if len(g.text) > 2*MaxRecordBytes { // the row is rejected; no more of it is held
		g.text = g.text[:max(keep, MaxRecordBytes+1)]
	}
	g.ends = append(g.ends, len(g.text))
	return err
}

// value reads the value of a cell and appends it to the text of the row.
func (g *sheetGrid) value(kind string, style int) error {
	begin := len(g.text)
	inValue := false
	for {
		tok, err := g.part.inside()
		if err != nil {
			return err
		}
		switch e := tok.(type) {
		case xml.StartElement:
			inValue = e.Name.Local == "v"
			if e.Name.Local == "is" {
				if g.text, err = g.part.text(g.text, "is"); err != nil {
					return err
				}
			}
		case xml.CharData:
			if inValue {
				g.text = append(g.text, e...)
			}
		case xml.EndElement:
			inValue = false
			if e.Name.Local == "c" {
				return g.meaning(begin, kind, style)
			}
		}
	}
}

// meaning puts what a value means in its place.
func (g *sheetGrid) meaning(begin int, kind string, style int) (err error) {
	value := g.text[begin:]
	switch kind {
	case "s":
		i, err := strconv.Atoi(string(value))
		if err != nil {
			return fmt.Errorf("number of a string: %w", errNoPart)
		}
		g.text, err = g.book.strings.at(g.text[:begin], i)
		return err
	case "inlineStr":
	case "str":
		g.text = unescapeCell(g.text, begin)
	case "b":
		word := "FALSE"
		if string(value) == "1" {
			word = "TRUE"
		}
		g.text = append(g.text[:begin], word...)
	case "e":
		g.text = g.text[:begin] // #N/A: no value
	case "", "n":
		if style >= 0 && style < len(g.book.dates) && g.book.dates[style] != notDate {
			if f, err := strconv.ParseFloat(string(value), 64); err == nil {
				g.text = appendDate(g.text[:begin], f, g.book.dates[style], g.book.since04)
			}
		}
	}
	return nil
}

// appendDate appends what a cell with a date or a time shows.
func appendDate(dst []byte, days float64, kind dateKind, since04 bool) []byte {
	const dayMS = 24 * 60 * 60_000
	if math.IsNaN(days) || days < 0 || days > 2958466 { // the year 9999
		return strconv.AppendFloat(dst, days, 'f', -1, 64)
	}
	if kind == timeOnly || days < 1 {
		ms := int64(math.Round(days * dayMS))
		dst = fmt.Appendf(dst, "%d:%02d:%02d", ms/3_600_000, ms/60_000%60, ms/1000%60)
		if ms%1000 != 0 {
			dst = fmt.Appendf(dst, ".%03d", ms%1000)
		}
		return dst
	}
	if since04 {
		days += 1462
	}
	return fromSerial(days, time.UTC).AppendFormat(dst, "2006-01-02 15:04:05.999")
}

// columnOf is the index of the column in a reference such as AB12.
func columnOf(ref string) (int, bool) {
	n := 0
	for i := 0; i < len(ref); i++ {
		c := ref[i] &^ 0x20
		if c < 'A' || c > 'Z' {
			return n - 1, i > 0
		}
		if n = n*26 + int(c-'A') + 1; n > maxColumns {
			return n, true
		}
	}
	return 0, false
}
