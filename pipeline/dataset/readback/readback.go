// Package readback proves that a Parquet file holds the rows it was written
// from. While rows are written, Sum hashes every column of them straight from the
// Go values; afterwards the file is read by Apache Arrow's Parquet reader, which
// shares no code with the writer, and hashed alike. A value, a null, a list
// boundary, a row or a column that went astray anywhere between shows as a
// difference.
//
// Files must be written with data pages of version 2 and with plain or dictionary
// encoding; anything else is refused.
//
// Memory does not grow with the file: columns are streamed in both directions.
package readback

import (
	"errors"
	"reflect"

	"github.com/apache/arrow/go/v17/parquet"
)

// ErrMismatch is wrapped by the error of Check when a file can be read but does
// not hold the expected rows.
var ErrMismatch = errors.New("file does not hold the rows that were written")

// Sum hashes rows of type T, a struct with parquet tags, column by column. It is
// not safe for concurrent use.
type Sum[T any] struct {
	root    node
	columns []*column
	rows    int64
}

// New returns an empty Sum. It fails when T has a field of a kind that it does
// not know.
func New[T any]() (*Sum[T], error) {
	var p planner
	root, err := p.structNode(reflect.TypeFor[T](), nil, 0, 0)
	if err != nil {
		return nil, err
	}
	return &Sum[T]{root: root, columns: p.columns}, nil
}

// Add appends rows, in the order in which they are written to the file.
func (s *Sum[T]) Add(rows []T) {
	v := reflect.ValueOf(rows)
	for i := range rows {
		s.root.walk(s.columns, v.Index(i), 0, 0)
	}
	s.rows += int64(len(rows))
}

// Take returns what a file with the rows added so far must hold, and starts over.
func (s *Sum[T]) Take() Expected {
	e := Expected{Rows: s.rows, Columns: make([]Column, len(s.columns))}
	for i, c := range s.columns {
		e.Columns[i] = c.summary()
		c.reset()
	}
	s.rows = 0
	return e
}

// Expected is what a file must hold.
type Expected struct {
	Rows    int64
	Columns []Column // all leaf columns, in the order of the schema
}

// Column is a leaf column and the hash of all that is in it.
type Column struct {
	Path   string       // names from the root, joined by dots
	Kind   parquet.Type // physical type
	MaxDef int16        // definition level of a value that is there
	MaxRep int16        // 1 inside a list
	Levels int64        // values, nulls and empty lists
	Hash   uint64       // over repetition level, definition level and value of each
}
