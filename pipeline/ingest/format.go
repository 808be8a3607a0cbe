package ingest

import (
	"bufio"
	"bytes"
	"cmp"
	"errors"
	"io"
	"path"
	"strings"

	"zhijian/analyzers/transcript"
	"zhijian/pipeline/ingest/charset"
)

// Format is one input format: how its files are named and known, and how they
// are read. Formats are values; the list of all is built by formats.
type Format struct {
	Name     string   // as --format and inspect spell it
	Title    string   // for a person
	Suffixes []string // lower-case name endings of its files, without compression
	Binary   bool     // its files are not text: no charset is told
	Rows     bool     // its files may hold rows, and are opened in PassRows too
	// Sniff reports whether the beginning of a file is of this format. Formats are
	// asked in the order of the list, the first that says yes reads the file.
	Sniff func(s Sample) bool
	// Open starts reading. What is wrong with the content comes out of the Reader;
	// an error is a failure of the source itself.
	Open func(in *Input) (Reader, error)
}

// Sample is what a format is told by.
type Sample struct {
	Name string // lower-case base name, without the endings of compression
	Head []byte // the first bytes, decompressed; of text as UTF-8 without mark, cut at a whole character
	Text bool   // Head was decoded from a charset; false for binary content
	Full bool   // Head is the whole file

	Charset charset.Charset // of text

	options *Options
}

// sampleBytes is how much of a file a format is told by.
const sampleBytes = 64 << 10

// Input is one opened file, or one member of an archive.
type Input struct {
	Source  transcript.Source // File and Member; readers fill in the rest
	Sample  Sample
	Pass    Pass
	Content *bufio.Reader // decompressed; text as UTF-8
	Options *Options

	failure func() error // of the source: tells a broken disk from damaged compression
	kept    *kept
	stored  *random // the content, where any place of it can be read
	spool   *spool  // where it is copied to else
}

// kept is what an Opener keeps from file to file.
type kept struct {
	native Decoder
	line   []byte        // a line that is longer than a buffer, joined
	text   *bufio.Reader // over text that was not UTF-8
}

// sample looks at the beginning of the content and leaves it there.
func (in *Input) sample() {
	head, err := in.Content.Peek(sampleBytes) // a short or failing file is found by its reader
	in.Sample = Sample{
		Name:    plainName(cmp.Or(in.Source.Member, in.Source.File)),
		Text:    true,
		Full:    errors.Is(err, io.EOF),
		options: in.Options,
	}
	s := &in.Sample
	if s.Charset, err = charset.Parse(in.Options.Charset); err != nil {
		s.Charset, s.Text = charset.Detect(head, s.Full, in.Options.fieldWords().Common)
	}
	s.Head = bytes.TrimPrefix(head, []byte(s.Charset.Mark()))
	if s.Text {
		s.Head = s.Charset.Decode(s.Head, s.Full)
	}
}

// decode makes the content UTF-8. The mark of UTF-8 stays where it is, since
// offsets count it.
func (in *Input) decode() {
	if !in.Sample.Text || in.Sample.Charset == charset.UTF8 {
		return
	}
	if mark := in.Sample.Charset.Mark(); mark != "" && in.hasPrefix(0, mark) {
		_, _ = in.Content.Discard(len(mark)) // was peeked at
	}
	if in.kept.text == nil {
		in.kept.text = bufio.NewReaderSize(nil, bufferBytes)
	}
	in.kept.text.Reset(in.Sample.Charset.NewReader(in.Content))
	in.Content = in.kept.text
}

// formats lists all formats, the most telling first.
func formats() []Format {
	return append(append([]Format{parquetFormat(), arrowFormat(), xlsxFormat()}, recogniserFormats()...), vttFormat(), srtFormat(), jsonFormat(), nativeFormat(), tsvFormat(), csvFormat(), textFormat())
}

// Formats lists all formats in the order in which they are tried.
func Formats() []Format { return formats() }

// Accepts reports whether a file of this name, found in a folder, is taken for
// input. The case of letters does not matter.
func Accepts(name string) bool {
	name = plainName(name)
	for _, s := range archives() {
		if strings.HasSuffix(name, s) {
			return true
		}
	}
	for _, f := range formats() {
		for _, s := range f.Suffixes {
			if strings.HasSuffix(name, s) {
				return true
			}
		}
	}
	return false
}

// plainName is the lower-case base name without the endings of compression.
func plainName(name string) string {
	name = strings.ToLower(path.Base(name))
	for _, s := range compressions() {
		name = strings.TrimSuffix(name, s)
	}
	return name
}

// compressions are the endings that any file may carry. Compression itself is
// told by content.
func compressions() []string { return []string{".gz", ".zst", ".bz2"} }
