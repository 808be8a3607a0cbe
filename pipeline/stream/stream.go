// Package stream reads the interactions of inputs one after the other, in the
// canonical order of a batch, for tools that look at interactions and keep no
// dataset. At any time it holds one record.
package stream

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"

	"zhijian/analyzers/transcript"
	"zhijian/pipeline/dedup"
	"zhijian/pipeline/ingest"
	"zhijian/pipeline/plan"
)

// DuplicateID is the reason of rejects whose id was read before.
const DuplicateID ingest.Reason = "duplicate_id"

// Options says what is read.
type Options struct {
	Inputs  []string  // files, folders and "-"
	Stdin   io.Reader // what "-" stands for
	TempDir string    // for what does not fit in memory; empty takes the system's
}

// Interactions yields every interaction of the inputs. An *ingest.Reject stands
// for a record or a file that cannot be one, and for a second record of an id;
// the sequence goes on. It ends after any other error: an error of package plan
// when the inputs are at fault, or the cause of ctx.
func Interactions(ctx context.Context, o Options) iter.Seq2[*transcript.Interaction, error] {
	return func(yield func(*transcript.Interaction, error) bool) {
		if err := run(ctx, o, yield); err != nil && !errors.Is(err, errEnough) {
			yield(nil, err)
		}
	}
}

// errEnough ends the reading when the caller has seen enough.
var errEnough = errors.New("enough")

func run(ctx context.Context, o Options, yield func(*transcript.Interaction, error) bool) (err error) {
	p, err := plan.New(ctx, o.Inputs, plan.Options{Accept: ingest.Accepts, Stdin: o.Stdin, TempDir: o.TempDir})
	if err != nil {
		return err
	}
	seen := dedup.New(0, o.TempDir)
	opener := ingest.NewOpener()
	defer func() {
		opener.Close()
		if closeErr := errors.Join(seen.Close(), p.Close()); err == nil {
			err = closeErr
		}
	}()
	s := &reading{ctx: ctx, opener: opener, seen: seen, yield: yield}
	for i := range p.Files {
		if err := s.file(&p.Files[i]); err != nil {
			return err
		}
	}
	return nil
}

// reading is the state of one pass.
type reading struct {
	ctx    context.Context
	opener *ingest.Opener
	seen   *dedup.Set
	yield  func(*transcript.Interaction, error) bool
}

// give hands on an interaction, or a reject.
func (s *reading) give(in *transcript.Interaction, err error) error {
	if !s.yield(in, err) {
		return errEnough
	}
	return nil
}

// file reads one file and makes sure that it is the one that was planned.
func (s *reading) file(f *plan.File) error {
	if f.Err != nil {
		return s.give(nil, unreadable(f))
	}
	contents, err := f.Open()
	if err != nil {
		return err
	}
	defer contents.Close()
	records, decoder, err := s.opener.Open(f.Name, contents)
	if err != nil {
		return fmt.Errorf("%s: %w", f.Path, err)
	}
	for {
		if s.ctx.Err() != nil {
			return context.Cause(s.ctx)
		}
		rec, err := records.Next()
		if errors.Is(err, io.EOF) {
			return contents.Verify()
		}
		var in *transcript.Interaction
		if err == nil {
			in, err = decoder.Decode(rec.Raw, rec.Source)
		}
		if err := s.settle(f, in, err); err != nil {
			return err
		}
	}
}

// settle hands on what became of one record.
func (s *reading) settle(f *plan.File, in *transcript.Interaction, err error) error {
	if rej, ok := errors.AsType[*ingest.Reject](err); ok {
		return s.give(nil, rej)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", f.Path, err)
	}
	added, err := s.seen.Add(in.ID)
	switch {
	case err != nil:
		return err
	case !added:
		return s.give(nil, &ingest.Reject{Source: in.Source, ID: in.ID, Reason: DuplicateID, Detail: "an earlier record has this id"})
	}
	return s.give(in, nil)
}

// unreadable is the reject for a file that was found but cannot be read.
func unreadable(f *plan.File) *ingest.Reject {
	err := f.Err
	if pathErr, ok := errors.AsType[*fs.PathError](err); ok {
		err = pathErr.Err // the path is told by the source
	}
	return &ingest.Reject{Source: transcript.Source{File: f.Name}, Reason: ingest.UnreadableFile, Detail: err.Error()}
}
