package ingest

import (
	"fmt"

	"zhijian/analyzers/transcript"
)

// Reason is the code of why a record was not scored. The codes are part of the
// output's contract.
type Reason string

// Why a record, or a file, cannot become an interaction.
const (
	MalformedJSON  Reason = "malformed_json"  // not one JSON object
	DuplicateKey   Reason = "duplicate_key"   // an object names a field twice
	InvalidUTF8    Reason = "invalid_utf8"    // broken UTF-8, or half of a surrogate pair
	MissingID      Reason = "missing_id"      // id absent or blank
	MissingChannel Reason = "missing_channel" // channel absent
	MissingTurns   Reason = "missing_turns"   // turns absent
	EmptyTurns     Reason = "empty_turns"     // a list without turns
	UnknownChannel Reason = "unknown_channel"
	UnknownRole    Reason = "unknown_role"    // a turn's role absent or not one of the four
	UnknownRoles   Reason = "unknown_roles"   // speakers of whom it is not certain who is agent and who customer
	InvalidCharset Reason = "invalid_charset" // bytes that mean nothing in the charset of the file
	UnknownFields  Reason = "unknown_fields"  // a table whose columns cannot be told
	MalformedRow   Reason = "malformed_row"   // a row of a table that cannot be cut into cells
	BadTime        Reason = "bad_time"        // not RFC 3339 with offset
	TimeBackwards  Reason = "time_backwards"  // an end before its begin, a turn that begins before the last one, a negative time
	BadValue       Reason = "bad_value"       // wrong JSON type, out of range, or a turn without text
	LimitExceeded  Reason = "limit_exceeded"  // too many turns, nested too deeply, or an id too long
	RecordTooLong  Reason = "record_too_long" // longer than MaxRecordBytes
	TruncatedInput Reason = "truncated_input" // compressed data that end early: what follows is lost
	CorruptInput   Reason = "corrupt_input"   // compressed data that are damaged: what follows is lost
	OversizedInput Reason = "oversized_input" // compressed data that expand to more than is allowed: what follows is lost
	NestedArchive  Reason = "nested_archive"  // an archive inside an archive
	UnsafePath     Reason = "unsafe_path"     // a member of an archive that is a link or a device, or whose name leads out of it
	UnknownFormat  Reason = "unknown_format"  // the content of a file is of no format that is read
	UnreadableFile Reason = "unreadable_file" // the file could not be opened or read
)

// Reject says why a record, or a whole file, could not be read. It never carries
// text of the conversation.
type Reject struct {
	Source transcript.Source
	ID     string // of the interaction; empty when it could not be told
	Reason Reason
	Detail string // for a person: what is wrong, and at which byte of the record
}

// EndsFile reports whether nothing of the file can be read after the reject: the
// rows before it may not be all of their interaction.
func (r *Reject) EndsFile() bool {
	switch r.Reason {
	case TruncatedInput, CorruptInput, OversizedInput:
		return true
	}
	return false
}

// Error is the place, the code and the detail.
func (r *Reject) Error() string {
	s := r.Source
	place := s.File
	if s.Member != "" {
		place += "!" + s.Member
	}
	if s.Line > 0 {
		place = fmt.Sprintf("%s:%d", place, s.Line)
	}
	return fmt.Sprintf("%s: %s: %s", place, r.Reason, r.Detail)
}
