package verify

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"zhijian/pipeline/dataset"
)

// files compares every file of the date with the manifest, and looks for files
// that the manifest does not name: whoever reads the folder would see them. It
// reports whether all are as they were committed.
func (c *checker) files() (sound bool, err error) {
	before := c.report.Disagree
	for _, t := range c.m.Tables {
		named := map[string]bool{}
		for _, f := range t.Files {
			if c.ctx.Err() != nil {
				return false, context.Cause(c.ctx)
			}
			named[filepath.Base(f.Path)] = true
			c.report.Files++
			if err := c.file(f); err != nil {
				return false, err
			}
		}
		c.strangers(filepath.Join(c.out, string(t.Table), "dt="+c.m.Date), named)
	}
	return c.report.Disagree == before, nil
}

// file compares one file with its entry: bytes, hash and metadata.
func (c *checker) file(want dataset.FileInfo) error {
	path := filepath.Join(c.out, filepath.FromSlash(want.Path))
	size, sum, err := hash(path)
	if errors.Is(err, fs.ErrNotExist) {
		c.fault(want.Path, "is missing")
		return nil
	}
	if err != nil {
		return err
	}
	c.equal(want.Path, "", "", "size", want.Bytes, size)
	if sum != want.SHA256 {
		c.equal(want.Path, "", "", "sha256", want.SHA256, sum)
		return nil // damaged files are not looked into
	}
	pairs, err := dataset.Metadata(path)
	if err != nil {
		c.fault(want.Path, "%v", err)
		return nil
	}
	expected := c.m.Pairs()
	for _, key := range slices.Sorted(maps.Keys(expected)) {
		if pairs[key] != expected[key] {
			c.add(Finding{Table: want.Path, What: key, Stored: fmt.Sprintf("%q", pairs[key]), Recomputed: fmt.Sprintf("%q", expected[key])})
		}
	}
	return nil
}

func hash(path string) (size int64, sum string, err error) {
	f, err := os.Open(path)
	if err != nil {
		return 0, "", err
	}
	defer f.Close()
	h := sha256.New()
	size, err = io.Copy(h, f)
	return size, hex.EncodeToString(h.Sum(nil)), err
}

// strangers reports files in the folder of a date that the manifest does not name.
func (c *checker) strangers(dir string, named map[string]bool) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		c.fault(dir, "%v", err)
		return
	}
	for _, e := range entries {
		if !named[e.Name()] {
			c.fault(filepath.Join(dir, e.Name()), "is not named by the manifest")
		}
	}
}
