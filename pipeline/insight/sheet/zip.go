package sheet

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"io/fs"
	"maps"
	"slices"
	"time"

	"github.com/xuri/excelize/v2"
)

// sortedZip writes the entries of an archive in the order of their names, with one
// time for all: excelize hands them over in the order of a map.
type sortedZip struct {
	out     io.Writer
	entries map[string]*bytes.Buffer
}

func newZip(out io.Writer) excelize.ZipWriter {
	return &sortedZip{out: out, entries: map[string]*bytes.Buffer{}}
}

// Create begins an entry.
func (z *sortedZip) Create(name string) (io.Writer, error) {
	b := &bytes.Buffer{}
	z.entries[name] = b
	return b, nil
}

// AddFS is not used by excelize for new workbooks.
func (z *sortedZip) AddFS(fs.FS) error { return errors.New("sheet: no folder is added to a workbook") }

// Close writes the archive.
func (z *sortedZip) Close() error {
	w := zip.NewWriter(z.out)
	for _, name := range slices.Sorted(maps.Keys(z.entries)) {
		entry, err := w.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)})
		if err != nil {
			return err
		}
		if _, err := entry.Write(z.entries[name].Bytes()); err != nil {
			return err
		}
	}
	return w.Close()
}
