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

// appendCells is AppendRow for cells that are bytes, each with a unit behind it.
func appendCells(dst []byte, cells *[fieldCount][]byte, units *[fieldCount]string) []byte {
	var mask uint64
	for f, c := range cells {
		if len(c) > 0 {
			mask |= 1 << f
		}
	}
	dst = binary.AppendUvarint(dst, mask)
	for f, c := range cells {
		if len(c) > 0 {
			dst = binary.AppendUvarint(dst, uint64(len(c)+len(units[f])))
			dst = append(append(dst, c...), units[f]...)
		}
	}
	return dst
}

// errBadRow is a fault of the program: rows are written by AppendRow alone.
var errBadRow = errors.New("broken row")

// cutRow decodes the first row of raw and returns what follows it.
func cutRow(raw string, r *Row) (rest string, err error) {
	mask, n := uvarint(raw)
	if n <= 0 {
		return "", errBadRow
	}
	raw = raw[n:]
	for f := range r {
		if r[f] = ""; mask&(1<<f) == 0 {
			continue
		}
		size, n := uvarint(raw)
		if n <= 0 || size > uint64(len(raw)-n) {
			return "", errBadRow
		}
		r[f] = raw[n : n+int(size)]
		raw = raw[n+int(size):]
	}
	return raw, nil
}

// DecodeRow decodes one row.
func DecodeRow(raw []byte) (*Row, error) {
	var r Row
	rest, err := cutRow(string(raw), &r)
	if err == nil && rest != "" {
		err = errBadRow
	}
	return &r, err
}

// uvarint is binary.Uvarint of a string.
func uvarint(s string) (x uint64, n int) {
	for shift := 0; n < len(s) && n < binary.MaxVarintLen64; shift += 7 {
		b := s[n]
		n++
		x |= uint64(b&0x7f) << shift
		if b < 0x80 {
			return x, n
		}
	}
	return 0, 0
}

// RowDecoder makes an interaction of the encoded rows of one id, one after the
// other, in the order of the input.
func RowDecoder(o *Options) Decoder {
	prepared := *o
	prepared.words = o.fieldWords()
	return rowDecoder{&prepared}
}

type rowDecoder struct{ options *Options }

// Decode implements Decoder.
func (d rowDecoder) Decode(raw []byte, src transcript.Source) (*transcript.Interaction, error) {
	var draft Draft
	var row Row
	var err error
	for rest := string(raw); rest != ""; { // one copy, of which all texts are parts
		if rest, err = cutRow(rest, &row); err != nil {
			return nil, err
		}
		draft.addRow(&row)
	}
	return draft.finish(src, d.options)
}
