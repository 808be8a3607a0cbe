package ingest

import (
	"bytes"
	"strings"
	"sync"

	"github.com/go-json-experiment/json/jsontext"

	"zhijian/analyzers/transcript"
)

// The limits of one interaction.
const (
	MaxTurns = 20_000
	// MaxTextBytes bounds the text of all turns together: half a day of speech.
	MaxTextBytes = 512 << 10
	maxDepth     = 64      // of nested objects and lists
	maxIDBytes   = 1 << 10 // of an interaction's id
	maxInteger   = 1 << 53 // the largest that every JSON reader keeps exactly
)

// nativeFormat is the product's own input: JSON Lines, one interaction a line.
func nativeFormat() Format {
	return Format{
		Name:     "jsonl",
		Title:    "native JSON Lines",
		Suffixes: []string{".jsonl", ".ndjson"},
		Sniff:    isJSONLines,
		Open: func(in *Input) (Reader, error) {
			return newLines(in, in.kept.native), nil
		},
	}
}

// isJSONLines reports whether the file is named for the format, is blank, or has
// an object in at least half of its lines.
func isJSONLines(s Sample) bool {
	if !s.Text {
		return false
	}
	if strings.HasSuffix(s.Name, ".jsonl") || strings.HasSuffix(s.Name, ".ndjson") {
		return true
	}
	objects, others := 0, 0
	for line := range bytes.Lines(s.Head) {
		switch line = bytes.TrimLeft(line, " \t\r\n"); {
		case len(line) == 0:
		case line[0] == '{':
			objects++
		default:
			others++
		}
	}
	return objects >= others
}

// nativeDecoder decodes the native format: one interaction, one JSON object.
// Field names are matched exactly; unknown fields are ignored; null is the same
// as an absent field, except for the ticket.
type nativeDecoder struct {
	pool sync.Pool // of *walker
}

// NewNativeDecoder returns the decoder of the native format.
func NewNativeDecoder() Decoder { return newNativeDecoder() }

func newNativeDecoder() *nativeDecoder {
	words := nativeWords()
	return &nativeDecoder{pool: sync.Pool{New: func() any {
		w := &walker{words: words}
		w.dec = jsontext.NewDecoder(&w.buf)
		return w
	}}}
}

// nativeWords maps the quoted form of the words that nearly every record repeats
// to one string each.
func nativeWords() map[string]string {
	m := map[string]string{}
	for _, w := range []string{
		"id", "channel", "started_at", "ended_at", "agent", "name", "team", "customer", "tier", "queue",
		"ring_ms", "ended_by", "transferred_to", "satisfaction", "ticket", "category", "created_at",
		"closed_at", "turns", "role", "text", "begin_ms", "end_ms", "bot", "system",
	} {
		m[`"`+w+`"`] = w
	}
	return m
}

// Decode implements Decoder.
func (d *nativeDecoder) Decode(raw []byte, src transcript.Source) (*transcript.Interaction, error) {
	if in, ok := fastDecode(raw, src); ok {
		return in, nil
	}
	return d.walk(raw, src)
}

// walk decodes any record.
func (d *nativeDecoder) walk(raw []byte, src transcript.Source) (*transcript.Interaction, error) {
	w := d.pool.Get().(*walker)
	defer d.pool.Put(w)
	w.reset(raw, src)
	defer w.reset(nil, transcript.Source{})
	if rej := w.record(); rej != nil {
		return nil, rej
	}
	return w.in, nil
}

// walker walks over the tokens of one record. The first value that breaks the
// contract is kept in problem and the walk goes on, so that the id is found
// wherever it stands; broken JSON ends the walk.
type walker struct {
	raw []byte
	buf bytes.Buffer // over raw
	dec *jsontext.Decoder
	src transcript.Source

	words map[string]string // the format's own words: as quoted, as meant

	in        *transcript.Interaction
	channels  bool    // a channel was given
	listed    bool    // turns were given
	turn      int     // index of the turn being read; -1 outside turns
	hasText   bool    // of the turn being read
	textBytes int     // of the turns read
	latest    int64   // begin of the turns before it
	problem   *Reject // the first value that breaks the contract
}

func (w *walker) reset(raw []byte, src transcript.Source) {
	w.raw, w.src = raw, src
	w.buf = *bytes.NewBuffer(raw)
	w.dec.Reset(&w.buf)
	w.in = nil
	w.channels, w.listed = false, false
	w.turn = -1
	w.latest, w.textBytes = 0, 0
	w.problem = nil
}

// record reads the whole record into w.in, or says why it cannot be.
func (w *walker) record() *Reject {
	w.in = &transcript.Interaction{Source: w.src}
	if w.dec.PeekKind() != jsontext.KindBeginObject {
		return w.notAnObject()
	}
	if err := w.object("the record", (*walker).field); err != nil {
		return w.broken(err)
	}
	if rest := w.raw[w.dec.InputOffset():]; len(bytes.TrimLeft(rest, " \t\r\n")) > 0 {
		return w.reject(MalformedJSON, "data after the end of the object at byte %d: one interaction a line", w.dec.InputOffset())
	}
	if w.problem == nil {
		w.check()
	}
	if w.problem != nil {
		w.problem.ID = w.in.ID
	}
	return w.problem
}

// check tests what only the whole record can tell.
func (w *walker) check() {
	in := w.in
	switch {
	case strings.TrimSpace(in.ID) == "":
		w.fail(MissingID, "the interaction has no id")
	case !w.channels:
		w.fail(MissingChannel, "the interaction has no channel")
	case !w.listed:
		w.fail(MissingTurns, "the interaction has no turns")
	case len(in.Turns) == 0:
		w.fail(EmptyTurns, "the list of turns is empty")
	case in.StartedAt.Known && in.EndedAt.Known && in.EndedAt.Value.Before(in.StartedAt.Value):
		w.fail(TimeBackwards, "ended_at is before started_at")
	}
}

// field reads one field of the interaction.
func (w *walker) field(name string) error {
	in := w.in
	switch name {
	case "id":
		return w.id()
	case "channel":
		return w.channel()
	case "started_at":
		return w.time(name, &in.StartedAt)
	case "ended_at":
		return w.time(name, &in.EndedAt)
	case "agent":
		return w.object(name, (*walker).agentField)
	case "customer":
		return w.object(name, (*walker).customerField)
	case "queue":
		return w.text(name, &in.Queue)
	case "ring_ms":
		return w.integer(name, 0, maxInteger, &in.RingMS)
	case "ended_by":
		return w.endedBy()
	case "transferred_to":
		return w.text(name, &in.TransferredTo)
	case "satisfaction":
		return w.integer(name, 1, 5, &in.Satisfaction)
	case "ticket":
		return w.ticket()
	case "turns":
		return w.turns()
	}
	return w.skip()
}

func (w *walker) agentField(name string) error {
	switch name {
	case "id":
		return w.text("agent.id", &w.in.Agent.ID)
	case "name":
		return w.text("agent.name", &w.in.Agent.Name)
	case "team":
		return w.text("agent.team", &w.in.Agent.Team)
	}
	return w.skip()
}

func (w *walker) customerField(name string) error {
	switch name {
	case "id":
		return w.text("customer.id", &w.in.Customer.ID)
	case "tier":
		return w.text("customer.tier", &w.in.Customer.Tier)
	}
	return w.skip()
}

func (w *walker) ticketField(name string) error {
	t := w.in.Ticket.Ticket
	switch name {
	case "id":
		return w.text("ticket.id", &t.ID)
	case "category":
		return w.text("ticket.category", &t.Category)
	case "created_at":
		return w.time("ticket.created_at", &t.CreatedAt)
	case "closed_at":
		return w.time("ticket.closed_at", &t.ClosedAt)
	}
	return w.skip()
}

func (w *walker) id() error {
	if err := w.text("id", &w.in.ID); err != nil {
		return err
	}
	if n := len(w.in.ID); n > maxIDBytes {
		w.in.ID = ""
		w.fail(LimitExceeded, "the id has %d bytes, the limit is %d", n, maxIDBytes)
	}
	return nil
}

func (w *walker) channel() error {
	var s string
	if err := w.text("channel", &s); err != nil {
		return err
	}
	w.in.Channel = transcript.Channel(s)
	w.channels = s != ""
	if s != "" && !w.in.Channel.Valid() {
		w.fail(UnknownChannel, "channel is not voice, chat, email or social")
	}
	return nil
}

func (w *walker) endedBy() error {
	var s string
	if err := w.text("ended_by", &s); err != nil {
		return err
	}
	w.in.EndedBy = transcript.EndedBy(s)
	if s != "" && !w.in.EndedBy.Valid() {
		w.fail(BadValue, "ended_by is not agent, customer or system")
	}
	return nil
}

// ticket reads the after-call record: null says that there is none.
func (w *walker) ticket() error {
	w.in.Ticket.Carried = true
	if w.dec.PeekKind() == jsontext.KindNull {
		return w.dec.SkipValue()
	}
	w.in.Ticket.Ticket = &transcript.Ticket{}
	return w.object("ticket", (*walker).ticketField)
}
