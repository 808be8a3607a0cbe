package scan

import (
	"context"
	"fmt"
	"io"
	"slices"
	"sync"

	"zhijian/pipeline/dataset"
)

// Block is some rows of a table.
type Block struct {
	Rows    int
	Seq     int      // which block it is, from 1: blocks are used again
	Columns []Column // in the order in which they were asked for
}

// ahead is how many blocks are read before the caller asks for them.
const ahead = 1

// Reader streams a table of a date. Its methods are called from one goroutine;
// reading and decoding happen on another.
type Reader struct {
	blocks chan *Block
	free   chan *Block
	taken  *Block // by the caller
	cancel context.CancelFunc
	done   sync.WaitGroup
	err    error // set before blocks is closed
	seq    int   // of the last block
}

// Open begins to read the columns of table t with these paths, such as
// "interaction_id" or "tokens.list.element", in the rows' order. Close must be
// called in the end.
func Open(ctx context.Context, out string, m *dataset.Manifest, t dataset.Table, paths []string) *Reader {
	ctx, cancel := context.WithCancel(ctx)
	r := &Reader{blocks: make(chan *Block, ahead), free: make(chan *Block, ahead+2), cancel: cancel}
	for range ahead + 2 { // one in work, one with the caller
		r.free <- &Block{Columns: make([]Column, len(paths))}
	}
	r.done.Go(func() {
		defer close(r.blocks)
		r.err = r.run(ctx, out, filesOf(m, t), paths)
	})
	return r
}

// filesOf are the files of a table; a manifest has all tables.
func filesOf(m *dataset.Manifest, t dataset.Table) []dataset.FileInfo {
	at := slices.IndexFunc(m.Tables, func(i dataset.TableInfo) bool { return i.Table == t })
	if at < 0 {
		return nil
	}
	return m.Tables[at].Files
}

// Next is the next block, valid until the next call; io.EOF after the last one.
// Another error names the file: dataset.ErrDamaged for one that does not have the
// manifest's hash, or the cause when the context ends.
func (r *Reader) Next() (*Block, error) {
	if r.taken != nil {
		r.free <- r.taken // there is room for every block
		r.taken = nil
	}
	b, more := <-r.blocks
	if !more {
		if r.err != nil {
			return nil, r.err
		}
		return nil, io.EOF
	}
	r.taken = b
	return b, nil
}

// Close stops the reading. The last block is not valid any more.
func (r *Reader) Close() {
	r.cancel()
	r.done.Wait()
}

func (r *Reader) run(ctx context.Context, out string, files []dataset.FileInfo, paths []string) error {
	for _, info := range files {
		if err := r.file(ctx, out, info, paths); err != nil {
			return fmt.Errorf("%s: %w", info.Path, err)
		}
	}
	return nil
}

// file sends the row groups of one file.
func (r *Reader) file(ctx context.Context, out string, info dataset.FileInfo, paths []string) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	o, err := openFile(out, info, paths, false)
	if err != nil {
		return err
	}
	defer o.close()
	for _, g := range o.p.RowGroups() {
		if g.NumRows() == 0 {
			continue
		}
		b, err := receive(ctx, r.free)
		if err != nil {
			return err
		}
		if err := o.read(b, g, 0, g.NumRows()); err != nil {
			return err
		}
		r.seq++
		b.Seq = r.seq
		select {
		case r.blocks <- b:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
	return nil
}

func receive(ctx context.Context, from <-chan *Block) (*Block, error) {
	select {
	case b := <-from:
		return b, nil
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}
