package coach

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"zhijian/pipeline/insight/facts"
	"zhijian/pipeline/insight/period"
	"zhijian/pipeline/insight/stat"
)

// Trend is what became of a rate of fails.
type Trend string

// The trends.
const (
	Improved  Trend = "improved"
	Worsened  Trend = "worsened"
	Unchanged Trend = "unchanged" // no change that the numbers bear out
	Unknown   Trend = "unknown"   // too few interactions before or after
)

// Outcome is what became of a skill that an agent was coached in.
type Outcome struct {
	Agent  Agent  `json:"agent"`
	Skill  Skill  `json:"skill"`
	Since  string `json:"since"` // the last day of before
	Cases  int    `json:"cases"` // that were picked
	Trend  Trend  `json:"trend"`
	Before Share  `json:"before"` // up to Since
	After  Share  `json:"after"`  // later
	// Change is After less Before; negative is better. It is zero when the trend is
	// unknown.
	Change Interval `json:"change"`
	// PeersBefore and PeersAfter are of all other agents on the same days, in the
	// same queues and channels: what changed for everybody did not come of coaching.
	PeersBefore Share `json:"peers_before"`
	PeersAfter  Share `json:"peers_after"`
}

// Share is fails in passes and fails.
type Share struct {
	N     int64   `json:"n"`
	Fails int64   `json:"fails"`
	Rate  float64 `json:"rate"` // 0 when N is
}

// Interval is a difference of rates with its interval.
type Interval struct {
	Diff float64 `json:"diff"`
	Low  float64 `json:"low"`
	High float64 `json:"high"`
}

// minFollowed is how many interactions there must be before and after.
const minFollowed = 20

// FollowUp tells what became of the skills in a history, over the dates of the
// period: one outcome for each agent and item, by agent, then item. Before is all
// days up to that on which the first case was picked, after is what came later. The
// filter chooses interactions and agents as in Find.
func FollowUp(ctx context.Context, p *period.Period, f period.Filter, history []Pick) ([]Outcome, error) {
	w := newFollower(f, history)
	data := period.Filter{Queues: f.Queues, Channels: f.Channels}
	if err := facts.Scan(ctx, p, data, facts.Items, w.visit); err != nil {
		return nil, err
	}
	var out []Outcome
	for _, k := range w.order {
		if w.agents[k.agent] != nil {
			out = append(out, w.outcome(k))
		}
	}
	slices.SortStableFunc(out, func(a, b Outcome) int {
		return cmp.Or(cmp.Compare(a.Agent.ID, b.Agent.ID), cmp.Compare(a.Skill.ItemID, b.Skill.ItemID))
	})
	return out, nil
}

// followKey is a skill of an agent.
type followKey struct{ agent, item string }

// place is where interactions are alike enough for a common trend.
type place struct{ day, queue, channel string }

// follower counts what is needed for outcomes.
type follower struct {
	filter period.Filter // of agents and teams
	since  map[followKey]string
	cases  map[followKey]int
	order  []followKey
	items  map[string][]string // of an agent
	skills map[string]Skill    // those in the history, as the latest rubric words them
	agents map[string]*Agent
	own    map[followKey]map[place]*Share
	all    map[string]map[place]*Share // by item
}

func newFollower(f period.Filter, history []Pick) *follower {
	w := &follower{
		filter: period.Filter{Teams: f.Teams, Agents: f.Agents}, since: map[followKey]string{}, cases: map[followKey]int{}, items: map[string][]string{},
		skills: map[string]Skill{}, agents: map[string]*Agent{}, own: map[followKey]map[place]*Share{}, all: map[string]map[place]*Share{},
	}
	for _, p := range history {
		k := followKey{p.Agent, p.ItemID}
		since, ok := w.since[k]
		if !ok {
			w.order = append(w.order, k)
			w.items[p.Agent] = append(w.items[p.Agent], p.ItemID)
			w.own[k] = map[place]*Share{}
			w.all[p.ItemID] = map[place]*Share{}
		}
		if !ok || p.Picked < since {
			w.since[k] = p.Picked
		}
		w.cases[k]++
	}
	return w
}

// visit counts an interaction, scanned with items.
func (w *follower) visit(r *facts.Rubric, f *facts.Case) error {
	in := f.Interaction
	if in.AgentID == "" {
		return nil
	}
	at := place{f.Day, strings.Clone(in.Queue), strings.Clone(in.Channel)}
	for i := range f.Items {
		if !f.Items[i].Verdict.Evaluated() {
			continue
		}
		item := r.Items[f.Items[i].Index].ItemID
		if shares, ok := w.all[item]; ok {
			tally(shares, at, f.Items[i].Verdict)
			w.skills[item] = SkillOf(&r.Items[f.Items[i].Index])
		}
	}
	if len(w.items[in.AgentID]) == 0 || !w.filter.Match(in) {
		return nil
	}
	if w.agents[in.AgentID] == nil {
		w.agents[strings.Clone(in.AgentID)] = &Agent{ID: strings.Clone(in.AgentID), Name: strings.Clone(in.AgentName), Team: strings.Clone(in.Team)}
	}
	for _, item := range w.items[in.AgentID] {
		if i := r.Index(item); i >= 0 && f.Items[i].Verdict.Evaluated() {
			tally(w.own[followKey{in.AgentID, item}], at, f.Items[i].Verdict)
		}
	}
	return nil
}

func tally(shares map[place]*Share, at place, v facts.Verdict) {
	s := shares[at]
	if s == nil {
		s = &Share{}
		shares[at] = s
	}
	s.N++
	if v == facts.Fail {
		s.Fails++
	}
}

// outcome is what became of one skill.
func (w *follower) outcome(k followKey) Outcome {
	o := Outcome{Agent: *w.agents[k.agent], Skill: w.skills[k.item], Since: w.since[k], Cases: w.cases[k], Trend: Unknown}
	o.Skill.ItemID = k.item
	own := w.own[k]
	served := map[[2]string]bool{}
	for at, s := range own {
		served[[2]string{at.queue, at.channel}] = true
		o.side(at, &o.Before, &o.After).add(*s)
	}
	for at, s := range w.all[k.item] {
		if !served[[2]string{at.queue, at.channel}] {
			continue
		}
		rest := *s
		if mine := own[at]; mine != nil {
			rest = Share{N: s.N - mine.N, Fails: s.Fails - mine.Fails}
		}
		o.side(at, &o.PeersBefore, &o.PeersAfter).add(rest)
	}
	if min(o.Before.N, o.After.N) < minFollowed {
		return o
	}
	e := stat.Newcombe(o.After.Fails, o.After.N, o.Before.Fails, o.Before.N, stat.Normal)
	o.Change, o.Trend = Interval{e.Value, e.Low, e.High}, Unchanged
	switch {
	case e.High < 0:
		o.Trend = Improved
	case e.Low > 0:
		o.Trend = Worsened
	}
	return o
}

func (o *Outcome) side(at place, before, after *Share) *Share {
	if at.day <= o.Since {
		return before
	}
	return after
}

func (s *Share) add(o Share) {
	s.N, s.Fails = s.N+o.N, s.Fails+o.Fails
	if s.N > 0 {
		s.Rate = float64(s.Fails) / float64(s.N)
	}
}
