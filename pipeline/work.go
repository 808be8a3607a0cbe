package pipeline

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime"
	"runtime/debug"
	"sync"

	"zhijian/analyzers/judge"
	"zhijian/analyzers/transcript"
	"zhijian/pipeline/dataset"
	"zhijian/pipeline/ingest"
)

// What the job itself rejects, beside the reasons of package ingest.
const (
	DuplicateID   ingest.Reason = "duplicate_id"   // an interaction with this id was scored before
	InternalPanic ingest.Reason = "internal_panic" // a fault of the program: it panicked over this record
	InternalError ingest.Reason = "internal_error" // a fault of the program: scoring returned an error
)

// largeRecord is the size from which records are scored one at a time.
const largeRecord = 128 << 10

// worker decodes and scores the records of batches.
type worker struct {
	scorer Scorer
	log    *slog.Logger
	large  *sync.Mutex           // held over a large record: one at a time, since it takes many times its size
	rows   func() *dataset.Batch // to be filled
	spare  chan<- []byte         // takes the memory of raw records for others
	last   mark                  // how many rows to expect: about as many as batches before had
}

// process decides on every record of the batch. When the job ends early it
// leaves the rest undone; nobody will look at it.
func (w *worker) process(ctx context.Context, b *batch) {
	b.rows = w.rows()
	reserve(b.rows, w.last)
	for i := range b.records {
		if ctx.Err() != nil {
			return
		}
		rec := &b.records[i]
		if rec.reject == nil {
			before := markOf(b.rows)
			w.record(b, rec)
			if rec.reject != nil {
				cut(b.rows, before, markOf(b.rows))
			}
		}
		rec.rows = markOf(b.rows)
	}
	if cap(b.raw) <= 2*batchBytes {
		select {
		case w.spare <- b.raw[:0]:
		default: // there is enough
		}
	}
	b.raw = nil
	w.last = w.last.expect(markOf(b.rows))
}

// record decodes and scores one record. A panic on the way rejects the record
// and leaves the job alone.
func (w *worker) record(b *batch, rec *record) {
	defer func() {
		if v := recover(); v != nil {
			w.log.Error("panic while scoring", "file", rec.source.File, "line", rec.source.Line, "id", rec.id,
				"panic", describe(v), "stack", string(debug.Stack()))
			rec.fail(InternalPanic, describe(v))
		}
	}()
	if rec.end-rec.begin > largeRecord {
		w.large.Lock()
		defer w.large.Unlock()
	}
	in, err := rec.decoder.Decode(b.raw[rec.begin:rec.end:rec.end], rec.source)
	if rej, ok := errors.AsType[*ingest.Reject](err); ok {
		rec.reject = rej
		return
	}
	if err == nil {
		rec.id = in.ID
		err = w.score(in, b.rows)
	}
	if errors.Is(err, judge.ErrTooMuchWork) {
		rec.fail(ingest.LimitExceeded, err.Error())
		return
	}
	if err != nil {
		w.log.Error("scoring failed", "file", rec.source.File, "line", rec.source.Line, "id", rec.id, "error", err)
		rec.fail(InternalError, "scoring failed; the log says more")
	}
}

func (w *worker) score(in *transcript.Interaction, rows *dataset.Batch) error {
	rejects := len(rows.Rejects)
	if err := w.scorer.Score(in, rows); err != nil {
		return err
	}
	if len(rows.Rejects) != rejects {
		rows.Rejects = rows.Rejects[:rejects]
		return errors.New("scorer wrote rejects")
	}
	return nil
}

func (rec *record) fail(reason ingest.Reason, detail string) {
	rec.reject = &ingest.Reject{Source: rec.source, ID: rec.id, Reason: reason, Detail: detail}
}

// describe names a panic without quoting the conversation: the runtime's own
// errors hold numbers and types alone, other values may hold anything.
func describe(v any) string {
	if err, ok := v.(runtime.Error); ok {
		return err.Error()
	}
	return fmt.Sprintf("panic with a value of type %T", v)
}
