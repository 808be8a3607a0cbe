package period

import (
	"slices"

	"zhijian/pipeline/dataset"
)

// Filter chooses interactions. An empty list chooses all; an unknown team,
// agent or queue is chosen by the empty string. The zero Filter chooses every
// interaction.
type Filter struct {
	Teams, Agents, Queues, Channels []string
}

// Match reports whether the interaction is chosen.
func (f Filter) Match(in *dataset.Interaction) bool {
	return has(f.Teams, in.Team) && has(f.Agents, in.AgentID) && has(f.Queues, in.Queue) && has(f.Channels, in.Channel)
}

// Empty reports whether every interaction is chosen.
func (f Filter) Empty() bool {
	return len(f.Teams)+len(f.Agents)+len(f.Queues)+len(f.Channels) == 0
}

func has(list []string, value string) bool {
	return len(list) == 0 || slices.Contains(list, value)
}
