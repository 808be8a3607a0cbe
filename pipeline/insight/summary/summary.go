// Package summary says on one page how a batch went: what became of the records,
// how the scores are spread, which items fail most and which agents stand at both
// ends. It is built from the rows of the tables while they are written, in memory
// bounded by the numbers of rubric items, of agents and of troubled files.
package summary

import "zhijian/pipeline/dataset"

// Summary is the outcome of one batch. Its JSON form is for schedulers; fields
// may be added, never renamed.
type Summary struct {
	Date   string         `json:"date"`
	RunID  string         `json:"run_id"`
	Out    string         `json:"out"`
	Rubric string         `json:"rubric"` // id@version
	Counts dataset.Counts `json:"counts"`
	Reused int64          `json:"reused,omitzero"` // records of these that an interrupted run had done

	Scores Scores `json:"scores"`
	Items  []Item `json:"items"` // all items of the rubric; most fails first
	Agents Agents `json:"agents"`

	Rejects      []Reasons `json:"rejects"`       // by reason, most first; duplicates included
	FileCount    int       `json:"file_count"`    // input files
	TroubleFiles []File    `json:"trouble_files"` // with rejects, duplicates or nothing in them; in canonical order
	Skipped      []Skipped `json:"skipped"`       // found in a folder and not taken for input
	Warnings     []Warning `json:"warnings"`
}

// Scores is how score_final is spread.
type Scores struct {
	Scored     int64     `json:"scored"`     // interactions with a score
	Unscored   int64     `json:"unscored"`   // interactions of which no item could be evaluated
	Incomplete int64     `json:"incomplete"` // of status incomplete
	Fatal      int64     `json:"fatal"`      // with a fatal fail
	Mean       float64   `json:"mean"`       // of the scored; 0 when there are none
	Min        float64   `json:"min"`
	Max        float64   `json:"max"`
	Buckets    [10]int64 `json:"buckets"` // 0 to below 10, ..., 90 to 100
}

// Item is how one item of the rubric was judged.
type Item struct {
	ID           string `json:"item_id"`
	Name         string `json:"name"` // Chinese
	Passed       int64  `json:"passed"`
	Failed       int64  `json:"failed"`
	NotEvaluated int64  `json:"not_evaluated"`
}

// FailRate is the share of fails in what was evaluated; 0 when nothing was.
func (i Item) FailRate() float64 {
	if i.Passed+i.Failed == 0 {
		return 0
	}
	return float64(i.Failed) / float64(i.Passed+i.Failed)
}

// Agents ranks agents by their mean score. Small samples say little: an agent
// with fewer than MinSample scored interactions is not ranked.
type Agents struct {
	MinSample int64   `json:"min_sample"`
	Known     int     `json:"known"`   // agents with an id
	Ranked    int     `json:"ranked"`  // of those, with a large enough sample
	Unknown   int64   `json:"unknown"` // scored interactions without agent id
	Highest   []Agent `json:"highest"` // best first
	Lowest    []Agent `json:"lowest"`  // worst first; none of Highest
}

// Agent is one agent's mean score.
type Agent struct {
	ID     string  `json:"agent_id"`
	Name   string  `json:"name"`
	Team   string  `json:"team"`
	Scored int64   `json:"scored"` // interactions with a score
	Mean   float64 `json:"mean"`
}

// Reasons counts the rejects of one reason.
type Reasons struct {
	Reason string `json:"reason"`
	Count  int64  `json:"count"`
}

// File is what became of the records of one input file.
type File struct {
	Name string `json:"source_file"`
	dataset.Counts
}

// Skipped is something in an input folder that was not taken for input.
type Skipped struct {
	Path   string `json:"path"`
	Reason string `json:"reason"`
}

// Warning is something that a person should look at, though nothing was lost.
type Warning struct {
	Code  string `json:"code"`
	Where string `json:"where,omitzero"` // an input file
}

// The codes of warnings.
const (
	WarnEmptyFile     = "empty_file"      // an input file without records
	WarnTooManyAgents = "too_many_agents" // agents beyond MaxAgents were not ranked
)
