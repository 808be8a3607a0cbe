package ingest

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"zhijian/analyzers/transcript"
)

// textFormat is a transcript in plain text, one conversation a file.
func textFormat() Format {
	return Format{
		Name:     "text",
		Title:    "plain text with the speaker ahead of each turn",
		Suffixes: []string{".txt"},
		Sniff:    isDialogue,
		Open: func(in *Input) (Reader, error) {
			return newWholeFile(in, &textDecoder{parser: newDialogueParser(in.Options, in.Options.fieldWords()), options: in.Options, name: recordingName(in.Source)}), nil
		},
	}
}

// isDialogue reports whether two speakers or more are named ahead of what they
// say.
func isDialogue(s Sample) bool {
	if !s.Text || bytes.IndexByte(s.Head, 0) >= 0 {
		return false
	}
	d := newDialogueParser(s.options, s.options.fieldWords()).parse(string(s.Head))
	speakers := map[string]bool{}
	for _, t := range d.turns {
		speakers[t.Speaker] = true
	}
	delete(speakers, "system")
	return len(speakers) >= 2 || len(speakers) == 1 && strings.HasSuffix(s.Name, ".txt")
}

// wholeFile yields the content of a file as one record.
type wholeFile struct {
	in      *Input
	decoder Decoder
	done    bool
}

func newWholeFile(in *Input, decoder Decoder) *wholeFile {
	return &wholeFile{in: in, decoder: decoder}
}

// Next returns the file, unless it is blank.
func (w *wholeFile) Next() (Record, error) {
	if w.done {
		return Record{}, io.EOF
	}
	w.done = true
	src := w.in.Source
	src.Line = 1
	buf := bytes.NewBuffer(w.in.kept.line[:0])
	size, err := io.Copy(buf, io.LimitReader(w.in.Content, MaxRecordBytes+1))
	w.in.kept.line = buf.Bytes()
	if failure := w.in.failure(); failure != nil {
		return Record{}, failure
	}
	if err != nil && !errors.Is(err, io.EOF) {
		rej := damaged(err, src)
		rej.ID = recordingName(src) // its only interaction
		return Record{}, rej
	}
	if size > MaxRecordBytes {
		return Record{}, &Reject{Source: src, ID: recordingName(src), Reason: RecordTooLong, Detail: fmt.Sprintf("the file has more than %d bytes, the limit of one interaction", MaxRecordBytes)}
	}
	raw := bytes.TrimPrefix(buf.Bytes(), []byte("\xef\xbb\xbf"))
	if len(bytes.TrimSpace(raw)) == 0 {
		return Record{}, io.EOF
	}
	return Record{Source: src, Raw: raw, Decoder: w.decoder}, nil
}

// textDecoder makes the interaction of a text.
type textDecoder struct {
	parser  *dialogueParser
	options *Options
	name    string
}

// Decode implements Decoder.
func (t *textDecoder) Decode(raw []byte, src transcript.Source) (*transcript.Interaction, error) {
	if !utf8.Valid(raw) {
		return nil, &Reject{Source: src, ID: t.name, Reason: InvalidUTF8, Detail: fmt.Sprintf("the text is not UTF-8 at byte %d of the file", invalidByte(raw))}
	}
	dlg := t.parser.parse(string(raw))
	d := Draft{Turns: dlg.turns}
	for _, n := range dlg.notes {
		if f, ok := fieldNamed(n.field); ok && f < FieldRole {
			d.Fields[f] = cmp.Or(d.Fields[f], n.value)
		}
	}
	d.Fields[FieldID] = cmp.Or(d.Fields[FieldID], t.name)
	if dlg.excess {
		return nil, tooManyLines(src, d.Fields[FieldID])
	}
	if len(d.Turns) == 0 {
		return nil, &Reject{Source: src, ID: d.Fields[FieldID], Reason: EmptyTurns, Detail: "no line begins with the label of a speaker, such as 客服："}
	}
	return d.finish(src, t.options)
}

func tooManyLines(src transcript.Source, id string) *Reject {
	return &Reject{Source: src, ID: id, Reason: LimitExceeded, Detail: fmt.Sprintf("the conversation has more than %d lines", maxLines)}
}
