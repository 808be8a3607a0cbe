// Package verify recomputes every score of a dataset from the dataset alone -
// verdicts, evidence and the rubric that is kept with them - and compares. Its
// arithmetic is written anew from the description of the scoring and shares
// nothing with the code that wrote the scores but the rubric's parser, so that a
// mistake of the one is not a mistake of the other: do not make it use package
// score. It also checks what the manifest says of the files, and that every
// piece of evidence stands in the text that it names. On request gse itself cuts the
// text of the turns again: the job finds their words in a way of its own.
package verify

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"

	"zhijian/analyzers/rubric"
	"zhijian/pipeline/dataset"
	"zhijian/pipeline/dedup"
	"zhijian/pipeline/fsys"
)

// Finding is one thing that does not agree.
type Finding struct {
	Table         string `json:"table,omitzero"` // or file
	InteractionID string `json:"interaction_id,omitzero"`
	ItemID        string `json:"item_id,omitzero"`
	What          string `json:"what"` // the column, or what is wrong
	Stored        string `json:"stored,omitzero"`
	Recomputed    string `json:"recomputed,omitzero"`
}

// String is the finding for a person.
func (f Finding) String() string {
	where := slices.DeleteFunc([]string{f.Table, f.InteractionID, f.ItemID}, func(id string) bool { return id == "" })
	s := strings.Join(where, " ") + ": " + f.What
	if f.Stored != "" || f.Recomputed != "" {
		s += fmt.Sprintf(" is %s, recomputed %s", f.Stored, f.Recomputed)
	}
	return s
}

// Report is the result for one date.
type Report struct {
	Date         string    `json:"date"`
	RunID        string    `json:"run_id"`
	Rubric       string    `json:"rubric"`
	Files        int       `json:"files"`
	Interactions int64     `json:"interactions"`
	Items        int64     `json:"items"`
	Hits         int64     `json:"hits"`
	Turns        int64     `json:"turns"`
	Disagree     int64     `json:"disagree"` // all findings
	Findings     []Finding `json:"findings"` // the first of them

	Tokens *TokenReport `json:"tokens,omitzero"` // nil when not asked for, or when the date is too damaged to be looked into
}

// Options bounds a verification and says what else to look at.
type Options struct {
	MaxFindings int    // that are kept, and as many differing turns; the others are counted. 0 takes 100
	TempDir     string // for what does not fit in memory; empty takes the system's
	Recut       *Recut // nil leaves tokens as they are
}

const defaultFindings = 100

// Date verifies one committed date of the dataset folder out. What does not
// agree stands in the report; the error says that the date could not be verified
// at all: it was never committed, or ctx ended.
func Date(ctx context.Context, out, date string, o Options) (*Report, error) {
	m, err := dataset.ReadManifest(out, date)
	if err != nil {
		return nil, err
	}
	if o.MaxFindings <= 0 {
		o.MaxFindings = defaultFindings
	}
	c := &checker{ctx: ctx, out: out, m: m, options: o, seen: dedup.New(0, fsys.OS{}, o.TempDir),
		report: &Report{Date: date, RunID: m.RunID, Rubric: m.Rubric}}
	err = c.run()
	if err = errors.Join(err, c.seen.Close()); err != nil {
		return nil, err
	}
	return c.report, nil
}

// checker verifies one date.
type checker struct {
	ctx     context.Context
	out     string
	m       *dataset.Manifest
	r       *rubric.Rubric
	index   map[string]int // item id -> position in the rubric
	options Options
	report  *Report
	seen    *dedup.Set
}

func (c *checker) run() error {
	sound, err := c.files()
	if err != nil {
		return err
	}
	if !c.rubric() || !sound {
		return nil // what the rows say of each other means nothing then
	}
	for _, check := range []func() error{c.rubricItems, c.rejects, c.interactions, c.tokens} {
		if err := check(); err != nil {
			return err
		}
	}
	return nil
}

func (c *checker) add(f Finding) {
	c.report.Disagree++
	if len(c.report.Findings) < c.options.MaxFindings {
		c.report.Findings = append(c.report.Findings, f)
	}
}

// fault reports something that is wrong in itself.
func (c *checker) fault(table, format string, args ...any) {
	c.add(Finding{Table: table, What: fmt.Sprintf(format, args...)})
}

// unreadable reports the error that ended the reading of a table; the cause of
// ctx is returned instead.
func (c *checker) unreadable(t dataset.Table, err error) error {
	if c.ctx.Err() != nil {
		return context.Cause(c.ctx)
	}
	c.fault(string(t), "%v", err)
	return nil
}

// rubric reads the rubric that is kept with the dataset.
func (c *checker) rubric() (ok bool) {
	source, err := dataset.ReadRubric(c.out, c.m)
	if err != nil {
		c.fault("rubric", "%v", err)
		return false
	}
	sum := sha256.Sum256(source)
	if got := hex.EncodeToString(sum[:]); got != c.m.RubricSHA256 {
		c.add(Finding{Table: "rubric", What: "sha256", Stored: c.m.RubricSHA256, Recomputed: got})
		return false
	}
	c.r, err = rubric.Parse("rubric", source)
	if err != nil {
		c.fault("rubric", "%v", err)
		return false
	}
	if got := c.r.ID + "@" + c.r.Version; got != c.m.Rubric {
		c.add(Finding{Table: "manifest", What: "rubric", Stored: c.m.Rubric, Recomputed: got})
	}
	c.index = make(map[string]int, len(c.r.Items))
	for i := range c.r.Items {
		c.index[c.r.Items[i].ID] = i
	}
	return true
}

// rubricItems compares the table of items with the rubric.
func (c *checker) rubricItems() error {
	n := 0
	for row, err := range dataset.ReadTable[dataset.RubricItem](c.ctx, c.out, c.m, dataset.TableRubricItems) {
		if err != nil {
			return c.unreadable(dataset.TableRubricItems, err)
		}
		if n < len(c.r.Items) {
			it := &c.r.Items[n]
			want := dataset.RubricItem{RunID: c.m.RunID, ItemID: it.ID, Name: it.Name, Section: it.Section, Kind: it.Kind,
				Severity: string(it.Severity), Weight: float64(it.Weight), Source: it.Source, Coaching: it.Coaching}
			if row != want {
				c.add(Finding{Table: "rubric_items", ItemID: it.ID, What: "row", Stored: fmt.Sprintf("%+v", row), Recomputed: fmt.Sprintf("%+v", want)})
			}
		}
		n++
	}
	if n != len(c.r.Items) {
		c.add(Finding{Table: "rubric_items", What: "number of rows", Stored: fmt.Sprint(n), Recomputed: fmt.Sprint(len(c.r.Items))})
	}
	return nil
}

// duplicateReason is the reason of rejects that count as duplicates.
const duplicateReason = "duplicate_id"

// rejects compares the rejects with the counts of the manifest.
func (c *checker) rejects() error {
	type row struct {
		RunID  string `parquet:"run_id,dict"`
		Reason string `parquet:"reason,dict"`
	}
	var rejected, duplicate int64
	for r, err := range dataset.ReadTable[row](c.ctx, c.out, c.m, dataset.TableRejects) {
		if err != nil {
			return c.unreadable(dataset.TableRejects, err)
		}
		c.runID("rejects", "", r.RunID)
		if r.Reason == duplicateReason {
			duplicate++
		} else {
			rejected++
		}
	}
	c.equal("manifest", "", "", "counts.rejected", c.m.Counts.Rejected, rejected)
	c.equal("manifest", "", "", "counts.duplicate", c.m.Counts.Duplicate, duplicate)
	return nil
}

func (c *checker) runID(table, id, got string) {
	if got != c.m.RunID {
		c.add(Finding{Table: table, InteractionID: id, What: "run_id", Stored: got, Recomputed: c.m.RunID})
	}
}

// equal compares a stored value with a recomputed one.
func (c *checker) equal(table, id, item, column string, stored, want any) {
	if stored != want {
		c.add(Finding{Table: table, InteractionID: id, ItemID: item, What: column, Stored: fmt.Sprint(stored), Recomputed: fmt.Sprint(want)})
	}
}
