// Package stream reads the interactions of inputs one after the other, in the
// canonical order of a batch, for tools that look at interactions and keep no
// dataset. At any time it holds one record.
package stream

import (
	"context"
	"errors"
	"io"
	"iter"

	"zhijian/analyzers/transcript"
	"zhijian/pipeline/dedup"
	"zhijian/pipeline/fsys"
	"zhijian/pipeline/ingest"
	"zhijian/pipeline/intake"
	"zhijian/pipeline/plan"
)

// DuplicateID is the reason of rejects whose id was read before.
const DuplicateID ingest.Reason = "duplicate_id"

// Options says what is read.
type Options struct {
	Inputs  []string       // files, folders and "-"
	Stdin   io.Reader      // what "-" stands for
	Ingest  ingest.Options // how they are read
	TempDir string         // for what does not fit in memory; empty takes the system's
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
	seen := dedup.New(0, fsys.OS{}, o.TempDir)
	o.Ingest.TempDir = o.TempDir
	in := intake.Open(ctx, p, o.Ingest)
	defer func() {
		if closeErr := errors.Join(in.Close(), seen.Close(), p.Close()); err == nil {
			err = closeErr
		}
	}()
	for {
		rec, err := in.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		var interaction *transcript.Interaction
		if err == nil {
			interaction, err = rec.Decoder.Decode(rec.Raw, rec.Source)
		}
		if err := settle(seen, interaction, err, yield); err != nil {
			return err
		}
	}
}

// settle hands on what became of one record.
func settle(seen *dedup.Set, in *transcript.Interaction, err error, yield func(*transcript.Interaction, error) bool) error {
	rej, isReject := errors.AsType[*ingest.Reject](err)
	if err != nil && !isReject {
		return err
	}
	if err == nil {
		added, err := seen.Add(in.ID)
		if err != nil {
			return err
		}
		if !added {
			rej = &ingest.Reject{Source: in.Source, ID: in.ID, Reason: DuplicateID, Detail: "an earlier record has this id"}
		}
	}
	switch {
	case rej != nil && !yield(nil, rej), rej == nil && !yield(in, nil):
		return errEnough
	}
	return nil
}
