package ingest

import (
	"fmt"
	"math"
	"strconv"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"zhijian/analyzers/transcript"
)

// The readers of values below leave dst alone when the value is null, and note a
// problem when it has another type. The error is one of broken JSON only.

// object reads an object and hands each field to read, which takes its value.
func (w *walker) object(name string, read func(w *walker, field string) error) error {
	switch w.dec.PeekKind() {
	case jsontext.KindBeginObject:
	case jsontext.KindNull:
		return w.dec.SkipValue()
	default:
		return w.wrongType(name, "an object")
	}
	if _, err := w.dec.ReadToken(); err != nil {
		return err
	}
	for w.dec.PeekKind() != jsontext.KindEndObject {
		field, err := w.dec.ReadValue()
		if err != nil {
			return err
		}
		if err := read(w, w.unquote(field)); err != nil {
			return err
		}
	}
	_, err := w.dec.ReadToken()
	return err
}

func (w *walker) text(name string, dst *string) error {
	switch w.dec.PeekKind() {
	case jsontext.KindNull:
		return w.dec.SkipValue()
	case jsontext.KindString:
	default:
		return w.wrongType(name, "a string")
	}
	tok, err := w.dec.ReadToken()
	if err != nil {
		return err
	}
	*dst = tok.String()
	return nil
}

// unquote returns the meaning of a JSON string, without a copy when it is one of
// the format's own words.
func (w *walker) unquote(val jsontext.Value) string {
	if word, ok := w.words[string(val)]; ok {
		return word
	}
	b, _ := jsontext.AppendUnquote(nil, val) // the decoder has accepted it
	return string(b)
}

// integer reads a whole number of [low, high]; 12.0 is a whole number too.
func (w *walker) integer(name string, low, high int64, dst *transcript.Optional[int64]) error {
	switch w.dec.PeekKind() {
	case jsontext.KindNull:
		return w.dec.SkipValue()
	case jsontext.KindNumber:
	default:
		return w.wrongType(name, "an integer")
	}
	val, err := w.dec.ReadValue()
	if err != nil {
		return err
	}
	n, ok := wholeNumber(val)
	switch {
	case !ok:
		w.fail(BadValue, "%s is not a whole number below 2^53", w.path(name))
	case n < low || n > high:
		w.fail(BadValue, "%s is not in %d..%d", w.path(name), low, high)
	default:
		*dst = transcript.Some(n)
	}
	return nil
}

func wholeNumber(val []byte) (int64, bool) {
	if n, err := strconv.ParseInt(string(val), 10, 64); err == nil {
		return n, true
	}
	f, err := strconv.ParseFloat(string(val), 64)
	if err != nil || f != math.Trunc(f) || math.Abs(f) > maxInteger {
		return 0, false
	}
	return int64(f), true
}

// time reads an instant and keeps it in UTC.
func (w *walker) time(name string, dst *transcript.Optional[time.Time]) error {
	given := w.dec.PeekKind() == jsontext.KindString
	var s string
	if err := w.text(name, &s); err != nil || !given {
		return err
	}
	var t time.Time
	err := t.UnmarshalText([]byte(s))
	t = t.UTC()
	if err != nil || t.Year() < 1 || t.Year() > 9999 {
		w.fail(BadTime, "%s is not a time like 2006-01-02T15:04:05+08:00", w.path(name))
		return nil
	}
	*dst = transcript.Some(t)
	return nil
}

// skip passes over a value that nobody reads.
func (w *walker) skip() error {
	floor := w.dec.StackDepth()
	for {
		if _, err := w.dec.ReadToken(); err != nil {
			return err
		}
		depth := w.dec.StackDepth()
		if depth > maxDepth {
			w.fail(LimitExceeded, "nested more than %d deep", maxDepth)
		}
		if depth == floor {
			return nil
		}
	}
}

// wrongType passes over a value and notes that it should have been want.
func (w *walker) wrongType(name, want string) error {
	w.fail(BadValue, "%s is not %s", w.path(name), want)
	return w.skip()
}

// fail notes the first problem of the record.
func (w *walker) fail(reason Reason, format string, args ...any) {
	if w.problem == nil {
		w.problem = w.reject(reason, format, args...)
	}
}

func (w *walker) reject(reason Reason, format string, args ...any) *Reject {
	return &Reject{Source: w.src, Reason: reason, Detail: fmt.Sprintf(format, args...)}
}

// path names a field for a person, with the turn that it stands in.
func (w *walker) path(name string) string {
	switch {
	case w.turn < 0:
		return name
	case name == "":
		return fmt.Sprintf("turns[%d]", w.turn)
	}
	return fmt.Sprintf("turns[%d].%s", w.turn, name)
}
