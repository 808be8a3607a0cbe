package sheet

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/xuri/excelize/v2"
)

// maxRows is how many rows a sheet of Excel holds.
const maxRows = 1 << 20

// WriteXLSX writes a book as a workbook of Excel. Headers stay in sight.
func WriteXLSX(w io.Writer, b *Book) (err error) {
	f := excelize.NewFile()
	defer func() { err = errors.Join(err, f.Close()) }()
	f.SetZipWriter(newZip)
	st, err := newStyles(f)
	if err != nil {
		return err
	}
	for i := range b.Sheets {
		s := &b.Sheets[i]
		if err := s.valid(); err != nil {
			return err
		}
		if len(s.Rows) >= maxRows {
			return fmt.Errorf("sheet %s: %d rows, and Excel takes %d: choose fewer, or write CSV", s.Name, len(s.Rows), maxRows-1)
		}
		if err := place(f, i, s.Name); err != nil {
			return err
		}
		if err := s.write(f, st); err != nil {
			return fmt.Errorf("sheet %s: %w", s.Name, err)
		}
	}
	if err := f.SetDocProps(&excelize.DocProperties{Title: Safe(b.Title), Creator: "zhijian", Created: fixedTime, Modified: fixedTime, Language: "zh-CN"}); err != nil {
		return err
	}
	_, err = f.WriteTo(w)
	return err
}

// fixedTime stands in workbooks for when they were made: nothing that is written
// depends on the clock.
const fixedTime = "2000-01-01T00:00:00Z"

// place gives the i-th sheet its name; a new workbook has one.
func place(f *excelize.File, i int, name string) error {
	if i == 0 {
		return f.SetSheetName(f.GetSheetName(0), name)
	}
	_, err := f.NewSheet(name)
	return err
}

// write fills in a sheet.
func (s *Sheet) write(f *excelize.File, st *styles) error {
	if err := s.layout(f); err != nil {
		return err
	}
	out, err := f.NewStreamWriter(s.Name)
	if err != nil {
		return err
	}
	for i, c := range s.Columns {
		width := c.Width
		if width == 0 {
			width = 12
		}
		if err := out.SetColWidth(i+1, i+1, width); err != nil {
			return err
		}
	}
	panes := &excelize.Panes{Freeze: true, XSplit: s.Fixed, YSplit: 1, ActivePane: "bottomLeft"}
	if s.Fixed > 0 {
		panes.ActivePane = "bottomRight"
	}
	corner, err := excelize.CoordinatesToCellName(s.Fixed+1, 2)
	if err != nil {
		return err
	}
	panes.TopLeftCell = corner
	if err := out.SetPanes(panes); err != nil {
		return err
	}
	if err := s.rows(out, st); err != nil {
		return err
	}
	return out.Flush()
}

// rows writes the header and the rows.
func (s *Sheet) rows(out *excelize.StreamWriter, st *styles) error {
	line := make([]any, len(s.Columns))
	for i, c := range s.Columns {
		line[i] = excelize.Cell{StyleID: st.header, Value: Safe(c.Title)}
	}
	if err := out.SetRow("A1", line); err != nil {
		return err
	}
	for r, row := range s.Rows {
		for i, c := range row {
			v, err := st.value(c, s.Columns[i].Input)
			if err != nil {
				return err
			}
			line[i] = v
		}
		at, err := excelize.CoordinatesToCellName(1, r+2)
		if err != nil {
			return err
		}
		if err := out.SetRow(at, line); err != nil {
			return err
		}
	}
	return nil
}

// layout sets drop-downs, the filter and how the sheet is printed.
func (s *Sheet) layout(f *excelize.File) error {
	last := max(len(s.Rows)+1, 2)
	for i, c := range s.Columns {
		if len(c.Choices) == 0 {
			continue
		}
		col, err := excelize.ColumnNumberToName(i + 1)
		if err != nil {
			return err
		}
		list := excelize.NewDataValidation(true)
		list.Sqref = fmt.Sprintf("%s2:%s%d", col, col, last)
		if err := list.SetDropList(c.Choices); err != nil {
			return err
		}
		list.SetError(excelize.DataValidationErrorStyleStop, "请从列表中选择", "可选："+strings.Join(c.Choices, "、"))
		if err := f.AddDataValidation(s.Name, list); err != nil {
			return err
		}
	}
	if !s.Prose && len(s.Columns) > 0 {
		end, err := excelize.CoordinatesToCellName(len(s.Columns), last)
		if err != nil {
			return err
		}
		if err := f.AutoFilter(s.Name, "A1:"+end, nil); err != nil {
			return err
		}
	}
	return s.print(f)
}

// print fits the columns on the width of a page and repeats the header.
func (s *Sheet) print(f *excelize.File) error {
	fit, wide, high, size, across := true, 1, 0, 9, "landscape"
	if err := f.SetSheetProps(s.Name, &excelize.SheetPropsOptions{FitToPage: &fit}); err != nil {
		return err
	}
	if err := f.SetPageLayout(s.Name, &excelize.PageLayoutOptions{Size: &size, Orientation: &across, FitToWidth: &wide, FitToHeight: &high}); err != nil {
		return err
	}
	return f.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", Scope: s.Name, RefersTo: "'" + strings.ReplaceAll(s.Name, "'", "''") + "'!$1:$1"})
}
