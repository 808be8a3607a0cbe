package compare

// Report is what changes between two rubrics over some interactions.
type Report struct {
	Before       string `json:"before"` // id@version
	After        string `json:"after"`
	Interactions int64  `json:"interactions"`
	Rejected     int64  `json:"rejected"`
	Duplicate    int64  `json:"duplicate"`

	Changed    int64   `json:"changed"` // interactions with another verdict, label or score
	Up         int64   `json:"up"`      // with a higher final score
	Down       int64   `json:"down"`
	MeanBefore float64 `json:"mean_before"` // of the interactions that both score; 0 when there are none
	MeanAfter  float64 `json:"mean_after"`
	NewFatal   int64   `json:"new_fatal"`  // interactions that become fatal
	LostFatal  int64   `json:"lost_fatal"` // that are no longer fatal

	Items  []Item   `json:"items"`  // that change, and that only one rubric has
	Labels []Item   `json:"labels"` // that change
	Agents []Agent  `json:"agents"` // whose mean changes, most first
	Most   []Change `json:"most"`   // interactions, the largest change first
}

// Item is how one item or label changes.
type Item struct {
	ID        string       `json:"id"`
	Name      string       `json:"name,omitzero"` // Chinese
	Only      string       `json:"only,omitzero"` // before or after: the other rubric does not have it
	Moves     []Transition `json:"moves"`         // most first
	Points    int64        `json:"points"`        // earned after minus before, over all interactions
	NewFatal  int64        `json:"new_fatal"`
	LostFatal int64        `json:"lost_fatal"`
	Examples  []Example    `json:"examples"` // the first of each kind of move
}

// Transition counts the interactions whose verdict or value goes from one to another.
type Transition struct {
	From  string `json:"from"` // empty: the rubric before does not have the item
	To    string `json:"to"`
	Count int64  `json:"count"`
}

// Example is one interaction with the evidence for the change.
type Example struct {
	InteractionID string   `json:"interaction_id"`
	From          string   `json:"from"`
	To            string   `json:"to"`
	Evidence      []string `json:"evidence"` // words in 【】 in their turn; may be empty
}

// Agent is how the scores of one agent change.
type Agent struct {
	ID        string  `json:"agent_id"`
	Name      string  `json:"name,omitzero"`
	Team      string  `json:"team,omitzero"`
	Scored    int64   `json:"scored"` // interactions that both rubrics score
	Before    float64 `json:"before"` // mean final score
	After     float64 `json:"after"`
	NewFatal  int64   `json:"new_fatal"`
	LostFatal int64   `json:"lost_fatal"`
}

// Change is how one interaction changes.
type Change struct {
	InteractionID string   `json:"interaction_id"`
	AgentID       string   `json:"agent_id,omitzero"`
	Before        *float64 `json:"before"` // final score; null when nothing was evaluated
	After         *float64 `json:"after"`
	NewFatal      []string `json:"new_fatal,omitzero"`  // items with a fatal effect that they had not before
	LostFatal     []string `json:"lost_fatal,omitzero"` // that have none any more
	Moves         []Move   `json:"moves"`
}

// Move is another verdict of an item, or another value of a label.
type Move struct {
	ID   string `json:"id"`
	From string `json:"from"`
	To   string `json:"to"`
}

// Delta is the change of the final score; 0 when one rubric gives none.
func (c *Change) Delta() float64 {
	if c.Before == nil || c.After == nil {
		return 0
	}
	return *c.After - *c.Before
}
