package dataset

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"path"
	"path/filepath"
	"reflect"
	"slices"

	"github.com/parquet-go/parquet-go"

	"zhijian/pipeline/dataset/readback"
	"zhijian/pipeline/fsys"
)

// readRows is how many rows are decoded at a time.
const readRows = 256

// ReadTable streams the rows of table t of a committed date, file by file in the
// order of the manifest. T is the table's row type, or a struct with some of its
// fields under the same tags; only those columns are read then. Rows are the
// caller's to keep.
//
// The sequence ends after an error, which names the file: fs.ErrNotExist for one
// that is missing, ErrDamaged for one that does not have the manifest's hash (each
// is read whole before its first row), or the cause when ctx ends.
func ReadTable[T any](ctx context.Context, out string, m *Manifest, t Table) iter.Seq2[T, error] {
	if !slices.Contains(Tables(), t) {
		return nothing[T](fmt.Errorf("a date has no table %s", t))
	}
	return readFiles[T](ctx, out, t, m.table(t).Files)
}

// ReadDerived is ReadTable for a table of a derived set.
func ReadDerived[T any](ctx context.Context, out string, m *DerivedManifest, t Table) iter.Seq2[T, error] {
	info := m.table(t)
	if info == nil {
		return nothing[T](fmt.Errorf("set %s has no table %s", m.Set, t))
	}
	return readFiles[T](ctx, out, t, info.Files)
}

// nothing is a sequence that ends with an error at once.
func nothing[T any](err error) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var none T
		yield(none, err)
	}
}

func readFiles[T any](ctx context.Context, out string, t Table, files []FileInfo) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var none T
		if err := checkProjection[T](t); err != nil {
			yield(none, err)
			return
		}
		for _, f := range files {
			more, err := readFile(ctx, out, f, yield)
			if err != nil {
				yield(none, fmt.Errorf("%s: %w", f.Path, err))
				return
			}
			if !more {
				return
			}
		}
	}
}

// ErrDamaged is wrapped by errors about a file whose bytes are not those that
// were committed.
var ErrDamaged = errors.New("file is not the one that was committed")

// checkProjection fails when T has a column that t does not have: a reader would
// see it as null in every row.
func checkProjection[T any](t Table) error {
	table, err := SchemaOf(t)
	if err != nil {
		return err
	}
	if k := reflect.TypeFor[T]().Kind(); k != reflect.Struct {
		return fmt.Errorf("table %s: rows cannot be read as %s", t, reflect.TypeFor[T]())
	}
	var none T
	for _, path := range parquet.SchemaOf(none).Columns() {
		if _, ok := table.Lookup(path...); !ok {
			return fmt.Errorf("table %s has no column %v", t, path)
		}
	}
	return nil
}

// SchemaOf is the Parquet schema of a table.
func SchemaOf(t Table) (*parquet.Schema, error) {
	switch t {
	case TableInteractions:
		return parquet.SchemaOf(Interaction{}), nil
	case TableItems:
		return parquet.SchemaOf(Item{}), nil
	case TableHits:
		return parquet.SchemaOf(Hit{}), nil
	case TableTurns:
		return parquet.SchemaOf(Turn{}), nil
	case TableRejects:
		return parquet.SchemaOf(Reject{}), nil
	case TableRubricItems:
		return parquet.SchemaOf(RubricItem{}), nil
	case TableAgentsDaily:
		return parquet.SchemaOf(AgentDay{}), nil
	case TableTermsDaily:
		return parquet.SchemaOf(TermDay{}), nil
	case TableAlerts:
		return parquet.SchemaOf(Alert{}), nil
	case TableRepeatContacts:
		return parquet.SchemaOf(RepeatContact{}), nil
	case TableCoachingCases:
		return parquet.SchemaOf(CoachingCase{}), nil
	}
	return nil, fmt.Errorf("no table %q", t)
}

// readFile yields the rows of one file; more is false when the caller has had enough.
func readFile[T any](ctx context.Context, out string, want FileInfo, yield func(T, error) bool) (more bool, err error) {
	f, err := Locate(fsys.OS{}, out, want)
	if err != nil {
		return false, err
	}
	defer f.Close()
	r, err := openRows[T](f, want)
	if err != nil {
		return false, err
	}
	defer func() { err = errors.Join(err, guard(r.Close)) }()
	buf := make([]T, readRows)
	for {
		if ctx.Err() != nil {
			return false, context.Cause(ctx)
		}
		clear(buf) // else lists would be decoded into those of rows already given away
		var n int
		err := guard(func() (err error) {
			n, err = r.Read(buf)
			return err
		})
		for _, row := range buf[:n] {
			if !yield(row, nil) {
				return false, nil
			}
		}
		want.Rows -= int64(n)
		if errors.Is(err, io.EOF) && want.Rows != 0 {
			return false, fmt.Errorf("ends %d rows early", want.Rows)
		}
		if errors.Is(err, io.EOF) {
			return true, nil
		}
		if err != nil {
			return false, err
		}
	}
}

// Locate opens the file of a manifest after it has compared its bytes: on damaged
// ones the Parquet reader is not even memory-safe. While a commit of the date is
// under way, or broke off, the file may have been moved aside already: it is
// looked for there too, so that a date can be read whole at any moment. The error
// is that of the published place.
func Locate(fsy fsys.FS, out string, want FileInfo) (fsys.File, error) {
	f, err := openSame(fsy, filepath.Join(out, filepath.FromSlash(want.Path)), want)
	if err == nil {
		return f, nil
	}
	runs, _ := fsy.ReadDir(filepath.Join(out, stagingDir)) // none, as a rule
	for _, run := range runs {
		table := path.Dir(path.Dir(want.Path))
		aside := filepath.Join(out, stagingDir, run.Name(), replacedDir, table, path.Base(want.Path))
		if f, err := openSame(fsy, aside, want); err == nil {
			return f, nil
		}
	}
	return nil, err
}

// openSame opens a file that has the bytes that are wanted.
func openSame(fsy fsys.FS, name string, want FileInfo) (f fsys.File, err error) {
	f, err = fsy.Open(name)
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, f.Close())
		}
	}()
	found, err := readback.FingerprintOf(f)
	if err == nil && found != (readback.Fingerprint{Bytes: want.Bytes, SHA256: want.SHA256}) {
		err = fmt.Errorf("%w: it has %d bytes with sha256 %s", ErrDamaged, found.Bytes, found.SHA256)
	}
	return f, err
}

// openRows opens a file whose bytes were compared.
func openRows[T any](f fsys.File, want FileInfo) (r *parquet.GenericReader[T], err error) {
	err = guard(func() error {
		p, err := parquet.OpenFile(f, want.Bytes, parquet.SkipPageIndex(true), parquet.SkipBloomFilters(true))
		if err != nil {
			return err
		}
		if p.NumRows() != want.Rows {
			return fmt.Errorf("has %d rows, not %d", p.NumRows(), want.Rows)
		}
		r = parquet.NewGenericReader[T](p)
		return nil
	})
	return r, err
}

// guard runs fn and turns a panic of the Parquet reader into an error.
func guard(fn func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("reader panicked: %v", p)
		}
	}()
	return fn()
}
