package plan

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"

	"zhijian/pipeline/fsys"
)

// fingerprint fills in the size and hash of every file. What cannot be read is
// an error when it was named itself, or when nothing else can be read either;
// else it is noted in the file.
func (p *Plan) fingerprint(ctx context.Context, o Options) error {
	var faults []error
	readable := 0
	for i := range p.Files {
		f := &p.Files[i]
		if f.Err == nil {
			f.Err = f.hash(ctx, o)
		}
		switch {
		case ctx.Err() != nil:
			return context.Cause(ctx)
		case f.Err == nil:
			readable++
		case f.named:
			faults = append(faults, faultOf(f.Path, f.Err))
		}
	}
	if len(faults) == 0 && readable == 0 {
		return fmt.Errorf("not one of %d files found can be read, the first %w", len(p.Files), faultOf(p.Files[0].Path, p.Files[0].Err))
	}
	return errors.Join(faults...)
}

// hash reads the file once.
func (f *File) hash(ctx context.Context, o Options) error {
	if f.once {
		return f.spoolContents(ctx, o)
	}
	r, err := f.open()
	if err != nil {
		return err
	}
	defer r.Close()
	return f.copyTo(ctx, io.Discard, r)
}

// open opens the file. One that was found in a folder is looked for below that
// folder alone: what was a file when the folder was listed may be a link by now.
func (f *File) open() (fsys.File, error) {
	if f.root == "" {
		return f.fsys.Open(f.Path)
	}
	return f.fsys.OpenIn(f.root, f.below)
}

// spoolContents copies a stream that can be read only once to a temporary file.
// The file has no name while it is in use, where the system allows that, so that
// no transcript stays behind after a crash.
func (f *File) spoolContents(ctx context.Context, o Options) (err error) {
	r := o.Stdin
	if f.Name != Stdin {
		file, err := f.open()
		if err != nil {
			return err
		}
		defer file.Close()
		r = file
	}
	f.spool, err = f.fsys.Temp(o.TempDir, "zhijian-input-*")
	if err != nil {
		return fmt.Errorf("spooling: %w", err)
	}
	return f.copyTo(ctx, f.spool, r)
}

func (f *File) removeSpool() error {
	if f.spool == nil {
		return nil
	}
	return fsys.Discard(f.fsys, f.spool)
}

// copyTo copies r to w and takes its size and hash.
func (f *File) copyTo(ctx context.Context, w io.Writer, r io.Reader) error {
	h := sha256.New()
	n, err := io.Copy(io.MultiWriter(w, h), &cancelReader{ctx: ctx, r: r})
	f.Size, f.SHA256 = n, sum(h)
	return err
}

func sum(h hash.Hash) string { return hex.EncodeToString(h.Sum(nil)) }

// cancelReader ends a long copy when the job is cancelled.
type cancelReader struct {
	ctx context.Context
	r   io.Reader
}

func (c *cancelReader) Read(p []byte) (int, error) {
	if c.ctx.Err() != nil {
		return 0, context.Cause(c.ctx)
	}
	return c.r.Read(p)
}
