package pipeline

import (
	"context"
	"sync"

	"golang.org/x/sync/errgroup"
	"golang.org/x/sync/semaphore"

	"zhijian/pipeline/dataset"
	"zhijian/pipeline/dedup"
	"zhijian/pipeline/intake"
	"zhijian/pipeline/plan"
)

// The bounds of what is under way at once.
const (
	batchRecords = 128
	batchBytes   = 1 << 20 // a batch may exceed it by one record

	bytesAtLeast   = 16 << 20 // of raw records between reader and merger
	bytesPerWorker = 2 << 20
)

// scoreAll reads, scores and stages all files of the plan.
func (cfg *Config) scoreAll(ctx context.Context, p *plan.Plan, stage *dataset.Stage) (*accounts, error) {
	seen := dedup.New(0, cfg.FS, cfg.TempDir)
	defer seen.Close()
	acc := newAccounts(p, cfg.RubricItems)
	if err := takeUp(stage, acc, seen); err != nil {
		return nil, err
	}
	if acc.reused > 0 {
		cfg.Log.Info("carrying on an interrupted run", "records_done", acc.reused)
	}
	var (
		group, groupCtx = errgroup.WithContext(ctx)
		todo            = make(chan *batch, cfg.Workers)   // to the workers, any of them
		order           = make(chan *batch, 2*cfg.Workers) // to the merger, in order
		spare           = make(chan []byte, cfg.Workers)   // back to the reader
		large           sync.Mutex
		memory          = semaphore.NewWeighted(bytesAtLeast + bytesPerWorker*int64(cfg.Workers))
	)
	group.Go(func() error {
		defer close(todo)
		defer close(order)
		in := intake.Open(groupCtx, p, cfg.Ingest)
		defer in.Close()
		r := &reader{ctx: groupCtx, intake: in, memory: memory, todo: todo, order: order, spare: spare, shards: sharding{limit: cfg.shardRecords}, skip: acc.reused}
		r.read = make([]int64, len(p.Files))
		if err := r.run(); err != nil {
			return err
		}
		acc.cut, acc.holdsRows = r.read, in.HoldsRows // looked at when all is done
		return nil
	})
	for range cfg.Workers {
		group.Go(func() error {
			w := &worker{scorer: cfg.Scorer, log: cfg.Log, large: &large, rows: stage.NewBatch, spare: spare}
			for b := range todo {
				w.process(groupCtx, b)
				close(b.done)
			}
			return nil
		})
	}
	group.Go(func() error {
		m := &merger{seen: seen, accounts: acc, stage: stage, total: p.Bytes(), mask: cfg.Mask, progress: cfg.Progress}
		for b := range order {
			if err := m.take(groupCtx, b); err != nil {
				return err
			}
			memory.Release(b.weight)
		}
		return nil
	})
	if err := group.Wait(); err != nil {
		return nil, err
	}
	if err := context.Cause(ctx); err != nil {
		return nil, err
	}
	return acc, acc.check(p)
}
