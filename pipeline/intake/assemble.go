package intake

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"zhijian/analyzers/transcript"
	"zhijian/pipeline/extsort"
	"zhijian/pipeline/ingest"
)

// chunkBytes is how many bytes of consecutive rows of one interaction are sorted
// as one record.
const chunkBytes = 256 << 10

// assembly puts the rows of every interaction together, wherever in the batch
// they stand: rows are sorted by id and place, joined, and sorted again by the
// place of the first one. Both sorts are in bounded memory.
type assembly struct {
	byID    *extsort.Sorter // of chunks and of rejects with an id; key: id, place
	byPlace *extsort.Sorter // of interactions and of rejects without one; key: place
	next    place           // of the next row or reject

	// The rows being collected to a chunk; id is empty while there are none.
	id     string
	first  place
	source transcript.Source
	rows   []byte

	last ingest.Record // the row before; its ID is empty where a file begins
	key  []byte        // reused
	head []byte        // reused
}

func newAssembly(o *ingest.Options) *assembly {
	return &assembly{
		byID:    extsort.New(0, o.FS, o.TempDir),
		byPlace: extsort.New(0, o.FS, o.TempDir),
	}
}

// begin begins a file.
func (a *assembly) begin(file int) error {
	a.next = place{file: uint32(file)}
	a.last = ingest.Record{}
	return a.flush()
}

// add takes in the next row of the file.
func (a *assembly) add(rec ingest.Record) error {
	if rec.ID != a.id || len(a.rows)+len(rec.Raw) > chunkBytes {
		if err := a.flush(); err != nil {
			return err
		}
		a.id, a.first, a.source = rec.ID, a.next, rec.Source
	}
	a.rows = append(a.rows, rec.Raw...)
	a.last = ingest.Record{ID: rec.ID, Source: rec.Source}
	a.next.row++
	return nil
}

// flush hands the chunk to the sorter.
func (a *assembly) flush() error {
	if a.id == "" {
		return nil
	}
	err := a.sortByID(a.id, a.first, &item{source: a.source}, a.rows)
	a.id, a.rows = "", a.rows[:0]
	return err
}

// reject takes in a reject of the file: with an id, one of the rows of that
// interaction cannot be read. What ends the file early may have cut off the
// interaction of the last row.
func (a *assembly) reject(rej *ingest.Reject) error {
	at := a.next
	a.next.row++
	if rej.ID != "" {
		return a.sortByID(rej.ID, at, &item{source: rej.Source, reject: rej}, nil)
	}
	if rej.EndsFile() && a.last.ID != "" && a.last.Source.Member == rej.Source.Member {
		cut := *rej
		cut.ID = a.last.ID
		cut.Detail = "its rows may not be complete: " + rej.Detail
		if err := a.sortByID(cut.ID, at, &item{source: rej.Source, reject: &cut}, nil); err != nil {
			return err
		}
		a.next.row++
		at = a.next
	}
	return a.sortByPlace(at, &item{file: at.file, source: rej.Source, reject: rej}, nil)
}

// sortByID sorts an item by the length of the id, so that no id runs into the
// place that follows it, the id, and the place.
func (a *assembly) sortByID(id string, at place, it *item, rows []byte) error {
	a.key = binary.BigEndian.AppendUint32(a.key[:0], uint32(len(id)))
	a.key = append(a.key, id...)
	a.key = at.append(a.key)
	it.file = at.file
	a.head = it.append(a.head[:0])
	return a.byID.Add(a.key, a.head, rows)
}

func (a *assembly) sortByPlace(at place, it *item, rows []byte) error {
	a.key = at.append(a.key[:0])
	a.head = it.append(a.head[:0])
	return a.byPlace.Add(a.key, a.head, rows)
}

// join ends the adding and puts the rows of each id together.
func (a *assembly) join(stop func() error) (*assembled, error) {
	if err := a.flush(); err != nil {
		return nil, err
	}
	chunks, err := a.byID.Sort()
	if err != nil {
		return nil, err
	}
	var g group
	for {
		key, value, err := chunks.Next()
		if err != nil && !errors.Is(err, io.EOF) {
			return nil, err
		}
		end := err != nil
		if end || !g.has(key) {
			if err := errors.Join(stop(), g.hand(a)); err != nil {
				return nil, err
			}
			g.begin(key)
		}
		if end {
			break
		}
		if err := g.add(value); err != nil {
			return nil, err
		}
	}
	if err := a.byID.Close(); err != nil { // its memory is wanted
		return nil, err
	}
	sorted, err := a.byPlace.Sort()
	if err != nil {
		return nil, err
	}
	out := &assembled{sorted: sorted}
	return out, out.advance()
}

func (a *assembly) close() error { return errors.Join(a.byID.Close(), a.byPlace.Close()) }

// group is the interaction that is being put together.
type group struct {
	id     []byte // with its length; empty before the first
	first  place
	source transcript.Source
	rows   []byte
	size   int   // of all its rows
	reject *item // the first one
}

func (g *group) has(key []byte) bool { return bytes.Equal(g.id, key[:len(key)-placeBytes]) }

func (g *group) begin(key []byte) {
	if key == nil {
		return
	}
	*g = group{id: append(g.id[:0], key[:len(key)-placeBytes]...), first: placeOf(key), rows: g.rows[:0]}
}

func (g *group) add(value []byte) error {
	it, err := itemOf(value)
	if err != nil {
		return err
	}
	if g.size == 0 && g.reject == nil {
		g.source = it.source
	}
	if g.reject == nil && it.reject != nil {
		g.reject = it
	}
	g.size += len(it.rows)
	if g.size <= ingest.MaxRecordBytes {
		g.rows = append(g.rows, it.rows...)
	}
	return nil
}

// hand hands what was put together on to be sorted by place.
func (g *group) hand(a *assembly) error {
	switch {
	case len(g.id) == 0:
		return nil
	case g.reject != nil:
		return a.sortByPlace(g.first, g.reject, nil)
	case g.size > ingest.MaxRecordBytes:
		return a.sortByPlace(g.first, &item{file: g.first.file, source: g.source, reject: &ingest.Reject{
			ID:     string(g.id[4:]),
			Reason: ingest.RecordTooLong,
			Detail: fmt.Sprintf("the rows of the interaction have %d bytes, the limit is %d; split the interaction", g.size, ingest.MaxRecordBytes),
		}}, nil)
	}
	return a.sortByPlace(g.first, &item{file: g.first.file, source: g.source}, g.rows)
}

// assembled yields what was put together, in the order of the batch.
type assembled struct {
	sorted *extsort.Sorted
	at     place // of the next one
	raw    []byte
	end    bool
}

// advance looks at the next one.
func (s *assembled) advance() error {
	key, raw, err := s.sorted.Next()
	if errors.Is(err, io.EOF) {
		s.end = true
		return nil
	}
	if err != nil {
		return err
	}
	s.at, s.raw = placeOf(key), raw
	return nil
}
