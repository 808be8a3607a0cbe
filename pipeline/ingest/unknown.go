package ingest

import (
	"bytes"

	"zhijian/analyzers/transcript"
)

// unknownFormat is the reject for content that no format knows. It says what to do
// about files that are often met.
func unknownFormat(src transcript.Source, head []byte) *Reject {
	rej := &Reject{Source: src, Reason: UnknownFormat, Detail: "the content is of no format that is read; name one with --format"}
	lower := bytes.ToLower(bytes.TrimSpace(head[:min(len(head), 1024)]))
	switch {
	case bytes.HasPrefix(head, []byte("\xd0\xcf\x11\xe0")):
		rej.Detail = "an old Excel file (.xls), or a workbook with a password; save it as .xlsx without one"
	case bytes.HasPrefix(lower, []byte("<html")), bytes.HasPrefix(lower, []byte("<!doctype html")), bytes.HasPrefix(lower, []byte("<table")), bytes.HasPrefix(lower, []byte("<meta")):
		rej.Detail = "a web page, as some platforms export under the name .xls; open it in Excel and save it as .xlsx"
	case bytes.HasPrefix(head, []byte("RIFF")), bytes.HasPrefix(head, []byte("ID3")), bytes.HasPrefix(head, []byte("OggS")), bytes.HasPrefix(head, []byte("fLaC")), bytes.HasPrefix(head, []byte("#!AMR")):
		rej.Detail = "a recording; have it transcribed first"
	case bytes.HasPrefix(head, []byte("%PDF")):
		rej.Detail = "a PDF; export the conversations as a table or as text"
	}
	return rej
}
