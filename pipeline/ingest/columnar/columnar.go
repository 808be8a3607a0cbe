// Package columnar reads Parquet and Arrow files as records of text: a column is
// a value, or a list of values, for each record. Files are not trusted: whatever
// is wrong with one comes out as an error that wraps ErrDamaged, and the memory
// that a file may ask for is bounded.
package columnar

import (
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
)

// What can be wrong with a file; errors wrap one of them.
var (
	ErrDamaged   = errors.New("the file is damaged")
	ErrTruncated = errors.New("the file ends early")
	ErrTooLarge  = errors.New("a part of the file needs too much memory")
)

// maxBytes bounds what one page of a Parquet file, or one batch of records of an
// Arrow file, takes in memory.
const maxBytes = 256 << 20

// Column is one column of values: a column of the file, or a field in one. Fields
// are named by their path, the wrappers of lists left out: agent.id, turns.text.
type Column struct {
	Path string
	List bool // a record has a list of values
}

// Reader reads records one after the other.
type Reader interface {
	// Columns are the columns that can be read, in the order of the file.
	Columns() []Column
	// Next returns the values of the next record, by column; a column that is no
	// list has one. Values that are null are empty. The error is io.EOF after the
	// last record. The slices are valid until the next call.
	Next() ([][]string, error)
}

// guard makes an error of a panic in a reader of somebody else's, which the bytes
// of the file have led astray.
func guard(err *error) {
	v := recover()
	switch v := v.(type) {
	case nil:
	case tooLarge:
		*err = ErrTooLarge
	case runtime.Error:
		*err = fmt.Errorf("%w: %w", ErrDamaged, v)
	default:
		*err = ErrDamaged
	}
}

// tooLarge is the panic of an allocation beyond the bounds.
type tooLarge struct{}

// damaged marks an error of somebody else's reader. What it says may quote the
// file and is left out.
func damaged(err error) error {
	if err == nil || errors.Is(err, io.EOF) || errors.Is(err, ErrDamaged) || errors.Is(err, ErrTooLarge) || errors.Is(err, ErrTruncated) {
		return err
	}
	return ErrDamaged
}

// wrappers are the names between a list and the fields of its elements.
func wrapper(name string) bool {
	switch strings.ToLower(name) {
	case "list", "element", "item", "array", "bag", "array_element", "key_value":
		return true
	}
	return false
}

// join joins the names of a path.
func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}
