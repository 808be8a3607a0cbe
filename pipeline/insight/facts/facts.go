// Package facts joins the published tables: it walks the interactions of a
// period and gives with each its verdicts, its evidence and its turns. The tables
// stand in one canonical order, so that they are read side by side once, in
// bounded memory, whatever their length.
package facts

import (
	"context"
	"errors"

	"zhijian/pipeline/dataset"
	"zhijian/pipeline/insight/period"
)

// Want says what is read beside the interactions. What is not wanted is not read
// from disk, and is nil in the Case.
type Want uint8

// What can be wanted.
const (
	Items  Want = 1 << iota // verdicts
	Hits                    // evidence
	Turns                   // turns with their texts, without tokens
	Tokens                  // turns with their tokens; alone, without their texts: index, role and tokens
)

// Verdict on an item.
type Verdict uint8

// The verdicts. The zero value is none, for an item that no verdict was read of.
const (
	None Verdict = iota
	Pass
	Fail
	NA           // the item does not apply
	NotEvaluated // it applies, but an input is missing
)

// String is the verdict as the table items spells it; empty for None.
func (v Verdict) String() string {
	return [...]string{"", "pass", "fail", "na", "not_evaluated"}[v]
}

// Evaluated reports whether the verdict counts in a rate: pass or fail.
func (v Verdict) Evaluated() bool { return v == Pass || v == Fail }

// parseVerdict is None for what is no verdict.
func parseVerdict(s string) Verdict {
	for v := Pass; v <= NotEvaluated; v++ {
		if s == v.String() {
			return v
		}
	}
	return None
}

// Item is the verdict on one item of the rubric in one interaction.
type Item struct {
	Index                            int // in Rubric.Items
	Verdict                          Verdict
	Points, Possible, Deducted, Hits int32
	Fatal                            bool // this fail made the interaction fatal
}

// Case is an interaction with what was wanted beside it.
type Case struct {
	Day         string // the batch date, YYYY-MM-DD
	Interaction *dataset.Interaction
	Items       []Item // all items, in the order of the rubric
	Hits        []dataset.Hit
	Turns       []dataset.Turn
	Spoken      []Spoken // by ScanWords alone: the words of the turns, by number
}

// Spoken is the words of one turn.
type Spoken struct {
	Role  string
	Words []int32 // as the caller of ScanWords has numbered them
}

// Rubric is what a date was scored with. Dates can differ in it: join items by
// their id, not by their index.
type Rubric struct {
	Day   string
	Items []dataset.RubricItem

	index map[string]int
}

// Index is the position of an item in Items; -1 when the rubric has none of this id.
func (r *Rubric) Index(itemID string) int {
	if i, ok := r.index[itemID]; ok {
		return i
	}
	return -1
}

// Key names an interaction; its id alone is unique within a day only.
type Key struct{ Day, InteractionID string }

// Key is the name of the case's interaction.
func (c *Case) Key() Key { return Key{Day: c.Day, InteractionID: c.Interaction.InteractionID} }

// ErrNotFound is wrapped by the error of Fetch for an interaction that there is not.
var ErrNotFound = errors.New("no such interaction")

// Scan visits the interactions of the period that the filter chooses, date by
// date, in the canonical order of each date, on the goroutine of the caller. The
// Case, its Interaction and all slices are valid during the visit only: use
// Clone to keep a whole case. Rows and strings that are copied stay right; but a
// text of a turn or a hit, or a token, keeps a whole block of texts in memory:
// strings.Clone such ones. The Rubric is valid for good, and one and the same for
// all interactions of a date.
//
// An error of visit ends the scan and is returned as it is. Another error names
// the file; it wraps dataset.ErrDamaged for one whose bytes are not those that
// were published, or is the cause of ctx.
func Scan(ctx context.Context, p *period.Period, f period.Filter, want Want, visit func(*Rubric, *Case) error) error {
	return walk(ctx, p, f, want, nil, visit)
}

// ScanWords is Scan with the words of the turns as numbers, which saves a look at
// each word of each turn: number is asked once for each word of a block of turns.
// The word it is given must be cloned to be kept.
func ScanWords(ctx context.Context, p *period.Period, f period.Filter, want Want, number func(word string) int32, visit func(*Rubric, *Case) error) error {
	return walk(ctx, p, f, want, number, visit)
}

func walk(ctx context.Context, p *period.Period, f period.Filter, want Want, number func(string) int32, visit func(*Rubric, *Case) error) error {
	for _, d := range p.Dates {
		r, err := ReadRubric(ctx, p.Out, d)
		if err != nil {
			return err
		}
		if err := walkDate(newJoined(ctx, p.Out, d, r, want, number), f, visit); err != nil {
			return err
		}
	}
	return nil
}

// ReadRubric reads what a date was scored with.
func ReadRubric(ctx context.Context, out string, d period.Date) (*Rubric, error) {
	r := &Rubric{Day: d.Day, index: map[string]int{}}
	for row, err := range dataset.ReadTable[dataset.RubricItem](ctx, out, d.Manifest, dataset.TableRubricItems) {
		if err != nil {
			return nil, err
		}
		r.index[row.ItemID] = len(r.Items)
		r.Items = append(r.Items, row)
	}
	return r, nil
}
