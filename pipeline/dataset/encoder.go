package dataset

import (
	"context"
	"fmt"
	"path"
	"path/filepath"
	"slices"

	"github.com/parquet-go/parquet-go"

	"zhijian/pipeline/dataset/readback"
	"zhijian/pipeline/fsys"
)

// sizeCheckRows is after how many rows the size of a row group is looked at.
const sizeCheckRows = 64

// row is a pointer to a row of a table.
type row[T any] interface {
	*T
	setRun(id string)
}

// portion is what an encoder is given: rows, or the end of a shard.
type portion[T any] struct {
	rows []T
	end  *shard
}

// part is a finished file of a table and what must be in it.
type part struct {
	path     string // on disk
	bytes    readback.Fingerprint
	expected readback.Expected
}

// encoder writes the rows of one table into part files. Its rows arrive through
// a channel; everything else belongs to the goroutine that calls run.
type encoder[T any, P row[T]] struct {
	fsys    fsys.FS
	layout  layout
	dir     string // where parts are staged
	date    string
	runID   string
	options []parquet.WriterOption
	perPart int64
	at      int                        // of the table in Tables
	done    func(part) <-chan struct{} // called for every finished part; closed when it was found right

	in chan portion[T]

	sum     *readback.Sum[T]
	file    fsys.File        // nil between parts
	out     *readback.Writer // to file
	writer  *parquet.GenericWriter[T]
	inPart  int64
	inGroup int64
	start   int64 // writer size at the start of the row group
	files   []FileInfo
	checked []<-chan struct{} // of the parts of the shard
}

// send passes rows to the encoder's goroutine; it fails when ctx has ended.
func (e *encoder[T, P]) send(ctx context.Context, rows []T) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if len(rows) == 0 {
		return nil
	}
	for i := range rows {
		P(&rows[i]).setRun(e.runID)
	}
	return e.put(ctx, portion[T]{rows: rows})
}

func (e *encoder[T, P]) put(ctx context.Context, p portion[T]) error {
	select {
	case e.in <- p:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// endShard tells the encoder's goroutine that a shard ends behind the rows sent
// so far.
func (e *encoder[T, P]) endShard(ctx context.Context, s *shard) error {
	return e.put(ctx, portion[T]{end: s})
}

// end tells the encoder's goroutine that no more rows follow.
func (e *encoder[T, P]) end() { close(e.in) }

// info describes the table once run has ended.
func (e *encoder[T, P]) info() TableInfo {
	t := TableInfo{Table: e.layout.table, Files: e.files}
	for _, f := range e.files {
		t.Rows += f.Rows
	}
	return t
}

// run encodes rows until end is called or ctx ends.
func (e *encoder[T, P]) run(ctx context.Context) error {
	err := e.encode(ctx)
	if e.file != nil { // given up in the middle of a part
		_ = e.file.Close() // its rows are given up with it
	}
	if err != nil {
		return fmt.Errorf("table %s: %w", e.layout.table, err)
	}
	return nil
}

func (e *encoder[T, P]) encode(ctx context.Context) error {
	var err error
	if e.sum, err = readback.New[T](); err != nil {
		return err
	}
	if err := makeDir(e.fsys, e.dir); err != nil {
		return err
	}
	for {
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case p, more := <-e.in:
			if !more {
				return e.finish()
			}
			if err := e.take(p); err != nil {
				return err
			}
		}
	}
}

func (e *encoder[T, P]) take(p portion[T]) error {
	if p.end == nil {
		return e.add(p.rows)
	}
	if e.file != nil {
		if err := e.endPart(); err != nil {
			return err
		}
	}
	if err := e.fsys.SyncDir(e.dir); err != nil {
		return err
	}
	info := e.info()
	info.Files = slices.Clone(info.Files)
	p.end.tables <- shardTable{at: e.at, info: info, checked: e.checked}
	e.checked = nil
	return nil
}

// add encodes rows up to each point where a row group or a part may end.
func (e *encoder[T, P]) add(rows []T) error {
	for len(rows) > 0 {
		if e.file == nil {
			if err := e.begin(); err != nil {
				return err
			}
		}
		room := min(e.perPart-e.inPart, e.layout.rowsPerGroup-e.inGroup, sizeCheckRows-e.inGroup%sizeCheckRows)
		n := min(len(rows), int(room))
		if err := e.write(rows[:n]); err != nil {
			return err
		}
		rows = rows[n:]
	}
	return nil
}

// write encodes rows and ends the row group or the part when it is full.
//
// Rows go to the Parquet writer one by one. It may end a page between any two
// calls, so that portions of rows would show in the files; and given several rows
// at once, parquet-go 0.32 writes some nulls of optional fields without a pointer
// as empty values (null, value, null became null, value, "").
func (e *encoder[T, P]) write(rows []T) error {
	e.sum.Add(rows)
	for i := range rows {
		if _, err := e.writer.Write(rows[i : i+1]); err != nil {
			return err
		}
	}
	e.inPart += int64(len(rows))
	e.inGroup += int64(len(rows))
	switch {
	case e.inPart == e.perPart:
		return e.endPart()
	case e.inGroup == e.layout.rowsPerGroup,
		e.inGroup%sizeCheckRows == 0 && e.writer.Size()-e.start >= bytesPerGroup:
		return e.endGroup()
	}
	return nil
}

func (e *encoder[T, P]) begin() error {
	f, err := e.fsys.Create(filepath.Join(e.dir, e.name()))
	if err != nil {
		return err
	}
	e.file, e.out = f, readback.NewWriter(f)
	e.writer = parquet.NewGenericWriter[T](e.out, e.options...)
	e.inPart, e.inGroup, e.start = 0, 0, 0
	return nil
}

// name is the file name of the part that is being written.
func (e *encoder[T, P]) name() string {
	return path.Base(partPath(e.layout.table, e.date, len(e.files)))
}

func (e *encoder[T, P]) endGroup() error {
	if err := e.writer.Flush(); err != nil {
		return err
	}
	e.inGroup, e.start = 0, e.writer.Size()
	return nil
}

func (e *encoder[T, P]) endPart() error {
	if err := e.writer.Close(); err != nil {
		return err
	}
	f := e.file
	e.file, e.writer = nil, nil
	if err := closeFile(f); err != nil {
		return err
	}
	bytes := e.out.Fingerprint()
	checked := e.done(part{path: f.Name(), bytes: bytes, expected: e.sum.Take()})
	e.checked = append(e.checked, checked)
	e.files = append(e.files, FileInfo{
		Path: partPath(e.layout.table, e.date, len(e.files)),
		Rows: e.inPart, Bytes: bytes.Bytes, SHA256: bytes.SHA256,
	})
	e.inPart, e.inGroup = 0, 0
	return nil
}

// finish ends the last part; a table without rows gets one file with the schema.
func (e *encoder[T, P]) finish() error {
	if e.file == nil && len(e.files) == 0 {
		if err := e.begin(); err != nil {
			return err
		}
	}
	if e.file != nil {
		if err := e.endPart(); err != nil {
			return err
		}
	}
	return e.fsys.SyncDir(e.dir)
}
