package ingest

import "zhijian/analyzers/transcript"

// Observer is told what was found out about the input while it is read and
// decoded. It is called by those who read and decode, one at a time or not, as
// they are.
type Observer interface {
	// Opened is called once for every file and member of an archive that is read,
	// with its first record.
	Opened(Opened)
	// Speakers is called for every interaction of a format without roles of its
	// own: who the speakers of these labels are. Roles that cannot be told are empty.
	Speakers(src transcript.Source, labels []string, roles []transcript.Role)
}

// Opened is what was found out about a file, or a member of an archive.
type Opened struct {
	Source  transcript.Source
	Format  string   // its name
	Charset string   // of text; empty for binary formats
	Columns []Column // of a table, and what they are taken for; nil for others
}

// observed tells the observer of a reader once it has read something.
type observed struct {
	Reader
	in     *Input
	format Format
	told   bool
}

// watch has the observer, if there is one, told about what r reads.
func (in *Input) watch(f Format, r Reader) Reader {
	if in.Options.Observer == nil {
		return r
	}
	switch r.(type) {
	case emptyReader, *bookReader: // nothing, and sheets that are watched one by one
		return r
	}
	return &observed{Reader: r, in: in, format: f}
}

// Next implements Reader.
func (o *observed) Next() (Record, error) {
	rec, err := o.Reader.Next()
	if !o.told {
		o.told = true
		opened := Opened{Source: o.in.Source, Format: o.format.Name}
		if !o.format.Binary {
			opened.Charset = string(o.in.Sample.Charset)
		}
		if t, ok := o.Reader.(interface{ Columns() []Column }); ok {
			opened.Columns = t.Columns()
		}
		o.in.Options.Observer.Opened(opened)
	}
	return rec, err
}
