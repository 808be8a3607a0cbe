package columns

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/parquet-go/parquet-go"
)

// leaf says where the values of a column stand in a row: in a field, or in a field
// of each element of a list.
type leaf struct {
	path     []string
	field    uintptr // of the value or of the list, in the row
	list     bool
	element  uintptr // size of an element of the list
	inner    uintptr // of the value in the element
	kind     kind
	pointer  bool // nil is null
	optional bool // without a pointer, the zero value is null
}

// kind is how a value stands in memory.
type kind int

const (
	text kind = iota
	integer32
	integer64
	double
	boolean
	instant // a time, kept in milliseconds
)

// leavesOf lists the columns of a row type, a struct with parquet tags, in the
// order of its fields.
func leavesOf(row reflect.Type) ([]leaf, error) {
	if row.Kind() != reflect.Struct {
		return nil, fmt.Errorf("%s is not a struct", row)
	}
	var leaves []leaf
	for f := range row.Fields() {
		name, options := tag(f)
		var err error
		if slices.Contains(options, "list") {
			leaves, err = appendList(leaves, f, name)
		} else {
			leaves, err = appendLeaf(leaves, f.Type, options, leaf{path: []string{name}, field: f.Offset})
		}
		if err != nil {
			return nil, fmt.Errorf("column %s: %w", name, err)
		}
	}
	return leaves, nil
}

// appendList appends the columns of a list of values or of structs.
func appendList(leaves []leaf, f reflect.StructField, name string) ([]leaf, error) {
	if f.Type.Kind() != reflect.Slice {
		return nil, fmt.Errorf("%s is not a slice", f.Type)
	}
	elem := f.Type.Elem()
	of := leaf{path: []string{name, "list", "element"}, field: f.Offset, list: true, element: elem.Size()}
	if elem.Kind() != reflect.Struct {
		return appendLeaf(leaves, elem, nil, of)
	}
	for inner := range elem.Fields() {
		name, options := tag(inner)
		l := of
		l.path, l.inner = append(slices.Clone(of.path), name), inner.Offset
		var err error
		if leaves, err = appendLeaf(leaves, inner.Type, options, l); err != nil {
			return nil, err
		}
	}
	return leaves, nil
}

func appendLeaf(leaves []leaf, t reflect.Type, options []string, l leaf) ([]leaf, error) {
	optional := slices.Contains(options, "optional")
	if l.pointer = t.Kind() == reflect.Pointer; l.pointer {
		t = t.Elem()
	}
	l.optional = optional && !l.pointer
	var err error
	l.kind, err = kindOf(t)
	switch {
	case err != nil:
	case l.pointer && !optional:
		err = errors.New("a pointer must be optional")
	case l.optional && l.kind == instant:
		err = errors.New("an optional time must be a pointer")
	}
	return append(leaves, l), err
}

// tag splits a parquet tag into the column's name and its options.
func tag(f reflect.StructField) (name string, options []string) {
	parts := strings.Split(f.Tag.Get("parquet"), ",")
	return parts[0], parts[1:]
}

func kindOf(t reflect.Type) (kind, error) {
	if t == reflect.TypeFor[time.Time]() {
		return instant, nil
	}
	switch t.Kind() {
	case reflect.String:
		return text, nil
	case reflect.Int32:
		return integer32, nil
	case reflect.Int64:
		return integer64, nil
	case reflect.Float64:
		return double, nil
	case reflect.Bool:
		return boolean, nil
	}
	return 0, fmt.Errorf("%s has no column type", t)
}

// column returns the schema's view of the leaf.
func (l *leaf) column(s *parquet.Schema) (parquet.LeafColumn, error) {
	found, ok := s.Lookup(l.path...)
	if !ok {
		return found, fmt.Errorf("column %s is not in the schema", strings.Join(l.path, "."))
	}
	return found, nil
}
