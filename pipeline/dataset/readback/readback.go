// Package readback proves that a Parquet file holds the rows it was written
// from. While rows are written, every column of them is hashed from the Go values
// (see Sum); afterwards the file is read by Apache Arrow's Parquet reader, which
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

	"github.com/apache/arrow/go/v17/parquet"
)

// ErrMismatch is wrapped by the error of Check when a file can be read but does
// not hold the expected rows.
var ErrMismatch = errors.New("file does not hold the rows that were written")

// Expected is what a file must hold.
type Expected struct {
	Rows    int64
	Columns []Column // all leaf columns, in the order of the schema
}

// Column is a leaf column and the sum of all that is in it.
type Column struct {
	Path   string       // names from the root, joined by dots
	Kind   parquet.Type // physical type
	MaxDef int16        // definition level of a value that is there
	MaxRep int16        // 1 inside a list
	Sum
}
