package ingest

import (
	"bytes"
	"errors"
	"io"

	"zhijian/analyzers/transcript"
	"zhijian/pipeline/fsys"
)

// Opener opens input files one after the other and reuses its buffers, so that
// thousands of small files cost no more than one large one. It is used by one
// goroutine, and one file at a time: opening a file ends the one before.
type Opener struct {
	options Options
	formats []Format
	file    *layer // the file as stored, and decompressed
	member  *layer // a member of an archive
	kept    *kept
}

// NewOpener returns an Opener. Close releases it.
func NewOpener(o Options) *Opener {
	if o.FS == nil {
		o.FS = fsys.OS{}
	}
	if o.MaxExpanded <= 0 {
		o.MaxExpanded = maxExpanded
	}
	o.words = o.fieldWords()
	return &Opener{
		options: o,
		formats: formats(),
		file:    newLayer(&o),
		member:  newLayer(&o),
		kept:    &kept{native: withFields(newNativeDecoder(), &o)},
	}
}

// Open reads the input r, called name in every Source, for the records of one
// pass. It tells compression, archives, charset and format by content. An r that
// is an io.ReaderAt with a Size is read at random where a format needs it; others
// are spooled then. It fails only when r itself fails; what is wrong with the
// content comes out of the Reader.
func (o *Opener) Open(name string, r io.Reader, pass Pass) (Reader, error) {
	src := &sourceReader{r: r}
	in := &Input{Source: transcript.Source{File: name}, Pass: pass, Options: &o.options, failure: src.failure, kept: o.kept}
	stored := src.stored
	if at, ok := r.(randomReader); ok {
		in.stored = &random{src.at(at), at.Size()}
		stored = at.Size
	}
	o.file.meter.begin(stored)
	o.member.meter.begin(stored)
	return o.layered(in, o.file, src, false)
}

// layered opens a file, or a member of an archive, as stored in src: it takes the
// compression off and looks at what is inside.
func (o *Opener) layered(in *Input, l *layer, src io.Reader, isMember bool) (Reader, error) {
	content, packed, err := l.open(src)
	if failure := in.failure(); failure != nil {
		return nil, failure
	}
	if err != nil {
		return rejected(in.Pass, damaged(err, in.Source)), nil
	}
	in.Content, in.spool = content, &l.spool
	if packed {
		in.stored = nil // it is what was compressed
	}
	packing, err := in.archive()
	switch {
	case err != nil:
		return o.unreadable(in, err)
	case packing == nil:
		return o.content(in)
	case isMember:
		return rejected(in.Pass, &Reject{Source: in.Source, Reason: NestedArchive, Detail: "an archive inside an archive is not read; unpack it first"}), nil
	}
	return &archiveReader{opener: o, in: in, members: packing}, nil
}

// unreadable is what becomes of a file that cannot be opened: a *Reject is its
// only record, any other error a failure.
func (o *Opener) unreadable(in *Input, err error) (Reader, error) {
	if rej, ok := errors.AsType[*Reject](err); ok {
		return rejected(in.Pass, rej), nil
	}
	return nil, err
}

// content opens one decompressed file or member of an archive.
func (o *Opener) content(in *Input) (Reader, error) {
	in.sample()
	if err := in.failure(); err != nil {
		return nil, err
	}
	f, ok := o.format(in)
	if !ok {
		return rejected(in.Pass, unknownFormat(in.Source, in.Sample.Head)), nil
	}
	if in.Pass == PassRows && !f.Rows {
		return emptyReader{}, nil
	}
	if !f.Binary {
		in.decode()
	}
	r, err := f.Open(in)
	if err != nil {
		return nil, err
	}
	return in.watch(f, r), nil
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

// Close releases the decompressors and removes the temporary files.
func (o *Opener) Close() error { return errors.Join(o.file.close(), o.member.close()) }

// sourceReader remembers a failure of the source, to tell it from damage in the
// compressed data, and counts.
type sourceReader struct {
	r    io.Reader
	err  error
	read int64
}

func (s *sourceReader) Read(p []byte) (int, error) {
	n, err := s.r.Read(p)
	s.read += int64(n)
	if err != nil && !errors.Is(err, io.EOF) {
		s.err = err
	}
	return n, err
}

// at reads the same source at any place.
func (s *sourceReader) at(r io.ReaderAt) io.ReaderAt { return &sourceReaderAt{r, s} }

type sourceReaderAt struct {
	r   io.ReaderAt
	src *sourceReader
}

func (s *sourceReaderAt) ReadAt(p []byte, off int64) (int, error) {
	if off < 0 { // asked for by damaged content: no fault of the source
		return 0, io.ErrUnexpectedEOF
	}
	n, err := s.r.ReadAt(p, off)
	if err != nil && !errors.Is(err, io.EOF) {
		s.src.err = err
	}
	return n, err
}

// failure is what broke the source; nil while nothing has.
func (s *sourceReader) failure() error { return s.err }

// stored is how many bytes were read.
func (s *sourceReader) stored() int64 { return s.read }

// rejected reads a file of which nothing could be read. Its reject is one of the
// pass over whole records, so that it is told once.
func rejected(pass Pass, r *Reject) Reader {
	if pass != PassWhole {
		return emptyReader{}
	}
	return &failedReader{reject: r}
}

// failedReader stands for a file of which nothing could be read.
type failedReader struct {
	reject  *Reject
	columns []Column // of a table that was not understood
}

// Columns are the columns of the file that was not understood, if it is a table.
func (f *failedReader) Columns() []Column { return f.columns }

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

// hasPrefix reports whether the content, of which nothing was read yet, begins
// with prefix at offset.
func (in *Input) hasPrefix(offset int, prefix string) bool {
	head, _ := in.Content.Peek(offset + len(prefix))
	return len(head) >= offset && bytes.Equal(head[offset:], []byte(prefix))
}
