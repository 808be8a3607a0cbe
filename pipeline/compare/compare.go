// Package compare scores the same interactions with two rubrics and tells what a
// change of rubric changes: for whom, by how much, in which items, with the words
// that make the difference. It keeps totals and a bounded number of examples, not
// the interactions.
package compare

import (
	"context"
	"errors"
	"io"
	"runtime"

	"golang.org/x/sync/errgroup"

	"zhijian/analyzers/mask"
	"zhijian/analyzers/suite"
	"zhijian/analyzers/transcript"
	"zhijian/pipeline/ingest"
	"zhijian/pipeline/stream"
)

// Options says what is compared over.
type Options struct {
	Inputs  []string       // files, folders and "-"
	Stdin   io.Reader      // what "-" stands for
	Ingest  ingest.Options // how they are read
	TempDir string         // for what does not fit in memory; empty takes the system's
	Workers int            // interactions scored at the same time; 0: one for each processor

	Mask  *mask.Masker       // of the words that are shown; nil masks nothing
	Shown int                // interactions with the largest change that the report keeps; 0: 20
	Each  func(Change) error // called for every interaction that changes, in order; may be nil
}

const (
	defaultShown = 20
	batchSize    = 128 // interactions in memory
)

// Run scores every interaction with both suites. The error is the cause of ctx,
// one of package plan when the inputs are at fault, or the one of Each.
func Run(ctx context.Context, before, after *suite.Suite, o Options) (*Report, error) {
	if o.Workers <= 0 {
		o.Workers = runtime.GOMAXPROCS(0)
	}
	if o.Shown <= 0 {
		o.Shown = defaultShown
	}
	c := &comparison{before: before, after: after, options: o, tally: newTally(before.Rubric, after.Rubric, o.Shown, o.Mask)}
	batch := make([]*transcript.Interaction, 0, batchSize)
	for in, err := range stream.Interactions(ctx, stream.Options{Inputs: o.Inputs, Stdin: o.Stdin, Ingest: o.Ingest, TempDir: o.TempDir}) {
		if rej, ok := errors.AsType[*ingest.Reject](err); ok {
			c.tally.reject(rej)
			continue
		}
		if err != nil {
			return nil, err
		}
		if batch = append(batch, in); len(batch) == batchSize {
			if err := c.score(ctx, batch); err != nil {
				return nil, err
			}
			batch = batch[:0]
		}
	}
	if err := c.score(ctx, batch); err != nil {
		return nil, err
	}
	return c.tally.report(), nil
}

// comparison is one run.
type comparison struct {
	before, after *suite.Suite
	options       Options
	tally         *tally
}

// pair is one interaction judged by both rubrics.
type pair struct {
	before, after *suite.Analysis
}

// score judges a batch on the workers and takes the results in order.
func (c *comparison) score(ctx context.Context, batch []*transcript.Interaction) error {
	pairs := make([]pair, len(batch))
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(c.options.Workers)
	for i, in := range batch {
		group.Go(func() error {
			if ctx.Err() != nil {
				return context.Cause(ctx)
			}
			var err error
			if pairs[i].before, err = c.before.Analyze(in); err != nil {
				return err
			}
			pairs[i].after, err = c.after.Analyze(in)
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return err
	}
	for i := range pairs {
		change, changed := c.tally.add(&pairs[i])
		if changed && c.options.Each != nil {
			if err := c.options.Each(change); err != nil {
				return err
			}
		}
	}
	return nil
}
