package ingest

import (
	"bytes"
	"encoding/binary"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"

	"zhijian/analyzers/transcript"
)

// fastDecode decodes a record that has nothing unusual about it: only fields of
// the format, each once and of its type, and nothing that would be rejected. It
// gives exactly what walker gives, at a fraction of the cost; of any other record it
// gives false and no reason, and walker must say what is the matter with it.
//
// The strings of the interaction are parts of one copy of raw.
func fastDecode(raw []byte, src transcript.Source) (*transcript.Interaction, bool) {
	if hasControl(raw) || !utf8.Valid(raw) {
		return nil, false
	}
	f := fast{text: string(raw), escapes: bytes.IndexByte(raw, '\\') >= 0, in: &transcript.Interaction{Source: src}}
	f.in.Turns = make([]transcript.Turn, 0, min(bytes.Count(raw, []byte("{")), MaxTurns))
	if !f.object((*fast).field) || !f.end() || !f.whole() {
		return nil, false
	}
	return f.in, true
}

// fast reads one record. Its methods give false for what they do not take.
type fast struct {
	text    string // the record: valid UTF-8 without control characters
	escapes bool   // it has a backslash
	at      int    // what was read of it
	in      *transcript.Interaction
	turn    *transcript.Turn // being read
	spoken  bool             // it has a text
	bytes   int              // of the texts of all turns
	latest  int64            // begin of the turns before it
}

// hasControl reports whether raw has a control character of ASCII: no string may,
// and a record on one line has none elsewhere.
func hasControl(raw []byte) bool {
	const ones, highs = 0x0101010101010101, 0x8080808080808080
	for ; len(raw) >= 8; raw = raw[8:] {
		// The high bit of a byte below 0x20 comes out as 1, and of none when no byte is.
		if w := binary.LittleEndian.Uint64(raw); (w-ones*' ')&^w&highs != 0 {
			return true
		}
	}
	for _, c := range raw {
		if c < ' ' {
			return true
		}
	}
	return false
}

// whole tests what only the whole record can tell.
func (f *fast) whole() bool {
	in := f.in
	return strings.TrimSpace(in.ID) != "" && len(in.ID) <= maxIDBytes && in.Channel != "" && len(in.Turns) > 0 &&
		!(in.StartedAt.Known && in.EndedAt.Known && in.EndedAt.Value.Before(in.StartedAt.Value))
}

func (f *fast) field(name string) bool {
	in := f.in
	switch name {
	case "id":
		return f.string(&in.ID)
	case "channel":
		return f.string((*string)(&in.Channel)) && in.Channel.Valid()
	case "started_at":
		return f.time(&in.StartedAt)
	case "ended_at":
		return f.time(&in.EndedAt)
	case "agent":
		return f.null() || f.object((*fast).agentField)
	case "customer":
		return f.null() || f.object((*fast).customerField)
	case "queue":
		return f.string(&in.Queue)
	case "ring_ms":
		return f.integer(0, maxInteger, &in.RingMS)
	case "ended_by":
		return f.string((*string)(&in.EndedBy)) && (in.EndedBy == "" || in.EndedBy.Valid())
	case "transferred_to":
		return f.string(&in.TransferredTo)
	case "satisfaction":
		return f.integer(1, 5, &in.Satisfaction)
	case "ticket":
		return f.ticket()
	case "turns":
		return f.turns()
	}
	return false
}

func (f *fast) agentField(name string) bool {
	switch name {
	case "id":
		return f.string(&f.in.Agent.ID)
	case "name":
		return f.string(&f.in.Agent.Name)
	case "team":
		return f.string(&f.in.Agent.Team)
	}
	return false
}

func (f *fast) customerField(name string) bool {
	switch name {
	case "id":
		return f.string(&f.in.Customer.ID)
	case "tier":
		return f.string(&f.in.Customer.Tier)
	}
	return false
}

func (f *fast) ticket() bool {
	f.in.Ticket.Carried = true
	if f.null() {
		return true
	}
	f.in.Ticket.Ticket = &transcript.Ticket{}
	return f.object((*fast).ticketField)
}

func (f *fast) ticketField(name string) bool {
	t := f.in.Ticket.Ticket
	switch name {
	case "id":
		return f.string(&t.ID)
	case "category":
		return f.string(&t.Category)
	case "created_at":
		return f.time(&t.CreatedAt)
	case "closed_at":
		return f.time(&t.ClosedAt)
	}
	return false
}

// turns reads a list of at least one turn.
func (f *fast) turns() bool {
	if !f.skip('[') {
		return false
	}
	for {
		if len(f.in.Turns) == MaxTurns {
			return false
		}
		f.in.Turns = append(f.in.Turns, transcript.Turn{})
		f.turn, f.spoken = &f.in.Turns[len(f.in.Turns)-1], false
		if !f.object((*fast).turnField) || !f.orderly() {
			return false
		}
		if !f.skip(',') {
			return f.skip(']')
		}
	}
}

func (f *fast) turnField(name string) bool {
	switch name {
	case "role":
		return f.string((*string)(&f.turn.Role))
	case "text":
		f.spoken = !f.null()
		return f.spoken && f.string(&f.turn.Text)
	case "begin_ms":
		return f.integer(0, maxInteger, &f.turn.Begin)
	case "end_ms":
		return f.integer(0, maxInteger, &f.turn.End)
	}
	return false
}

// orderly tests the turn by itself and against those before it.
func (f *fast) orderly() bool {
	t := f.turn
	f.bytes += len(t.Text)
	if !t.Role.Valid() || !f.spoken || f.bytes > MaxTextBytes || t.Timed() && t.End.Value < t.Begin.Value {
		return false
	}
	if t.Begin.Known {
		if t.Begin.Value < f.latest {
			return false
		}
		f.latest = t.Begin.Value
	}
	return true
}

// mostFields is how many fields the object with most fields has.
const mostFields = 13

// object reads an object and hands each field to read, which takes its value.
func (f *fast) object(read func(f *fast, field string) bool) bool {
	if !f.skip('{') {
		return false
	}
	if f.skip('}') {
		return true
	}
	var seen [mostFields]string
	for n := range seen {
		name, ok := f.plain()
		if !ok || slices.Contains(seen[:n], name) || !f.skip(':') {
			return false
		}
		seen[n] = name
		if !read(f, name) {
			return false
		}
		if !f.skip(',') {
			return f.skip('}')
		}
	}
	return false
}

// blank passes over blanks.
func (f *fast) blank() {
	for f.at < len(f.text) && f.text[f.at] == ' ' {
		f.at++
	}
}

// skip passes over a sign when it comes next.
func (f *fast) skip(sign byte) bool {
	f.blank()
	if f.at < len(f.text) && f.text[f.at] == sign {
		f.at++
		return true
	}
	return false
}

func (f *fast) end() bool {
	f.blank()
	return f.at == len(f.text)
}

// null passes over a null when it comes next.
func (f *fast) null() bool {
	f.blank()
	if strings.HasPrefix(f.text[f.at:], "null") {
		f.at += len("null")
		return true
	}
	return false
}

// plain reads a string without escapes.
func (f *fast) plain() (string, bool) {
	if !f.skip('"') {
		return "", false
	}
	n := strings.IndexByte(f.text[f.at:], '"')
	if n < 0 {
		return "", false
	}
	s := f.text[f.at : f.at+n]
	if f.escapes && strings.IndexByte(s, '\\') >= 0 {
		return "", false
	}
	f.at += n + 1
	return s, true
}

// string reads a string, or a null, which leaves dst alone.
func (f *fast) string(dst *string) bool {
	if f.null() {
		return true
	}
	begin := f.at
	if s, ok := f.plain(); ok {
		*dst = s
		return true
	}
	for ; f.at < len(f.text) && f.text[f.at] != '"'; f.at++ {
		if f.text[f.at] == '\\' {
			f.at++
		}
	}
	if f.at >= len(f.text) {
		return false
	}
	f.at++
	s, err := jsontext.AppendUnquote(nil, f.text[begin:f.at])
	*dst = string(s)
	return err == nil
}

// mostDigits is how many digits maxInteger has.
const mostDigits = 16

// integer reads a whole number of [low, high] in digits alone, or a null, which
// leaves dst alone.
func (f *fast) integer(low, high int64, dst *transcript.Optional[int64]) bool {
	if f.null() {
		return true
	}
	begin, n := f.at, int64(0)
	for f.at < len(f.text) && '0' <= f.text[f.at] && f.text[f.at] <= '9' && f.at-begin <= mostDigits {
		n = 10*n + int64(f.text[f.at]-'0')
		f.at++
	}
	digits := f.at - begin
	if digits == 0 || digits > mostDigits || digits > 1 && f.text[begin] == '0' || n < low || n > high {
		return false
	}
	*dst = transcript.Some(n)
	return true // what follows is no part of a number, or no part of a record
}

// time reads an instant and keeps it in UTC, or a null, which leaves dst alone.
func (f *fast) time(dst *transcript.Optional[time.Time]) bool {
	if f.null() {
		return true
	}
	s, ok := f.plain()
	if !ok {
		return false
	}
	var t time.Time
	if t.UnmarshalText([]byte(s)) != nil {
		return false
	}
	if t = t.UTC(); t.Year() < 1 || t.Year() > 9999 {
		return false
	}
	*dst = transcript.Some(t)
	return true
}
