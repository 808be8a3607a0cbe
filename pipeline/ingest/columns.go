package ingest

import (
	"errors"
	"io"
	"slices"
	"strings"

	"zhijian/pipeline/ingest/columnar"
)

// refuse is the reader of a file of which nothing can be read: err is a *Reject,
// or else a failure, which is returned.
func (in *Input) refuse(err error) (Reader, error) {
	if rej, ok := errors.AsType[*Reject](err); ok {
		return rejected(in.Pass, rej), nil
	}
	return nil, err
}

// columnarReject says what is wrong with a file at its record of that number.
func (in *Input) columnarReject(err error, record int64) error {
	if failure := in.failure(); failure != nil {
		return failure
	}
	rej := &Reject{Source: in.Source, Reason: CorruptInput, Detail: "the file is damaged: the rows from here on are lost; write it again"}
	rej.Source.Line = record
	switch {
	case errors.Is(err, columnar.ErrTooLarge):
		rej.Reason = OversizedInput
		rej.Detail = "a page or a batch of the file needs more than 256 MiB: the rows from here on are lost; write it in smaller pieces"
	case errors.Is(err, columnar.ErrTruncated) || errors.Is(err, io.ErrUnexpectedEOF):
		rej.Reason = TruncatedInput
		rej.Detail = "the file ends early: the rows from here on are lost; fetch it again"
	}
	return rej
}

// openColumns reads a file with columns for the pass of in: interactions with a
// list of turns where there is one, else a table.
func openColumns(in *Input, r columnar.Reader) (Reader, error) {
	g := &columnGrid{in: in, reader: r, lists: make([]bool, len(r.Columns()))}
	columns := r.Columns()
	for i, c := range columns {
		g.header = append(g.header, []byte(c.Path))
		g.lists[i] = c.List
	}
	for _, parent := range parents(columns) {
		header := names(g.header)
		for i, c := range columns {
			if name, ok := strings.CutPrefix(c.Path, parent+"."); ok && c.List {
				header[i] = name
			}
		}
		l, ok := newLayout(header, in.Options.Mapping, in.Options.fieldWords())
		if i := l.columns[FieldText]; !ok || l.dialogue || i < 0 || !columns[i].List {
			continue
		}
		if in.Pass != PassWhole {
			return emptyReader{}, nil
		}
		return &nestedReader{grid: g, table: tableReader{in: in, layout: l, header: header, decoder: RowDecoder(in.Options)}}, nil
	}
	if _, ok := newLayout(names(g.header), in.Options.Mapping, in.Options.fieldWords()); !ok {
		return in.unknownTable(names(g.header)), nil
	}
	return openTable(in, g, recordingName(in.Source))
}

// parents are the paths of the lists whose elements have fields.
func parents(columns []columnar.Column) []string {
	var out []string
	for _, c := range columns {
		if i := strings.LastIndexByte(c.Path, '.'); c.List && i > 0 && !slices.Contains(out, c.Path[:i]) {
			out = append(out, c.Path[:i])
		}
	}
	return out
}

// columnGrid yields the records of a file with columns as rows of a table, the
// header first. Lists are empty cells in it.
type columnGrid struct {
	in     *Input
	reader columnar.Reader
	header [][]byte
	lists  []bool
	begun  bool
	number int64 // of records read

	cells [][]byte // reused
	text  []byte   // of all cells
}

// next implements grid.
func (g *columnGrid) next() (gridRow, error) {
	if !g.begun {
		g.begun = true
		return gridRow{cells: g.header, src: g.in.Source}, nil
	}
	row, values, err := g.record()
	if err != nil {
		return gridRow{}, err
	}
	for i := range g.lists {
		if !g.lists[i] {
			row.cells[i] = g.cell(values[i][0])
		}
	}
	return row, nil
}

// record reads the next record. The cells of the row are empty.
func (g *columnGrid) record() (gridRow, [][]string, error) {
	if g.reader == nil {
		return gridRow{}, nil, io.EOF
	}
	g.number++
	values, err := g.reader.Next()
	if err != nil {
		g.reader = nil
		if !errors.Is(err, io.EOF) {
			err = g.in.columnarReject(err, g.number)
		}
		return gridRow{}, nil, err
	}
	g.cells = append(g.cells[:0], make([][]byte, len(g.lists))...)
	g.text = g.text[:0]
	row := gridRow{cells: g.cells, src: g.in.Source}
	row.src.Line = g.number
	return row, values, nil
}

// cell keeps a value until the next record.
func (g *columnGrid) cell(s string) []byte {
	begin := len(g.text)
	g.text = append(g.text, s...)
	return g.text[begin:len(g.text):len(g.text)]
}

// nestedReader makes one whole record of each record of a file: the fields of the
// interaction, and a row for each element of its list of turns.
type nestedReader struct {
	grid  *columnGrid
	table tableReader
	raw   []byte
}

// Columns says what the columns are taken for.
func (n *nestedReader) Columns() []Column { return n.table.Columns() }

// Next implements Reader.
func (n *nestedReader) Next() (Record, error) {
	row, values, err := n.grid.record()
	if err != nil {
		return Record{}, err
	}
	for i, isList := range n.grid.lists {
		if !isList {
			row.cells[i] = n.grid.cell(values[i][0])
		}
	}
	t := &n.table
	id := t.rowID(&row)
	clear(t.last[:])
	turns := 0
	for _, f := range []Field{FieldText, FieldRole, FieldBegin, FieldEnd} {
		if i := t.layout.columns[f]; i >= 0 && n.grid.lists[i] {
			turns = max(turns, len(values[i]))
		}
	}
	n.raw = t.encode(n.raw[:0], &row)
	for k := range turns {
		for i, isList := range n.grid.lists {
			if isList {
				row.cells[i] = nil
			}
			if isList && k < len(values[i]) {
				row.cells[i] = []byte(values[i][k])
			}
		}
		if rej := t.check(&row, id); rej != nil {
			return Record{}, rej
		}
		if n.raw = t.encode(n.raw, &row); len(n.raw) > MaxRecordBytes {
			return Record{}, &Reject{Source: row.src, ID: id, Reason: RecordTooLong, Detail: "the interaction is larger than the limit of 8 MiB; split it"}
		}
	}
	return Record{Source: row.src, Raw: n.raw, Decoder: t.decoder}, nil
}
