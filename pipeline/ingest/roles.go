package ingest

import (
	"slices"

	"zhijian/analyzers/transcript"
	"zhijian/lexicon/fields"
)

// sideCertainty is how certain it must be who of two speakers is the agent.
const sideCertainty = 0.9

// roles decides who each turn's speaker is: by Options.Roles and the mapping, by
// plain words, by the names and ids of agent and customer, and else by what the
// speakers say.
func (d *Draft) roles(o *Options, words *fields.Words) ([]transcript.Role, *Reject) {
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
			return nil, rej
		}
	}
	for i, k := range index {
		roles[i] = known[k]
	}
	return roles, nil
}

// role is the role that a label says by itself; empty when it does not.
func (d *Draft) role(label string, o *Options, words *fields.Words) transcript.Role {
	if r, ok := o.Roles[label]; ok {
		return r
	}
	if r, ok := o.Mapping.role(label); ok {
		return r
	}
	plain := bareCell(label)
	if role, ok := words.Role(plain); ok {
		return transcript.Role(role)
	}
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

// sides finds the roles of the labels that say none.
func (d *Draft) sides(o *Options, labels []string, known []transcript.Role, open int) *Reject {
	if slices.Contains(labels, "") {
		return &Reject{Reason: UnknownRole, Detail: "a turn names no speaker"}
	}
	other := otherSide(known)
	if open == 1 && other != "" {
		known[slices.Index(known, "")] = other
		return nil
	}
	if open == 2 && len(labels) == 2 && o.Sides != nil {
		if agent, certainty := o.Sides.Agent(d.Turns); certainty >= sideCertainty && slices.Contains(labels, agent) {
			for i, label := range labels {
				known[i] = transcript.RoleCustomer
				if label == agent {
					known[i] = transcript.RoleAgent
				}
			}
			return nil
		}
	}
	return &Reject{Reason: UnknownRoles, Detail: "who is agent and who is customer cannot be told; name the speakers with --role LABEL=ROLE or in a mapping file"}
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
