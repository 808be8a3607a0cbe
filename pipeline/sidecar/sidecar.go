// Package sidecar joins fields of interactions that stand in a table of their own
// (who served, ringing time, who hung up, ticket, rating) to the interactions, by
// id. The table is sorted into a temporary file; memory holds one entry of an
// index for each block of it, and one bit for each row.
package sidecar

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"sync/atomic"

	"zhijian/pipeline/extsort"
	"zhijian/pipeline/fsys"
	"zhijian/pipeline/ingest"
)

// blockBytes is about how much of the file one lookup reads.
const blockBytes = 8 << 10

// maxFaults is how many faults of a table are told.
const maxFaults = 10

// Table is the sorted table. It is safe for concurrent use.
type Table struct {
	fsys   fsys.FS
	file   fsys.File
	size   int64
	blocks []block
	rows   int64
	used   []atomic.Uint64 // a bit for each row that was looked up
	sha256 string
}

// block is where rows begin in the file.
type block struct {
	id     string // of its first row
	offset int64
	number int64 // of its first row
}

// Open reads the table r, called name in messages: CSV, TSV or XLSX, as
// ingest.NewFieldsOpener reads it, with the mapping, the zone and the temporary
// folder of o. A row that cannot be read, and an id that stands twice, are errors;
// the first ten are told. The caller closes the table.
func Open(ctx context.Context, name string, r io.Reader, o ingest.Options) (*Table, error) {
	if o.FS == nil {
		o.FS = fsys.OS{}
	}
	sum := sha256.New()
	sorter := extsort.New(0, o.FS, o.TempDir)
	t := &Table{fsys: o.FS}
	err := t.read(ctx, name, io.TeeReader(r, sum), o, sorter)
	if err == nil {
		t.sha256 = hex.EncodeToString(sum.Sum(nil))
		err = t.write(ctx, name, sorter, o.TempDir)
	}
	if err = errors.Join(err, sorter.Close()); err != nil {
		return nil, errors.Join(err, t.Close())
	}
	t.used = make([]atomic.Uint64, (t.rows+63)/64)
	return t, nil
}

// read hands the rows of the table to the sorter. The key is the id and the place.
func (t *Table) read(ctx context.Context, name string, r io.Reader, o ingest.Options, sorter *extsort.Sorter) (err error) {
	opener := ingest.NewFieldsOpener(o)
	defer func() { err = errors.Join(err, opener.Close()) }()
	var faults []error
	reader, err := opener.Open(name, r, ingest.PassWhole)
	if err != nil {
		return err
	}
	for n := 0; len(faults) < maxFaults; n++ {
		if n%1024 == 0 && ctx.Err() != nil {
			return context.Cause(ctx)
		}
		rec, err := reader.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if rej, ok := errors.AsType[*ingest.Reject](err); ok {
			faults = append(faults, rej)
			continue
		}
		if err != nil {
			return err
		}
		if err := t.add(rec, sorter); err != nil {
			return err
		}
	}
	if _, err := io.Copy(io.Discard, r); err != nil { // all of it is hashed
		return err
	}
	return errors.Join(faults...)
}

func (t *Table) add(rec ingest.Record, sorter *extsort.Sorter) error {
	key := binary.BigEndian.AppendUint32(nil, uint32(len(rec.ID)))
	key = append(key, rec.ID...)
	key = binary.BigEndian.AppendUint64(key, uint64(t.rows))
	t.rows++
	return sorter.Add(key, binary.BigEndian.AppendUint64(nil, uint64(rec.Source.Line)), rec.Raw)
}

// write writes the sorted rows to the file and indexes it.
func (t *Table) write(ctx context.Context, name string, sorter *extsort.Sorter, dir string) error {
	sorted, err := sorter.Sort()
	if err != nil {
		return err
	}
	if t.file, err = t.fsys.Temp(dir, "zhijian-fields-*"); err != nil {
		return fmt.Errorf("fields: %w", err)
	}
	w := bufio.NewWriterSize(t.file, 64<<10)
	var faults []error
	lastID, lastLine, begin := "", uint64(0), int64(0)
	for number := int64(0); len(faults) < maxFaults; number++ {
		if number%1024 == 0 && ctx.Err() != nil {
			return context.Cause(ctx)
		}
		key, value, err := sorted.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		id, line := string(key[4:len(key)-8]), binary.BigEndian.Uint64(value)
		if number > 0 && id == lastID {
			faults = append(faults, fmt.Errorf("%s:%d: the id %q stands in line %d too; keep one of the rows", name, line, id, lastLine))
		}
		lastID, lastLine = id, line
		if number == 0 || t.size-begin >= blockBytes {
			begin = t.size
			t.blocks = append(t.blocks, block{id: id, offset: begin, number: number})
		}
		for _, part := range [][]byte{key[4 : len(key)-8], value[8:]} {
			size := binary.AppendUvarint(nil, uint64(len(part)))
			n, _ := w.Write(size) // a failure comes out of Flush
			m, _ := w.Write(part)
			t.size += int64(n + m)
		}
	}
	return errors.Join(errors.Join(faults...), w.Flush())
}

// Rows is how many rows the table has.
func (t *Table) Rows() int64 { return t.rows }

// SHA256 is the hash of the table as stored, in hex.
func (t *Table) SHA256() string { return t.sha256 }

// Close removes the temporary file.
func (t *Table) Close() error {
	if t.file == nil {
		return nil
	}
	file := t.file
	t.file = nil
	return fsys.Discard(t.fsys, file)
}
