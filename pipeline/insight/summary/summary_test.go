package summary

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"math"
	"os"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"zhijian/pipeline/dataset"
)

var update = flag.Bool("update", false, "write the golden files anew")

// golden compares got with a file of testdata.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := "testdata/" + name
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s (-want +got); run with -update if this is meant:\n%s", path, diff)
	}
}

func scored(agent string, score float64) dataset.Interaction {
	return dataset.Interaction{AgentID: agent, Status: "scored", ScoreFinal: &score}
}

// night is a batch with a bit of everything.
func night() *Summary {
	b := NewBuilder([]dataset.RubricItem{
		{ItemID: "opening.greeting", Name: "问候语"}, {ItemID: "closing.thanks", Name: "致谢"}, {ItemID: "timing.hold", Name: "静音时长"},
	})
	for a := range 14 {
		rows := &dataset.Batch{}
		for i := range 5 + a {
			in := scored(fmt.Sprint(3000+a), float64(100-6*a-i%3))
			in.AgentName, in.Team = fmt.Sprint("坐席\x1b", a), "售后一组"
			rows.Interactions = append(rows.Interactions, in)
			verdict := []string{"pass", "fail", "na", "not_evaluated"}[i%4]
			rows.Items = append(rows.Items, dataset.Item{ItemID: "closing.thanks", Verdict: verdict}, dataset.Item{ItemID: "opening.greeting", Verdict: "pass"})
		}
		b.Add(rows)
	}
	few := scored("4000", 1)
	fatal := scored("", 0)
	fatal.Fatal = true
	b.Add(&dataset.Batch{
		Interactions: []dataset.Interaction{few, fatal, {Status: "incomplete"}},
		Items:        []dataset.Item{{ItemID: "timing.hold", Verdict: "fail"}},
		Rejects:      []dataset.Reject{{Reason: "duplicate_id"}, {Reason: "malformed_json"}, {Reason: "malformed_json"}},
	})
	s := b.Summary()
	s.Date, s.RunID, s.Out, s.Rubric = "2026-11-20", "0123456789abcdef", "out", "service@1"
	s.Counts = dataset.Counts{Read: 167, Scored: 164, Rejected: 2, Duplicate: 1}
	s.FileCount = 14
	for i := range 12 {
		s.TroubleFiles = append(s.TroubleFiles, File{Name: fmt.Sprintf("calls-%02d.jsonl", i), Counts: dataset.Counts{Read: 3, Scored: 2, Rejected: 1}})
	}
	s.TroubleFiles = append(s.TroubleFiles, File{Name: "empty.jsonl"})
	s.Warnings = append(s.Warnings, Warning{Code: WarnEmptyFile, Where: "empty.jsonl"})
	s.Skipped = append(s.Skipped, Skipped{"in/notes.txt", "unknown_name"}, Skipped{"in/.x", "hidden"})
	return s
}

func TestText(t *testing.T) {
	var b bytes.Buffer
	if err := night().WriteText(&b); err != nil {
		t.Fatal(err)
	}
	golden(t, "night.txt", b.Bytes())
}

func TestJSON(t *testing.T) {
	got, err := json.Marshal(night(), jsontext.Multiline(true))
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "night.json", append(got, '\n'))
}

func TestTextOfAnEmptyNight(t *testing.T) {
	s := NewBuilder(nil).Summary()
	s.Date, s.RunID, s.Rubric, s.FileCount = "2026-11-20", "0123456789abcdef", "service@1", 1
	var b bytes.Buffer
	if err := s.WriteText(&b); err != nil {
		t.Fatal(err)
	}
	golden(t, "empty.txt", b.Bytes())
}

func TestEveryReasonHasItsText(t *testing.T) {
	for _, code := range []string{"malformed_json", "limit_exceeded", "corrupt_input", "unreadable_file", "duplicate_id", "internal_panic"} {
		if reasonText(code) == reasonText("no such code") {
			t.Errorf("%s has no text", code)
		}
	}
}

func TestWriteErrorIsReturned(t *testing.T) {
	full := errors.New("disk full")
	if err := night().WriteText(failing{full}); !errors.Is(err, full) {
		t.Errorf("error is %v", err)
	}
}

type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }

// The numbers agree with each other and do not depend on how rows come in batches.
func TestNumbersAgree(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rows := rapid.SliceOf(rapid.Custom(func(t *rapid.T) dataset.Interaction {
			in := scored(rapid.SampledFrom([]string{"", "a", "b", "c", "d", "e", "f", "g"}).Draw(t, "agent"), rapid.Float64Range(0, 100).Draw(t, "score"))
			if rapid.IntRange(0, 9).Draw(t, "unscored") == 0 {
				in.ScoreFinal = nil
			}
			return in
		})).Draw(t, "rows")
		whole, parts := NewBuilder(nil), NewBuilder(nil)
		whole.Add(&dataset.Batch{Interactions: rows})
		for i := range rows {
			parts.Add(&dataset.Batch{Interactions: rows[i : i+1]})
		}
		s := whole.Summary()
		if diff := cmp.Diff(s, parts.Summary()); diff != "" {
			t.Fatalf("one batch and many differ:\n%s", diff)
		}
		sum := int64(0)
		for _, n := range s.Scores.Buckets {
			sum += n
		}
		if sum != s.Scores.Scored || s.Scores.Scored+s.Scores.Unscored != int64(len(rows)) {
			t.Fatalf("%d in buckets, %+v of %d rows", sum, s.Scores, len(rows))
		}
		checkAgents(t, rows, s.Agents)
	})
}

// checkAgents compares the ranking with a plain count.
func checkAgents(t *rapid.T, rows []dataset.Interaction, a Agents) {
	shown := append(append([]Agent{}, a.Highest...), a.Lowest...)
	seen := map[string]bool{}
	for _, agent := range shown {
		n, sum := int64(0), 0.0
		for _, r := range rows {
			if r.AgentID == agent.ID && r.ScoreFinal != nil {
				n++
				sum += *r.ScoreFinal
			}
		}
		if agent.Scored != n || n < MinSample || math.Abs(agent.Mean-sum/float64(n)) > 1e-9 || agent.ID == "" || seen[agent.ID] {
			t.Fatalf("agent %+v of %d interactions, shown before %v", agent, n, seen[agent.ID])
		}
		seen[agent.ID] = true
	}
	for i := 1; i < len(a.Highest); i++ {
		if a.Highest[i].Mean > a.Highest[i-1].Mean {
			t.Fatalf("highest not in order: %+v", a.Highest)
		}
	}
	if len(shown) != min(a.Ranked, 2*ends) {
		t.Fatalf("%d of %d ranked agents shown", len(shown), a.Ranked)
	}
}

func TestTooManyAgents(t *testing.T) {
	b := NewBuilder(nil)
	rows := &dataset.Batch{}
	for i := range MaxAgents + 10 {
		rows.Interactions = append(rows.Interactions, scored(fmt.Sprint(i), 50))
	}
	b.Add(rows)
	s := b.Summary()
	if s.Agents.Known != MaxAgents || s.Scores.Scored != MaxAgents+10 || len(s.Warnings) != 1 {
		t.Errorf("%d agents, %d scored, warnings %v", s.Agents.Known, s.Scores.Scored, s.Warnings)
	}
}
