package ingest

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"strings"

	"zhijian/analyzers/transcript"
)

// xlsxFormat is a workbook of Excel or WPS. Each visible sheet is a table.
func xlsxFormat() Format {
	return Format{
		Name:     "xlsx",
		Title:    "Excel workbook: one row a turn, or one row a conversation",
		Suffixes: []string{".xlsx", ".xlsm"},
		Binary:   true,
		Rows:     true,
		Sniff: func(s Sample) bool {
			return bytes.HasPrefix(s.Head, []byte("PK\x03\x04")) && (bytes.Contains(s.Head, []byte("xl/")) || hasSuffix(s.Name, ".xlsx", ".xlsm"))
		},
		Open: openXLSX,
	}
}

func hasSuffix(name string, suffixes ...string) bool {
	for _, s := range suffixes {
		if strings.HasSuffix(name, s) {
			return true
		}
	}
	return false
}

// openXLSX opens a workbook.
func openXLSX(in *Input) (Reader, error) {
	at, err := in.seekable()
	if err != nil {
		if rej, ok := errors.AsType[*Reject](err); ok {
			return rejected(in.Pass, rej), nil
		}
		return nil, err
	}
	b := &workbook{in: in, parts: map[string]*zip.File{}, meter: meter{limit: in.Options.MaxExpanded, stored: at.Size}}
	if b.meter.limit <= 0 {
		b.meter.limit = maxExpanded
	}
	if err := b.open(at); err != nil {
		rej, err := b.fault(errors.Join(err, b.strings.close()), in.Source)
		if err != nil {
			return nil, err
		}
		return rejected(in.Pass, rej), nil
	}
	return &bookReader{book: b}, nil
}

// bookReader reads the sheets of a workbook one after the other.
type bookReader struct {
	book  *workbook
	sheet int // index of the next one
	table Reader
	file  io.Closer // of the sheet being read
}

// Next implements Reader.
func (r *bookReader) Next() (Record, error) {
	for {
		if r.table != nil {
			rec, err := r.table.Next()
			if err == nil || !errors.Is(err, io.EOF) {
				return rec, err
			}
			r.table = nil
			_ = r.file.Close() // was read
		}
		if r.sheet == len(r.book.sheets) {
			return Record{}, errors.Join(io.EOF, r.book.strings.close())
		}
		if err := r.open(); err != nil {
			return Record{}, err
		}
	}
}

// open opens the next sheet.
func (r *bookReader) open() error {
	b := r.book
	ref := b.sheets[r.sheet]
	r.sheet++
	in := *b.in
	in.Source.Member = ref.name
	if b.in.Source.Member != "" {
		in.Source.Member = b.in.Source.Member + "!" + ref.name
	}
	name := recordingName(b.in.Source)
	if len(b.sheets) > 1 {
		name += "-" + ref.name
	}
	g, err := newSheetGrid(b, ref, in.Source)
	if err == nil {
		r.file = g.content
		var table Reader
		if table, err = openTable(&in, g, name); err == nil {
			r.table = in.watch(xlsxFormat(), table)
			return nil
		}
		_ = g.content.Close() // is given up
	}
	rej, err := b.fault(err, in.Source)
	if err != nil {
		return err
	}
	if in.Pass != PassWhole {
		return nil
	}
	return rej
}

// fault is what an error over a workbook means: a reject, or a failure of the
// source or of the disk.
func (b *workbook) fault(err error, src transcript.Source) (*Reject, error) {
	if failure := b.in.failure(); failure != nil {
		return nil, failure
	}
	if spool, ok := errors.AsType[*spoolError](err); ok {
		return nil, spool
	}
	if rej, ok := errors.AsType[*Reject](err); ok {
		return rej, nil
	}
	rej := &Reject{Source: src, Reason: CorruptInput, Detail: "the workbook is damaged, or no workbook; open it in Excel and save it again"}
	switch _, tooBig := errors.AsType[*oversizedError](err); {
	case tooBig, errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, zip.ErrChecksum):
		rej = damaged(err, src)
	}
	return rej, nil
}
