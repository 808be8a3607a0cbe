// Package transcript holds the interaction as every other package sees it: who
// said what, when, and the call fields around it. It is a leaf: it imports the
// standard library alone and has no behaviour beyond reading its own fields.
package transcript

import "time"

// Role says on whose side a turn was spoken. Only RoleAgent and RoleCustomer
// count for the standards; bot and system turns count for neither side.
type Role string

// The four roles of the native input format.
const (
	RoleAgent    Role = "agent"
	RoleCustomer Role = "customer"
	RoleBot      Role = "bot"
	RoleSystem   Role = "system"
)

// Valid reports whether r is one of the four roles.
func (r Role) Valid() bool {
	switch r {
	case RoleAgent, RoleCustomer, RoleBot, RoleSystem:
		return true
	}
	return false
}

// Side is the set of the role's side alone; empty for roles that are on neither.
func (r Role) Side() Sides {
	switch r {
	case RoleAgent:
		return AgentSide
	case RoleCustomer:
		return CustomerSide
	}
	return 0
}

// Sides is a set of the sides of an interaction.
type Sides uint8

// The two sides, and both of them.
const (
	AgentSide Sides = 1 << iota
	CustomerSide
	BothSides = AgentSide | CustomerSide
)

// Channel is how the customer reached the contact centre.
type Channel string

// The four channels of the native input format.
const (
	ChannelVoice  Channel = "voice"
	ChannelChat   Channel = "chat"
	ChannelEmail  Channel = "email"
	ChannelSocial Channel = "social"
)

// Valid reports whether c is one of the four channels.
func (c Channel) Valid() bool {
	switch c {
	case ChannelVoice, ChannelChat, ChannelEmail, ChannelSocial:
		return true
	}
	return false
}

// EndedBy is who ended a call; empty when the feed does not say.
type EndedBy string

// Who can end an interaction.
const (
	EndedByAgent    EndedBy = "agent"
	EndedByCustomer EndedBy = "customer"
	EndedBySystem   EndedBy = "system"
)

// Valid reports whether e is one of the three known parties.
func (e EndedBy) Valid() bool {
	switch e {
	case EndedByAgent, EndedByCustomer, EndedBySystem:
		return true
	}
	return false
}

// Optional is a value that the input may leave out. The zero Optional is unknown.
type Optional[T any] struct {
	Value T
	Known bool
}

// Some returns a known value.
func Some[T any](v T) Optional[T] { return Optional[T]{Value: v, Known: true} }

// Interaction is one call, chat, mail thread or social conversation. It is
// read-only once read: analyzers share it across goroutines.
type Interaction struct {
	ID            string
	Channel       Channel
	StartedAt     Optional[time.Time] // turn times count from it
	EndedAt       Optional[time.Time]
	Agent         Agent
	Customer      Customer
	Queue         string          // skill group or line of business; empty when unknown
	RingMS        Optional[int64] // ringing before the call was answered
	EndedBy       EndedBy         // empty when unknown
	TransferredTo string          // person or department; empty when not passed on
	Satisfaction  Optional[int64] // the customer's own rating, 1..5
	Ticket        TicketState
	Turns         []Turn // in order; never empty after reading
	Source        Source
}

// Agent is who served. All fields may be empty.
type Agent struct {
	ID, Name, Team string
}

// Customer is who was served. All fields may be empty.
type Customer struct {
	ID, Tier string
}

// TicketState tells three cases apart: the feed carries no tickets at all
// (Carried false), it carries them and there is none (Ticket nil), or there is one.
type TicketState struct {
	Carried bool
	Ticket  *Ticket
}

// Ticket is the after-call record.
type Ticket struct {
	ID, Category        string
	CreatedAt, ClosedAt Optional[time.Time]
}

// Turn is one element of the input's turn list. Consecutive turns of one role
// are never merged.
type Turn struct {
	Role  Role
	Text  string // as read: valid UTF-8, never normalised
	Begin Optional[int64]
	End   Optional[int64] // milliseconds from the start of the interaction
}

// Timed reports whether both times of the turn are known.
func (t *Turn) Timed() bool { return t.Begin.Known && t.End.Known }

// Span is a half-open byte range [Begin, End) of a turn's original text.
type Span struct {
	Begin, End int
}

// Len is the length of the span in bytes.
func (s Span) Len() int { return s.End - s.Begin }

// Contains reports whether o lies wholly inside s.
func (s Span) Contains(o Span) bool { return s.Begin <= o.Begin && o.End <= s.End }

// Overlaps reports whether s and o share at least one byte.
func (s Span) Overlaps(o Span) bool { return s.Begin < o.End && o.Begin < s.End }

// Source is where an interaction, or a record that could not become one, was read.
type Source struct {
	File   string // path as planned, with forward slashes; "-" for standard input
	Member string // name inside an archive; empty otherwise
	Line   int64  // from 1; 0 when the format has no lines
	Offset int64  // byte offset of the record in the decoded (decompressed) stream
}
