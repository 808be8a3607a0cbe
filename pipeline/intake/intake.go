// Package intake reads the records of a whole batch in canonical order: the files
// of a plan one after the other, the records of each in the order of the file.
// Interactions whose turns are rows of tables are put together first, from rows
// anywhere in the batch, and come after the whole records of the file in which
// their first row stands. It is what stands between a plan and everybody who
// needs its interactions.
package intake

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"

	"zhijian/analyzers/transcript"
	"zhijian/pipeline/fsys"
	"zhijian/pipeline/ingest"
	"zhijian/pipeline/plan"
)

// Record is one undecoded interaction.
type Record struct {
	ingest.Record
	File int // index in the plan
}

// Intake reads the records of a plan. It is used by one goroutine.
type Intake struct {
	ctx     context.Context
	plan    *plan.Plan
	options ingest.Options
	opener  *ingest.Opener
	decoder ingest.Decoder // of interactions put together
	rows    *assembly
	joined  *assembled // nil until all rows were read

	file     int // index of the file being read
	contents *plan.Contents
	reader   ingest.Reader
	raw      []byte // of the last interaction put together
	done     int64  // bytes of the files before
	tables   []bool // by file: it holds rows
}

// Open starts reading the files of p. The caller closes the intake.
func Open(ctx context.Context, p *plan.Plan, o ingest.Options) *Intake {
	if o.FS == nil {
		o.FS = fsys.OS{}
	}
	in := &Intake{ctx: ctx, plan: p, options: o, opener: ingest.NewOpener(o), rows: newAssembly(&o), file: -1, tables: make([]bool, len(p.Files))}
	in.decoder = ingest.RowDecoder(&in.options)
	return in
}

// Next returns the next record, and io.EOF after the last one. A *ingest.Reject
// stands for a record or a file that cannot be read; then File alone is set and
// the caller goes on. Any other error ends the batch: the cause of the context,
// or a failure of the disk. The record is valid until the next call.
func (in *Intake) Next() (Record, error) {
	if in.joined == nil {
		if err := in.assemble(); err != nil {
			return Record{}, err
		}
	}
	for {
		if in.ctx.Err() != nil {
			return Record{}, context.Cause(in.ctx)
		}
		if in.reader == nil {
			if !in.joined.end && int(in.joined.at.file) <= in.file {
				return in.nextJoined()
			}
			if err := in.open(ingest.PassWhole); err != nil {
				return Record{File: in.file}, err
			}
		}
		rec, err := in.reader.Next()
		switch {
		case errors.Is(err, io.EOF):
			if err := in.shut(); err != nil {
				return Record{}, err
			}
		case err == nil || isReject(err):
			return Record{Record: rec, File: in.file}, err
		default:
			return Record{}, in.failed(err)
		}
	}
}

// nextJoined returns the next interaction that was put together.
func (in *Intake) nextJoined() (Record, error) {
	it, err := itemOf(in.joined.raw)
	if err != nil {
		return Record{}, err
	}
	rec := Record{File: int(in.joined.at.file)} // in the order of the batch, wherever the row of a reject stands
	it.source.File = in.plan.Files[it.file].Name
	if it.reject == nil {
		in.raw = append(in.raw[:0], it.rows...)
		rec.Source, rec.Raw, rec.Decoder = it.source, in.raw, in.decoder
	}
	if err := in.joined.advance(); err != nil {
		return Record{}, err
	}
	if it.reject != nil {
		it.reject.Source = it.source
		return rec, it.reject
	}
	return rec, nil
}

// assemble reads the rows of all files and puts them together.
func (in *Intake) assemble() error {
	if !in.mayHoldRows() {
		in.joined = &assembled{end: true}
		return nil
	}
	for {
		err := in.open(ingest.PassRows)
		switch {
		case errors.Is(err, io.EOF):
			in.file = -1
			in.joined, err = in.rows.join(in.stopped)
			return err
		case err == nil:
			err = in.readRows()
		case isReject(err): // told in the other pass
			continue
		}
		if err != nil {
			return err
		}
	}
}

// mayHoldRows reports whether a file can be one of rows.
func (in *Intake) mayHoldRows() bool {
	for _, f := range ingest.Formats() {
		if f.Rows && (in.options.Format == "" || in.options.Format == f.Name) {
			return true
		}
	}
	return false
}

// readRows reads the rows of the open file and makes sure, when there are some,
// that it is the one that was planned.
func (in *Intake) readRows() error {
	if err := in.rows.begin(in.file); err != nil {
		return err
	}
	for {
		if in.ctx.Err() != nil {
			return context.Cause(in.ctx)
		}
		rec, err := in.reader.Next()
		rej, isReject := errors.AsType[*ingest.Reject](err)
		switch {
		case errors.Is(err, io.EOF):
			if in.rows.next.row == 0 {
				return in.leave()
			}
			in.tables[in.file] = true
			return in.shut()
		case isReject:
			err = in.rows.reject(rej)
		case err == nil:
			err = in.rows.add(rec)
		default:
			err = in.failed(err)
		}
		if err != nil {
			return err
		}
	}
}

func (in *Intake) failed(err error) error {
	return fmt.Errorf("%s: %w", in.plan.Files[in.file].Path, err)
}

// stopped is the cause of the context when it has ended.
func (in *Intake) stopped() error { return context.Cause(in.ctx) }

// Read is how many bytes of input, as stored, were read so far.
func (in *Intake) Read() int64 {
	if in.contents == nil || in.joined != nil && in.tables[in.file] {
		return in.done
	}
	return in.done + in.contents.Count()
}

// HoldsRows reports whether a file of the plan holds rows, of interactions that
// may count for other files. It is known after the first call of Next.
func (in *Intake) HoldsRows(file int) bool { return in.tables[file] }

// Close releases the file being read, all buffers and all temporary files.
func (in *Intake) Close() error {
	return errors.Join(in.opener.Close(), in.rows.close(), in.leave())
}

// open opens the next file.
func (in *Intake) open(pass ingest.Pass) error {
	in.file++
	if in.file == len(in.plan.Files) {
		in.file--
		return io.EOF
	}
	f := &in.plan.Files[in.file]
	if f.Err != nil {
		return unreadable(f)
	}
	contents, err := f.Open()
	if err != nil {
		return err
	}
	in.contents = contents
	in.reader, err = in.opener.Open(f.Name, contents, pass)
	if err != nil {
		return in.failed(err)
	}
	return nil
}

// shut makes sure that the file that was read is the one that was planned.
func (in *Intake) shut() error {
	err := in.contents.Verify()
	if in.joined == nil || !in.tables[in.file] { // files of rows are read twice
		in.done += in.contents.Count()
	}
	return errors.Join(err, in.leave())
}

// leave closes the file being read, if there is one.
func (in *Intake) leave() error {
	if in.contents == nil {
		return nil
	}
	err := in.contents.Close()
	in.contents, in.reader = nil, nil
	return err
}

func isReject(err error) bool {
	_, ok := errors.AsType[*ingest.Reject](err)
	return ok
}

// unreadable is the reject for a file that was found but cannot be read.
func unreadable(f *plan.File) *ingest.Reject {
	err := f.Err
	if pathErr, ok := errors.AsType[*fs.PathError](err); ok {
		err = pathErr.Err // the path is told by the source
	}
	return &ingest.Reject{
		Source: transcript.Source{File: f.Name},
		Reason: ingest.UnreadableFile,
		Detail: err.Error(),
	}
}
