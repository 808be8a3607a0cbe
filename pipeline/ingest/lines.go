package ingest

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"

	"zhijian/analyzers/transcript"
)

// lines cuts a stream into lines: one line, one record. It tolerates a UTF-8
// byte order mark at the start, CRLF, a missing last line end and blank lines.
type lines struct {
	place   transcript.Source
	buf     *bufio.Reader
	failure func() error // of the source
	long    *[]byte      // a line that is longer than buf's buffer, joined
	decoder Decoder

	number int64 // lines begun so far
	offset int64 // bytes consumed so far
	done   bool
}

// newLines reads the lines of in, each for decoder.
func newLines(in *Input, decoder Decoder) *lines {
	return &lines{place: in.Source, buf: in.Content, failure: in.failure, long: &in.kept.line, decoder: decoder}
}

// Next returns the next line that is not blank.
func (l *lines) Next() (Record, error) {
	for !l.done {
		if l.offset == 0 {
			l.skipMark()
		}
		src := l.place
		src.Line, src.Offset = l.number+1, l.offset
		line, size, err := readLine(l.buf, l.long)
		l.offset += size
		l.number++
		if err != nil {
			l.done = true
			if failure := l.failure(); failure != nil {
				return Record{}, failure
			}
			if !errors.Is(err, io.EOF) {
				return Record{}, damaged(err, src)
			}
		}
		if line == nil && size > 0 {
			return Record{}, tooLong(src, size)
		}
		if line = bytes.TrimRight(line, " \t\r\n"); len(line) > 0 {
			return Record{Source: src, Raw: line, Decoder: l.decoder}, nil
		}
	}
	return Record{}, io.EOF
}

// skipMark passes over a UTF-8 byte order mark.
func (l *lines) skipMark() {
	mark := []byte("\xef\xbb\xbf")
	if head, _ := l.buf.Peek(len(mark)); bytes.Equal(head, mark) {
		n, _ := l.buf.Discard(len(mark))
		l.offset += int64(n)
	}
}

// readLine returns the next line with its end and its size. The line is nil when
// it is too long; then its bytes were passed over without being kept. One that is
// longer than the buffer is joined in long.
func readLine(buf *bufio.Reader, long *[]byte) (line []byte, size int64, err error) {
	part, err := buf.ReadSlice('\n')
	if !errors.Is(err, bufio.ErrBufferFull) {
		return part, int64(len(part)), err
	}
	*long = append((*long)[:0], part...)
	size = int64(len(part))
	for errors.Is(err, bufio.ErrBufferFull) {
		part, err = buf.ReadSlice('\n')
		size += int64(len(part))
		if size <= MaxRecordBytes {
			*long = append(*long, part...)
		}
	}
	if size > MaxRecordBytes {
		return nil, size, err
	}
	return *long, size, err
}

func tooLong(src transcript.Source, size int64) *Reject {
	return &Reject{
		Source: src,
		Reason: RecordTooLong,
		Detail: fmt.Sprintf("the line has %d bytes, the limit is %d; split the interaction", size, MaxRecordBytes),
	}
}
