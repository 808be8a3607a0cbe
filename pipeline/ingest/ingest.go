// Package ingest reads interactions out of input files. One format is one file
// of this package behind the interfaces Reader and Decoder: a Reader cuts a
// stream into raw records, in order and on one goroutine; a Decoder turns one raw
// record into an interaction and runs on any number of goroutines. Whatever
// cannot become an interaction is a *Reject that says where and why, without a
// word of the conversation.
package ingest

import (
	"time"

	"zhijian/analyzers/transcript"
	"zhijian/lexicon/fields"
	"zhijian/pipeline/fsys"
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
	Sides Sides
	// Mapping says what columns and words of tables mean where they cannot be
	// guessed; nil maps nothing.
	Mapping *Mapping
	// Fields are fields of interactions that stand in a table of their own; they
	// fill in what an interaction does not say itself. Nil: there is none.
	Fields Fields
	// Settings say what the files are that Mapping and Fields were read from; they
	// are part of Identity.
	Settings []string
	Observer Observer // told what was found out; nil: nobody
	// MaxExpanded is how many bytes one compressed file, or archive, may decompress
	// to; 0 is 64 GiB. Whatever its size, more than 200 times the bytes stored is
	// refused.
	MaxExpanded int64
	FS          fsys.FS // where temporary files are; nil is the machine's
	TempDir     string  // for what does not fit in memory; empty takes the system's

	words      *fields.Words // see fieldWords
	fieldsOnly bool          // tables hold fields of interactions and no turns
}

// fieldWords are the words of exports. NewOpener and RowDecoder have them at hand.
func (o *Options) fieldWords() *fields.Words {
	if o.words == nil {
		return fields.Embedded()
	}
	return o.words
}

// Fields finds the fields of an interaction that stand outside of it. It is safe
// for concurrent use.
type Fields interface {
	// Lookup returns the row of an id. The error is a failure of the disk.
	Lookup(id string) (row *Row, ok bool, err error)
}

// Sides finds out who of two speakers is the agent by what they say. It is safe
// for concurrent use.
type Sides interface {
	// Agent returns the label of the speaker who is the agent, and how certain
	// that is, 0 to 1.
	Agent(turns []DraftTurn) (label string, certainty float64)
}
