package ingest

import (
	"cmp"

	"zhijian/analyzers/transcript"
)

// NewFieldsOpener opens tables of fields of interactions, one row each, without
// turns: CSV, TSV and XLSX. Their records, of PassWhole, are rows.
func NewFieldsOpener(o Options) *Opener {
	o.fieldsOnly = true
	o.Format, o.Charset, o.Fields, o.Observer = "", "", nil, nil
	opener := NewOpener(o)
	opener.formats = []Format{xlsxFormat(), tsvFormat(), csvFormat()}
	return opener
}

// withFields has the fields of a table of their own filled in, if there is one,
// into the interactions of a decoder that makes no drafts.
func withFields(d Decoder, o *Options) Decoder {
	if o.Fields == nil {
		return d
	}
	return &fieldsDecoder{Decoder: d, options: o}
}

type fieldsDecoder struct {
	Decoder
	options *Options
}

// Decode implements Decoder.
func (d *fieldsDecoder) Decode(raw []byte, src transcript.Source) (*transcript.Interaction, error) {
	in, err := d.Decoder.Decode(raw, src)
	if err != nil {
		return nil, err
	}
	row, ok, err := d.options.Fields.Lookup(in.ID)
	if err != nil || !ok {
		return in, err
	}
	draft := Draft{Tickets: row[FieldTickets] != ""}
	copy(draft.Fields[:FieldRole], row[:FieldRole])
	f := finisher{draft: &draft, options: d.options, words: d.options.fieldWords(), in: &transcript.Interaction{Source: src, Turns: in.Turns}}
	f.cells()
	draft.Fields[FieldID], f.in.ID = in.ID, in.ID
	f.fields()
	if f.problem == nil {
		complete(in, f.in)
		f.in = in
		f.check()
	}
	if f.problem != nil {
		f.problem.ID = in.ID
		return nil, f.problem
	}
	return in, nil
}

// complete takes from with what in does not say itself.
func complete(in, with *transcript.Interaction) {
	in.StartedAt = either(in.StartedAt, with.StartedAt)
	in.EndedAt = either(in.EndedAt, with.EndedAt)
	in.Agent.ID = cmp.Or(in.Agent.ID, with.Agent.ID)
	in.Agent.Name = cmp.Or(in.Agent.Name, with.Agent.Name)
	in.Agent.Team = cmp.Or(in.Agent.Team, with.Agent.Team)
	in.Customer.ID = cmp.Or(in.Customer.ID, with.Customer.ID)
	in.Customer.Tier = cmp.Or(in.Customer.Tier, with.Customer.Tier)
	in.Queue = cmp.Or(in.Queue, with.Queue)
	in.RingMS = either(in.RingMS, with.RingMS)
	in.EndedBy = cmp.Or(in.EndedBy, with.EndedBy)
	in.TransferredTo = cmp.Or(in.TransferredTo, with.TransferredTo)
	in.Satisfaction = either(in.Satisfaction, with.Satisfaction)
	if !in.Ticket.Carried {
		in.Ticket = with.Ticket
	}
}

func either[T any](a, b transcript.Optional[T]) transcript.Optional[T] {
	if a.Known {
		return a
	}
	return b
}
