package ingest

import (
	"bytes"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"zhijian/analyzers/transcript"
)

// AppendNative appends in to dst as one line of the native format, with its line
// end. Fields that are not known are left out. Reading the line back gives the
// same interaction. It fails when a text of in is not valid UTF-8.
func AppendNative(dst []byte, in *transcript.Interaction) ([]byte, error) {
	buf := bytes.NewBuffer(dst)
	enc := jsontext.NewEncoder(buf) // ends the value with a line end
	if err := json.MarshalEncode(enc, toWire(in)); err != nil {
		return dst, err
	}
	return buf.Bytes(), nil
}

// The wire types hold the native format's fields in the order of its contract.
type wireInteraction struct {
	ID            string       `json:"id"`
	Channel       string       `json:"channel"`
	StartedAt     *time.Time   `json:"started_at,omitzero"`
	EndedAt       *time.Time   `json:"ended_at,omitzero"`
	Agent         wireAgent    `json:"agent,omitzero"`
	Customer      wireCustomer `json:"customer,omitzero"`
	Queue         string       `json:"queue,omitzero"`
	RingMS        *int64       `json:"ring_ms,omitzero"`
	EndedBy       string       `json:"ended_by,omitzero"`
	TransferredTo string       `json:"transferred_to,omitzero"`
	Satisfaction  *int64       `json:"satisfaction,omitzero"`
	Ticket        **wireTicket `json:"ticket,omitzero"` // outer nil: not carried; inner nil: carried, none
	Turns         []wireTurn   `json:"turns"`
}

type wireAgent struct {
	ID   string `json:"id,omitzero"`
	Name string `json:"name,omitzero"`
	Team string `json:"team,omitzero"`
}

type wireCustomer struct {
	ID   string `json:"id,omitzero"`
	Tier string `json:"tier,omitzero"`
}

type wireTicket struct {
	ID        string     `json:"id,omitzero"`
	Category  string     `json:"category,omitzero"`
	CreatedAt *time.Time `json:"created_at,omitzero"`
	ClosedAt  *time.Time `json:"closed_at,omitzero"`
}

type wireTurn struct {
	Role    string `json:"role"`
	Text    string `json:"text"`
	BeginMS *int64 `json:"begin_ms,omitzero"`
	EndMS   *int64 `json:"end_ms,omitzero"`
}

func toWire(in *transcript.Interaction) *wireInteraction {
	w := &wireInteraction{
		ID:            in.ID,
		Channel:       string(in.Channel),
		StartedAt:     known(in.StartedAt),
		EndedAt:       known(in.EndedAt),
		Agent:         wireAgent(in.Agent),
		Customer:      wireCustomer(in.Customer),
		Queue:         in.Queue,
		RingMS:        known(in.RingMS),
		EndedBy:       string(in.EndedBy),
		TransferredTo: in.TransferredTo,
		Satisfaction:  known(in.Satisfaction),
		Turns:         make([]wireTurn, len(in.Turns)),
	}
	if in.Ticket.Carried {
		t := toWireTicket(in.Ticket.Ticket)
		w.Ticket = &t
	}
	for i, t := range in.Turns {
		w.Turns[i] = wireTurn{Role: string(t.Role), Text: t.Text, BeginMS: known(t.Begin), EndMS: known(t.End)}
	}
	return w
}

func toWireTicket(t *transcript.Ticket) *wireTicket {
	if t == nil {
		return nil
	}
	return &wireTicket{ID: t.ID, Category: t.Category, CreatedAt: known(t.CreatedAt), ClosedAt: known(t.ClosedAt)}
}

// known is a pointer to the value of o, or nil.
func known[T any](o transcript.Optional[T]) *T {
	if !o.Known {
		return nil
	}
	return &o.Value
}
