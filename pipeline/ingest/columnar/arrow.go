package columnar

import (
	"bufio"
	"errors"
	"io"
	"strconv"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/ipc"
	"github.com/apache/arrow/go/v17/arrow/memory"
)

// OpenArrow reads an Arrow IPC file of the given size, which is Feather version 2
// too. Its dictionaries must come before the records.
func OpenArrow(r io.ReaderAt, size int64) (Reader, error) {
	stream, err := streamIn(r, size)
	if err != nil {
		return nil, err
	}
	return openMessages(&messages{r: bufio.NewReader(stream), memory: newBounded(), file: true})
}

// OpenArrowStream reads an Arrow IPC stream.
func OpenArrowStream(r io.Reader) (Reader, error) {
	return openMessages(&messages{r: bufio.NewReader(r), memory: newBounded()})
}

func openMessages(source *messages) (_ Reader, err error) {
	defer guard(&err)
	memory := source.memory
	s, err := ipc.NewReaderFromMessageReader(source, ipc.WithAllocator(memory))
	if err != nil {
		return nil, source.explain(err)
	}
	return newArrowReader(s.Schema(), func() (arrow.Record, error) {
		memory.left = maxBytes
		rec, err := s.Read()
		if err != nil {
			return nil, source.explain(err)
		}
		rec.Retain() // the reader lets go of it with the next one
		return rec, nil
	}), nil
}

// explain is the error for what the library could not read: what ended the
// stream, where it has ended, since the library does not tell.
func (m *messages) explain(err error) error {
	switch {
	case m.memory.exceeded:
		return ErrTooLarge
	case m.end != nil:
		return m.end
	case errors.Is(err, io.EOF):
		return io.EOF
	}
	return damaged(err)
}

// bounded refuses to allocate more than one batch of records should need.
type bounded struct {
	memory.Allocator
	left     int
	exceeded bool // the library makes an error of its own of a panic
}

func newBounded() *bounded { return &bounded{Allocator: memory.NewGoAllocator(), left: maxBytes} }

func (b *bounded) take(size int) {
	if size > b.left {
		b.exceeded = true
		panic(tooLarge{})
	}
	b.left -= max(size, 0)
}

func (b *bounded) Allocate(size int) []byte {
	b.take(size)
	return b.Allocator.Allocate(size)
}

func (b *bounded) Reallocate(size int, old []byte) []byte {
	b.take(size - len(old))
	return b.Allocator.Reallocate(size, old)
}

// arrowReader reads the batches of a file one after the other.
type arrowReader struct {
	batch   func() (arrow.Record, error)
	columns []Column
	cells   []cell
	values  [][]string

	rec arrow.Record
	row int
}

// cell finds the values of one column in a row of a batch.
type cell func(rec arrow.Record, row int, dst []string) []string

func newArrowReader(schema *arrow.Schema, batch func() (arrow.Record, error)) Reader {
	a := &arrowReader{batch: batch}
	for i, f := range schema.Fields() {
		a.field(f, f.Name, func(rec arrow.Record) arrow.Array { return rec.Column(i) })
	}
	a.values = make([][]string, len(a.columns))
	return a
}

// field adds the columns of a field that is no list.
func (a *arrowReader) field(f arrow.Field, path string, at func(arrow.Record) arrow.Array) {
	switch t := f.Type.(type) {
	case *arrow.StructType:
		for i, child := range t.Fields() {
			a.field(child, join(path, child.Name), func(rec arrow.Record) arrow.Array { return at(rec).(*array.Struct).Field(i) })
		}
	case arrow.ListLikeType:
		a.list(t.Elem(), path, at, func(elements arrow.Array) arrow.Array { return elements })
	default:
		if readable(t) {
			a.columns = append(a.columns, Column{Path: path})
			a.cells = append(a.cells, func(rec arrow.Record, row int, dst []string) []string {
				return append(dst, arrowText(at(rec), row))
			})
		}
	}
}

// list adds the columns of the elements of a list. Lists in lists are not read.
func (a *arrowReader) list(t arrow.DataType, path string, at func(arrow.Record) arrow.Array, in func(arrow.Array) arrow.Array) {
	if s, ok := t.(*arrow.StructType); ok {
		for i, child := range s.Fields() {
			a.list(child.Type, join(path, child.Name), at, func(elements arrow.Array) arrow.Array { return in(elements).(*array.Struct).Field(i) })
		}
		return
	}
	if !readable(t) {
		return
	}
	a.columns = append(a.columns, Column{Path: path, List: true})
	a.cells = append(a.cells, func(rec arrow.Record, row int, dst []string) []string {
		list := at(rec).(array.ListLike)
		if list.IsNull(row) {
			return dst
		}
		begin, end := list.ValueOffsets(row)
		elements := in(list.ListValues())
		for i := begin; i < end; i++ {
			dst = append(dst, arrowText(elements, int(i)))
		}
		return dst
	})
}

// Columns implements Reader.
func (a *arrowReader) Columns() []Column { return a.columns }

// Next implements Reader.
func (a *arrowReader) Next() (_ [][]string, err error) {
	defer guard(&err)
	for a.rec == nil || a.row >= int(a.rec.NumRows()) {
		if a.rec != nil {
			a.rec.Release()
			a.rec = nil
		}
		if a.rec, err = a.batch(); err != nil {
			a.rec = nil
			return nil, damaged(err)
		}
		a.row = 0
	}
	for i, c := range a.cells {
		a.values[i] = c(a.rec, a.row, a.values[i][:0])
	}
	a.row++
	return a.values, nil
}

// readable reports whether the values of a type are read.
func readable(t arrow.DataType) bool {
	if d, ok := t.(*arrow.DictionaryType); ok {
		return readable(d.ValueType)
	}
	switch t.ID() {
	case arrow.STRING, arrow.LARGE_STRING, arrow.STRING_VIEW, arrow.BOOL, arrow.INT8, arrow.INT16, arrow.INT32, arrow.INT64,
		arrow.UINT8, arrow.UINT16, arrow.UINT32, arrow.UINT64, arrow.FLOAT32, arrow.FLOAT64,
		arrow.DATE32, arrow.DATE64, arrow.TIMESTAMP, arrow.TIME32, arrow.TIME64, arrow.DURATION, arrow.NULL:
		return true
	}
	return false
}

// arrowText is the value of a row as text, empty when it is null.
func arrowText(a arrow.Array, i int) string {
	if a.IsNull(i) {
		return ""
	}
	switch a := a.(type) {
	case *array.String:
		return string([]byte(a.Value(i))) // the batch may be given back
	case *array.LargeString:
		return string([]byte(a.Value(i)))
	case *array.StringView:
		return string([]byte(a.Value(i)))
	case *array.Dictionary:
		return arrowText(a.Dictionary(), a.GetValueIndex(i))
	case *array.Float32:
		return float(float64(a.Value(i)), 32)
	case *array.Float64:
		return float(a.Value(i), 64)
	case *array.Duration:
		d := time.Duration(a.Value(i)) * a.DataType().(*arrow.DurationType).Unit.Multiplier()
		return strconv.FormatFloat(float64(d)/float64(time.Millisecond), 'f', -1, 64) + "ms"
	}
	return arrowTime(a, i)
}

func arrowTime(a arrow.Array, i int) string {
	switch a := a.(type) {
	case *array.Timestamp:
		t := a.DataType().(*arrow.TimestampType)
		return instant(unixTime(int64(a.Value(i)), t.Unit.Multiplier()), t.TimeZone != "")
	case *array.Date32:
		return day(int64(a.Value(i)))
	case *array.Date64:
		return day(int64(a.Value(i)) / 86_400_000)
	case *array.Time32:
		return clock(time.Duration(a.Value(i)) * a.DataType().(*arrow.Time32Type).Unit.Multiplier())
	case *array.Time64:
		return clock(time.Duration(a.Value(i)) * a.DataType().(*arrow.Time64Type).Unit.Multiplier())
	}
	return a.ValueStr(i) // whole numbers and booleans
}
