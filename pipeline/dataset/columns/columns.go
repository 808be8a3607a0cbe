// Package columns writes rows, structs with parquet tags, as Parquet files. It
// takes the rows apart a column at a time, without reflection and without boxing
// values, numbers equal values on the way in, and encodes a row group at once: a
// column that repeats itself costs next to nothing. The schema and the encodings
// are parquet-go's, as are the structures of the file; files look as if its own
// writer had made them.
//
// What is written depends on the rows and on where row groups and files end, but
// not on the portions in which the rows are given.
package columns

import (
	"io"
	"reflect"

	pq "github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/format"

	"zhijian/pipeline/dataset/readback"
)

// Options says how files are written.
type Options struct {
	CreatedBy [3]string         // application, version, build
	Metadata  map[string]string // of every file
	Lookup    []string          // text columns that rows are looked up by
	Unbounded [][]string        // paths of columns whose smallest and largest value help nobody
	Constant  map[string]string // text columns that have one value in all rows, whatever these hold

	RowsPerGroup  int   // a row group ends with so many rows
	BytesPerGroup int64 // or, earlier, when it takes so much memory
}

// Writer writes rows of type T to one file after the other. It is not safe for
// concurrent use.
type Writer[T any] struct {
	options Options
	empty   *format.FileMetaData
	columns []*column
	buffers *buffers

	file *file // nil between files
	rows int   // of the row group
	all  int64 // of the file
}

// checkRows is after how many rows of a row group it is looked whether pages, or the
// group itself, are full. rowsPerPage is a multiple of it.
const checkRows = 64

// New returns a Writer. It fails when T has a field of a kind that it does not know.
func New[T any](o Options) (*Writer[T], error) {
	leaves, err := leavesOf(reflect.TypeFor[T]())
	if err != nil {
		return nil, err
	}
	w := &Writer[T]{options: o}
	if w.empty, err = emptyFile[T](&o); err != nil {
		return nil, err
	}
	if w.buffers, err = newBuffers(); err != nil {
		return nil, err
	}
	var row T
	schema := pq.SchemaOf(row)
	for _, l := range leaves {
		c, err := newColumn(l, schema, &o)
		if err != nil {
			return nil, err
		}
		w.columns = append(w.columns, c)
	}
	return w, nil
}

// Begin begins a file.
func (w *Writer[T]) Begin(out io.Writer) error {
	w.file, w.all = newFile(out, w.empty), 0
	for _, c := range w.columns {
		c.sum = readback.Sum{}
	}
	return w.file.begin()
}

// Add takes in rows, writes the row groups that are full, and keeps nothing of the
// rows.
func (w *Writer[T]) Add(rows []T) error {
	for len(rows) > 0 {
		n := min(len(rows), checkRows-w.rows%checkRows, w.options.RowsPerGroup-w.rows)
		w.addSome(viewOf(rows[:n]))
		rows = rows[n:]
		if w.rows == w.options.RowsPerGroup || w.rows%checkRows == 0 && w.size() >= w.options.BytesPerGroup {
			if err := w.endGroup(); err != nil {
				return err
			}
		}
	}
	for _, c := range w.columns {
		c.texts.forget()
	}
	return nil
}

func (w *Writer[T]) addSome(rows view) {
	w.rows += rows.n
	for _, c := range w.columns {
		c.add(rows)
		if c.varied && w.rows%checkRows == 0 || w.rows%rowsPerPage == 0 {
			c.cut(w.rows, false)
		}
	}
}

// size is the memory that the row group takes, in bytes.
func (w *Writer[T]) size() int64 {
	n := 0
	for _, c := range w.columns {
		n += c.size()
	}
	return int64(n)
}

// endGroup writes the rows of the row group, if there are any.
func (w *Writer[T]) endGroup() error {
	if w.rows == 0 {
		return nil
	}
	for _, c := range w.columns {
		c.cut(w.rows, true)
	}
	err := w.file.writeGroup(w.columns, w.rows, w.buffers)
	for _, c := range w.columns {
		c.reset()
	}
	w.all += int64(w.rows)
	w.rows = 0
	return err
}

// End ends the file and says what must be in it.
func (w *Writer[T]) End() (readback.Expected, error) {
	if err := w.endGroup(); err != nil {
		return readback.Expected{}, err
	}
	e := readback.Expected{Rows: w.all}
	for _, c := range w.columns {
		e.Columns = append(e.Columns, c.expected())
	}
	err := w.file.end()
	w.file = nil
	return e, err
}
