// Package coach picks, out of the published tables, the interactions that an
// agent can learn from: the skills in which the agent is truly weaker than
// comparable peers, clear failures and near misses, each with its words, the
// norm, what to say instead and how a colleague did it.
package coach

// Options of Find.
type Options struct {
	PerAgent int    // the most cases of an agent; 0 is 5
	Picked   []Pick // cases of earlier times: their interactions are not picked again
}

// Pick is a case that was picked, as a history keeps it.
type Pick struct {
	Agent         string `json:"agent"`
	InteractionID string `json:"interaction"`
	ItemID        string `json:"item"`
	Day           string `json:"date"` // batch date of the interaction
	// Picked is the last day of the period in which the case was picked: what
	// comes after it can show what became of the skill.
	Picked string `json:"picked"`
}

// Result is what Find found.
type Result struct {
	From  string    `json:"from"` // the period
	To    string    `json:"to"`
	Cases []Case    `json:"cases"`  // by agent id, then in the order of the talk
	Agent []Summary `json:"agents"` // all that were looked at, by id
}

// Summary says what was found of one agent, so that silence has a reason.
type Summary struct {
	Agent        Agent `json:"agent"`
	Interactions int   `json:"interactions"`
	Cases        int   `json:"cases"`
	Compared     int   `json:"compared"` // items in which the sample was large enough
	Weaker       int   `json:"weaker"`   // of these
	Stronger     int   `json:"stronger"`
}
