package score

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"zhijian/analyzers/rubric"
)

// form is a rubric of two sections whose arithmetic fits on a sheet of paper.
func form() *rubric.Rubric {
	return &rubric.Rubric{
		MinCover: 0.5,
		Sections: []rubric.Section{{ID: "manners", Weight: 40}, {ID: "matter", Weight: 60}},
		Groups:   []rubric.Group{{ID: "words", Cap: 3}},
		Items: []rubric.Item{
			{ID: "greeting", Section: "manners", Weight: 2, Status: rubric.Stable, Severity: rubric.Minor},
			{ID: "thanks", Section: "manners", Weight: 2, Status: rubric.Stable, Severity: rubric.Minor},
			{ID: "answer", Section: "matter", Weight: 6, Status: rubric.Stable, Severity: rubric.Major},
			{ID: "abuse", Section: "matter", Weight: 4, Status: rubric.Stable, Severity: rubric.Fatal, Fatal: rubric.FatalForm},
		},
	}
}

func verdicts(v ...string) []Verdict {
	out := make([]Verdict, len(v))
	for i := range v {
		out[i] = Verdict{Verdict: v[i]}
		if v[i] == "fail" {
			out[i].Violations = 1
		}
	}
	return out
}

func TestTotals(t *testing.T) {
	tests := []struct {
		name            string
		verdicts        []Verdict
		raw, final, cov float64
		fatal           bool
		incomplete      bool
	}{
		// manners 4/4, matter 10/10
		{"all pass", verdicts("pass", "pass", "pass", "pass"), 100, 100, 1, false, false},
		// manners 2/4 = 50 %, matter 10/10: (0.5*40 + 1*60) / 100
		{"one minor fail", verdicts("fail", "pass", "pass", "pass"), 80, 80, 1, false, false},
		// manners 4/4, matter 6/10: (40 + 36) / 100, and the fatal fail zeroes the final score
		{"fatal", verdicts("pass", "pass", "pass", "fail"), 76, 0, 1, true, false},
		// na leaves the denominator: matter is abuse alone
		{"na", verdicts("pass", "pass", "na", "pass"), 100, 100, 1, false, false},
		// not evaluated leaves it too, and lowers the coverage: 8 of 14 points
		{"not evaluated", verdicts("fail", "pass", "not_evaluated", "pass"), 80, 80, 0.5714, false, false},
		// 4 of 14 points: too little to call it scored
		{"low coverage", verdicts("pass", "pass", "not_evaluated", "not_evaluated"), 100, 100, 0.2857, false, true},
		{"nothing applies", verdicts("na", "na", "na", "na"), 0, 0, 0, false, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := Compute(form(), tt.verdicts)
			if r.Raw != tt.raw || r.Final != tt.final || r.Coverage != tt.cov || r.Fatal != tt.fatal || r.Incomplete != tt.incomplete {
				t.Errorf("got raw %v final %v coverage %v fatal %v incomplete %v", r.Raw, r.Final, r.Coverage, r.Fatal, r.Incomplete)
			}
		})
	}
}

func TestLowTierIsNeverFatal(t *testing.T) {
	v := verdicts("pass", "pass", "pass", "fail")
	v[3].LowTier = true
	r := Compute(form(), v)
	if r.Fatal || r.Final != 76 || r.Items[3].Points != 0 {
		t.Errorf("fatal %v, final %v, points %d: a low tier fails the item and no more", r.Fatal, r.Final, r.Items[3].Points)
	}
}

func TestFatalScopes(t *testing.T) {
	for scope, final := range map[rubric.FatalScope]float64{rubric.FatalForm: 0, rubric.FatalSection: 40, rubric.FatalFlag: 76} {
		f := form()
		f.Items[3].Fatal = scope
		r := Compute(f, verdicts("pass", "pass", "pass", "fail"))
		if r.Final != final || !r.Fatal || r.Raw != 76 {
			t.Errorf("%s: final %v raw %v fatal %v, want final %v", scope, r.Final, r.Raw, r.Fatal, final)
		}
	}
}

func TestDeductions(t *testing.T) {
	tests := []struct {
		name           string
		deduct         rubric.Deduct
		hits           int
		points, before int
	}{
		{"within grace", rubric.Deduct{PerHit: 2, Grace: 1}, 1, 6, 0},
		{"over grace", rubric.Deduct{PerHit: 2, Grace: 1}, 3, 2, 4},
		{"capped", rubric.Deduct{PerHit: 2, Cap: 5}, 9, 1, 18},
		{"never below nothing", rubric.Deduct{PerHit: 5}, 9, 0, 45},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := form()
			f.Items[2].Deduct = &tt.deduct
			v := verdicts("pass", "pass", "fail", "pass")
			v[2].Violations = tt.hits
			if got := Compute(f, v).Items[2]; got.Points != tt.points || got.Deducted != tt.before {
				t.Errorf("points %d deducted %d, want %d and %d", got.Points, got.Deducted, tt.points, tt.before)
			}
		})
	}
}

func TestGroupCap(t *testing.T) {
	f := form()
	f.Items[0].Group, f.Items[1].Group = "words", "words"
	r := Compute(f, verdicts("fail", "fail", "pass", "pass")) // loses 4, the cap is 3
	if diff := cmp.Diff([]int{1, 0}, []int{r.Items[0].Points, r.Items[1].Points}); diff != "" {
		t.Error(diff)
	}
}

func TestBonusLiftsASectionNoHigherThanFull(t *testing.T) {
	f := form()
	f.Items[0].Bonus = &rubric.Bonus{PerHit: 1, Cap: 2}
	v := verdicts("pass", "fail", "pass", "pass")
	v[0].Credits = 5
	r := Compute(f, v)
	if r.Items[0].Points != 4 || r.Sections[0].Score != 100 || r.Raw != 100 {
		t.Errorf("points %d, section %v, raw %v", r.Items[0].Points, r.Sections[0].Score, r.Raw)
	}
}

func TestExperimentalItemsDoNotCount(t *testing.T) {
	f := form()
	f.Items[2].Status = rubric.Experimental
	r := Compute(f, verdicts("pass", "pass", "fail", "pass"))
	if r.Raw != 100 || r.Items[2] != (Item{}) {
		t.Errorf("raw %v, item %+v", r.Raw, r.Items[2])
	}
}

// A fail never scores higher than a pass of the same item, whatever the others are.
func TestFailingNeverPays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := make([]Verdict, 4)
		for i := range v {
			v[i] = verdicts(rapid.SampledFrom([]string{"pass", "fail", "na", "not_evaluated"}).Draw(t, "v"))[0]
		}
		k := rapid.IntRange(0, 3).Draw(t, "item")
		v[k] = verdicts("pass")[0]
		passed := Compute(form(), v)
		v[k] = verdicts("fail")[0]
		failed := Compute(form(), v)
		if failed.Raw > passed.Raw || failed.Final > passed.Final {
			t.Fatalf("fail scores %v/%v, pass %v/%v", failed.Raw, failed.Final, passed.Raw, passed.Final)
		}
		if failed.Final > failed.Raw || failed.Raw < 0 || passed.Raw > 100 {
			t.Fatalf("out of range: %+v", failed)
		}
	})
}
