package pipeline

import (
	"context"
	"errors"
	"io"

	"golang.org/x/sync/semaphore"

	"zhijian/pipeline/ingest"
	"zhijian/pipeline/intake"
)

// reader cuts all files, in order, into batches of raw records.
type reader struct {
	ctx    context.Context
	intake *intake.Intake
	memory *semaphore.Weighted
	todo   chan<- *batch
	order  chan<- *batch
	spare  <-chan []byte // memory of raw records that are decoded

	batch  *batch // being filled
	shards sharding
	skip   int64   // records that an earlier run has done
	read   []int64 // records of each file of the plan, those skipped included
}

func (r *reader) run() error {
	r.batch = newBatch()
	for {
		rec, err := r.intake.Next()
		rej, isReject := errors.AsType[*ingest.Reject](err)
		if err == nil || isReject {
			r.read[rec.File]++
		}
		switch {
		case r.skip > 0 && (err == nil || isReject):
			r.skip--
			continue
		case errors.Is(err, io.EOF):
			return r.send()
		case isReject:
			err = r.add(record{file: rec.File, source: rej.Source, reject: rej})
		case err == nil:
			begin := len(r.batch.raw)
			r.batch.raw = append(r.batch.raw, rec.Raw...)
			err = r.add(record{file: rec.File, source: rec.Source, begin: begin, end: len(r.batch.raw), decoder: rec.Decoder})
		}
		if err != nil {
			return err
		}
	}
}

// add adds a record to the batch and hands the batch on when it is full.
func (r *reader) add(rec record) error {
	r.batch.records = append(r.batch.records, rec)
	r.batch.ends = r.shards.ends(rec.end - rec.begin)
	if !r.batch.ends && !r.batch.full() {
		return nil
	}
	return r.send()
}

// send waits until there is memory and room for the batch, and hands it on. The
// merger takes batches in the order of this one sender, so that the oldest batch
// never waits for memory that a younger one holds.
func (r *reader) send() error {
	b := r.batch
	b.read = r.intake.Read()
	b.weight = int64(len(b.raw))
	r.batch = newBatch()
	r.batch.records = make([]record, 0, len(b.records)) // about as much again
	select {
	case r.batch.raw = <-r.spare:
	default:
		r.batch.raw = make([]byte, 0, len(b.raw)+len(b.raw)/8)
	}
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
