package pipeline

import (
	"fmt"

	"zhijian/pipeline/dataset"
	"zhijian/pipeline/insight/summary"
	"zhijian/pipeline/plan"
)

// accounts keeps count of what becomes of the records, and of what the summary
// needs of the rows. It belongs to the merger.
type accounts struct {
	files   []dataset.Counts // by index in the plan
	all     dataset.Counts
	written int64 // rows of the table interactions
	begun   int   // files of which records were counted, or that come before such
	reused  int64 // records that an earlier run has done
	builder *summary.Builder

	cut       []int64             // records that the reader has cut of each file
	holdsRows func(file int) bool // of interactions that may count for other files
}

func newAccounts(p *plan.Plan, items []dataset.RubricItem) *accounts {
	return &accounts{files: make([]dataset.Counts, len(p.Files)), builder: summary.NewBuilder(items)}
}

// add counts a record whose fate is decided.
func (a *accounts) add(rec *record) {
	a.begun = max(a.begun, rec.file+1)
	for _, c := range []*dataset.Counts{&a.all, &a.files[rec.file]} {
		c.Read++
		switch {
		case rec.reject == nil:
			c.Scored++
		case rec.reject.Reason == DuplicateID:
			c.Duplicate++
		default:
			c.Rejected++
		}
	}
}

// rows takes in the rows as they are written.
func (a *accounts) rows(rows *dataset.Batch) {
	a.written += int64(len(rows.Interactions))
	a.builder.Add(rows)
}

func (a *accounts) read() int64 { return a.all.Read }

// check makes sure that every record that the reader has cut, file by file, has
// come to its end, and that every scored one has its row.
func (a *accounts) check(p *plan.Plan) error {
	var sum dataset.Counts
	for i, c := range a.files {
		if c.Read != a.cut[i] || c.Read != c.Scored+c.Rejected+c.Duplicate {
			return fmt.Errorf("%s: %d records were read, but %d scored, %d rejected and %d duplicates: a fault of the program, nothing is committed",
				p.Files[i].Name, a.cut[i], c.Scored, c.Rejected, c.Duplicate)
		}
		sum.Read += c.Read
		sum.Scored += c.Scored
	}
	if sum.Read != a.all.Read || sum.Scored != a.all.Scored || a.written != a.all.Scored {
		return fmt.Errorf("%d of %d records were scored by the files' accounts, %d of %d in all, and %d rows written: a fault of the program, nothing is committed",
			sum.Scored, sum.Read, a.all.Scored, a.all.Read, a.written)
	}
	return nil
}

// summary closes the accounts.
func (a *accounts) summary(cfg *Config, p *plan.Plan) *summary.Summary {
	s := a.builder.Summary()
	s.Date, s.Out, s.Rubric = cfg.Date, cfg.Out, cfg.Meta.Rubric
	s.Counts, s.Reused = a.all, a.reused
	s.FileCount = len(p.Files)
	for i, c := range a.files {
		name := p.Files[i].Name
		empty := c.Read == 0 && !a.holdsRows(i)
		if empty {
			s.Warnings = append(s.Warnings, summary.Warning{Code: summary.WarnEmptyFile, Where: name})
		}
		if c.Scored != c.Read || empty {
			s.TroubleFiles = append(s.TroubleFiles, summary.File{Name: name, Counts: c})
		}
	}
	for _, k := range p.Skipped {
		s.Skipped = append(s.Skipped, summary.Skipped(k))
	}
	return s
}
