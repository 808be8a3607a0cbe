package plan

import (
	"crypto/sha256"
	"fmt"
	"hash"
	"io"
)

// Contents reads a file a second time and checks that it still is what was
// planned, since the run id vouches for the contents.
type Contents struct {
	file *File
	r    readerAt
	c    io.Closer // nil when the contents are spooled: the plan closes them
	hash hash.Hash
	read int64
}

// readerAt is what contents can be read from.
type readerAt interface {
	io.Reader
	io.ReaderAt
}

// Open opens the file's contents as stored.
func (f *File) Open() (*Contents, error) {
	c := &Contents{file: f, hash: sha256.New()}
	if f.spool != nil {
		c.r = io.NewSectionReader(f.spool, 0, f.Size)
		return c, nil
	}
	r, err := f.open()
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrChanged, err)
	}
	c.r, c.c = r, r
	return c, nil
}

// Read implements io.Reader.
func (c *Contents) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.hash.Write(p[:n])
	c.read += int64(n)
	return n, err
}

// ReadAt implements io.ReaderAt. What it reads does not count.
func (c *Contents) ReadAt(p []byte, off int64) (int, error) { return c.r.ReadAt(p, off) }

// Size is the size of the file as planned.
func (c *Contents) Size() int64 { return c.file.Size }

// Count is how many bytes were read so far.
func (c *Contents) Count() int64 { return c.read }

// Verify reads what is left and compares the whole with the plan. It returns
// ErrChanged when they differ.
func (c *Contents) Verify() error {
	if _, err := io.Copy(io.Discard, struct{ io.Reader }{c}); err != nil {
		return err
	}
	if sum(c.hash) != c.file.SHA256 {
		return fmt.Errorf("%s: %w; run the job again when the input is complete", c.file.Path, ErrChanged)
	}
	return nil
}

// Close closes the file.
func (c *Contents) Close() error {
	if c.c == nil {
		return nil
	}
	return c.c.Close()
}
