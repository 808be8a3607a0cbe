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
	"time"

	"zhijian/analyzers/transcript"
)

// MaxRecordBytes is the size of the longest record that is read, its line end
// included. Longer ones are rejected and never held in memory.
const MaxRecordBytes = 8 << 20

// Record is one undecoded record: a whole interaction, or a row of one.
type Record struct {
	Source transcript.Source
	Raw    []byte // valid until the next call of Next
	// Decoder turns Raw into an interaction. It is nil when the record is a row:
	// then Raw is an encoded Row and the rows of one ID, of all files, are put
	// together by package intake.
	Decoder Decoder
	ID      string // of the interaction that a row is part of; empty for whole records
}

// Pass says which records of a file are wanted. Rows are read in a pass of their
// own, before everything else, because the rows of one interaction may stand
// anywhere in the batch.
type Pass int

// The two passes over the input.
const (
	PassWhole Pass = iota // whole records, and rejects of whatever has no rows
	PassRows              // rows, and rejects of rows and of files of rows
)

// Reader yields the records of one file in order. It is used by one goroutine.
type Reader interface {
	// Next returns the next record, and io.EOF after the last one. A *Reject
	// stands for a record, or the rest of the file, that cannot be read: the
	// caller goes on with Next. In the pass over rows a *Reject with an ID stands
	// for a row and rejects the whole interaction that it is part of. Any other
	// error is a failure of the source itself and ends the file.
	Next() (Record, error)
}

// Decoder turns raw records into interactions. It is safe for concurrent use.
type Decoder interface {
	// Decode returns an interaction that shares no memory with raw. The error is
	// nil or a *Reject.
	Decode(raw []byte, src transcript.Source) (*transcript.Interaction, error)
}

// Options says how inputs are read. The zero Options detects everything and
// guesses nothing that a verdict hangs on.
type Options struct {
	Format  string             // the name of a Format; empty: told by content
	Charset string             // of text; empty: told by content
	Channel transcript.Channel // of interactions that do not name theirs; empty: they are rejected
	Zone    *time.Location     // of times without offset; nil is UTC
	// Roles says who a speaker or channel label of the input is, such as "0" or
	// "spk1". Labels that are plain words for a role (客服, customer) need no entry.
	Roles map[string]transcript.Role
	// Sides tells agent from customer where the labels do not; nil: such
	// interactions are rejected.
	Sides   Sides
	TempDir string // for what does not fit in memory; empty takes the system's
}

// Sides finds out who of two speakers is the agent by what they say. It is safe
// for concurrent use.
type Sides interface {
	// Agent returns the label of the speaker who is the agent, and how certain
	// that is, 0 to 1.
	Agent(turns []DraftTurn) (label string, certainty float64)
}

// Opener opens input files one after the other and reuses its buffers, so that
// thousands of small files cost no more than one large one. It is used by one
// goroutine, and one file at a time: opening a file ends the one before.
type Opener struct {
	options Options
	formats []Format
	packed  *bufio.Reader // over the file as stored
	plain   *bufio.Reader // over the decompressed stream
	inflate decompressor
	kept    *kept
}

const bufferBytes = 64 << 10

// NewOpener returns an Opener. Close releases it.
func NewOpener(o Options) *Opener {
	return &Opener{
		options: o,
		formats: formats(),
		packed:  bufio.NewReaderSize(nil, bufferBytes),
		plain:   bufio.NewReaderSize(nil, bufferBytes),
		kept:    &kept{native: newNativeDecoder()},
	}
}

// Open reads the input r, called name in every Source, for the records of one
// pass. It tells compression, charset and format by content. It fails only when
// r itself fails; what is wrong with the content comes out of the Reader.
func (o *Opener) Open(name string, r io.Reader, pass Pass) (Reader, error) {
	src := &sourceReader{r: r}
	o.packed.Reset(src)
	stream, err := o.inflate.open(o.packed)
	if src.err != nil {
		return nil, src.err
	}
	place := transcript.Source{File: name}
	if err != nil {
		return rejected(pass, damaged(err, place)), nil
	}
	buf := o.packed
	if stream != nil {
		buf = o.plain
		buf.Reset(stream)
	}
	return o.content(&Input{Source: place, Pass: pass, Content: buf, Options: &o.options, failure: src.failure, kept: o.kept})
}

// content opens one decompressed file or member of an archive.
func (o *Opener) content(in *Input) (Reader, error) {
	in.sample()
	if err := in.failure(); err != nil {
		return nil, err
	}
	f, ok := o.format(in)
	if !ok {
		return rejected(in.Pass, &Reject{Source: in.Source, Reason: UnknownFormat, Detail: "the content is of no format that is read; name one with --format"}), nil
	}
	if in.Pass == PassRows && !f.Rows {
		return emptyReader{}, nil
	}
	return f.Open(in)
}

// format is the format that was named, or the first that knows the content.
func (o *Opener) format(in *Input) (Format, bool) {
	for _, f := range o.formats {
		if f.Name == o.options.Format || o.options.Format == "" && f.Sniff(in.Sample) {
			return f, true
		}
	}
	return Format{}, false
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

// failure is what broke the source; nil while nothing has.
func (s *sourceReader) failure() error { return s.err }

// rejected reads a file of which nothing could be read. Its reject is one of the
// pass over whole records, so that it is told once.
func rejected(pass Pass, r *Reject) Reader {
	if pass != PassWhole {
		return emptyReader{}
	}
	return &failedReader{reject: r}
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

// emptyReader stands for a file without records of the pass.
type emptyReader struct{}

func (emptyReader) Next() (Record, error) { return Record{}, io.EOF }
