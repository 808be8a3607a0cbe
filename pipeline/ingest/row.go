package ingest

import (
	"encoding/binary"
	"errors"

	"zhijian/analyzers/transcript"
)

// Row is one row of a table of turns: the fields of one turn, and those of its
// interaction, which need not stand in every row.
type Row [fieldCount]string

// AppendRow appends the encoding of a row: a mask of the fields that are not
// empty, then each of them with its length.
func AppendRow(dst []byte, r *Row) []byte {
	var mask uint64
	for f, s := range r {
		if s != "" {
			mask |= 1 << f
		}
	}
	dst = binary.AppendUvarint(dst, mask)
	for _, s := range r {
		if s != "" {
			dst = binary.AppendUvarint(dst, uint64(len(s)))
			dst = append(dst, s...)
		}
	}
	return dst
}

// errBadRow is a fault of the program: rows are written by AppendRow alone.
var errBadRow = errors.New("broken row")

// cutRow decodes the first row of raw and returns what follows it.
func cutRow(raw []byte, r *Row) (rest []byte, err error) {
	mask, n := binary.Uvarint(raw)
	if n <= 0 {
		return nil, errBadRow
	}
	raw = raw[n:]
	for f := range r {
		if r[f] = ""; mask&(1<<f) == 0 {
			continue
		}
		size, n := binary.Uvarint(raw)
		if n <= 0 || size > uint64(len(raw)-n) {
			return nil, errBadRow
		}
		r[f] = string(raw[n : n+int(size)])
		raw = raw[n+int(size):]
	}
	return raw, nil
}

// RowDecoder makes an interaction of the encoded rows of one id, one after the
// other, in the order of the input.
func RowDecoder(o *Options) Decoder { return rowDecoder{o} }

type rowDecoder struct{ options *Options }

// Decode implements Decoder.
func (d rowDecoder) Decode(raw []byte, src transcript.Source) (*transcript.Interaction, error) {
	var draft Draft
	var row Row
	var err error
	for len(raw) > 0 {
		if raw, err = cutRow(raw, &row); err != nil {
			return nil, err
		}
		draft.addRow(&row)
	}
	return draft.finish(src, d.options)
}
