package readback

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/apache/arrow/go/v17/parquet"
)

// node is a field of the rows: the leaf columns [lo, hi) under it and how to put
// a value of it into them. It is built once from the type and does without the
// writer's own code for taking rows apart.
type node struct {
	lo, hi int
	walk   func(c []*column, v reflect.Value, rep, def byte)
}

// absent puts a null, or an empty list, into all columns of the node.
func (n node) absent(c []*column, rep, def byte) {
	for _, leaf := range c[n.lo:n.hi] {
		leaf.level(rep, def)
	}
}

// planner gathers the leaf columns while the nodes are built.
type planner struct {
	columns []*column
}

func (p *planner) structNode(t reflect.Type, path []string, maxRep, maxDef int16) (node, error) {
	if t.Kind() != reflect.Struct {
		return node{}, fmt.Errorf("column %s: %s is not a struct", strings.Join(path, "."), t)
	}
	n := node{lo: len(p.columns)}
	fields := make([]node, t.NumField())
	for i := range fields {
		name, options := tag(t.Field(i))
		var err error
		fields[i], err = p.fieldNode(t.Field(i).Type, append(slices.Clone(path), name), options, maxRep, maxDef)
		if err != nil {
			return node{}, err
		}
	}
	n.hi = len(p.columns)
	n.walk = func(c []*column, v reflect.Value, rep, def byte) {
		for i := range fields {
			fields[i].walk(c, v.Field(i), rep, def)
		}
	}
	return n, nil
}

// tag splits a parquet tag into the column's name and its options.
func tag(f reflect.StructField) (name string, options []string) {
	parts := strings.Split(f.Tag.Get("parquet"), ",")
	return parts[0], parts[1:]
}

func (p *planner) fieldNode(t reflect.Type, path, options []string, maxRep, maxDef int16) (node, error) {
	switch {
	case slices.Contains(options, "list"):
		return p.listNode(t, path, maxRep, maxDef)
	case slices.Contains(options, "optional"):
		return p.optionalNode(t, path, maxRep, maxDef)
	}
	return p.leafNode(t, path, maxRep, maxDef)
}

// listNode is a required list of required elements, in the three-level form.
func (p *planner) listNode(t reflect.Type, path []string, maxRep, maxDef int16) (node, error) {
	if t.Kind() != reflect.Slice {
		return node{}, fmt.Errorf("column %s: %s is not a slice", strings.Join(path, "."), t)
	}
	path = append(path, "list", "element")
	build := p.leafNode
	if t.Elem().Kind() == reflect.Struct {
		build = p.structNode
	}
	elem, err := build(t.Elem(), path, maxRep+1, maxDef+1)
	if err != nil {
		return node{}, err
	}
	inner := byte(maxRep + 1)
	walk := func(c []*column, v reflect.Value, rep, def byte) {
		if v.Len() == 0 {
			elem.absent(c, rep, def)
			return
		}
		for i := range v.Len() {
			elem.walk(c, v.Index(i), rep, def+1)
			rep = inner
		}
	}
	return node{lo: elem.lo, hi: elem.hi, walk: walk}, nil
}

// optionalNode is a leaf that is null when the pointer is nil, or, without a
// pointer, when the value is zero.
func (p *planner) optionalNode(t reflect.Type, path []string, maxRep, maxDef int16) (node, error) {
	pointer := t.Kind() == reflect.Pointer
	if pointer {
		t = t.Elem()
	}
	leaf, err := p.leafNode(t, path, maxRep, maxDef+1)
	if err != nil {
		return node{}, err
	}
	walk := func(c []*column, v reflect.Value, rep, def byte) {
		if v.IsZero() {
			leaf.absent(c, rep, def)
			return
		}
		if pointer {
			v = v.Elem()
		}
		leaf.walk(c, v, rep, def+1)
	}
	return node{lo: leaf.lo, hi: leaf.hi, walk: walk}, nil
}

func (p *planner) leafNode(t reflect.Type, path []string, maxRep, maxDef int16) (node, error) {
	kind, put, err := leafOf(t)
	if err != nil {
		return node{}, fmt.Errorf("column %s: %w", strings.Join(path, "."), err)
	}
	i := len(p.columns)
	p.columns = append(p.columns, newColumn(Column{
		Path: strings.Join(path, "."), Kind: kind, MaxDef: maxDef, MaxRep: maxRep,
	}))
	walk := func(c []*column, v reflect.Value, rep, def byte) {
		c[i].level(rep, def)
		put(c[i], v)
	}
	return node{lo: i, hi: i + 1, walk: walk}, nil
}

// leafOf is the physical type of a Go type and how to put a value of it.
func leafOf(t reflect.Type) (parquet.Type, func(*column, reflect.Value), error) {
	if t == reflect.TypeFor[time.Time]() {
		return parquet.Types.Int64, func(c *column, v reflect.Value) { c.int64(v.Interface().(time.Time).UnixMilli()) }, nil
	}
	switch t.Kind() {
	case reflect.String:
		return parquet.Types.ByteArray, func(c *column, v reflect.Value) { c.text(v.String()) }, nil
	case reflect.Int32:
		return parquet.Types.Int32, func(c *column, v reflect.Value) { c.int32(int32(v.Int())) }, nil
	case reflect.Int64:
		return parquet.Types.Int64, func(c *column, v reflect.Value) { c.int64(v.Int()) }, nil
	case reflect.Float64:
		return parquet.Types.Double, func(c *column, v reflect.Value) { c.double(v.Float()) }, nil
	case reflect.Bool:
		return parquet.Types.Boolean, func(c *column, v reflect.Value) { c.bool(v.Bool()) }, nil
	}
	return parquet.Types.Undefined, nil, fmt.Errorf("%s has no column type", t)
}
