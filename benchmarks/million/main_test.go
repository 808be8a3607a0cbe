package main

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"

	"zhijian/pipeline/dataset"
	"zhijian/pipeline/insight/facts"
	"zhijian/pipeline/insight/facts/factstest"
	"zhijian/pipeline/insight/period"
)

// TestCopies: every date has its interactions, each whole and of one that was
// copied, and the same arguments make the same files.
func TestCopies(t *testing.T) {
	from := t.TempDir()
	d := factstest.Day{Date: "2026-10-01", Rubric: []dataset.RubricItem{{ItemID: "s.one", Name: "项", Section: "s", Kind: "procedure", Severity: "minor"}}}
	texts := map[string]bool{}
	for i := range 5 {
		text := fmt.Sprint("您好", i)
		texts[text] = true
		d.Cases = append(d.Cases, factstest.Case{
			Interaction: dataset.Interaction{InteractionID: fmt.Sprint(i), Channel: "chat", Intent: []string{"order", "complaint"}[i%2]},
			Items:       []dataset.Item{{ItemID: "s.one", Verdict: "fail"}},
			Hits:        []dataset.Hit{{ItemID: "s.one", RuleID: "g", Polarity: "violation", Tier: "absence"}},
			Turns:       []dataset.Turn{{Role: "agent", Text: text}},
		})
	}
	factstest.Publish(t, from, d)
	var manifests []*dataset.Manifest
	for _, name := range []string{"a", "b"} {
		o := options{from: from, out: filepath.Join(t.TempDir(), name), first: "2026-11-30", dates: 2, perDate: 300, agents: 9}
		if err := o.run(context.Background()); err != nil {
			t.Fatal(err)
		}
		p, err := period.Open(o.out, "", "")
		if err != nil {
			t.Fatal(err)
		}
		if p.From() != "2026-11-30" || p.To() != "2026-12-01" {
			t.Errorf("dates from %s to %s", p.From(), p.To())
		}
		manifests = append(manifests, p.Dates[1].Manifest)
		seen, agents := map[string]bool{}, map[string]bool{}
		err = facts.Scan(context.Background(), p, period.Filter{}, facts.Items|facts.Hits|facts.Turns, func(_ *facts.Rubric, c *facts.Case) error {
			seen[c.Interaction.InteractionID], agents[c.Interaction.AgentID] = true, true
			if len(c.Items) != 1 || len(c.Hits) != 1 || len(c.Turns) != 1 || !texts[c.Turns[0].Text] {
				t.Errorf("%s has %d items, %d hits and %d turns", c.Interaction.InteractionID, len(c.Items), len(c.Hits), len(c.Turns))
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if len(seen) != 600 || len(agents) != 9 {
			t.Errorf("%d interactions of %d agents", len(seen), len(agents))
		}
	}
	for i, table := range manifests[0].Tables {
		if got := manifests[1].Tables[i].Files[0].SHA256; got != table.Files[0].SHA256 {
			t.Errorf("table %s has other bytes", table.Table)
		}
	}
}

func TestNothingToCopy(t *testing.T) {
	o := options{from: t.TempDir(), out: t.TempDir(), first: "2026-11-30", dates: 1, perDate: 1, agents: 1}
	if err := o.run(context.Background()); err == nil {
		t.Error("no error")
	}
}
