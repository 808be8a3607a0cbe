package ingest

import (
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// maxMembers bounds the members of one archive: the directory of a zip file is
// held in memory.
const maxMembers = 100_000

// archives are the name endings of archives, which may be compressed besides.
// Archives are told by content.
func archives() []string { return []string{".zip", ".tar", ".tgz", ".tbz2", ".tzst"} }

// members yields the files of an archive in the order of the archive.
type members interface {
	// next returns the next member, and io.EOF after the last one. A *Reject
	// stands for a member that is not read; any other error is damage, or a
	// failure of the source, and ends the archive.
	next() (member, error)
}

// member is one file of an archive. Its content is valid until the next one.
type member struct {
	name    string
	content io.Reader
}

// archive returns the members when the content is an archive, else nil. The
// office formats, zip files too, are no archives of input.
func (in *Input) archive() (members, error) {
	switch {
	case in.hasPrefix(0, "PK\x03\x04") || in.hasPrefix(0, "PK\x05\x06"):
		return in.openZip()
	case in.hasPrefix(257, "ustar"):
		return openTar(in.Content), nil
	}
	return nil, nil
}

// archiveReader reads the members of an archive one after the other, each as a
// file of its own. What is wrong with the archive itself is told in the pass over
// whole records.
type archiveReader struct {
	opener  *Opener
	in      *Input
	members members
	reader  Reader // of the member being read
	count   int
}

// Next implements Reader.
func (a *archiveReader) Next() (Record, error) {
	for {
		if a.reader != nil {
			rec, err := a.reader.Next()
			if !errors.Is(err, io.EOF) {
				return rec, err
			}
			a.reader = nil
		}
		if a.members == nil {
			return Record{}, io.EOF
		}
		if err := a.open(); err != nil {
			return Record{}, err
		}
	}
}

// open opens the next member, if there is one; the error is one for Next.
func (a *archiveReader) open() error {
	m, err := a.members.next()
	if rej, ok := errors.AsType[*Reject](err); ok {
		return a.tell(rej)
	}
	if err != nil {
		a.members = nil
		return a.end(err)
	}
	if skipped(m.name) {
		return nil
	}
	if a.count++; a.count > maxMembers {
		a.members = nil
		return a.tell(&Reject{Reason: LimitExceeded, Detail: fmt.Sprintf("the archive has more than %d members: the others are not read; split it", maxMembers)})
	}
	in := *a.in
	in.stored = nil
	in.Source.Member = m.name
	if !safe(m.name) {
		return a.tell(&Reject{Source: in.Source, Reason: UnsafePath, Detail: "the name of the member leads out of the archive, or is no name of a file; pack it again"})
	}
	layer := a.opener.member
	a.reader, err = a.opener.layered(&in, layer, layer.meter.over(m.content), true)
	return err
}

// end says what ended the archive.
func (a *archiveReader) end(err error) error {
	if failure := a.in.failure(); failure != nil {
		return failure
	}
	if errors.Is(err, io.EOF) {
		return nil
	}
	return a.tell(archiveDamaged(err))
}

// tell returns a reject of the archive in the pass that tells it.
func (a *archiveReader) tell(r *Reject) error {
	if a.in.Pass != PassWhole {
		return nil
	}
	r.Source.File = a.in.Source.File
	return r
}

// archiveDamaged is the reject for an archive that cannot be read further.
func archiveDamaged(err error) *Reject {
	var r Reject
	r.Reason = CorruptInput
	r.Detail = "the archive is damaged: the members from here on are lost; fetch the file again"
	if oversized, ok := errors.AsType[*oversizedError](err); ok {
		r.Reason, r.Detail = OversizedInput, oversized.detail
	} else if errors.Is(err, io.ErrUnexpectedEOF) {
		r.Reason, r.Detail = TruncatedInput, "the archive ends early: the members from here on are lost; fetch the file again"
	}
	return &r
}

// skipped reports whether a member is none of the input: hidden files, and what
// macOS adds.
func skipped(name string) bool {
	return slices.ContainsFunc(strings.Split(name, "/"), func(part string) bool {
		return part == "__MACOSX" || strings.HasPrefix(part, ".") && strings.Trim(part, ".") != ""
	})
}

// safe reports whether name is that of a file inside the archive. Nothing is ever
// written under that name, but it becomes an id and a place in reports.
func safe(name string) bool {
	switch {
	case name == "" || !utf8.ValidString(name) || strings.ContainsFunc(name, unicode.IsControl):
		return false
	case path.IsAbs(name) || len(name) > 1 && name[1] == ':':
		return false
	}
	return !slices.Contains(strings.Split(name, "/"), "..")
}

// memberName is the name of a member as stored, with forward slashes and without
// a leading "./". Names that are not UTF-8 are taken for GB18030, which Chinese
// Windows writes.
func memberName(stored string) string {
	if !utf8.ValidString(stored) {
		if name, err := simplifiedchinese.GB18030.NewDecoder().String(stored); err == nil {
			stored = name
		}
	}
	name := strings.TrimPrefix(strings.ReplaceAll(stored, `\`, "/"), "./")
	return strings.ToValidUTF8(name, "\uFFFD")
}
