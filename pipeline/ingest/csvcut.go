package ingest

import "bytes"

// rowState is where in a row of a CSV file a byte stands.
type rowState int

const (
	rowStart  rowState = iota // at the beginning of a cell
	rowBare                   // in a cell without quotation marks
	rowQuoted                 // in a quoted cell
	rowQuote                  // behind a mark in a quoted cell: its end, or the first of two
	rowEnd                    // behind the line end
)

// next is the state behind the byte c. A mark in a quoted cell that is neither
// doubled nor the end of the cell stands for itself.
func (s rowState) next(c, sep byte) rowState {
	switch {
	case s == rowQuoted && c == '"':
		return rowQuote
	case s == rowQuoted:
		return rowQuoted
	case c == sep:
		return rowStart
	case c == '\n':
		return rowEnd
	case s == rowQuote && (c == '\r' || c == ' '):
		return rowQuote
	case s == rowQuote, s == rowStart && c == '"':
		return rowQuoted
	}
	return rowBare
}

// rowScan follows the state over the bytes of a row.
type rowScan struct {
	state rowState
	sep   byte
	stray bool // a mark in a quoted cell is neither doubled nor the end of the cell
}

// lines reads on over b, which ends with a line or with the input.
func (s *rowScan) lines(b []byte) {
	for i := 0; i < len(b); i++ {
		if s.state == rowQuoted {
			n := bytes.IndexByte(b[i:], '"')
			if n < 0 {
				return
			}
			i += n
		}
		was := s.state
		s.state = was.next(b[i], s.sep)
		s.stray = s.stray || was == rowQuote && s.state == rowQuoted && b[i] != '"'
	}
}

// splitCSV cuts a row, with or without its line end, into cells. Quoted cells are
// put right in place: row is changed.
func splitCSV(cells [][]byte, row []byte, sep byte) [][]byte {
	row = bytes.TrimSuffix(row, []byte("\n"))
	row = bytes.TrimSuffix(row, []byte("\r"))
	for {
		if len(row) == 0 || row[0] != '"' {
			n := bytes.IndexByte(row, sep)
			if n < 0 {
				return append(cells, row)
			}
			cells = append(cells, row[:n])
			row = row[n+1:]
			continue
		}
		cell, rest, more := unquoteCell(row[1:], sep)
		cells = append(cells, cell)
		if !more {
			return cells
		}
		row = rest
	}
}

// unquoteCell cuts the quoted cell whose first mark stands ahead of b.
func unquoteCell(b []byte, sep byte) (cell, rest []byte, more bool) {
	out := 0
	for i := 0; i < len(b); {
		n := bytes.IndexByte(b[i:], '"')
		if n < 0 {
			n = len(b) - i
		}
		out += copy(b[out:], b[i:i+n])
		i += n
		if i == len(b) {
			break
		}
		behind := bytes.TrimLeft(b[i+1:], " \r")
		switch {
		case len(behind) == 0:
			return b[:out], nil, false
		case behind[0] == sep:
			return b[:out], behind[1:], true
		}
		if b[i+1] == '"' {
			i++
		}
		b[out] = '"'
		out++
		i++
	}
	return b[:out], nil, false
}
