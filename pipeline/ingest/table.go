package ingest

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"zhijian/analyzers/transcript"
)

// grid yields the rows of a table. CSV files and sheets of workbooks are grids.
type grid interface {
	// next returns the next row, which is valid until the next call, and io.EOF
	// after the last one. A *Reject stands for rows that cannot be read; its ID is
	// not set, but the row has what cells could be cut. Any other error is a
	// failure of the source.
	next() (gridRow, error)
}

// gridRow is one row.
type gridRow struct {
	cells  [][]byte
	merged []int // columns whose cell is the one of a row before, merged over several rows
	src    transcript.Source
}

func (r *gridRow) blank() bool {
	return !slices.ContainsFunc(r.cells, func(c []byte) bool { return len(bytes.TrimSpace(c)) > 0 })
}

// headerRows is how many rows may stand ahead of the header: titles, dates.
const headerRows = 10

// errNoHeader says that none of the first rows is a header.
var errNoHeader = errors.New("no header")

// findHeader reads rows up to the header. The error is errNoHeader, with the row of
// most cells as the header, that of the grid, or a *Reject.
func findHeader(g grid, in *Input) (l layout, header []string, err error) {
	seen := false
	for range headerRows {
		row, err := g.next()
		if errors.Is(err, io.EOF) && !seen {
			return l, nil, io.EOF
		}
		if errors.Is(err, io.EOF) {
			break
		}
		seen = seen || !row.blank()
		if rej, ok := errors.AsType[*Reject](err); err != nil && (!ok || rej.EndsFile()) {
			return l, nil, err
		}
		first := names(row.cells)
		if len(first) > len(header) {
			header = first
		}
		if l, ok := in.Options.layout(first); ok {
			return l, first, nil
		}
	}
	return l, header, errNoHeader
}

// layout is what the columns of a header hold.
func (o *Options) layout(header []string) (layout, bool) {
	if o.fieldsOnly {
		return newFieldsLayout(header, o.Mapping, o.fieldWords())
	}
	return newLayout(header, o.Mapping, o.fieldWords())
}

func names(cells [][]byte) []string {
	out := make([]string, len(cells))
	for i, c := range cells {
		out[i] = strings.TrimSpace(strings.TrimPrefix(string(c), "\ufeff"))
	}
	return out
}

// unknownFields is the reject for a table without a header that can be understood.
func unknownFields(src transcript.Source) *Reject {
	return &Reject{Source: src, Reason: UnknownFields, Detail: fmt.Sprintf(
		"not one of the first %d rows names columns for who spoke and what was said, or for whole dialogues; name the columns in a mapping file (--map), for which zhijian inspect prints a start", headerRows)}
}

// unknownTable reads a table whose columns cannot be told.
func (in *Input) unknownTable(header []string) Reader {
	if in.Pass != PassWhole {
		return emptyReader{}
	}
	r := &failedReader{reject: unknownFields(in.Source)}
	for _, name := range header {
		r.columns = append(r.columns, Column{Name: name})
	}
	return r
}

// tableReader makes records of the rows of a table. There are three kinds of
// tables: of turns of many interactions, whose rows are put together by package
// intake; of turns without an id, which are one interaction named for its file;
// and of whole conversations.
type tableReader struct {
	in      *Input
	grid    grid
	layout  layout
	header  []string
	decoder Decoder // of whole records; nil for rows
	name    string  // of the interaction when the table has no ids
	alone   bool    // the table is one interaction

	row  Row // reused
	buf  []byte
	id   string
	last [fieldCount][]byte // fields of the interaction in the row before
	done bool
}

// openTable reads the table of a grid for the pass of in. One that has no
// understandable header is rejected in the pass over whole records.
func openTable(in *Input, g grid, name string) (Reader, error) {
	l, header, err := findHeader(g, in)
	switch {
	case errors.Is(err, io.EOF): // nothing but blanks
		return emptyReader{}, nil
	case errors.Is(err, errNoHeader):
		return in.unknownTable(header), nil
	case err != nil:
		return in.refuse(err)
	}
	t := &tableReader{in: in, grid: g, layout: l, header: header, name: name}
	t.alone = !l.dialogue && l.columns[FieldID] < 0
	pass := PassRows
	switch {
	case in.Options.fieldsOnly:
		pass = PassWhole
	case l.dialogue:
		pass, t.decoder = PassWhole, newCellDecoder(in.Options)
	case t.alone:
		pass, t.decoder = PassWhole, RowDecoder(in.Options)
	}
	if in.Pass != pass {
		return emptyReader{}, nil
	}
	return t, nil
}

// Columns says what the columns of the table are taken for.
func (t *tableReader) Columns() []Column { return t.layout.list(t.header) }

// Next implements Reader.
func (t *tableReader) Next() (Record, error) {
	if t.done {
		return Record{}, io.EOF
	}
	if t.alone {
		t.done = true
		return t.whole()
	}
	for {
		row, err := t.grid.next()
		if err != nil {
			return Record{}, t.problem(&row, err)
		}
		if row.blank() || t.repeated(&row) {
			continue
		}
		return t.record(&row)
	}
}

// problem adds the id of the row to a reject of the grid, where it can be told.
func (t *tableReader) problem(row *gridRow, err error) error {
	rej, ok := errors.AsType[*Reject](err)
	if ok && rej.ID == "" {
		rej.ID = t.rowID(row)
	}
	return err
}

// repeated reports whether a row is the header once more, as in files that were
// put together from several.
func (t *tableReader) repeated(row *gridRow) bool {
	if len(row.cells) != len(t.header) || string(bytes.TrimSpace(row.cells[0])) != t.header[0] && !bytes.HasPrefix(row.cells[0], []byte("\xef\xbb\xbf")) {
		return false
	}
	return slices.Equal(names(row.cells), t.header)
}

// rowID is the id in a row; empty when there is none that can be used. Rows that
// follow each other mostly have the same.
func (t *tableReader) rowID(row *gridRow) string {
	i := t.layout.columns[FieldID]
	if i < 0 || i >= len(row.cells) {
		return ""
	}
	if string(row.cells[i]) == t.row[FieldID] && t.id != "" {
		return t.id
	}
	id := bareCell(string(row.cells[i]))
	if len(id) > maxIDBytes || !utf8.ValidString(id) || t.in.Options.fieldWords().None(id) {
		return ""
	}
	return id
}

// record makes the record of a row.
func (t *tableReader) record(row *gridRow) (Record, error) {
	id := t.rowID(row)
	if rej := t.check(row, id); rej != nil {
		return Record{}, rej
	}
	if id != t.id || t.layout.dialogue {
		t.id = id
		t.row[FieldID] = string(t.cell(row, FieldID))
		clear(t.last[:])
	}
	t.buf = t.encode(t.buf[:0], row)
	return Record{Source: row.src, Raw: t.buf, Decoder: t.decoder, ID: t.rowOnly(id)}, nil
}

// rowOnly is the id for a record that is a row, and empty for a whole one.
func (t *tableReader) rowOnly(id string) string {
	if t.decoder != nil {
		return ""
	}
	return id
}

// check tests what a row must have.
func (t *tableReader) check(row *gridRow, id string) *Reject {
	if len(row.cells) > t.layout.width && slices.ContainsFunc(row.cells[t.layout.width:], func(c []byte) bool { return len(bytes.TrimSpace(c)) > 0 }) {
		return &Reject{Source: row.src, ID: id, Reason: MalformedRow, Detail: fmt.Sprintf(
			"the row has %d cells and the header %d: a separator or a quotation mark inside a cell is not quoted", len(row.cells), t.layout.width)}
	}
	for i, c := range row.cells {
		if !utf8.Valid(c) {
			return &Reject{Source: row.src, ID: id, Reason: InvalidCharset, Detail: fmt.Sprintf(
				"cell %d of the row has bytes that mean nothing in %s; name the charset with --charset if it is another one", i+1, t.in.Sample.Charset)}
		}
	}
	if id == "" && !t.alone {
		return &Reject{Source: row.src, Reason: MissingID, Detail: fmt.Sprintf("the row has no id of at most %d bytes", maxIDBytes)}
	}
	return nil
}

func (t *tableReader) cell(row *gridRow, f Field) []byte {
	i := t.layout.columns[f]
	if i < 0 || i >= len(row.cells) {
		return nil
	}
	return row.cells[i]
}

// encode appends the encoding of a row, as AppendRow would, without making
// strings. What a field of the interaction has said in the row before is left out.
func (t *tableReader) encode(dst []byte, row *gridRow) []byte {
	var cells [fieldCount][]byte
	for f := range fieldCount {
		c := t.cell(row, f)
		if len(c) == 0 || (f == FieldText || f == FieldDialogue) && slices.Contains(row.merged, t.layout.columns[f]) {
			continue // what was said, was said once
		}
		if f < FieldTickets && !t.layout.dialogue {
			if bytes.Equal(c, t.last[f]) {
				continue
			}
			t.last[f] = append(t.last[f][:0], c...)
		}
		cells[f] = c
	}
	var units [fieldCount]string
	for _, f := range []Field{FieldRing, FieldBegin, FieldEnd} {
		if t.layout.units[f] != "" && isBare(cells[f], t.layout.units[f]) {
			units[f] = t.layout.units[f]
		}
	}
	if t.layout.tickets {
		cells[FieldTickets] = []byte{'1'}
	}
	return appendCells(dst, &cells, &units)
}

// isBare reports whether a cell is a number that a unit belongs to, and no epoch.
func isBare(c []byte, unit string) bool {
	whole, _, _ := bytes.Cut(bytes.TrimSpace(c), []byte("."))
	if len(whole) == 0 || len(bytes.Trim(c, "0123456789. ")) > 0 {
		return false
	}
	return len(whole) < 10 || unit == "ms" && len(whole) < 13
}

// whole reads the rows of a table that is one interaction.
func (t *tableReader) whole() (Record, error) {
	src := t.in.Source
	src.Line = 1
	reject := func(r *Reject) (Record, error) {
		r.ID = t.name
		return Record{}, r
	}
	if t.name == "" {
		return reject(&Reject{Source: src, Reason: MissingID, Detail: "the table has no column of ids, and no name of a file that could be one"})
	}
	t.buf = AppendRow(t.buf[:0], &Row{FieldID: t.name})
	for first := true; ; first = false {
		row, err := t.grid.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err == nil && (row.blank() || t.repeated(&row)) {
			continue
		}
		if first {
			src = row.src
		}
		if err == nil {
			if rej := t.check(&row, t.name); rej != nil {
				err = rej
			}
		}
		if rej, ok := errors.AsType[*Reject](err); ok {
			return reject(rej)
		}
		if err != nil {
			return Record{}, err
		}
		if t.buf = t.encode(t.buf, &row); len(t.buf) > MaxRecordBytes {
			return reject(&Reject{Source: src, Reason: RecordTooLong, Detail: fmt.Sprintf("the table has no column of ids, so that it is one interaction, and more than %d bytes", MaxRecordBytes)})
		}
	}
	if len(t.buf) == 0 {
		return Record{}, io.EOF
	}
	return Record{Source: src, Raw: t.buf, Decoder: t.decoder}, nil
}

// cellDecoder makes interactions of rows that hold a whole conversation each.
type cellDecoder struct {
	options *Options
	parser  *dialogueParser
}

func newCellDecoder(o *Options) *cellDecoder {
	prepared := *o
	prepared.words = o.fieldWords()
	return &cellDecoder{options: &prepared, parser: newDialogueParser(&prepared, prepared.words)}
}

// Decode implements Decoder.
func (d *cellDecoder) Decode(raw []byte, src transcript.Source) (*transcript.Interaction, error) {
	var row Row
	if _, err := cutRow(string(raw), &row); err != nil {
		return nil, err
	}
	var draft Draft
	draft.addRow(&row)
	dlg := d.parser.parse(row[FieldDialogue])
	if dlg.excess {
		return nil, tooManyLines(src, bareCell(row[FieldID]))
	}
	draft.Turns = dlg.turns
	if len(draft.Turns) == 0 && row[FieldDialogue] != "" {
		return nil, &Reject{Source: src, ID: bareCell(row[FieldID]), Reason: EmptyTurns, Detail: "no line of the dialogue begins with the label of a speaker, such as 客服："}
	}
	return draft.finish(src, d.options)
}
