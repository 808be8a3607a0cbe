package pipeline

import (
	"slices"

	"zhijian/analyzers/transcript"
	"zhijian/pipeline/dataset"
	"zhijian/pipeline/ingest"
)

// batch is a run of consecutive records on its way from the reader through a
// worker to the merger. Whoever has received it owns it; the merger waits for
// done.
type batch struct {
	raw     []byte // of all records, one after the other
	records []record
	rows    *dataset.Batch // of the records that were scored, in order
	done    chan struct{}  // closed by the worker
	weight  int64          // bytes charged to the memory between reader and merger
	ends    bool           // a shard ends behind it
	read    int64          // bytes of input, as stored, that were read when the batch was complete
}

// record is one record of a batch. The reader sets its place, a worker what
// became of it: either reject, or id and the end of its rows.
type record struct {
	file       int // index in the plan
	source     transcript.Source
	begin, end int // of its bytes in batch.raw
	decoder    ingest.Decoder

	reject *ingest.Reject
	id     string
	rows   mark // where its rows end in batch.rows
}

func newBatch() *batch {
	return &batch{done: make(chan struct{})}
}

func (b *batch) full() bool { return len(b.records) >= batchRecords || len(b.raw) >= batchBytes }

// mark is a place in the rows of all tables that a scorer appends to.
type mark struct{ interactions, items, hits, turns int }

func markOf(rows *dataset.Batch) mark {
	return mark{len(rows.Interactions), len(rows.Items), len(rows.Hits), len(rows.Turns)}
}

// expect is how many rows to expect after a batch had so many: as many, or a little
// less than was expected of it.
func (m mark) expect(had mark) mark {
	fade := func(expected, had int) int { return max(had, expected-expected/32) }
	return mark{fade(m.interactions, had.interactions), fade(m.items, had.items), fade(m.hits, had.hits), fade(m.turns, had.turns)}
}

// reserve makes room for the rows to expect, so that they are not moved again and
// again as they grow.
func reserve(rows *dataset.Batch, expected mark) {
	rows.Interactions = slices.Grow(rows.Interactions, expected.interactions)
	rows.Items = slices.Grow(rows.Items, expected.items)
	rows.Hits = slices.Grow(rows.Hits, expected.hits+expected.hits/8)
	rows.Turns = slices.Grow(rows.Turns, expected.turns+expected.turns/8)
}

// cut removes the rows from one mark up to another.
func cut(rows *dataset.Batch, from, to mark) {
	rows.Interactions = remove(rows.Interactions, from.interactions, to.interactions)
	rows.Items = remove(rows.Items, from.items, to.items)
	rows.Hits = remove(rows.Hits, from.hits, to.hits)
	rows.Turns = remove(rows.Turns, from.turns, to.turns)
}

func remove[T any](rows []T, from, to int) []T { return append(rows[:from], rows[to:]...) }
