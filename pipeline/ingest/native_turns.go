package ingest

import (
	"github.com/go-json-experiment/json/jsontext"

	"zhijian/analyzers/transcript"
)

// turns reads the list of turns.
func (w *walker) turns() error {
	switch w.dec.PeekKind() {
	case jsontext.KindNull:
		return w.dec.SkipValue()
	case jsontext.KindBeginArray:
	default:
		w.listed = true
		return w.wrongType("turns", "a list")
	}
	w.listed = true
	if _, err := w.dec.ReadToken(); err != nil {
		return err
	}
	for w.dec.PeekKind() != jsontext.KindEndArray {
		if err := w.nextTurn(); err != nil {
			return err
		}
	}
	w.turn = -1
	_, err := w.dec.ReadToken()
	return err
}

func (w *walker) nextTurn() error {
	w.turn++
	if w.turn >= MaxTurns {
		w.fail(LimitExceeded, "more than %d turns", MaxTurns)
		return w.skip()
	}
	if w.dec.PeekKind() == jsontext.KindNull {
		return w.wrongType("", "an object")
	}
	w.in.Turns = append(w.in.Turns, transcript.Turn{})
	w.hasText = false
	if err := w.object("", (*walker).turnField); err != nil {
		return err
	}
	w.checkTurn(&w.in.Turns[w.turn])
	return nil
}

func (w *walker) turnField(name string) error {
	t := &w.in.Turns[w.turn]
	switch name {
	case "role":
		return w.role(&t.Role)
	case "text":
		w.hasText = w.dec.PeekKind() != jsontext.KindNull
		return w.text(name, &t.Text)
	case "begin_ms":
		return w.integer(name, -maxInteger, maxInteger, &t.Begin)
	case "end_ms":
		return w.integer(name, -maxInteger, maxInteger, &t.End)
	}
	return w.skip()
}

func (w *walker) role(dst *transcript.Role) error {
	if w.dec.PeekKind() != jsontext.KindString {
		return w.text("role", (*string)(dst)) // null, or a wrong type
	}
	val, err := w.dec.ReadValue()
	if err != nil {
		return err
	}
	*dst = transcript.Role(w.unquote(val))
	return nil
}

// checkTurn tests a turn by itself and against the turns before it. Speech may
// overlap: a turn may begin before the last one ends, but not before it begins.
func (w *walker) checkTurn(t *transcript.Turn) {
	w.textBytes += len(t.Text)
	switch {
	case w.textBytes > MaxTextBytes:
		w.fail(LimitExceeded, "more than %d bytes of text", MaxTextBytes)
	case t.Role == "":
		w.fail(UnknownRole, "%s is missing", w.path("role"))
	case !t.Role.Valid():
		w.fail(UnknownRole, "%s is not agent, customer, bot or system", w.path("role"))
	case !w.hasText:
		w.fail(BadValue, "%s is missing; a turn without words has an empty text", w.path("text"))
	case t.Begin.Known && t.Begin.Value < 0:
		w.fail(TimeBackwards, "%s is negative", w.path("begin_ms"))
	case t.End.Known && t.End.Value < 0:
		w.fail(TimeBackwards, "%s is negative", w.path("end_ms"))
	case t.Timed() && t.End.Value < t.Begin.Value:
		w.fail(TimeBackwards, "%s is before begin_ms", w.path("end_ms"))
	case t.Begin.Known && t.Begin.Value < w.latest:
		w.fail(TimeBackwards, "%s is before the begin_ms of an earlier turn", w.path("begin_ms"))
	}
	if t.Begin.Known {
		w.latest = max(w.latest, t.Begin.Value)
	}
}
