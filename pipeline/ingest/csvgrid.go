package ingest

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"

	"zhijian/analyzers/transcript"
)

// csvGrid cuts the rows of a CSV file. Memory is bounded by the longest row that
// is read.
type csvGrid struct {
	place   transcript.Source
	buf     *bufio.Reader
	failure func() error
	sep     byte
	long    *[]byte // a line that is longer than the buffer, joined
	row     []byte  // a row of several lines, joined

	again   []byte // lines to cut once more, since the row that they were part of is none
	rewound int64  // bytes that were cut once more so far
	cells   [][]byte
	width   int   // cells of the widest row so far
	line    int64 // lines begun so far
	offset  int64 // bytes consumed so far
	err     error // that ended the input
}

func newCSVGrid(in *Input, sep byte) *csvGrid {
	g := &csvGrid{place: in.Source, buf: in.Content, failure: in.failure, sep: sep, long: &in.kept.line}
	if head := in.Sample.Head; bytes.IndexByte(head, '\n') < 0 && bytes.IndexByte(head, '\r') >= 0 {
		g.buf = bufio.NewReaderSize(&oldLineEnds{in.Content}, bufferBytes)
	}
	if mark := "\xef\xbb\xbf"; in.hasPrefix(0, mark) {
		n, _ := g.buf.Discard(len(mark)) // was peeked at
		g.offset += int64(n)
	}
	if rest, ok := bytes.CutPrefix(in.Sample.Head, []byte("sep=")); ok && len(rest) > 0 { // Excel's note of the separator
		g.sep = rest[0]
		_, _ = g.physical()
	}
	return g
}

// oldLineEnds makes line feeds of the carriage returns with which old Macs end
// lines.
type oldLineEnds struct{ r io.Reader }

func (o *oldLineEnds) Read(p []byte) (int, error) {
	n, err := o.r.Read(p)
	for i, c := range p[:n] {
		if c == '\r' {
			p[i] = '\n'
		}
	}
	return n, err
}

// next implements grid.
func (g *csvGrid) next() (gridRow, error) {
	for {
		row := gridRow{src: g.place}
		row.src.Line, row.src.Offset = g.line+1, g.offset
		raw, scan, err := g.raw()
		switch {
		case err != nil:
			row.cells = g.ahead(raw)
			return row, err
		case len(raw) == 0:
			return row, g.ended(row.src)
		case scan.state == rowQuoted || scan.stray && bytes.IndexByte(raw, '\n') < len(raw)-1:
			return g.broken(row, raw, scan)
		case len(bytes.TrimRight(raw, " \t\r\n")) == 0:
			continue
		}
		g.cells = splitCSV(g.cells[:0], raw, g.sep)
		row.cells = g.cells
		if width := len(row.cells); scan.state != rowEnd && width < g.width {
			return row, &Reject{Source: row.src, Reason: TruncatedInput, Detail: fmt.Sprintf(
				"the file ends within a row: %d of %d cells, and no line end; fetch the file again", width, g.width)}
		}
		g.width = max(g.width, len(row.cells))
		return row, nil
	}
}

// ahead are the cells ahead of the one that is too long: the id may be one.
func (g *csvGrid) ahead(raw []byte) [][]byte {
	g.cells = splitCSV(g.cells[:0], append([]byte(nil), raw...), g.sep)
	return g.cells[:len(g.cells)-1]
}

// ended is what ended the input; src is where the first lost row would begin.
func (g *csvGrid) ended(src transcript.Source) error {
	if failure := g.failure(); failure != nil {
		return failure
	}
	if errors.Is(g.err, io.EOF) {
		return io.EOF
	}
	err := g.err
	g.err = io.EOF
	return damaged(err, src)
}

// raw reads the lines of one row. It is empty at the end of the input.
func (g *csvGrid) raw() ([]byte, rowScan, error) {
	scan := rowScan{sep: g.sep}
	raw, err := g.physical()
	if err != nil || len(raw) == 0 {
		return raw, scan, err
	}
	if bytes.IndexByte(raw, '"') < 0 {
		if raw[len(raw)-1] == '\n' {
			scan.state = rowEnd
		}
		return raw, scan, nil
	}
	scan.lines(raw)
	if scan.state != rowQuoted {
		return raw, scan, nil
	}
	g.row = append(g.row[:0], raw...)
	for scan.state == rowQuoted && len(g.row) <= MaxRecordBytes {
		if raw, err = g.physical(); err != nil || len(raw) == 0 {
			return g.row, scan, err
		}
		g.row = append(g.row, raw...)
		scan.lines(raw)
	}
	return g.row, scan, nil
}

// physical returns the next line with its end; it is empty at the end of the
// input, and where the input is damaged. With a *Reject it is the beginning of a
// line that is too long.
func (g *csvGrid) physical() ([]byte, error) {
	if len(g.again) > 0 {
		n := bytes.IndexByte(g.again, '\n') + 1
		if n == 0 {
			n = len(g.again)
		}
		line := g.again[:n:n]
		g.again = g.again[n:]
		g.line++
		g.offset += int64(n)
		return line, nil
	}
	if g.err != nil {
		return nil, nil
	}
	src := g.place
	src.Line, src.Offset = g.line+1, g.offset
	line, size, err := readLine(g.buf, g.long)
	g.err = err
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, nil // a part of a row is none
	}
	g.offset += size
	if size > 0 {
		g.line++
	}
	if line == nil && size > 0 {
		return *g.long, tooLong(src, size)
	}
	return line, nil
}

// The bytes that are cut once more are bounded, so that a file of nothing but marks
// takes no more time than one of a few times its size.
const (
	rewindFactor = 4
	rewindAnyway = 8 * MaxRecordBytes
)

// broken is what becomes of lines with a mark that is not closed, or not doubled.
// When the second line looks like a row, the first alone is rejected and the
// others are cut once more; else the cell really is that long.
func (g *csvGrid) broken(row gridRow, raw []byte, scan rowScan) (gridRow, error) {
	if g.err != nil && !errors.Is(g.err, io.EOF) {
		return row, g.ended(row.src)
	}
	first := raw[:bytes.IndexByte(raw, '\n')+1]
	if len(first) == 0 {
		first = raw
	}
	rest := raw[len(first):]
	rej := &Reject{Source: row.src, Reason: MalformedRow, Detail: "a quotation mark in the row is not closed, or one inside a cell is not doubled"}
	switch {
	case g.isRow(rest) && g.rewound+int64(len(rest)) <= rewindFactor*g.offset+rewindAnyway:
		g.rewind(rest)
	case len(raw) > MaxRecordBytes:
		size := g.skip(scan) + int64(len(raw))
		rej = tooLong(row.src, size)
	case scan.state == rowQuoted:
		rej.Reason = TruncatedInput
		rej.Detail = "the file ends inside a quoted cell of the row that begins here: it was cut off, or a quotation mark is not closed"
	}
	row.cells = splitCSV(g.cells[:0], first, g.sep)
	return row, rej
}

// isRow reports whether lines begin with what looks like a row of the table.
func (g *csvGrid) isRow(lines []byte) bool {
	if len(lines) == 0 {
		return false
	}
	line, _, _ := bytes.Cut(lines, []byte("\n"))
	return g.width > 1 && bytes.Count(line, []byte{g.sep}) == g.width-1
}

// rewind has lines cut once more.
func (g *csvGrid) rewind(lines []byte) {
	g.again = append(append([]byte(nil), lines...), g.again...)
	g.rewound += int64(len(lines))
	g.offset -= int64(len(lines))
	g.line -= int64(bytes.Count(lines, []byte("\n")))
	if lines[len(lines)-1] != '\n' {
		g.line--
	}
}

// skip passes over the lines of a quoted cell up to its end.
func (g *csvGrid) skip(scan rowScan) int64 {
	begin := g.offset
	for scan.state == rowQuoted {
		line, err := g.physical()
		if err == nil && len(line) == 0 {
			break
		}
		scan.lines(line)
	}
	return g.offset - begin
}
