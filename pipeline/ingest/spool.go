package ingest

import (
	"errors"
	"fmt"
	"io"

	"zhijian/pipeline/fsys"
)

// randomReader is a source that can be read at any place.
type randomReader interface {
	io.ReaderAt
	Size() int64
}

// random is content that can be read at any place.
type random struct {
	io.ReaderAt
	size int64
}

// Size is the size in bytes.
func (r *random) Size() int64 { return r.size }

// seekable gives access to any place of the binary content, of which nothing was
// read yet. What is compressed or comes from a stream is copied to a temporary
// file first. The error is a *Reject when the content is damaged, else a failure
// of the source or of the disk.
func (in *Input) seekable() (*random, error) {
	if in.stored != nil {
		return in.stored, nil
	}
	at, err := in.spool.fill(in.Content)
	if failure := in.failure(); failure != nil {
		return nil, failure
	}
	if full, ok := errors.AsType[*spoolError](err); ok {
		return nil, full
	}
	if err != nil {
		return nil, damaged(err, in.Source)
	}
	in.stored = at
	in.Content.Reset(io.NewSectionReader(at, 0, at.size)) // still unread
	return at, nil
}

// spool is a temporary file that is used for one content after the other.
type spool struct {
	fsys fsys.FS
	dir  string
	file fsys.File
}

// spoolError is a failure of the temporary file, not of the content.
type spoolError struct{ err error }

func (e *spoolError) Error() string { return "temporary file: " + e.err.Error() }
func (e *spoolError) Unwrap() error { return e.err }

// fill makes r the content. The content before is gone.
func (s *spool) fill(r io.Reader) (*random, error) {
	if err := s.empty(); err != nil {
		return nil, &spoolError{err}
	}
	n, err := io.Copy(spoolWriter{s.file}, struct{ io.Reader }{r})
	if err != nil {
		return nil, err
	}
	return &random{s.file, n}, nil
}

// empty gives a new file; the one before is given back to the disk.
func (s *spool) empty() error {
	if err := s.close(); err != nil {
		return err
	}
	var err error
	s.file, err = s.fsys.Temp(s.dir, "zhijian-input-*")
	return err
}

func (s *spool) close() error {
	if s.file == nil {
		return nil
	}
	file := s.file
	s.file = nil
	return fsys.Discard(s.fsys, file)
}

// spoolWriter tells a failure to write from a failure to read.
type spoolWriter struct{ file fsys.File }

func (w spoolWriter) Write(p []byte) (int, error) {
	n, err := w.file.Write(p)
	if err != nil {
		err = &spoolError{fmt.Errorf("%w", err)}
	}
	return n, err
}
