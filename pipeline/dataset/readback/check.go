package readback

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"sync/atomic"

	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/apache/arrow/go/v17/parquet"
	"github.com/apache/arrow/go/v17/parquet/file"
	"golang.org/x/sync/errgroup"

	"zhijian/pipeline/fsys"
)

// Check compares the file at path with what was written: first its bytes with
// their fingerprint, then, read by Arrow, its metadata (the key/value pairs that
// it must carry), schema, number of rows and the contents of every column with e.
// An error wraps ErrMismatch when the file can be read but differs. When ctx
// ends, Check stops after the column chunks at hand with the cause.
//
// The bytes come first because Arrow's reader may panic or never end on damaged
// ones; after that it only meets files that the writer made. A panic is an error
// all the same.
func (e *Expected) Check(ctx context.Context, fsy fsys.FS, path string, bytes Fingerprint, metadata map[string]string) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("%s: reader panicked: %v", path, p)
		}
	}()
	f, err := fsy.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	found, err := FingerprintOf(f)
	if err != nil {
		return err
	}
	if found != bytes {
		return fmt.Errorf("%s: %w: it has %d bytes with sha256 %s, %d with %s were written",
			path, ErrMismatch, found.Bytes, found.SHA256, bytes.Bytes, bytes.SHA256)
	}
	props := parquet.NewReaderProperties(memory.DefaultAllocator)
	props.BufferedStreamEnabled = true // pages, not whole column chunks, in memory
	r, err := file.NewParquetReader(f, file.WithReadProps(props))
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	if err := e.compare(ctx, r, metadata); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}

func (e *Expected) compare(ctx context.Context, r *file.Reader, metadata map[string]string) error {
	kv := r.MetaData().KeyValueMetadata()
	for key, want := range metadata {
		if got := kv.FindValue(key); got == nil || *got != want {
			return fmt.Errorf("%w: metadata %s is not %q", ErrMismatch, key, want)
		}
	}
	if err := e.compareSchema(r); err != nil {
		return err
	}
	got, err := e.read(ctx, r)
	if err != nil {
		return err
	}
	if got.Rows != e.Rows {
		return fmt.Errorf("%w: %d rows instead of %d", ErrMismatch, got.Rows, e.Rows)
	}
	for i, want := range e.Columns {
		if got.Columns[i] != want {
			return fmt.Errorf("%w: column %s differs (%d values, %d expected)",
				ErrMismatch, want.Path, got.Columns[i].Levels, want.Levels)
		}
	}
	return nil
}

func (e *Expected) compareSchema(r *file.Reader) error {
	schema := r.MetaData().Schema
	if schema.NumColumns() != len(e.Columns) {
		return fmt.Errorf("%w: %d columns instead of %d", ErrMismatch, schema.NumColumns(), len(e.Columns))
	}
	for i, want := range e.Columns {
		c := schema.Column(i)
		got := Column{Path: c.Path(), Kind: c.PhysicalType(), MaxDef: c.MaxDefinitionLevel(), MaxRep: c.MaxRepetitionLevel()}
		want.Sum = Sum{}
		if got != want {
			return fmt.Errorf("%w: column %d is %+v instead of %+v", ErrMismatch, i, got, want)
		}
	}
	return nil
}

// rowsPerReader is for how many rows a goroutine is worth its while.
const rowsPerReader = 64 << 10

// read hashes the whole file, several columns at a time: its check is the last thing
// that a job waits for.
func (e *Expected) read(ctx context.Context, r *file.Reader) (*Expected, error) {
	got := &Expected{Columns: slices.Clone(e.Columns)}
	for i := range got.Columns {
		got.Columns[i].Sum = Sum{}
	}
	for g := range r.NumRowGroups() {
		got.Rows += r.RowGroup(g).NumRows()
	}
	var readers errgroup.Group
	var next atomic.Int64 // column to be read
	for range min(runtime.GOMAXPROCS(0), 1+int(e.Rows/rowsPerReader)) {
		readers.Go(func() error {
			b := newBuffers()
			for {
				i := int(next.Add(1)) - 1
				if i >= len(got.Columns) {
					return nil
				}
				sum, err := b.readColumn(ctx, r, i, got.Columns[i])
				if err != nil {
					return err
				}
				got.Columns[i].Sum = sum
			}
		})
	}
	return got, readers.Wait()
}

// readColumn hashes the i-th column, which is to be like c. A panic is an error.
func (b *buffers) readColumn(ctx context.Context, r *file.Reader, i int, c Column) (_ Sum, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("column %s: reader panicked: %v", c.Path, p)
		}
	}()
	for g := range r.NumRowGroups() {
		if ctx.Err() != nil {
			return c.Sum, context.Cause(ctx)
		}
		group := r.RowGroup(g)
		pages, err := group.GetColumnPageReader(i)
		if err == nil {
			err = b.drainPages(r, group, i, &checkedPages{PageReader: pages, column: &c})
		}
		if err != nil {
			return c.Sum, fmt.Errorf("row group %d, column %s: %w", g, c.Path, err)
		}
	}
	return c.Sum, nil
}

// drainPages adds the pages of the i-th column of a row group to the column.
func (b *buffers) drainPages(r *file.Reader, group *file.RowGroupReader, i int, pages *checkedPages) error {
	chunk, err := group.MetaData().ColumnChunk(i)
	if err != nil {
		return err
	}
	if chunk.HasDictionaryPage() {
		return b.drainReferences(pages, pages.column)
	}
	reader := file.NewColumnReader(r.MetaData().Schema.Column(i), pages, memory.DefaultAllocator, r.BufferPool())
	return b.drain(reader, pages.column)
}
