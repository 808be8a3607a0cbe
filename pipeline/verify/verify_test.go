package verify

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"zhijian/analyzers/rubric"
	arithmetic "zhijian/analyzers/score"
	"zhijian/pipeline/dataset"
)

func verify(t testing.TB, out string) *Report {
	t.Helper()
	r, err := Date(t.Context(), out, date, Options{})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// What the pipeline wrote agrees with itself.
func TestAcceptsWhatWasWritten(t *testing.T) {
	out, m := score(t, 200)
	r := verify(t, out)
	if r.Disagree > 0 {
		t.Fatalf("%d findings: %v", r.Disagree, r.Findings)
	}
	rows := read(t, out, m)
	if r.Interactions != 200 || r.Items != 1600 || r.Hits != int64(len(rows.Hits)) || r.Turns != int64(len(rows.Turns)) || r.Files != 6 {
		t.Errorf("checked %+v", r)
	}
	seen := map[string]bool{} // the data show every case that the arithmetic has
	for _, row := range rows.Items {
		seen[row.ItemID+" "+row.Verdict] = true
		seen[fmt.Sprintf("%s points %d", row.ItemID, row.Points)] = true
		seen[fmt.Sprintf("%s fatal %t", row.ItemID, row.FatalEffect)] = true
	}
	for _, row := range rows.Interactions {
		seen["status "+row.Status] = true
	}
	for _, want := range []string{"a.thank points 5", "b.promise points 1", "b.promise points 3", "b.hold na", "c.insult fatal true", "c.ring not_evaluated", "c.trial fail", "status incomplete", "status scored"} {
		if !seen[want] {
			t.Errorf("the generated data have no %q", want)
		}
	}
}

func TestNotCommitted(t *testing.T) {
	if _, err := Date(t.Context(), t.TempDir(), date, Options{}); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("error is %v", err)
	}
	out, _ := score(t, 5)
	ctx, cancel := context.WithCancelCause(t.Context())
	cause := errors.New("stop")
	cancel(cause)
	if _, err := Date(ctx, out, date, Options{}); !errors.Is(err, cause) {
		t.Errorf("error is %v", err)
	}
}

// first is the first row for which want holds.
func first[T any](t testing.TB, rows []T, want func(*T) bool) *T {
	t.Helper()
	for i := range rows {
		if want(&rows[i]) {
			return &rows[i]
		}
	}
	t.Fatal("the generated data have no such row")
	return nil
}

func item(t testing.TB, rows *tables, id, verdict string) *dataset.Item {
	t.Helper()
	return first(t, rows.Items, func(r *dataset.Item) bool { return r.ItemID == id && r.Verdict == verdict })
}

// alone reports whether a hit is the only one of its item.
func alone(rows *tables, h *dataset.Hit) bool {
	n := 0
	for _, o := range rows.Hits {
		if o.InteractionID == h.InteractionID && o.ItemID == h.ItemID {
			n++
		}
	}
	return n == 1
}

// A value that was changed before the files were written, so that hashes and
// counts are right, is found by what it is recomputed from.
func TestFindsChangedValues(t *testing.T) {
	out, m := score(t, 40)
	inWords := func(r *dataset.Hit) bool { return r.TurnIndex != nil && r.EndByte != nil && *r.EndByte > *r.BeginByte }
	counting := func(r *dataset.Hit) bool {
		return r.SuppressedBy == "" && r.Polarity == "violation" && r.ItemID == "b.promise"
	}
	scored := func(r *dataset.Interaction) bool { return r.ScoreRaw != nil && *r.ScoreFinal > 1 }
	for name, change := range map[string]func(*tables){
		"items.points":       func(x *tables) { x.Items[3].Points++ },
		"items.possible":     func(x *tables) { x.Items[3].Possible++ },
		"items.deducted":     func(x *tables) { item(t, x, "b.promise", "fail").Deducted-- },
		"items.fatal_effect": func(x *tables) { x.Items[4].FatalEffect = !x.Items[4].FatalEffect },
		"items.hits":         func(x *tables) { x.Items[1].Hits++ },
		"items.section":      func(x *tables) { x.Items[1].Section = "second" },
		"items.kind":         func(x *tables) { x.Items[1].Kind = "record" },
		"items.severity":     func(x *tables) { x.Items[1].Severity = "major" },
		"items.item_id":      func(x *tables) { x.Items[1].ItemID = "a.greet" },
		"pass for fail":      func(x *tables) { item(t, x, "a.greet", "fail").Verdict = "pass" },
		"fail for pass":      func(x *tables) { item(t, x, "a.greet", "pass").Verdict = "fail" },
		"na for not evaluated": func(x *tables) {
			item(t, x, "c.ring", "not_evaluated").Verdict = "na"
		},
		"a verdict that is none": func(x *tables) { x.Items[1].Verdict = "passed" },
		"na without reason":      func(x *tables) { item(t, x, "b.hold", "na").Reason = "" },
		"an item missing":        func(x *tables) { x.Items = slices.Delete(x.Items, 1, 2) },
		"items out of order":     func(x *tables) { x.Items[1], x.Items[2] = x.Items[2], x.Items[1] },

		"interactions.score_raw":       func(x *tables) { *first(t, x.Interactions, scored).ScoreRaw += 0.01 },
		"interactions.score_final":     func(x *tables) { *first(t, x.Interactions, scored).ScoreFinal -= 0.01 },
		"score_final a little":         func(x *tables) { *first(t, x.Interactions, scored).ScoreFinal += 0.001 },
		"score for null":               func(x *tables) { first(t, x.Interactions, scored).ScoreRaw = nil },
		"interactions.coverage":        func(x *tables) { x.Interactions[2].Coverage -= 0.0001 },
		"interactions.fatal":           func(x *tables) { x.Interactions[2].Fatal = !x.Interactions[2].Fatal },
		"interactions.fatal_items":     func(x *tables) { x.Interactions[2].FatalItems = append(x.Interactions[2].FatalItems, "c.flag") },
		"interactions.status":          func(x *tables) { x.Interactions[2].Status = "scored,incomplete" },
		"interactions.turn_count":      func(x *tables) { x.Interactions[2].TurnCount++ },
		"interactions.agent_turns":     func(x *tables) { x.Interactions[2].AgentTurns++ },
		"interactions.customer_turns":  func(x *tables) { x.Interactions[2].CustomerTurns++ },
		"interactions.chars":           func(x *tables) { x.Interactions[2].Chars++ },
		"section_scores.first.section": func(x *tables) { x.Interactions[2].SectionScores[0].Section = "x" },
		"section_scores.first.points":  func(x *tables) { x.Interactions[2].SectionScores[0].Points++ },
		"section_scores.possible":      func(x *tables) { x.Interactions[2].SectionScores[1].Possible++ },
		"section_scores.weight":        func(x *tables) { x.Interactions[2].SectionScores[1].Weight++ },
		"section_scores.score":         func(x *tables) { *x.Interactions[2].SectionScores[0].Score += 0.01 },
		"a section missing":            func(x *tables) { x.Interactions[2].SectionScores = x.Interactions[2].SectionScores[1:] },
		"interaction renamed":          func(x *tables) { x.Interactions[2].InteractionID = "c-001" },

		"hits.polarity":      func(x *tables) { first(t, x.Hits, counting).Polarity = "credit" },
		"hits.suppressed_by": func(x *tables) { first(t, x.Hits, counting).SuppressedBy = "negation" },
		"suppressed no more": func(x *tables) {
			first(t, x.Hits, func(r *dataset.Hit) bool { return r.SuppressedBy != "" }).SuppressedBy = ""
		},
		"hits.tier": func(x *tables) { // without a firm hit the fail is not fatal
			first(t, x.Hits, func(r *dataset.Hit) bool { return r.ItemID == "c.insult" && alone(x, r) }).Tier = "homophone"
		},
		"a tier that is none":      func(x *tables) { x.Hits[1].Tier = "guess" },
		"hits.score":               func(x *tables) { x.Hits[1].Score = 101 },
		"hits.item_id":             func(x *tables) { x.Hits[1].ItemID = "d.none" },
		"hits.hit_id":              func(x *tables) { x.Hits[1].HitID += 7 },
		"hits.begin_byte":          func(x *tables) { *first(t, x.Hits, inWords).BeginByte++ },
		"hits.end_byte":            func(x *tables) { *first(t, x.Hits, inWords).EndByte = 9999 },
		"hits.begin_char":          func(x *tables) { *first(t, x.Hits, inWords).BeginChar++ },
		"hits.end_char":            func(x *tables) { first(t, x.Hits, inWords).EndChar = nil },
		"hits.turn_index":          func(x *tables) { *first(t, x.Hits, inWords).TurnIndex = 99 },
		"hits.role":                func(x *tables) { first(t, x.Hits, inWords).Role = "bot" },
		"hits.begin_ms":            func(x *tables) { *first(t, x.Hits, inWords).BeginMS++ },
		"hits.text":                func(x *tables) { first(t, x.Hits, inWords).Text = "别的" },
		"a hit missing":            func(x *tables) { x.Hits = slices.Delete(x.Hits, 0, 1) },
		"a hit of no interaction":  func(x *tables) { x.Hits[len(x.Hits)-1].InteractionID = "c-999" },
		"turns.text":               func(x *tables) { x.Turns[0].Text += "啊" },
		"turns.role":               func(x *tables) { x.Turns[0].Role = "boss" },
		"turns.turn_index":         func(x *tables) { x.Turns[0].TurnIndex++ },
		"rejects.reason":           func(x *tables) { x.Rejects[0].Reason = x.Rejects[1].Reason },
		"rubric_items.weight":      func(x *tables) { x.rubricItems[1].Weight++ },
		"rubric_items.coaching":    func(x *tables) { x.rubricItems[0].Coaching = "" },
		"rubric_items row missing": func(x *tables) { x.rubricItems = x.rubricItems[1:] },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rows := read(t, out, m)
			change(rows)
			r := verify(t, write(t, rows, m))
			if r.Disagree == 0 {
				t.Error("nothing was found")
			}
		})
	}
	if r := verify(t, write(t, read(t, out, m), m)); r.Disagree > 0 {
		t.Errorf("rows that were only copied: %v", r.Findings)
	}
}

// A byte that changes in a file after the commit is found, wherever it is; so are
// files that go, come or are exchanged, and another manifest.
func TestFindsChangedFiles(t *testing.T) {
	out, m := score(t, 20)
	for _, table := range m.Tables {
		path := filepath.Join(out, filepath.FromSlash(table.Files[0].Path))
		content, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, at := range []int{0, len(content) / 2, len(content) - 1} {
			changed := slices.Clone(content)
			changed[at] ^= 1
			replace(t, path, changed)
			if r := verify(t, out); r.Disagree == 0 || !strings.Contains(r.Findings[0].Table, string(table.Table)) {
				t.Errorf("%s, byte %d: %v", path, at, r.Findings)
			}
		}
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
		if r := verify(t, out); r.Disagree == 0 {
			t.Errorf("%s removed: nothing was found", path)
		}
		replace(t, path, content)
	}
	stranger := filepath.Join(out, "items", "dt="+date, "part-00009.parquet")
	replace(t, stranger, []byte("x"))
	if r := verify(t, out); r.Disagree != 1 || !strings.Contains(r.Findings[0].String(), "not named by the manifest") {
		t.Errorf("stranger: %v", r.Findings)
	}
	if err := os.Remove(stranger); err != nil {
		t.Fatal(err)
	}
	if r := verify(t, out); r.Disagree > 0 {
		t.Errorf("restored: %v", r.Findings)
	}
}

func replace(t testing.TB, path string, content []byte) {
	t.Helper()
	if err := os.WriteFile(path, content, 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestFindsChangedManifestAndRubric(t *testing.T) {
	out, m := score(t, 20)
	manifest := filepath.Join(out, "_manifests", "dt="+date+".json")
	content, err := os.ReadFile(manifest)
	if err != nil {
		t.Fatal(err)
	}
	for old, changed := range map[string]string{
		m.RunID:                                   strings.Repeat("0", len(m.RunID)),
		`"rubric": "t@3"`:                         `"rubric": "t@4"`,
		`"lexicon_sha256": "l"`:                   `"lexicon_sha256": "m"`,
		`"mask": "none"`:                          `"mask": "some"`,
		`"rejected": 1`:                           `"rejected": 0`,
		`"schema_version": "`:                     `"schema_version": "9`,
		m.Tables[0].Files[0].SHA256:               strings.Repeat("0", 64),
		`"date": "2026-11-20"`:                    `"date": "2026-11-21"`,
		`"rubric_sha256": "` + m.RubricSHA256[:4]: `"rubric_sha256": "0000`,
	} {
		replace(t, manifest, []byte(strings.Replace(string(content), old, changed, 1)))
		if r, err := Date(t.Context(), out, date, Options{}); err == nil && r.Disagree == 0 {
			t.Errorf("%s: nothing was found", changed)
		}
	}
	replace(t, manifest, content)
	kept := filepath.Join(out, "_manifests", "rubrics", m.RubricSHA256+".yaml")
	replace(t, kept, []byte(strings.Replace(rubricYAML, "weight: 50", "weight: 60", 1)))
	if r := verify(t, out); r.Disagree == 0 {
		t.Error("changed rubric: nothing was found")
	}
}

// Findings beyond the limit are counted and not kept.
func TestLimit(t *testing.T) {
	out, m := score(t, 30)
	rows := read(t, out, m)
	for i := range rows.Items {
		rows.Items[i].Points++
	}
	r, err := Date(t.Context(), write(t, rows, m), date, Options{MaxFindings: 3})
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Findings) != 3 || r.Disagree != int64(len(rows.Items)) {
		t.Errorf("%d of %d findings kept", len(r.Findings), r.Disagree)
	}
}

// genRubric draws a rubric with every way of scoring.
func genRubric(t *rapid.T) *rubric.Rubric {
	r := &rubric.Rubric{Groups: []rubric.Group{{ID: "g", Cap: rapid.IntRange(1, 6).Draw(t, "cap")}}}
	for k := range 3 {
		r.Sections = append(r.Sections, rubric.Section{ID: fmt.Sprint("s", k), Weight: rapid.IntRange(1, 60).Draw(t, "section weight")})
	}
	for i := range rapid.IntRange(1, 12).Draw(t, "items") {
		it := rubric.Item{ID: fmt.Sprint("i", i), Section: r.Sections[rapid.IntRange(0, 2).Draw(t, "section")].ID,
			Weight: rapid.IntRange(1, 5).Draw(t, "weight"), Status: rubric.Stable, Severity: rubric.Minor, Fatal: rubric.FatalForm}
		it.Status = rapid.SampledFrom([]rubric.Status{rubric.Stable, rubric.Experimental, rubric.Deprecated}).Draw(t, "status")
		it.Severity = rapid.SampledFrom([]rubric.Severity{rubric.Minor, rubric.Fatal}).Draw(t, "severity")
		it.Fatal = rapid.SampledFrom([]rubric.FatalScope{rubric.FatalForm, rubric.FatalSection, rubric.FatalFlag}).Draw(t, "scope")
		if rapid.Bool().Draw(t, "grouped") {
			it.Group = "g"
		}
		if rapid.Bool().Draw(t, "deducts") {
			it.Deduct = &rubric.Deduct{PerHit: rapid.IntRange(1, 3).Draw(t, "per hit"), Grace: rapid.IntRange(0, 2).Draw(t, "grace"), Cap: rapid.IntRange(0, it.Weight).Draw(t, "deduct cap")}
		}
		if rapid.Bool().Draw(t, "bonus") {
			it.Bonus = &rubric.Bonus{PerHit: 1, Cap: rapid.IntRange(1, 3).Draw(t, "bonus cap")}
		}
		r.Items = append(r.Items, it)
	}
	return r
}

// The two ways of computing agree on every rubric and every set of verdicts.
func TestArithmeticAgrees(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := genRubric(t)
		found := make([]evidence, len(r.Items))
		verdicts := make([]arithmetic.Verdict, len(r.Items))
		for i := range found {
			e := evidence{verdict: rapid.SampledFrom([]string{"pass", "fail", "na", "not_evaluated"}).Draw(t, "verdict")}
			e.inFavor = rapid.IntRange(0, 4).Draw(t, "credits")
			if e.verdict == "fail" {
				e.against = rapid.IntRange(1, 5).Draw(t, "violations")
				e.firm = rapid.Bool().Draw(t, "firm")
			}
			found[i] = e
			verdicts[i] = arithmetic.Verdict{Verdict: e.verdict, Violations: e.against, Credits: e.inFavor, LowTier: e.verdict == "fail" && !e.firm}
		}
		want, got := arithmetic.Compute(r, verdicts), compute(r, found)
		for i := range got.items {
			p := got.items[i]
			if w := want.Items[i]; w != (arithmetic.Item{Points: p.earned, Possible: p.possible, Deducted: p.deducted, FatalEffect: p.fatal}) {
				t.Fatalf("item %+v with %+v: %+v here, %+v there", r.Items[i], found[i], p, w)
			}
		}
		if want.Scored != (got.possible > 0) || want.Scored && (!rounds(want.Raw, got.raw, scoreDecimals) || !rounds(want.Final, got.final, scoreDecimals)) {
			t.Fatalf("totals %v %v here, %v %v there", got.raw, got.final, want.Raw, want.Final)
		}
		if !rounds(want.Coverage, got.coverage, coverageDecimals) || !slices.Equal(want.FatalItems, got.fatal) {
			t.Fatalf("coverage %v, fatal %v here, %v %v there", got.coverage, got.fatal, want.Coverage, want.FatalItems)
		}
	})
}

func TestRounds(t *testing.T) {
	for _, c := range []struct {
		stored, exact float64
		want          bool
	}{
		{83.33, 250.0 / 3, true}, {83.34, 250.0 / 3, false}, {83.13, 83.125, true}, {83.12, 83.125, true},
		{83.1249, 83.125, false}, {0, 0, true}, {100, 100, true}, {math.NaN(), 0, false}, {66.67, 200.0 / 3, true},
	} {
		if got := rounds(c.stored, c.exact, scoreDecimals); got != c.want {
			t.Errorf("rounds(%v, %v) = %t", c.stored, c.exact, got)
		}
	}
}
