package pipeline

import (
	"strings"
	"testing"

	"zhijian/pipeline/dataset"
	"zhijian/pipeline/plan"
)

// Accounts that do not add up, whichever the file and whatever is missing, stop
// the commit.
func TestAccountsThatDoNotAddUp(t *testing.T) {
	whole := func() *accounts {
		return &accounts{
			files:   []dataset.Counts{{Read: 3, Scored: 1, Rejected: 1, Duplicate: 1}, {Read: 2, Scored: 2}, {}},
			cut:     []int64{3, 2, 0},
			all:     dataset.Counts{Read: 5, Scored: 3, Rejected: 1, Duplicate: 1},
			written: 3,
		}
	}
	p := &plan.Plan{Files: []plan.File{{Name: "a.jsonl"}, {Name: "b.jsonl"}, {Name: "c.jsonl"}}}
	if err := whole().check(p); err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct {
		spoil func(*accounts)
		says  string
	}{
		"a record is lost behind the reader": {func(a *accounts) { a.cut[1]++ }, "b.jsonl: 3 records were read"},
		"a record counts for another file":   {func(a *accounts) { a.cut[0], a.cut[1] = 2, 3 }, "a.jsonl: 2 records"},
		"a file that was never begun":        {func(a *accounts) { a.cut[2] = 1 }, "c.jsonl"},
		"a fate that is not counted":         {func(a *accounts) { a.files[0].Rejected = 0 }, "a.jsonl: 3 records were read, but 1 scored, 0 rejected"},
		"a row is lost":                      {func(a *accounts) { a.written-- }, "2 rows written"},
		"a row too many":                     {func(a *accounts) { a.written++ }, "4 rows written"},
		"a total is off":                     {func(a *accounts) { a.all.Read++ }, "of 6 in all"},
	} {
		t.Run(name, func(t *testing.T) {
			a := whole()
			tt.spoil(a)
			if err := a.check(p); err == nil || !strings.Contains(err.Error(), tt.says) || !strings.Contains(err.Error(), "nothing is committed") {
				t.Errorf("error %v does not say %q", err, tt.says)
			}
		})
	}
}
