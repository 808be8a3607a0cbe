package summary

import "maps"

// State is all that a Builder knows, to be kept while a job is interrupted.
type State struct {
	Scores  Scores
	Sum     float64
	Order   []string
	Items   map[string]Item
	Agents  map[string]AgentState
	Unknown int64
	Beyond  bool
	Reasons map[string]int64
}

// AgentState is what a Builder knows of one agent.
type AgentState struct {
	Agent Agent
	Sum   float64
}

// State returns what the builder knows; it shares nothing with it.
func (b *Builder) State() State {
	s := State{
		Scores: b.scores, Sum: b.sum, Order: []string{},
		Items: map[string]Item{}, Agents: map[string]AgentState{},
		Unknown: b.unknown, Beyond: b.beyond, Reasons: maps.Clone(b.reasons),
	}
	for _, it := range b.items {
		s.Order = append(s.Order, it.ID)
		s.Items[it.ID] = it
	}
	for id, t := range b.agents {
		s.Agents[id] = AgentState{t.agent, t.sum}
	}
	return s
}

// Restore makes the builder know what another one knew.
func (b *Builder) Restore(s *State) {
	b.scores, b.sum = s.Scores, s.Sum
	b.unknown, b.beyond = s.Unknown, s.Beyond
	b.reasons = map[string]int64{}
	maps.Copy(b.reasons, s.Reasons)
	b.items, b.index, b.agents, b.next = nil, map[string]int{}, map[string]*tally{}, 0
	for _, id := range s.Order {
		*b.item(id) = s.Items[id]
	}
	for id, a := range s.Agents {
		b.agents[id] = &tally{a.Agent, a.Sum}
	}
}
