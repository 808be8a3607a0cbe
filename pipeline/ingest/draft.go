package ingest

import (
	"cmp"

	"zhijian/analyzers/transcript"
)

// Field is one field of an interaction or of a turn, as any format may spell it.
type Field int

// The fields. Those up to TicketClosedAt belong to the interaction, the others
// to one turn.
const (
	FieldID Field = iota
	FieldChannel
	FieldStartedAt
	FieldEndedAt
	FieldAgentID
	FieldAgentName
	FieldAgentTeam
	FieldCustomerID
	FieldCustomerTier
	FieldQueue
	FieldRing
	FieldEndedBy
	FieldTransferredTo
	FieldSatisfaction
	FieldTicketID
	FieldTicketCategory
	FieldTicketCreatedAt
	FieldTicketClosedAt

	FieldRole     // agent, 客服, spk0, 1: whatever names the speaker
	FieldText     // what was said
	FieldBegin    // of the turn: milliseconds, seconds, 00:12 or an instant
	FieldEnd      //
	FieldNumber   // the turn's place in the interaction
	FieldDialogue // the whole conversation in one cell

	fieldCount
)

// Draft is an interaction as a foreign format tells it: words, not values. The
// decoders of all formats but the native one fill in drafts, and finish makes
// the interaction, so that every format knows the same spellings and keeps the
// same limits.
type Draft struct {
	Fields  [fieldCount]string // empty when absent
	Tickets bool               // the format carries tickets: none means that there is none
	Turns   []DraftTurn
}

// DraftTurn is one turn of a draft.
type DraftTurn struct {
	Speaker    string // a role's name, a channel's or speaker's number or label; empty is unknown
	Text       string
	Begin, End transcript.Optional[int64] // milliseconds from the start of the interaction
	// As a table spells them; read by finish when not empty.
	BeginText, EndText, Number string
}

// addRow takes in the next row. A field of the interaction is what the first row
// that fills it in says.
func (d *Draft) addRow(r *Row) {
	for f := range FieldRole {
		d.Fields[f] = cmp.Or(d.Fields[f], r[f])
	}
	d.Turns = append(d.Turns, DraftTurn{
		Speaker: r[FieldRole], Text: r[FieldText], BeginText: r[FieldBegin], EndText: r[FieldEnd], Number: r[FieldNumber],
	})
}

// finish makes the interaction, or says why there is none: the same checks, and
// the same reasons, as those of the native format.
func (d *Draft) finish(src transcript.Source, o *Options) (*transcript.Interaction, error) {
	return nil, &Reject{Source: src, ID: d.Fields[FieldID], Reason: UnknownFormat}
}
