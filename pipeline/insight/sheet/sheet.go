// Package sheet writes tables for spreadsheets: XLSX with a frozen header,
// drop-downs and words set off, and CSV. Cells never become formulas, whatever
// their text; the same tables give the same bytes.
package sheet

import (
	"encoding/csv"
	"fmt"
	"io"
)

// Book is a file of tables.
type Book struct {
	Title  string
	Sheets []Sheet
}

// Sheet is a table with a header.
type Sheet struct {
	Name    string // at most 31 characters, none of []:*?/\
	Columns []Column
	Rows    [][]Cell // each with a cell for each column
	Fixed   int      // this many columns stay in sight on the left
	Prose   bool     // the rows are text to read: no filter over the header
}

// Column says how a column is shown.
type Column struct {
	Title   string
	Width   float64  // in characters of Latin; 0 is 12
	Choices []string // what can be chosen in its cells; any other entry is refused
	Input   bool     // people write here: the cells are set off
}

// valid checks what callers can get wrong.
func (s *Sheet) valid() error {
	for i, row := range s.Rows {
		if len(row) != len(s.Columns) {
			return fmt.Errorf("sheet %s: row %d has %d cells for %d columns", s.Name, i+1, len(row), len(s.Columns))
		}
	}
	return nil
}

// bom lets Excel see that a CSV file is UTF-8.
const bom = "\uFEFF"

// WriteCSV writes a table as comma separated values in UTF-8 with a byte order
// mark and lines that end in CR LF, as Excel reads them.
func WriteCSV(w io.Writer, s *Sheet) error {
	if err := s.valid(); err != nil {
		return err
	}
	if _, err := io.WriteString(w, bom); err != nil {
		return err
	}
	out := csv.NewWriter(w)
	out.UseCRLF = true
	record := make([]string, len(s.Columns))
	for i, c := range s.Columns {
		record[i] = Safe(c.Title)
	}
	if err := out.Write(record); err != nil {
		return err
	}
	for _, row := range s.Rows {
		for i, c := range row {
			record[i] = c.plain()
		}
		if err := out.Write(record); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}
