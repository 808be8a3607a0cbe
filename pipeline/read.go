package pipeline

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"

	"golang.org/x/sync/semaphore"

	"zhijian/analyzers/transcript"
	"zhijian/pipeline/ingest"
	"zhijian/pipeline/plan"
)

// reader cuts all files, in order, into batches of raw records.
type reader struct {
	ctx    context.Context
	opener *ingest.Opener
	memory *semaphore.Weighted
	todo   chan<- *batch
	order  chan<- *batch

	batch *batch // being filled
	read  int64  // bytes of input, as stored
}

func (r *reader) run(p *plan.Plan) error {
	r.batch = newBatch()
	for i := range p.Files {
		if err := r.file(i, &p.Files[i]); err != nil {
			return err
		}
	}
	return r.send()
}

// file reads one file and makes sure that it is the one that was planned.
func (r *reader) file(index int, f *plan.File) error {
	if f.Err != nil {
		return r.add(record{file: index, reject: unreadable(f)})
	}
	contents, err := f.Open()
	if err != nil {
		return err
	}
	defer contents.Close()
	records, decoder, err := r.opener.Open(f.Name, counter{contents, &r.read})
	if err != nil {
		return fmt.Errorf("%s: %w", f.Path, err)
	}
	for {
		rec, err := records.Next()
		rej, isReject := errors.AsType[*ingest.Reject](err)
		switch {
		case errors.Is(err, io.EOF):
			return contents.Verify()
		case isReject:
			err = r.add(record{file: index, source: rej.Source, reject: rej})
		case err == nil:
			begin := len(r.batch.raw)
			r.batch.raw = append(r.batch.raw, rec.Raw...)
			err = r.add(record{file: index, source: rec.Source, begin: begin, end: len(r.batch.raw), decoder: decoder})
		default:
			err = fmt.Errorf("%s: %w", f.Path, err)
		}
		if err != nil {
			return err
		}
	}
}

// add adds a record to the batch and hands the batch on when it is full.
func (r *reader) add(rec record) error {
	r.batch.records = append(r.batch.records, rec)
	if !r.batch.full() {
		return nil
	}
	return r.send()
}

// send waits until there is memory and room for the batch, and hands it on. The
// merger takes batches in the order of this one sender, so that the oldest batch
// never waits for memory that a younger one holds.
func (r *reader) send() error {
	b := r.batch
	b.read = r.read
	b.weight = int64(len(b.raw))
	r.batch = newBatch()
	r.batch.raw = make([]byte, 0, len(b.raw)+len(b.raw)/8) // about as much again
	if err := r.memory.Acquire(r.ctx, b.weight); err != nil {
		return context.Cause(r.ctx)
	}
	for _, to := range []chan<- *batch{r.order, r.todo} {
		select {
		case to <- b:
		case <-r.ctx.Done():
			return context.Cause(r.ctx)
		}
	}
	return nil
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

// counter counts the bytes that are read.
type counter struct {
	r io.Reader
	n *int64
}

func (c counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	*c.n += int64(n)
	return n, err
}
