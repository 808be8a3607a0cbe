package ingest

import (
	"bytes"
	"encoding/binary"

	"zhijian/pipeline/ingest/columnar"
)

// arrowMagic begins an Arrow IPC file, which is Feather version 2.
const arrowMagic = "ARROW1"

// arrowFormat is an Arrow IPC file or stream: the same tables as in Parquet.
func arrowFormat() Format {
	return Format{
		Name:     "arrow",
		Title:    "Arrow IPC file or stream, Feather version 2",
		Suffixes: []string{".arrow", ".arrows", ".feather", ".ipc"},
		Binary:   true,
		Rows:     true,
		Sniff: func(s Sample) bool {
			return isFeather1(s.Head) || bytes.HasPrefix(s.Head, []byte(arrowMagic)) || isArrowStream(s.Head)
		},
		Open: openArrow,
	}
}

// isFeather1 knows the format that came before Arrow's own.
func isFeather1(head []byte) bool { return bytes.HasPrefix(head, []byte("FEA1")) }

// isArrowStream knows the mark and the length of the first message, the schema.
func isArrowStream(head []byte) bool {
	if len(head) < 16 || !bytes.HasPrefix(head, []byte{0xff, 0xff, 0xff, 0xff}) {
		return false
	}
	size := binary.LittleEndian.Uint32(head[4:])
	return size > 0 && size < 1<<24 && size%8 == 0
}

func openArrow(in *Input) (Reader, error) {
	if in.hasPrefix(0, "FEA1") {
		return in.refuse(&Reject{Source: in.Source, Reason: UnknownFormat, Detail: "Feather version 1 is not read; write version 2"})
	}
	if !in.hasPrefix(0, arrowMagic) {
		r, err := columnar.OpenArrowStream(in.Content)
		if err != nil {
			return in.refuse(in.columnarReject(err, 0))
		}
		return openColumns(in, r)
	}
	at, err := in.seekable()
	if err != nil {
		return in.refuse(err)
	}
	r, err := columnar.OpenArrow(at, at.size)
	if err != nil {
		return in.refuse(in.columnarReject(err, 0))
	}
	return openColumns(in, r)
}
