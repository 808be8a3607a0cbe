package judge

import (
	"slices"
	"time"

	"zhijian/analyzers/transcript"
)

// Clock is the local time of a batch: its date and time zone.
type Clock struct {
	Date string // YYYY-MM-DD, for items that are in force only for a time; empty: all are
	Zone *time.Location
}

const minutesAnHour = 60

// baseVariable is a variable of every condition. One of its functions is set, by
// its type.
type baseVariable struct {
	name    string
	boolean func(*court) bool
	number  func(*court) int
	real    func(*court) float64
	text    func(*court) string
	slot    int
}

// operand is the variable in a slot of its own.
func (v *baseVariable) operand(n *slots) operand {
	switch {
	case v.boolean != nil:
		v.slot = n.bools
		n.bools++
		return boolSlot(v.slot)
	case v.number != nil:
		v.slot = n.ints
		n.ints++
		return intSlot(v.slot)
	case v.real != nil:
		v.slot = n.floats
		n.floats++
		return floatSlot(v.slot)
	}
	v.slot = n.texts
	n.texts++
	return textSlot(v.slot)
}

// set gives the variable its value.
func (v *baseVariable) set(c *court) {
	switch {
	case v.boolean != nil:
		c.scene.bools[v.slot] = v.boolean(c)
	case v.number != nil:
		c.scene.ints[v.slot] = v.number(c)
	case v.real != nil:
		c.scene.floats[v.slot] = v.real(c)
	default:
		c.scene.texts[v.slot] = v.text(c)
	}
}

// baseVariables are the variables of every condition. Unknown numbers are -1:
// conditions that read them name the input under needs.
func baseVariables() []baseVariable {
	return []baseVariable{
		{name: "channel", text: func(c *court) string { return string(c.in.Interaction.Channel) }},
		{name: "queue", text: func(c *court) string { return c.in.Interaction.Queue }},
		{name: "team", text: func(c *court) string { return c.in.Interaction.Agent.Team }},
		{name: "customer_tier", text: func(c *court) string { return c.in.Interaction.Customer.Tier }},
		{name: "ended_by", text: func(c *court) string { return string(c.in.Interaction.EndedBy) }},
		{name: "last_role", text: func(c *court) string { return lastRole(c.in.Interaction) }},
		{name: "ring_ms", number: func(c *court) int { return orUnknown(c.in.Interaction.RingMS) }},
		{name: "satisfaction", number: func(c *court) int { return orUnknown(c.in.Interaction.Satisfaction) }},
		{name: "satisfaction_known", boolean: func(c *court) bool { return c.in.Interaction.Satisfaction.Known }},
		{name: "customer_turns", number: func(c *court) int { return len(c.in.Metrics.CustomerTurns) }},
		{name: "agent_turns", number: func(c *court) int { return len(c.in.Metrics.AgentTurns) }},
		{name: "customer_chars", number: func(c *court) int { return c.in.Metrics.CustomerChars }},
		{name: "agent_chars", number: func(c *court) int { return c.in.Metrics.AgentChars }},
		{name: "agent_spoken_chars", number: (*court).agentSpokenChars},
		{name: "transferred", boolean: func(c *court) bool { return c.in.Interaction.TransferredTo != "" }},
		{name: "timed", boolean: func(c *court) bool { return c.in.Metrics.Timed }},
		{name: "first_reply_ms", number: func(c *court) int { return orUnknown(c.in.Metrics.FirstReplyMS) }},
		{name: "max_reply_ms", number: func(c *court) int { return orUnknown(c.in.Metrics.MaxReplyMS) }},
		{name: "silence_ms", number: func(c *court) int { return orUnknown(c.in.Metrics.SilenceMS) }},
		{name: "interruptions", number: func(c *court) int { return orUnknown(c.in.Metrics.Interruptions) }},
		{name: "speech_rate", real: func(c *court) float64 { return orUnknownFloat(c.in.Metrics.AgentCharsPerMin) }},
		{name: "talk_ratio", real: func(c *court) float64 { return orUnknownFloat(c.in.Metrics.TalkRatio) }},
		{name: "local_minute", number: func(c *court) int { return c.localMinute(c.in.Interaction.StartedAt) }},
		{name: "ticket_carried", boolean: func(c *court) bool { return c.in.Interaction.Ticket.Carried }},
		{name: "ticket_exists", boolean: func(c *court) bool { return c.in.Interaction.Ticket.Ticket != nil }},
		{name: "ticket_closed_same_day", boolean: (*court).ticketClosedSameDay},
		{name: "ticket_after_end_min", real: (*court).ticketAfterEndMin},
	}
}

func (c *court) agentSpokenChars() int {
	spoken := 0
	for _, i := range c.in.Metrics.AgentTurns {
		spoken += c.in.Metrics.Turns[i].SpokenChars
	}
	return spoken
}

func (c *court) ticketClosedSameDay() bool {
	in := c.in.Interaction
	t := in.Ticket.Ticket
	return t != nil && t.ClosedAt.Known && in.StartedAt.Known && c.sameDay(t.ClosedAt.Value, in.StartedAt.Value)
}

func (c *court) ticketAfterEndMin() float64 {
	t := c.in.Interaction.Ticket.Ticket
	if t == nil || !t.CreatedAt.Known {
		return -1
	}
	end := endOf(c.in.Interaction)
	if !end.Known {
		return -1
	}
	return max(0, t.CreatedAt.Value.Sub(end.Value).Minutes())
}

// endOf is when the interaction ended: the field, else the start plus the last
// turn's end.
func endOf(in *transcript.Interaction) transcript.Optional[time.Time] {
	if in.EndedAt.Known || !in.StartedAt.Known {
		return in.EndedAt
	}
	last := int64(-1)
	for i := range in.Turns {
		if e := in.Turns[i].End; e.Known {
			last = max(last, e.Value)
		}
	}
	if last < 0 {
		return transcript.Optional[time.Time]{}
	}
	return transcript.Some(in.StartedAt.Value.Add(time.Duration(last) * time.Millisecond))
}

func (c *court) sameDay(a, b time.Time) bool {
	zone := c.judge.local.Zone
	return a.In(zone).Format(time.DateOnly) == b.In(zone).Format(time.DateOnly)
}

func (c *court) localMinute(at transcript.Optional[time.Time]) int {
	if !at.Known {
		return -1
	}
	t := at.Value.In(c.judge.local.Zone)
	return t.Hour()*minutesAnHour + t.Minute()
}

func lastRole(in *transcript.Interaction) string {
	for _, t := range slices.Backward(in.Turns) {
		if t.Role.Side() != 0 {
			return string(t.Role)
		}
	}
	return ""
}

func orUnknown(v transcript.Optional[int64]) int {
	if !v.Known {
		return -1
	}
	return int(v.Value)
}

func orUnknownFloat(v transcript.Optional[float64]) float64 {
	if !v.Known {
		return -1
	}
	return v.Value
}
