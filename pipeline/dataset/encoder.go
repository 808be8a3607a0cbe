package dataset

import (
	"context"
	"fmt"
	"path"
	"path/filepath"
	"slices"

	"zhijian/pipeline/dataset/columns"
	"zhijian/pipeline/dataset/readback"
	"zhijian/pipeline/fsys"
)

// portion is what an encoder is given: rows, or the end of a shard.
type portion[T any] struct {
	rows []T
	of   *loan // what the rows are part of
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
type encoder[T any] struct {
	fsys    fsys.FS
	layout  layout
	dir     string // where parts are staged
	date    string
	options columns.Options
	perPart int64
	at      int                        // of the table in Tables
	done    func(part) <-chan struct{} // called for every finished part; closed when it was found right

	in chan portion[T]

	file    fsys.File        // nil between parts
	out     *readback.Writer // to file
	writer  *columns.Writer[T]
	inPart  int64
	files   []FileInfo
	checked []<-chan struct{} // of the parts of the shard
}

// send passes rows to the encoder's goroutine; it fails when ctx has ended.
func (e *encoder[T]) send(ctx context.Context, rows []T) error {
	return e.sendOf(ctx, rows, nil)
}

// sendOf is send for rows of a batch that is lent.
func (e *encoder[T]) sendOf(ctx context.Context, rows []T, of *loan) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if len(rows) == 0 {
		of.end()
		return nil
	}
	return e.put(ctx, portion[T]{rows: rows, of: of})
}

func (e *encoder[T]) put(ctx context.Context, p portion[T]) error {
	select {
	case e.in <- p:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// endShard tells the encoder's goroutine that a shard ends behind the rows sent
// so far.
func (e *encoder[T]) endShard(ctx context.Context, s *shard) error {
	return e.put(ctx, portion[T]{end: s})
}

// end tells the encoder's goroutine that no more rows follow.
func (e *encoder[T]) end() { close(e.in) }

// info describes the table once run has ended.
func (e *encoder[T]) info() TableInfo {
	t := TableInfo{Table: e.layout.table, Files: e.files}
	for _, f := range e.files {
		t.Rows += f.Rows
	}
	return t
}

// run encodes rows until end is called or ctx ends.
func (e *encoder[T]) run(ctx context.Context) error {
	err := e.encode(ctx)
	if e.file != nil { // given up in the middle of a part
		_ = e.file.Close() // its rows are given up with it
	}
	if err != nil {
		return fmt.Errorf("table %s: %w", e.layout.table, err)
	}
	return nil
}

func (e *encoder[T]) encode(ctx context.Context) error {
	var err error
	if e.writer, err = columns.New[T](e.options); err != nil {
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

func (e *encoder[T]) take(p portion[T]) error {
	if p.end == nil {
		defer p.of.end()
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

// add encodes rows up to each point where a part ends.
func (e *encoder[T]) add(rows []T) error {
	for len(rows) > 0 {
		if e.file == nil {
			if err := e.begin(); err != nil {
				return err
			}
		}
		n := min(len(rows), int(e.perPart-e.inPart))
		if err := e.writer.Add(rows[:n]); err != nil {
			return err
		}
		rows = rows[n:]
		if e.inPart += int64(n); e.inPart == e.perPart {
			if err := e.endPart(); err != nil {
				return err
			}
		}
	}
	return nil
}

func (e *encoder[T]) begin() error {
	f, err := e.fsys.Create(filepath.Join(e.dir, e.name()))
	if err != nil {
		return err
	}
	e.file, e.out = f, readback.NewWriter(f)
	e.inPart = 0
	return e.writer.Begin(e.out)
}

// name is the file name of the part that is being written.
func (e *encoder[T]) name() string {
	return path.Base(partPath(e.layout.table, e.date, len(e.files)))
}

func (e *encoder[T]) endPart() error {
	expected, err := e.writer.End()
	if err != nil {
		return err
	}
	f := e.file
	e.file = nil
	if err := closeFile(f); err != nil {
		return err
	}
	bytes := e.out.Fingerprint()
	checked := e.done(part{path: f.Name(), bytes: bytes, expected: expected})
	e.checked = append(e.checked, checked)
	e.files = append(e.files, FileInfo{
		Path: partPath(e.layout.table, e.date, len(e.files)),
		Rows: e.inPart, Bytes: bytes.Bytes, SHA256: bytes.SHA256,
	})
	e.inPart = 0
	return nil
}

// finish ends the last part; a table without rows gets one file with the schema.
func (e *encoder[T]) finish() error {
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
