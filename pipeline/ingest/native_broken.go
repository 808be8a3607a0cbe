package ingest

import (
	"bytes"
	"errors"
	"io"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"
)

func (w *walker) notAnObject() *Reject {
	if _, err := w.dec.ReadValue(); err != nil {
		return w.broken(err)
	}
	return w.reject(MalformedJSON, "the line is not a JSON object")
}

// broken is the reject for JSON that cannot be read. The decoder's own messages
// quote the input, so that only its offset is used.
func (w *walker) broken(err error) *Reject {
	at := w.dec.InputOffset()
	if syntax, ok := errors.AsType[*jsontext.SyntacticError](err); ok {
		at = syntax.ByteOffset
	}
	var r *Reject
	switch {
	case errors.Is(err, jsontext.ErrDuplicateName):
		r = w.reject(DuplicateKey, "a field is named twice in one object, at byte %d of the line", at)
	case !utf8.Valid(w.raw):
		r = w.reject(InvalidUTF8, "the text is not UTF-8 at byte %d of the line", invalidByte(w.raw))
	case halfPair(w.raw, at):
		r = w.reject(InvalidUTF8, "half of a surrogate pair at byte %d of the line", at)
	case errors.Is(err, io.ErrUnexpectedEOF):
		r = w.reject(MalformedJSON, "the JSON ends early, at byte %d of the line", at)
	default:
		r = w.reject(MalformedJSON, "not valid JSON at byte %d of the line", at)
	}
	r.ID = salvageID(w.raw)
	return r
}

// invalidByte is the offset of the first byte that is not UTF-8.
func invalidByte(raw []byte) int {
	for i := 0; i < len(raw); {
		r, size := utf8.DecodeRune(raw[i:])
		if r == utf8.RuneError && size == 1 {
			return i
		}
		i += size
	}
	return len(raw)
}

// halfPair reports whether an escaped surrogate stands at offset at.
func halfPair(raw []byte, at int64) bool {
	if at < 0 || at > int64(len(raw)) {
		return false
	}
	rest := bytes.ToLower(raw[at:min(at+4, int64(len(raw)))])
	return len(rest) == 4 && bytes.HasPrefix(rest, []byte(`\ud`)) && rest[3] >= '8'
}

// salvageID finds the id of a record that cannot be read as a whole, so that the
// reject can name it. It is empty when there is none, more than one, or one that
// is broken itself.
func salvageID(raw []byte) string {
	dec := jsontext.NewDecoder(bytes.NewBuffer(raw), jsontext.AllowInvalidUTF8(true), jsontext.AllowDuplicateNames(true))
	if tok, err := dec.ReadToken(); err != nil || tok.Kind() != jsontext.KindBeginObject {
		return ""
	}
	id := ""
	for dec.PeekKind() == jsontext.KindString {
		name, err := dec.ReadValue()
		if err != nil {
			return id
		}
		if string(name) != `"id"` {
			if dec.SkipValue() != nil {
				return id
			}
			continue
		}
		val, err := dec.ReadValue()
		if err != nil {
			return id
		}
		s, err := jsontext.AppendUnquote(nil, val)
		if id != "" || err != nil || val.Kind() != jsontext.KindString || len(s) > maxIDBytes {
			return ""
		}
		id = string(s)
	}
	return id
}
