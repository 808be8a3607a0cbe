package ingest

import (
	"cmp"
	"slices"

	"zhijian/analyzers/transcript"
)

// Field is one field of an interaction or of a turn, as any format may spell it.
type Field int

// The fields. Those up to FieldTickets belong to the interaction, the others to
// one turn, but for FieldDialogue, which is all turns.
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
	FieldTickets // not empty: the table has columns of tickets

	FieldRole     // agent, 客服, spk0, 1: whatever names the speaker
	FieldText     // what was said
	FieldBegin    // of the turn: milliseconds, seconds, 00:12 or an instant
	FieldEnd      //
	FieldNumber   // the turn's place in the interaction
	FieldDialogue // the whole conversation in one cell

	fieldCount
)

// fieldNames are the names of the fields in lexicon/fields, in mapping files and
// in messages.
func fieldNames() [fieldCount]string {
	return [...]string{
		FieldID:              "id",
		FieldChannel:         "channel",
		FieldStartedAt:       "started_at",
		FieldEndedAt:         "ended_at",
		FieldAgentID:         "agent_id",
		FieldAgentName:       "agent_name",
		FieldAgentTeam:       "agent_team",
		FieldCustomerID:      "customer_id",
		FieldCustomerTier:    "customer_tier",
		FieldQueue:           "queue",
		FieldRing:            "ring",
		FieldEndedBy:         "ended_by",
		FieldTransferredTo:   "transferred_to",
		FieldSatisfaction:    "satisfaction",
		FieldTicketID:        "ticket_id",
		FieldTicketCategory:  "ticket_category",
		FieldTicketCreatedAt: "ticket_created_at",
		FieldTicketClosedAt:  "ticket_closed_at",
		FieldTickets:         "tickets",
		FieldRole:            "role",
		FieldText:            "text",
		FieldBegin:           "begin",
		FieldEnd:             "end",
		FieldNumber:          "number",
		FieldDialogue:        "dialogue",
	}
}

// String is the field's name.
func (f Field) String() string { return fieldNames()[f] }

// fieldNamed is the field of a name.
func fieldNamed(name string) (Field, bool) {
	names := fieldNames()
	i := slices.Index(names[:], name)
	return Field(i), i >= 0 && Field(i) != FieldTickets
}

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
	if r[FieldRole] == "" && r[FieldText] == "" && r[FieldBegin] == "" && r[FieldEnd] == "" {
		return // fields alone
	}
	d.Turns = append(d.Turns, DraftTurn{
		Speaker: r[FieldRole], Text: r[FieldText], BeginText: r[FieldBegin], EndText: r[FieldEnd], Number: r[FieldNumber],
	})
}
