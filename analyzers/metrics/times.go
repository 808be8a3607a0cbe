package metrics

import "zhijian/analyzers/transcript"

// msPerMinute converts a count over milliseconds to a rate a minute.
const msPerMinute = 60_000

func (r *Result) measureTimes(in *transcript.Interaction) {
	r.Timed = len(r.AgentTurns)+len(r.CustomerTurns) > 0
	for i := range in.Turns {
		if in.Turns[i].Role.Side() != 0 && !in.Turns[i].Timed() {
			r.Timed = false
		}
	}
	r.DurationMS = duration(in)
	r.measureGaps(in)
	r.measureReplies(in)
	if r.Timed {
		r.summarise(in)
	}
}

// duration is the time from start to end by the call fields, else the end of
// the last timed turn.
func duration(in *transcript.Interaction) transcript.Optional[int64] {
	if in.StartedAt.Known && in.EndedAt.Known {
		return transcript.Some(in.EndedAt.Value.Sub(in.StartedAt.Value).Milliseconds())
	}
	var last transcript.Optional[int64]
	for i := range in.Turns {
		if e := in.Turns[i].End; e.Known && (!last.Known || e.Value > last.Value) {
			last = e
		}
	}
	return last
}

// measureGaps fills the silence before each turn and the overlap with the turn
// of the other side that reaches furthest into it.
func (r *Result) measureGaps(in *transcript.Interaction) {
	latest := transcript.Optional[int64]{}
	timed := false // any turn so far: none can be overlapped else
	for i := range in.Turns {
		t, m := &in.Turns[i], &r.Turns[i]
		if t.Begin.Known {
			if latest.Known {
				m.GapMS = max(0, t.Begin.Value-latest.Value)
			}
			if t.Role.Side() != 0 {
				m.OverlapMS, m.OverlappedMS = 0, 0
				if timed {
					m.OverlapMS, m.OverlappedMS = overlap(in, i)
				}
			}
		}
		timed = timed || t.Timed()
		if t.End.Known && (!latest.Known || t.End.Value > latest.Value) {
			latest = t.End
		}
	}
}

// overlap looks back over the turns of the other side for the one that turn i
// cuts into most.
func overlap(in *transcript.Interaction, i int) (overlapMS, overlappedMS int64) {
	t := &in.Turns[i]
	for j := i - 1; j >= 0; j-- {
		o := &in.Turns[j]
		if o.Role == t.Role || o.Role.Side() == 0 || !o.Timed() {
			continue
		}
		if by := o.End.Value - t.Begin.Value; by > overlapMS && o.Begin.Value < t.Begin.Value {
			overlapMS, overlappedMS = by, o.End.Value-o.Begin.Value
		}
		if o.End.Value+msPerMinute < t.Begin.Value {
			break // turns are in order of their begin: none before reaches this far
		}
	}
	return overlapMS, overlappedMS
}

// measureReplies fills, for each agent turn, the time since the first customer
// turn that no agent turn has followed yet.
func (r *Result) measureReplies(in *transcript.Interaction) {
	open := -1
	for i := range in.Turns {
		switch in.Turns[i].Role {
		case transcript.RoleCustomer:
			if open < 0 {
				open = i
			}
		case transcript.RoleAgent:
			if open >= 0 && in.Turns[open].End.Known && in.Turns[i].Begin.Known {
				r.Turns[i].ReplyMS = max(0, in.Turns[i].Begin.Value-in.Turns[open].End.Value)
			}
			open = -1
		}
	}
}

// summarise fills the metrics of the whole; every side turn is timed.
func (r *Result) summarise(in *transcript.Interaction) {
	var agentMS, customerMS, silence, interruptions int64
	spoken := 0
	for i := range in.Turns {
		t, m := &in.Turns[i], &r.Turns[i]
		if m.GapMS > 0 {
			silence += m.GapMS
		}
		switch t.Role {
		case transcript.RoleAgent:
			agentMS += t.End.Value - t.Begin.Value
			spoken += m.SpokenChars
			if m.OverlapMS > 0 {
				interruptions++
			}
			if m.ReplyMS != Unknown && (!r.MaxReplyMS.Known || m.ReplyMS > r.MaxReplyMS.Value) {
				r.MaxReplyMS = transcript.Some(m.ReplyMS)
			}
		case transcript.RoleCustomer:
			customerMS += t.End.Value - t.Begin.Value
		}
	}
	r.SilenceMS = transcript.Some(silence)
	r.Interruptions = transcript.Some(interruptions)
	if agentMS+customerMS > 0 {
		r.TalkRatio = transcript.Some(float64(agentMS) / float64(agentMS+customerMS))
	}
	if agentMS > 0 {
		r.AgentCharsPerMin = transcript.Some(float64(spoken) * msPerMinute / float64(agentMS))
	}
	r.FirstReplyMS = r.firstReply(in)
}

// firstReply is the time from the begin of the first customer turn to the begin
// of the first agent turn, when the customer wrote first.
func (r *Result) firstReply(in *transcript.Interaction) transcript.Optional[int64] {
	if len(r.AgentTurns) == 0 || len(r.CustomerTurns) == 0 || r.CustomerTurns[0] > r.AgentTurns[0] {
		return transcript.Optional[int64]{}
	}
	return transcript.Some(in.Turns[r.AgentTurns[0]].Begin.Value - in.Turns[r.CustomerTurns[0]].Begin.Value)
}
