// Package intake reads the records of a whole batch in canonical order: the files
// of a plan one after the other, the records of each in the order of the file.
// It is what stands between a plan and everybody who needs its interactions.
package intake

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"

	"zhijian/analyzers/transcript"
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
	ctx    context.Context
	plan   *plan.Plan
	opener *ingest.Opener

	file     int // index of the file being read
	contents *plan.Contents
	reader   ingest.Reader
	done     int64 // bytes of the files before
}

// Open starts reading the files of p. The caller closes the intake.
func Open(ctx context.Context, p *plan.Plan, o ingest.Options) *Intake {
	return &Intake{ctx: ctx, plan: p, opener: ingest.NewOpener(o), file: -1}
}

// Next returns the next record, and io.EOF after the last one. A *ingest.Reject
// stands for a record or a file that cannot be read; then File alone is set and
// the caller goes on. Any other error ends the batch: the cause of the context,
// or a failure of the disk. The record is valid until the next call.
func (in *Intake) Next() (Record, error) {
	for {
		if in.ctx.Err() != nil {
			return Record{}, context.Cause(in.ctx)
		}
		if in.reader == nil {
			if err := in.open(); err != nil {
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
			return Record{}, fmt.Errorf("%s: %w", in.plan.Files[in.file].Path, err)
		}
	}
}

// Read is how many bytes of input, as stored, were read so far.
func (in *Intake) Read() int64 {
	if in.contents == nil {
		return in.done
	}
	return in.done + in.contents.Count()
}

// Close releases the file being read and all buffers.
func (in *Intake) Close() error {
	in.opener.Close()
	if in.contents == nil {
		return nil
	}
	return in.contents.Close()
}

// open opens the next file.
func (in *Intake) open() error {
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
	in.reader, err = in.opener.Open(f.Name, contents, ingest.PassWhole)
	if err != nil {
		return fmt.Errorf("%s: %w", f.Path, err)
	}
	return nil
}

// shut makes sure that the file that was read is the one that was planned.
func (in *Intake) shut() error {
	err := errors.Join(in.contents.Verify(), in.contents.Close())
	in.done += in.contents.Count()
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
