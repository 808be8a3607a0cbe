package intake

import (
	"encoding/binary"
	"errors"

	"zhijian/analyzers/transcript"
	"zhijian/pipeline/ingest"
)

// place is where a row stands in the batch: the index of its file, and the number
// of the row in it. Its encoding sorts in the order of the batch.
type place struct {
	file uint32
	row  uint64
}

const placeBytes = 12

func (p place) append(dst []byte) []byte {
	return binary.BigEndian.AppendUint64(binary.BigEndian.AppendUint32(dst, p.file), p.row)
}

func placeOf(key []byte) place {
	tail := key[len(key)-placeBytes:]
	return place{file: binary.BigEndian.Uint32(tail), row: binary.BigEndian.Uint64(tail[4:])}
}

// item is what is sorted: rows of one interaction, or a reject.
type item struct {
	file   uint32            // of the source; its name is left to the plan
	source transcript.Source // of the first row, or of the reject
	reject *ingest.Reject    // nil when it is rows
	rows   []byte
}

// append appends the encoding of everything but the rows, which follow it.
func (it *item) append(dst []byte) []byte {
	dst = binary.AppendVarint(dst, int64(it.file))
	dst = appendText(dst, it.source.Member)
	dst = binary.AppendVarint(dst, it.source.Line)
	dst = binary.AppendVarint(dst, it.source.Offset)
	if it.reject == nil {
		return append(dst, 0)
	}
	dst = append(dst, 1)
	for _, s := range []string{it.reject.ID, string(it.reject.Reason), it.reject.Detail} {
		dst = appendText(dst, s)
	}
	return dst
}

func appendText(dst []byte, s string) []byte {
	return append(binary.AppendUvarint(dst, uint64(len(s))), s...)
}

// itemOf decodes an item. Its rows are those of raw.
func itemOf(raw []byte) (*item, error) {
	d := decoder{rest: raw}
	it := &item{file: uint32(d.number()), source: transcript.Source{Member: d.text(), Line: d.number(), Offset: d.number()}}
	if d.flag() {
		it.reject = &ingest.Reject{Source: it.source, ID: d.text(), Reason: ingest.Reason(d.text()), Detail: d.text()}
	}
	it.rows = d.rest
	return it, d.err
}

// errBrokenItem is a fault of the program, or a temporary file that changed.
var errBrokenItem = errors.New("rows put aside cannot be read back")

// decoder reads what append wrote, up to the first fault.
type decoder struct {
	rest []byte
	err  error
}

func (d *decoder) number() int64 {
	v, n := binary.Varint(d.rest)
	return d.cut(v, n)
}

func (d *decoder) cut(v int64, n int) int64 {
	if n <= 0 {
		d.rest, d.err = nil, errBrokenItem
		return 0
	}
	d.rest = d.rest[n:]
	return v
}

func (d *decoder) text() string {
	size, n := binary.Uvarint(d.rest)
	if n <= 0 || size > uint64(len(d.rest)-n) {
		d.rest, d.err = nil, errBrokenItem
		return ""
	}
	s := string(d.rest[n : n+int(size)])
	d.rest = d.rest[n+int(size):]
	return s
}

func (d *decoder) flag() bool {
	if len(d.rest) == 0 {
		d.err = errBrokenItem
		return false
	}
	b := d.rest[0]
	d.rest = d.rest[1:]
	return b != 0
}
