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

// baseTypes are the variables of every condition, with a value of their type.
func baseTypes() map[string]any {
	return map[string]any{
		"channel": "", "queue": "", "team": "", "customer_tier": "", "ended_by": "", "last_role": "",
		"ring_ms": 0, "satisfaction": 0, "customer_turns": 0, "agent_turns": 0, "customer_chars": 0, "agent_chars": 0,
		"agent_spoken_chars": 0, "local_minute": 0,
		"first_reply_ms": 0, "max_reply_ms": 0, "silence_ms": 0, "interruptions": 0,
		"transferred": false, "satisfaction_known": false, "ticket_carried": false, "ticket_exists": false,
		"ticket_closed_same_day": false, "timed": false,
		"ticket_after_end_min": 0.0, "speech_rate": 0.0, "talk_ratio": 0.0,
		"verdict": func(string) string { return "" },
	}
}

// baseVars fills the base variables for one interaction. Unknown numbers are
// -1: conditions that read them name the input under needs.
func (c *court) baseVars() {
	in, m := c.in.Interaction, c.in.Metrics
	spoken := 0
	for _, i := range m.AgentTurns {
		spoken += m.Turns[i].SpokenChars
	}
	vars := c.vars
	vars["channel"], vars["queue"], vars["team"], vars["customer_tier"] = string(in.Channel), in.Queue, in.Agent.Team, in.Customer.Tier
	vars["ended_by"], vars["last_role"] = string(in.EndedBy), lastRole(in)
	vars["ring_ms"], vars["satisfaction"], vars["satisfaction_known"] = orUnknown(in.RingMS), orUnknown(in.Satisfaction), in.Satisfaction.Known
	vars["customer_turns"], vars["agent_turns"] = len(m.CustomerTurns), len(m.AgentTurns)
	vars["customer_chars"], vars["agent_chars"], vars["agent_spoken_chars"] = m.CustomerChars, m.AgentChars, spoken
	vars["transferred"], vars["timed"] = in.TransferredTo != "", m.Timed
	vars["first_reply_ms"], vars["max_reply_ms"] = orUnknown(m.FirstReplyMS), orUnknown(m.MaxReplyMS)
	vars["silence_ms"], vars["interruptions"] = orUnknown(m.SilenceMS), orUnknown(m.Interruptions)
	vars["speech_rate"], vars["talk_ratio"] = orUnknownFloat(m.AgentCharsPerMin), orUnknownFloat(m.TalkRatio)
	vars["local_minute"] = c.localMinute(in.StartedAt)
	vars["verdict"] = c.verdict
	c.ticketVars(vars)
}

func (c *court) ticketVars(vars map[string]any) {
	in := c.in.Interaction
	t := in.Ticket.Ticket
	vars["ticket_carried"] = in.Ticket.Carried
	vars["ticket_exists"] = t != nil
	vars["ticket_closed_same_day"] = t != nil && t.ClosedAt.Known && in.StartedAt.Known && c.sameDay(t.ClosedAt.Value, in.StartedAt.Value)
	minutes := -1.0
	if end := endOf(in); t != nil && t.CreatedAt.Known && end.Known {
		minutes = max(0, t.CreatedAt.Value.Sub(end.Value).Minutes())
	}
	vars["ticket_after_end_min"] = minutes
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
		if r := t.Role; r == transcript.RoleAgent || r == transcript.RoleCustomer {
			return string(r)
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
