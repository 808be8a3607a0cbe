package readback

import (
	"context"
	"fmt"

	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/apache/arrow/go/v17/parquet"
	"github.com/apache/arrow/go/v17/parquet/file"

	"zhijian/pipeline/fsys"
)

// Check compares the file at path with what was written: first its bytes with
// their fingerprint, then, read by Arrow, its metadata (the key/value pairs that
// it must carry), schema, number of rows and the contents of every column with e.
// An error wraps ErrMismatch when the file can be read but differs. When ctx
// ends, Check stops after the current row group with the cause.
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
		want.Levels, want.Hash = 0, 0
		if got != want {
			return fmt.Errorf("%w: column %d is %+v instead of %+v", ErrMismatch, i, got, want)
		}
	}
	return nil
}

// read hashes the whole file.
func (e *Expected) read(ctx context.Context, r *file.Reader) (*Expected, error) {
	columns := make([]*column, len(e.Columns))
	for i, c := range e.Columns {
		c.Levels, c.Hash = 0, 0
		columns[i] = newColumn(c)
	}
	buffers := newBuffers()
	got := &Expected{}
	for g := range r.NumRowGroups() {
		if ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		group := r.RowGroup(g)
		got.Rows += group.NumRows()
		for i, c := range columns {
			pages, err := group.GetColumnPageReader(i)
			if err == nil {
				checked := &checkedPages{PageReader: pages, column: c}
				chunk := file.NewColumnReader(r.MetaData().Schema.Column(i), checked, memory.DefaultAllocator, r.BufferPool())
				err = buffers.drain(chunk, c)
			}
			if err != nil {
				return nil, fmt.Errorf("row group %d, column %s: %w", g, c.head.Path, err)
			}
		}
	}
	for _, c := range columns {
		got.Columns = append(got.Columns, c.summary())
	}
	return got, nil
}

// batch is how many levels are read at a time.
const batch = 4096

// buffers are what column chunks are read into; one set serves a whole file.
type buffers struct {
	defs, reps []int16
	int32s     []int32
	int64s     []int64
	doubles    []float64
	bools      []bool
	texts      []parquet.ByteArray
}

func newBuffers() *buffers {
	return &buffers{
		defs: make([]int16, batch), reps: make([]int16, batch),
		int32s: make([]int32, batch), int64s: make([]int64, batch), doubles: make([]float64, batch),
		bools: make([]bool, batch), texts: make([]parquet.ByteArray, batch),
	}
}

// drain puts a whole column chunk into c.
func (b *buffers) drain(chunk file.ColumnChunkReader, c *column) error {
	switch r := chunk.(type) {
	case *file.Int32ColumnChunkReader:
		return drain(b, r, c, b.int32s, (*column).int32)
	case *file.Int64ColumnChunkReader:
		return drain(b, r, c, b.int64s, (*column).int64)
	case *file.Float64ColumnChunkReader:
		return drain(b, r, c, b.doubles, (*column).double)
	case *file.BooleanColumnChunkReader:
		return drain(b, r, c, b.bools, (*column).bool)
	case *file.ByteArrayColumnChunkReader:
		return drain(b, r, c, b.texts, func(c *column, v parquet.ByteArray) { c.bytes(v) })
	}
	return fmt.Errorf("%w: physical type %s", ErrMismatch, chunk.Type())
}

// chunkReader is what the readers of all physical types have in common.
type chunkReader[V any] interface {
	file.ColumnChunkReader
	ReadBatch(n int64, values []V, defs, reps []int16) (levels int64, read int, err error)
}

func drain[V any](b *buffers, r chunkReader[V], c *column, values []V, put func(*column, V)) error {
	for r.HasNext() {
		levels, read, err := r.ReadBatch(batch, values, b.defs, b.reps)
		if err != nil {
			return err
		}
		if levels == 0 {
			return fmt.Errorf("%w: page ends early", ErrMismatch)
		}
		next := 0
		for i := range levels {
			var rep, def int16 // a column that is never null or repeated has no levels
			if c.head.MaxRep > 0 {
				rep = b.reps[i]
			}
			if c.head.MaxDef > 0 {
				def = b.defs[i]
			}
			c.level(byte(rep), byte(def))
			if def != c.head.MaxDef {
				continue
			}
			if next == read {
				return fmt.Errorf("%w: fewer values than levels", ErrMismatch)
			}
			put(c, values[next])
			next++
		}
	}
	return r.Err()
}
