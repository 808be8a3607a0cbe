// Package period says what a look at a dataset takes in: which published dates,
// and which interactions of them.
package period

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"time"

	"zhijian/pipeline/dataset"
)

// ErrNoDates is wrapped by the error of Open when no published date lies in the
// range.
var ErrNoDates = errors.New("no results in this range of dates")

// Date is a published date.
type Date struct {
	Day      string // YYYY-MM-DD
	Manifest *dataset.Manifest
	Source   dataset.Source // names the manifest as it was read
}

// Period is a run of published dates of one dataset.
type Period struct {
	Out   string // the dataset folder
	Dates []Date // in ascending order

	earlier []string // published before the first of Dates, in ascending order
}

// Open finds the published dates of the dataset folder out from the day from to
// the day to, both included and both YYYY-MM-DD; an empty one sets no limit. The
// manifests are read then and there: a date that is scored again later does not
// change the period, and reading its tables fails.
//
// The error wraps ErrNoDates, and says which dates there are, when none lies in
// the range.
func Open(out, from, to string) (*Period, error) {
	for _, day := range []string{from, to} {
		if _, err := time.Parse(time.DateOnly, day); day != "" && err != nil {
			return nil, fmt.Errorf("date %q is not YYYY-MM-DD", day)
		}
	}
	if from != "" && to != "" && from > to {
		return nil, fmt.Errorf("from %s to %s: the range ends before it begins", from, to)
	}
	all, err := dataset.Dates(out)
	if err != nil {
		return nil, err
	}
	begin := 0
	for begin < len(all) && from != "" && all[begin] < from {
		begin++
	}
	end := begin
	for end < len(all) && (to == "" || all[end] <= to) {
		end++
	}
	if begin == end {
		return nil, fmt.Errorf("%s: %w: %s", out, ErrNoDates, existing(all))
	}
	return read(out, all[:begin], all[begin:end])
}

// Latest is the period of the newest published date alone. The error is that of
// Open.
func Latest(out string) (*Period, error) {
	all, err := dataset.Dates(out)
	if err != nil {
		return nil, err
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("%s: %w: %s", out, ErrNoDates, existing(all))
	}
	last := len(all) - 1
	return read(out, all[:last], all[last:])
}

func read(out string, earlier, days []string) (*Period, error) {
	p := &Period{Out: out, earlier: earlier}
	for _, day := range days {
		m, source, err := dataset.ReadSource(out, day)
		if errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("%s: the date %s has just been removed: %w", out, day, err)
		}
		if err != nil {
			return nil, err
		}
		p.Dates = append(p.Dates, Date{Day: day, Manifest: m, Source: source})
	}
	return p, nil
}

// existing tells which dates there are.
func existing(days []string) string {
	switch n := len(days); n {
	case 0:
		return "no date was ever published here"
	case 1:
		return "the only one is " + days[0]
	default:
		return fmt.Sprintf("there are %d from %s to %s", n, days[0], days[n-1])
	}
}

// Before is the period of up to n dates that were published for days before
// this one, the nearest of them, in ascending order. It has no dates when there
// are none, and that is no error.
func (p *Period) Before(n int) (*Period, error) {
	cut := len(p.earlier) - min(max(n, 0), len(p.earlier))
	return read(p.Out, slices.Clip(p.earlier[:cut]), p.earlier[cut:])
}

// From is the first day, YYYY-MM-DD; empty for a period without dates.
func (p *Period) From() string {
	if len(p.Dates) == 0 {
		return ""
	}
	return p.Dates[0].Day
}

// To is the last day, YYYY-MM-DD; empty for a period without dates.
func (p *Period) To() string {
	if len(p.Dates) == 0 {
		return ""
	}
	return p.Dates[len(p.Dates)-1].Day
}
