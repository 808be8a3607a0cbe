package ingest

import (
	"slices"

	"zhijian/analyzers/transcript"
	"zhijian/lexicon/fields"
)

// SideCertainty is how certain it must be who of two speakers is the agent, where
// only what they say can tell it.
const SideCertainty = 0.95

// roles decides who each turn's speaker is: by Options.Roles and the mapping, by
// plain words, by the names and ids of agent and customer, and else by what the
// speakers say.
func (d *Draft) roles(src transcript.Source, o *Options, words *fields.Words) ([]transcript.Role, *Reject) {
	var labels []string
	var known []transcript.Role // by label
	open := 0
	roles := make([]transcript.Role, len(d.Turns))
	index := make([]int, len(d.Turns))
	for i := range d.Turns {
		label := d.Turns[i].Speaker
		k := slices.Index(labels, label)
		if k < 0 {
			k = len(labels)
			role := d.role(label, o, words)
			labels, known = append(labels, label), append(known, role)
			if role == "" {
				open++
			}
		}
		index[i] = k
	}
	if open > 0 {
		if rej := d.sides(o, labels, known, open); rej != nil {
			d.tell(o, src, labels, known)
			return nil, rej
		}
	}
	d.tell(o, src, labels, known)
	for i, k := range index {
		roles[i] = known[k]
	}
	return roles, nil
}

// tell tells the observer, if there is one.
func (d *Draft) tell(o *Options, src transcript.Source, labels []string, known []transcript.Role) {
	if o.Observer != nil {
		o.Observer.Speakers(src, labels, known)
	}
}

// roleOf is the role that a label says by itself; empty when it does not.
func roleOf(label string, o *Options, words *fields.Words) transcript.Role {
	if r, ok := o.Roles[label]; ok {
		return r
	}
	if r, ok := o.Mapping.role(label); ok {
		return r
	}
	role, _ := words.Role(bareCell(label))
	return transcript.Role(role)
}

// role is the role that a label says by itself or as the name of somebody in the
// interaction; empty when it does not.
func (d *Draft) role(label string, o *Options, words *fields.Words) transcript.Role {
	if role := roleOf(label, o, words); role != "" {
		return role
	}
	plain := bareCell(label)
	f := &d.Fields
	agent := plain != "" && (plain == f[FieldAgentName] || plain == f[FieldAgentID])
	customer := plain != "" && plain == f[FieldCustomerID]
	switch {
	case agent && !customer:
		return transcript.RoleAgent
	case customer && !agent:
		return transcript.RoleCustomer
	}
	return ""
}

// sides finds the roles of the labels that say none: of two sides, of which one is
// known, the other is left; of two unknown speakers what they say decides.
func (d *Draft) sides(o *Options, labels []string, known []transcript.Role, open int) *Reject {
	if i := slices.Index(labels, ""); i >= 0 && known[i] == "" {
		return &Reject{Reason: UnknownRoles, Detail: "there are turns whose speaker is not named; have speakers or channels told apart, or say who they are with --role =ROLE"}
	}
	other := otherSide(known)
	if open == 1 && other != "" {
		known[slices.Index(known, "")] = other
		return nil
	}
	bothOpen := !slices.Contains(known, transcript.RoleAgent) && !slices.Contains(known, transcript.RoleCustomer)
	if open == 2 && bothOpen && o.Sides != nil {
		agent, certainty := o.Sides.Agent(d.turnsOf(labels, known))
		if i := slices.Index(labels, agent); i >= 0 && known[i] == "" && certainty >= SideCertainty {
			known[i] = transcript.RoleAgent
			known[slices.Index(known, "")] = transcript.RoleCustomer
			return nil
		}
	}
	return &Reject{Reason: UnknownRoles, Detail: "who is agent and who is customer cannot be told for certain; name the speakers with --role LABEL=ROLE or in a mapping file"}
}

// turnsOf are the turns of the labels without a role.
func (d *Draft) turnsOf(labels []string, known []transcript.Role) []DraftTurn {
	var turns []DraftTurn
	for i := range d.Turns {
		if known[slices.Index(labels, d.Turns[i].Speaker)] == "" {
			turns = append(turns, d.Turns[i])
		}
	}
	return turns
}

// otherSide is the side that is missing when exactly one of the two is known.
func otherSide(known []transcript.Role) transcript.Role {
	agent, customer := slices.Contains(known, transcript.RoleAgent), slices.Contains(known, transcript.RoleCustomer)
	switch {
	case agent && !customer:
		return transcript.RoleCustomer
	case customer && !agent:
		return transcript.RoleAgent
	}
	return ""
}
