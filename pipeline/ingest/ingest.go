// Package ingest reads interactions out of input files. One format is one file
// of this package behind the interfaces Reader and Decoder: a Reader cuts a
// stream into raw records, in order and on one goroutine; a Decoder turns one raw
// record into an interaction and runs on any number of goroutines. Whatever
// cannot become an interaction is a *Reject that says where and why, without a
// word of the conversation.
package ingest

import (
	"bufio"
	"io"
	"strings"

	"zhijian/analyzers/transcript"
)

// MaxRecordBytes is the size of the longest record that is read, its line end
// included. Longer ones are rejected and never held in memory.
const MaxRecordBytes = 8 << 20

// Record is one undecoded record.
type Record struct {
	Source transcript.Source
	Raw    []byte // valid until the next call of Next
}

// Reader yields the records of one file in order. It is used by one goroutine.
type Reader interface {
	// Next returns the next record, and io.EOF after the last one. A *Reject
	// stands for a record, or the rest of the file, that cannot be read: the
	// caller goes on with Next. Any other error is a failure of the source
	// itself and ends the file.
	Next() (Record, error)
}

// Decoder turns raw records into interactions. It is safe for concurrent use.
type Decoder interface {
	// Decode returns an interaction that shares no memory with raw. The error is
	// nil or a *Reject.
	Decode(raw []byte, src transcript.Source) (*transcript.Interaction, error)
}

// suffixes are the name endings of the files that a folder is searched for.
// Compression is told by content, so that each may carry .gz or .zst or neither.
func suffixes() []string { return []string{".jsonl", ".ndjson"} }

// Accepts reports whether a file of this name, found in a folder, is taken for
// input. The case of letters does not matter.
func Accepts(name string) bool {
	name = strings.ToLower(name)
	name = strings.TrimSuffix(strings.TrimSuffix(name, ".gz"), ".zst")
	for _, s := range suffixes() {
		if strings.HasSuffix(name, s) {
			return true
		}
	}
	return false
}

// Opener opens input files one after the other and reuses its buffers, so that
// thousands of small files cost no more than one large one. It is used by one
// goroutine, and one file at a time: opening a file ends the one before.
type Opener struct {
	packed  *bufio.Reader // over the file as stored
	plain   *bufio.Reader // over the decompressed stream
	inflate decompressor
	native  *nativeDecoder
	line    []byte
}

const bufferBytes = 64 << 10

// NewOpener returns an Opener. Close releases it.
func NewOpener() *Opener {
	return &Opener{
		packed: bufio.NewReaderSize(nil, bufferBytes),
		plain:  bufio.NewReaderSize(nil, bufferBytes),
		native: newNativeDecoder(),
	}
}

// Open reads the input r, called name in every Source. It tells the compression
// by content. It fails only when r itself fails; what is wrong with the content
// comes out of the Reader.
func (o *Opener) Open(name string, r io.Reader) (Reader, Decoder, error) {
	src := &sourceReader{r: r}
	o.packed.Reset(src)
	stream, err := o.inflate.open(o.packed)
	if src.err != nil {
		return nil, nil, src.err
	}
	if err != nil {
		return &failedReader{reject: damaged(err, transcript.Source{File: name})}, o.native, nil
	}
	buf := o.packed
	if stream != nil {
		buf = o.plain
		buf.Reset(stream)
	}
	return newLines(name, buf, src, &o.line), o.native, nil
}

// Close releases the decompressors.
func (o *Opener) Close() { o.inflate.close() }

// sourceReader remembers a failure of the source, to tell it from damage in the
// compressed data.
type sourceReader struct {
	r   io.Reader
	err error
}

func (s *sourceReader) Read(p []byte) (int, error) {
	n, err := s.r.Read(p)
	if err != nil && err != io.EOF {
		s.err = err
	}
	return n, err
}

// failedReader stands for a file of which nothing could be read.
type failedReader struct{ reject *Reject }

func (f *failedReader) Next() (Record, error) {
	if f.reject == nil {
		return Record{}, io.EOF
	}
	r := f.reject
	f.reject = nil
	return Record{}, r
}
