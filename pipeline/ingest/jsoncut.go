package ingest

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"

	"zhijian/analyzers/transcript"
)

// jsonValues cuts a stream of JSON values into records, one value each: values
// that follow one another, or the elements of a list at the top. It only counts
// brackets and quotes; whether a value is right is for its decoder to say.
type jsonValues struct {
	place   transcript.Source
	buf     *bufio.Reader
	failure func() error // of the source
	value   *[]byte      // the value being cut
	// decoder returns the decoder of the next value; alone says that the file
	// holds no other.
	decoder  func(alone bool) Decoder
	elements bool // the elements of a list at the top are the records

	line   int64 // lines begun so far, from 1
	offset int64 // bytes consumed so far
	count  int   // values cut so far
	inList bool
	done   bool
}

// newJSONValues reads the values of in.
func newJSONValues(in *Input, elements bool, decoder func(alone bool) Decoder) *jsonValues {
	return &jsonValues{
		place: in.Source, buf: in.Content, failure: in.failure, value: &in.kept.line,
		decoder: decoder, elements: elements, line: 1,
	}
}

// Next returns the next value.
func (v *jsonValues) Next() (Record, error) {
	for !v.done {
		c, err := v.skipSpace()
		if err != nil {
			return Record{}, v.end(err)
		}
		switch {
		case c == '[' && v.elements && !v.inList:
			v.inList = true
			v.skip(1)
		case c == ']' && v.inList:
			v.inList = false
			v.skip(1)
		case c == ',' && v.inList:
			v.skip(1)
		default:
			return v.cut()
		}
	}
	return Record{}, io.EOF
}

// end is what comes after the last value.
func (v *jsonValues) end(err error) error {
	v.done = true
	src := v.here()
	switch failure := v.failure(); {
	case failure != nil:
		return failure
	case !errors.Is(err, io.EOF):
		return damaged(err, src)
	case v.inList:
		return &Reject{Source: src, Reason: TruncatedInput, Detail: "the list is not closed: records after the last one may be missing; fetch the file again"}
	}
	return io.EOF
}

// cut reads one value. What ends early is a record too: its decoder names it.
func (v *jsonValues) cut() (Record, error) {
	src := v.here()
	*v.value = (*v.value)[:0]
	var s jsonScanner
	var size int64
	for over := false; !over; {
		chunk, err := v.buffered()
		if err != nil {
			if !errors.Is(err, io.EOF) || v.failure() != nil {
				return Record{}, v.end(err)
			}
			break
		}
		n, end := s.scan(chunk)
		over = end
		size += int64(n)
		if size <= MaxRecordBytes {
			*v.value = append(*v.value, chunk[:n]...)
		}
		v.line += int64(bytes.Count(chunk[:n], []byte{'\n'}))
		v.skip(n)
	}
	v.count++
	if size > MaxRecordBytes {
		return Record{}, &Reject{Source: src, Reason: RecordTooLong, Detail: fmt.Sprintf("the value has %d bytes, the limit is %d; split the interaction", size, MaxRecordBytes)}
	}
	return Record{Source: src, Raw: bytes.TrimRight(*v.value, " \t\r\n"), Decoder: v.decoder(v.count == 1 && v.last())}, nil
}

// last reports whether no further value follows. Damage that follows is none.
func (v *jsonValues) last() bool {
	rest, err := v.buf.Peek(v.buf.Size())
	return err != nil && len(bytes.Trim(rest, " \t\r\n]")) == 0
}

// skipSpace passes over blanks and a byte order mark, and returns the byte that
// follows without consuming it.
func (v *jsonValues) skipSpace() (byte, error) {
	if v.offset == 0 {
		if head, _ := v.buf.Peek(3); bytes.Equal(head, []byte("\xef\xbb\xbf")) {
			v.skip(3)
		}
	}
	for {
		chunk, err := v.buffered()
		if err != nil {
			return 0, err
		}
		for i, c := range chunk {
			switch c {
			case '\n':
				v.line++
			case ' ', '\t', '\r':
			default:
				v.skip(i)
				return c, nil
			}
		}
		v.skip(len(chunk))
	}
}

// buffered is what can be looked at, at least one byte.
func (v *jsonValues) buffered() ([]byte, error) {
	if _, err := v.buf.Peek(1); err != nil {
		return nil, err
	}
	return v.buf.Peek(v.buf.Buffered())
}

func (v *jsonValues) skip(n int) {
	_, _ = v.buf.Discard(n) // they are buffered
	v.offset += int64(n)
}

func (v *jsonValues) here() transcript.Source {
	src := v.place
	src.Line, src.Offset = v.line, v.offset
	return src
}

// jsonScanner finds the end of a JSON value that comes in pieces.
type jsonScanner struct {
	begun   bool
	junk    bool // it is neither an object nor a list
	depth   int
	quoted  bool
	escaped bool
}

// scan returns how much of chunk belongs to the value, and whether it ends there.
// What is no object or list runs to the next one that begins, so that rubbish is
// one record. A string ends at a line break: it has none, and one broken string
// does not swallow the file.
func (s *jsonScanner) scan(chunk []byte) (n int, end bool) {
	for i, c := range chunk {
		if !s.begun {
			s.begun, s.junk = true, c != '{' && c != '['
		} else if s.junk && (c == '{' || c == '[') {
			return i, true
		}
		switch {
		case s.junk:
		case s.escaped:
			s.escaped = false
		case s.quoted:
			s.escaped = c == '\\'
			s.quoted = c != '"' && c != '\n'
		case c == '"':
			s.quoted = true
		case c == '{' || c == '[':
			s.depth++
		case c == '}' || c == ']':
			if s.depth--; s.depth == 0 {
				return i + 1, true
			}
		}
	}
	return len(chunk), false
}
