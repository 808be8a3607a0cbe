package ingest

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"zhijian/analyzers/transcript"
	"zhijian/lexicon/fields"
)

// finish makes the interaction, or says why there is none: the same checks, and
// the same reasons, as those of the native format.
func (d *Draft) finish(src transcript.Source, o *Options) (*transcript.Interaction, error) {
	f := finisher{draft: d, options: o, words: o.fieldWords(), in: &transcript.Interaction{Source: src}}
	f.cells()
	if f.problem == nil {
		if err := f.sidecar(); err != nil {
			return nil, err
		}
	}
	for _, step := range []func(){f.identity, f.fields, f.turns, f.times, f.check} {
		if f.problem == nil {
			step()
		}
	}
	if f.problem != nil {
		f.problem.ID = f.in.ID
		return nil, f.problem
	}
	return f.in, nil
}

// finisher makes one interaction. The first thing that is wrong is kept in
// problem and ends the work.
type finisher struct {
	draft   *Draft
	options *Options
	words   *fields.Words
	in      *transcript.Interaction
	problem *Reject

	dateOnly bool // started_at tells the day alone
}

func (f *finisher) fail(reason Reason, format string, args ...any) {
	if f.problem == nil {
		f.problem = &Reject{Source: f.in.Source, Reason: reason, Detail: fmt.Sprintf(format, args...)}
	}
}

// cells takes off what spreadsheets put around the values of fields, and empties
// those that only say that there is no value.
func (f *finisher) cells() {
	d := f.draft
	for i := range d.Fields {
		s := bareCell(d.Fields[i])
		if f.words.None(s) {
			s = ""
		}
		if !utf8.ValidString(s) {
			f.fail(InvalidUTF8, "the field %s is not UTF-8", Field(i))
			s = ""
		}
		d.Fields[i] = s
	}
	if id := d.Fields[FieldID]; len(id) <= maxIDBytes {
		f.in.ID = id
	}
}

// bareCell takes off blanks, and the marks by which spreadsheets keep a number
// from being taken for one: '123, ="123".
func bareCell(s string) string {
	s = strings.TrimSpace(s)
	if rest, ok := strings.CutPrefix(s, `="`); ok && strings.HasSuffix(rest, `"`) {
		return strings.TrimSpace(rest[:len(rest)-1])
	}
	if rest, ok := strings.CutPrefix(s, "'"); ok {
		return strings.TrimSpace(rest)
	}
	return s
}

// sidecar fills in what the sidecar table knows and the draft does not.
func (f *finisher) sidecar() error {
	d := f.draft
	d.Tickets = d.Tickets || d.Fields[FieldTickets] != ""
	if f.options.Fields == nil || d.Fields[FieldID] == "" {
		return nil
	}
	row, ok, err := f.options.Fields.Lookup(d.Fields[FieldID])
	if err != nil || !ok {
		return err
	}
	for i := range FieldRole {
		s := bareCell(row[i])
		if d.Fields[i] == "" && !f.words.None(s) {
			d.Fields[i] = s
		}
	}
	d.Tickets = d.Tickets || row[FieldTickets] != ""
	return nil
}

// identity reads what every interaction must have.
func (f *finisher) identity() {
	d := f.draft
	id := d.Fields[FieldID]
	switch {
	case id == "":
		f.fail(MissingID, "the interaction has no id")
	case len(id) > maxIDBytes:
		f.fail(LimitExceeded, "the id has %d bytes, the limit is %d", len(id), maxIDBytes)
	case damagedNumber(id):
		f.fail(BadValue, "the id is a number like 1.23E+17, of which a spreadsheet has dropped digits: export ids as text")
	}
	f.channel(d.Fields[FieldChannel])
}

func (f *finisher) channel(s string) {
	f.in.Channel = f.options.Channel
	if s != "" {
		c, ok := f.options.Mapping.word(channelWords, s, f.words.Channel)
		if f.in.Channel = transcript.Channel(c); !ok || c != "" && !f.in.Channel.Valid() {
			f.fail(UnknownChannel, "the channel is no word for voice, chat, email or social; a mapping file can name it")
			return
		}
		f.in.Channel = cmp.Or(f.in.Channel, f.options.Channel)
	}
	if f.in.Channel == "" {
		f.fail(MissingChannel, "the interaction has no channel; give one with --channel voice, chat, email or social")
	}
}

// fields reads the fields around the turns.
func (f *finisher) fields() {
	d, in := f.draft, f.in
	in.StartedAt, f.dateOnly = f.instant(FieldStartedAt)
	in.EndedAt, _ = f.instant(FieldEndedAt)
	in.Agent = transcript.Agent{ID: d.Fields[FieldAgentID], Name: d.Fields[FieldAgentName], Team: d.Fields[FieldAgentTeam]}
	in.Customer = transcript.Customer{ID: d.Fields[FieldCustomerID], Tier: d.Fields[FieldCustomerTier]}
	in.Queue = d.Fields[FieldQueue]
	in.RingMS = f.ring(d.Fields[FieldRing])
	in.EndedBy = f.endedBy(d.Fields[FieldEndedBy])
	if s := d.Fields[FieldTransferredTo]; !f.words.NotTransferred(s) {
		in.TransferredTo = s
	}
	in.Satisfaction = f.satisfaction(d.Fields[FieldSatisfaction])
	f.ticket()
}

func (f *finisher) endedBy(s string) transcript.EndedBy {
	if s == "" {
		return ""
	}
	p, ok := f.options.Mapping.word(endedByWords, s, f.words.EndedBy)
	by := transcript.EndedBy(p)
	if !ok || p != "" && !by.Valid() {
		f.fail(BadValue, "ended_by is no word for agent, customer or system; a mapping file can name it")
	}
	return by
}

func (f *finisher) ticket() {
	d := f.draft
	f.in.Ticket.Carried = d.Tickets
	given := slices.ContainsFunc(d.Fields[FieldTicketID:FieldTicketClosedAt+1], func(s string) bool { return s != "" })
	if !given {
		return
	}
	t := &transcript.Ticket{ID: d.Fields[FieldTicketID], Category: d.Fields[FieldTicketCategory]}
	t.CreatedAt, _ = f.instant(FieldTicketCreatedAt)
	t.ClosedAt, _ = f.instant(FieldTicketClosedAt)
	f.in.Ticket = transcript.TicketState{Carried: true, Ticket: t}
}

// turns reads who said what; times come later.
func (f *finisher) turns() {
	d := f.draft
	switch {
	case len(d.Turns) == 0:
		f.fail(EmptyTurns, "the interaction has no turns")
		return
	case len(d.Turns) > MaxTurns:
		f.fail(LimitExceeded, "more than %d turns", MaxTurns)
		return
	}
	textBytes := 0
	for i := range d.Turns {
		if textBytes += len(d.Turns[i].Text); textBytes > MaxTextBytes {
			f.fail(LimitExceeded, "more than %d bytes of text", MaxTextBytes)
			return
		}
		if t := &d.Turns[i]; !utf8.ValidString(t.Text) || !utf8.ValidString(t.Speaker) {
			f.fail(InvalidUTF8, "turn %d is not UTF-8", i)
			return
		}
	}
	f.number()
	roles, rej := d.roles(f.in.Source, f.options, f.words)
	if rej != nil {
		f.fail(rej.Reason, "%s", rej.Detail)
		return
	}
	f.in.Turns = make([]transcript.Turn, len(d.Turns))
	for i := range d.Turns {
		f.in.Turns[i] = transcript.Turn{Role: roles[i], Text: d.Turns[i].Text, Begin: d.Turns[i].Begin, End: d.Turns[i].End}
	}
}

// check tests what only the whole interaction can tell, as the native format does.
func (f *finisher) check() {
	in := f.in
	if in.StartedAt.Known && in.EndedAt.Known && in.EndedAt.Value.Before(in.StartedAt.Value) {
		f.fail(TimeBackwards, "ended_at is before started_at")
	}
	var latest int64
	for i := range in.Turns {
		t := &in.Turns[i]
		switch {
		case t.Begin.Known && t.Begin.Value < 0:
			f.fail(TimeBackwards, "turn %d begins before the interaction", i)
		case t.End.Known && t.End.Value < 0:
			f.fail(TimeBackwards, "turn %d ends before the interaction begins", i)
		case t.Timed() && t.End.Value < t.Begin.Value:
			f.fail(TimeBackwards, "turn %d ends before it begins", i)
		case t.Begin.Known && t.Begin.Value < latest:
			f.fail(TimeBackwards, "turn %d begins before an earlier turn", i)
		}
		if t.Begin.Known {
			latest = max(latest, t.Begin.Value)
		}
	}
}

// zone is that of times without offset.
func (o *Options) zone() *time.Location {
	if o.Zone == nil {
		return time.UTC
	}
	return o.Zone
}
