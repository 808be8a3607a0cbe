package ingest

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"strconv"

	"zhijian/pipeline/fsys"
)

// The bounds of the strings of a workbook in memory. Longer ones in all go to a
// temporary file; of each its place stays in memory.
const (
	stringsInMemory = 32 << 20
	maxStrings      = 1 << 24
)

// stringTable holds the strings that cells refer to by number.
type stringTable struct {
	fsys fsys.FS
	dir  string
	ends []int64 // of each string in the table
	data []byte  // from the offset base on
	base int64   // bytes that are in the file
	file fsys.File
	read []byte // reused
}

func (t *stringTable) add(s []byte) error {
	if len(t.data)+len(s) > stringsInMemory {
		if err := t.flush(); err != nil {
			return &spoolError{err}
		}
	}
	t.data = append(t.data, s...)
	t.ends = append(t.ends, t.base+int64(len(t.data)))
	return nil
}

func (t *stringTable) flush() (err error) {
	if t.file == nil {
		if t.file, err = t.fsys.Temp(t.dir, "zhijian-strings-*"); err != nil {
			return err
		}
	}
	n, err := t.file.Write(t.data)
	t.base += int64(n)
	t.data = t.data[:0]
	return err
}

// at appends the i-th string to dst.
func (t *stringTable) at(dst []byte, i int) ([]byte, error) {
	if i < 0 || i >= len(t.ends) {
		return dst, fmt.Errorf("string %d of %d: %w", i, len(t.ends), errNoPart)
	}
	begin, end := int64(0), t.ends[i]
	if i > 0 {
		begin = t.ends[i-1]
	}
	if begin >= t.base {
		return append(dst, t.data[begin-t.base:end-t.base]...), nil
	}
	if cap(t.read) < int(end-begin) {
		t.read = make([]byte, end-begin)
	}
	b := t.read[:end-begin]
	if _, err := t.file.ReadAt(b, begin); err != nil {
		return dst, &spoolError{err}
	}
	return append(dst, b...), nil
}

func (t *stringTable) close() error {
	if t.file == nil {
		return nil
	}
	file := t.file
	t.file = nil
	return fsys.Discard(t.fsys, file)
}

// sharedStrings reads the strings that cells refer to.
func (b *workbook) sharedStrings(name string) error {
	var text []byte
	err := b.walk(name, false, func(p *xmlPart, e xml.StartElement) (err error) {
		if e.Name.Local != "si" {
			return nil
		}
		if len(b.strings.ends) == maxStrings {
			return &Reject{Source: b.in.Source, Reason: LimitExceeded, Detail: fmt.Sprintf("the workbook has more than %d strings; split it", maxStrings)}
		}
		if text, err = p.text(text[:0], "si"); err != nil {
			return err
		}
		return b.strings.add(text)
	})
	return err
}

// text appends the text of the element that has begun, up to its end: of all runs,
// without how it is pronounced.
func (p *xmlPart) text(dst []byte, name string) ([]byte, error) {
	inText, spoken := false, false
	begin := len(dst)
	for {
		tok, err := p.token()
		if err == io.EOF { //nolint:errorlint // the decoder returns it as it is
			err = io.ErrUnexpectedEOF
		}
		if err != nil {
			return dst, err
		}
		switch e := tok.(type) {
		case xml.StartElement:
			inText = e.Name.Local == "t"
			spoken = spoken || e.Name.Local == "rPh"
		case xml.CharData:
			if inText && !spoken {
				dst = append(dst, e...)
			}
		case xml.EndElement:
			inText = false
			switch e.Name.Local {
			case "rPh":
				spoken = false
			case name:
				return unescapeCell(dst, begin), nil
			}
		}
		dst = dst[:min(len(dst), begin+MaxRecordBytes+1)] // too long in any case
	}
}

// unescapeCell puts right the characters that XML cannot hold, which are written
// as _x000D_, from begin on.
func unescapeCell(b []byte, begin int) []byte {
	if !bytes.Contains(b[begin:], []byte("_x")) {
		return b
	}
	out := begin
	for i := begin; i < len(b); {
		if i+7 <= len(b) && b[i] == '_' && b[i+1] == 'x' && b[i+6] == '_' {
			if n, err := strconv.ParseUint(string(b[i+2:i+6]), 16, 16); err == nil && (n < 0x80 || n >= 0xa0 && (n < 0xd800 || n > 0xdfff)) {
				out += copy(b[out:], string(rune(n)))
				i += 7
				continue
			}
		}
		b[out] = b[i]
		out++
		i++
	}
	return b[:out]
}
