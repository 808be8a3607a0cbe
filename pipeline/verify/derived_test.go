package verify_test

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"zhijian/pipeline/dataset"
	"zhijian/pipeline/insight/aggregate"
	"zhijian/pipeline/insight/facts/factstest"
	"zhijian/pipeline/verify"
)

// derivedDay is a date of two interactions of one agent, and what belongs to it
// in agents_daily.
func derivedDay(t *testing.T, out string) *aggregate.Tables {
	t.Helper()
	score, length := 80.5, int64(60_000)
	item := dataset.RubricItem{ItemID: "s.one", Name: "项", Section: "s", Kind: "procedure", Severity: "minor"}
	d := factstest.Day{Date: "2026-11-20", Rubric: []dataset.RubricItem{item}}
	for i, id := range []string{"a", "b"} {
		in := dataset.Interaction{InteractionID: id, AgentID: "7", Channel: "voice", CustomerID: "c", DurationMS: &length, ScoreFinal: &score}
		if i == 0 {
			in.CustomerEmotion, in.Intent, in.Resolution, in.Fatal = "anger", "complaint", "pending", true
		}
		d.Cases = append(d.Cases, factstest.Case{Interaction: in, Items: []dataset.Item{{ItemID: "s.one", Verdict: []string{"fail", "pass"}[i]}},
			Turns: []dataset.Turn{{Role: "agent", Text: "您好"}}})
	}
	factstest.Publish(t, out, d)
	o := aggregate.Default()
	o.Version = "test"
	m := aggregate.New(out, o)
	tables, err := m.Date(context.Background(), "2026-11-20")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := m.Publish(context.Background(), tables); err != nil {
		t.Fatal(err)
	}
	return tables
}

func derived(t *testing.T, out string) *verify.DerivedReport {
	t.Helper()
	r, err := verify.Derived(context.Background(), out, dataset.SetAggregates, "2026-11-20", verify.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// TestDerived: sums that are not those of the interactions are found, one by one.
func TestDerived(t *testing.T) {
	out := t.TempDir()
	tables := derivedDay(t, out)
	if r := derived(t, out); r.Disagree != 0 || r.Files != 4 || len(r.Stale) != 0 || r.Rows == 0 || r.Sources != 1 {
		t.Fatalf("%+v", r)
	}
	if sets, err := verify.Sets(out, "2026-11-20"); err != nil || !slices.Equal(sets, []dataset.Set{dataset.SetAggregates}) {
		t.Errorf("sets %v, %v", sets, err)
	}
	for what, change := range map[string]func(*dataset.AgentDay){
		"interactions":         func(r *dataset.AgentDay) { r.Interactions++ },
		"scored":               func(r *dataset.AgentDay) { r.Scored-- },
		"score_sum":            func(r *dataset.AgentDay) { r.ScoreSum += 0.01 },
		"fatal":                func(r *dataset.AgentDay) { r.Fatal = 0 },
		"angry":                func(r *dataset.AgentDay) { r.Angry++ },
		"complaints":           func(r *dataset.AgentDay) { r.Complaints++ },
		"pending + unresolved": func(r *dataset.AgentDay) { r.Unresolved++ },
		"turns":                func(r *dataset.AgentDay) { r.Turns++ },
		"handle_ms":            func(r *dataset.AgentDay) { r.HandleMS++ },
		"items.failed":         func(r *dataset.AgentDay) { r.Items = []dataset.ItemCount{{ItemID: "s.one", Evaluated: 2}} },
		"items.evaluated":      func(r *dataset.AgentDay) { r.Items = []dataset.ItemCount{{ItemID: "s.one", Evaluated: 3, Failed: 1}} },
		"has no interactions":  func(r *dataset.AgentDay) { r.Queue = "other" },
		"run_id":               func(r *dataset.AgentDay) { r.RunID = "other" },
	} {
		row := tables.Agents[0]
		change(&row)
		publish(t, out, tables, []dataset.AgentDay{row})
		r := derived(t, out)
		if r.Disagree == 0 || !slices.ContainsFunc(r.Findings, func(f verify.Finding) bool { return strings.Contains(f.What, what) }) {
			t.Errorf("%s: %v", what, r.Findings)
		}
	}
	publish(t, out, tables, nil)
	if r := derived(t, out); r.Disagree == 0 {
		t.Error("rows that are missing are not missed")
	}
	publish(t, out, tables, []dataset.AgentDay{tables.Agents[0], tables.Agents[0]})
	if r := derived(t, out); r.Disagree == 0 {
		t.Error("a row that stands twice is not seen")
	}
}

func publish(t *testing.T, out string, tables *aggregate.Tables, agents []dataset.AgentDay) {
	t.Helper()
	o := dataset.DerivedOptions{Out: out, Set: dataset.SetAggregates, Date: tables.Date, Meta: tables.Meta, Sources: tables.Sources}
	_, err := dataset.PublishDerived(context.Background(), o, dataset.AgentsDaily(agents), dataset.TermsDaily(nil), dataset.Alerts(nil), dataset.RepeatContacts(nil))
	if err != nil {
		t.Fatal(err)
	}
}

// TestDerivedFiles: files that are damaged, missing or unknown are found, and a
// date that was scored again makes a set stale, not wrong.
func TestDerivedFiles(t *testing.T) {
	out := t.TempDir()
	derivedDay(t, out)
	dir := filepath.Join(out, "alerts", "dt=2026-11-20")
	if err := os.WriteFile(filepath.Join(dir, "part-00009.parquet"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if r := derived(t, out); r.Disagree != 1 || !strings.Contains(r.Findings[0].What, "not named") {
		t.Errorf("a file that nobody knows: %v", r.Findings)
	}
	if err := os.Rename(filepath.Join(dir, "part-00009.parquet"), filepath.Join(dir, "part-00000.parquet")); err != nil {
		t.Fatal(err)
	}
	if r := derived(t, out); r.Disagree != 2 { // size and hash
		t.Errorf("a file that is empty: %v", r.Findings)
	}
	if err := os.Remove(filepath.Join(dir, "part-00000.parquet")); err != nil {
		t.Fatal(err)
	}
	if r := derived(t, out); r.Disagree != 1 || r.Findings[0].What != "is missing" {
		t.Errorf("a file that is missing: %v", r.Findings)
	}

	out = t.TempDir()
	derivedDay(t, out)
	factstest.Publish(t, out, factstest.Day{Date: "2026-11-20", RunID: "again"})
	if r := derived(t, out); r.Disagree != 0 || !slices.Equal(r.Stale, []string{"2026-11-20 was scored again"}) {
		t.Errorf("scored again: %+v", r)
	}
	if _, err := verify.Derived(context.Background(), out, dataset.SetCoaching, "2026-11-20", verify.Options{}); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a set that was never made: %v", err)
	}
}
