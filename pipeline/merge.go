package pipeline

import (
	"context"

	"zhijian/analyzers/mask"
	"zhijian/pipeline/dataset"
	"zhijian/pipeline/dedup"
)

// merger takes the batches in canonical order, decides on duplicates, keeps the
// accounts and hands the rows to the stage.
type merger struct {
	seen     *dedup.Set
	accounts *accounts
	stage    *dataset.Stage
	total    int64
	mask     *mask.Masker
	progress func(Progress)
	keys     []byte // of the ids that the shard has added
}

// take waits until the batch is done and writes it.
func (m *merger) take(ctx context.Context, b *batch) error {
	select {
	case <-b.done:
	case <-ctx.Done():
		return context.Cause(ctx)
	}
	if ctx.Err() != nil { // the worker may have left it half done
		return context.Cause(ctx)
	}
	if err := m.markDuplicates(b); err != nil {
		return err
	}
	dropRejected(b)
	for i := range b.records {
		rec := &b.records[i]
		m.accounts.add(rec)
		if rec.reject != nil {
			b.rows.Rejects = append(b.rows.Rejects, rejectRow(rec.reject, m.mask))
		}
	}
	m.accounts.rows(b.rows)
	if err := m.stage.Write(b.rows); err != nil {
		return err
	}
	if b.ends {
		if err := m.endShard(); err != nil {
			return err
		}
	}
	m.progress(Progress{Done: b.read, Total: m.total, Interactions: m.accounts.read()})
	return nil
}

// endShard has the stage finish what was written so far.
func (m *merger) endShard() error {
	saved, err := m.accounts.save()
	if err != nil {
		return err
	}
	keys := m.keys
	m.keys = nil
	return m.stage.EndShard(saved, keys)
}

// markDuplicates rejects every record whose id was scored before. A record that
// is rejected itself leaves its id free for a better one.
func (m *merger) markDuplicates(b *batch) error {
	for i := range b.records {
		rec := &b.records[i]
		if rec.reject != nil {
			continue
		}
		added, err := m.seen.Add(rec.id)
		if err != nil {
			return err
		}
		if added {
			m.keys = dedup.AppendKey(m.keys, rec.id)
		} else {
			rec.fail(DuplicateID, "an earlier record of the batch has this id")
		}
	}
	return nil
}

// dropRejected removes the rows of records that were scored and then rejected.
// It goes from the last to the first, so that the marks before stay true.
func dropRejected(b *batch) {
	for i := len(b.records) - 1; i >= 0; i-- {
		var before mark
		if i > 0 {
			before = b.records[i-1].rows
		}
		if rec := &b.records[i]; rec.reject != nil && rec.rows != before {
			cut(b.rows, before, rec.rows)
		}
	}
}
