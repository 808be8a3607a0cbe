package docs

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"zhijian/analyzers/rubric"
	"zhijian/analyzers/score"
)

// TestScoringExamples redoes the arithmetic of the worked examples.
func TestScoringExamples(t *testing.T) {
	for _, guide := range guides() {
		examples := 0
		for _, section := range sections(read(t, guide)) {
			forms := blocks(section, "yaml scoring")
			if len(forms) == 0 {
				continue
			}
			title, _, _ := strings.Cut(section, "\n")
			r, err := rubric.Parse(guide, []byte(forms[0]))
			if err != nil {
				t.Errorf("%s: %s: %v", guide, title, err)
				continue
			}
			pairs := tables(section)
			if len(pairs) == 0 || len(pairs)%2 != 0 {
				t.Errorf("%s: %s: %d tables, want one of items and one of the whole each", guide, title, len(pairs))
				continue
			}
			for pair := range slices.Chunk(pairs, 2) {
				examples++
				checkScore(t, guide+": "+title, r, pair[0], pair[1])
			}
		}
		if examples < 6 {
			t.Errorf("%s: %d examples found, want 6", guide, examples)
		}
	}
}

// checkScore compares the tables of an example with the program. The columns are
// item, verdict, violations, credits, low tier | points, possible, deducted,
// fatal effect; and raw, final, coverage, fatal, incomplete.
func checkScore(t *testing.T, where string, r *rubric.Rubric, items, whole [][]string) {
	t.Helper()
	verdicts := make([]score.Verdict, len(items))
	want := score.Result{Items: make([]score.Item, len(items))}
	for i, row := range items {
		if len(row) != 9 || i >= len(r.Items) || row[0] != r.Items[i].ID {
			t.Fatalf("%s: row %v is not that of an item of the rubric", where, row)
		}
		verdicts[i] = score.Verdict{Verdict: row[1], Violations: number[int](t, row[2]), Credits: number[int](t, row[3]), LowTier: yes(t, row[4])}
		want.Items[i] = score.Item{Points: number[int](t, row[5]), Possible: number[int](t, row[6]), Deducted: number[int](t, row[7]), FatalEffect: yes(t, row[8])}
	}
	if len(whole) != 1 || len(whole[0]) != 5 {
		t.Fatalf("%s: the table of the whole is %v", where, whole)
	}
	total := whole[0]
	got := score.Compute(r, verdicts)
	want.Raw, want.Final, want.Coverage = number[float64](t, total[0]), number[float64](t, total[1]), number[float64](t, total[2])
	want.Fatal, want.Incomplete = yes(t, total[3]), yes(t, total[4])
	want.Scored, want.Sections, want.FatalItems = got.Scored, got.Sections, got.FatalItems // not part of the tables
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-page +program):\n%s", where, diff)
	}
}

func number[T int | float64](t *testing.T, cell string) T {
	t.Helper()
	v, err := strconv.ParseFloat(cell, 64)
	if err != nil || float64(T(v)) != v {
		t.Fatalf("%q is not the number that is wanted here", cell)
	}
	return T(v)
}

func yes(t *testing.T, cell string) bool {
	t.Helper()
	switch cell {
	case "yes", "是":
		return true
	case "no", "否":
		return false
	}
	t.Fatalf("%q is neither yes nor no", cell)
	return false
}
