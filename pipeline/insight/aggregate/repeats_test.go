package aggregate

import (
	"context"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"zhijian/pipeline/dataset"
	"zhijian/pipeline/insight/facts/factstest"
)

func contact(id, customer, agent, intent, resolution string, hour int) factstest.Case {
	c := factstest.Case{Interaction: dataset.Interaction{InteractionID: id, Channel: "voice", CustomerID: customer, AgentID: agent, Intent: intent, Resolution: resolution}}
	if hour >= 0 {
		at := time.Date(2026, 11, 20, hour, 0, 0, 0, time.UTC)
		c.Interaction.StartedAt = &at
	}
	return c
}

func TestRepeats(t *testing.T) {
	out := t.TempDir()
	for _, d := range []factstest.Day{
		{Date: "2026-11-12", Cases: []factstest.Case{contact("z", "c1", "9", "complaint", "pending", -1)}}, // too long ago
		{Date: "2026-11-13", Cases: []factstest.Case{contact("a", "c1", "7", "complaint", "pending", -1), contact("x", "c9", "7", "", "", -1)}},
		{Date: "2026-11-19", Cases: []factstest.Case{contact("b", "c1", "8", "order", "unresolved", -1)}},
		{Date: "2026-11-20", Cases: []factstest.Case{
			contact("late", "c1", "7", "complaint", "unresolved", 15), contact("early", "c1", "7", "complaint", "resolved", 9),
			contact("once", "c2", "7", "order", "resolved", 9), contact("m1", "138****0000", "7", "order", "pending", -1),
			contact("m2", "138****0000", "7", "order", "resolved", -1), contact("n1", "", "7", "", "", -1), contact("n2", "", "7", "", "", -1),
		}},
	} {
		factstest.Publish(t, out, d)
	}
	at := func(hour int) *time.Time {
		v := time.Date(2026, 11, 20, hour, 0, 0, 0, time.UTC)
		return &v
	}
	since := int64(6 * 3600 * 1000)
	want := []dataset.RepeatContact{
		{RunID: "run-2026-11-20", CustomerID: "c1", IDKind: "plain", Interactions: 4, OnDate: 2, Dates: 3, Agents: 2, Earlier: 3, Unresolved: 2,
			SameIntent: 2, Complaints: 3, FirstDate: "2026-11-13", FirstID: "a", LastID: "late", LastAt: at(15), Intent: "complaint", Resolution: "unresolved",
			PreviousDate: "2026-11-20", PreviousID: "early", PreviousIntent: "complaint", PreviousResolution: "resolved", PreviousAgentID: "7", SinceMS: &since},
		{RunID: "run-2026-11-20", CustomerID: "138****0000", IDKind: "masked", Interactions: 2, OnDate: 2, Dates: 1, Agents: 1, Earlier: 1, Unresolved: 1,
			SameIntent: 1, FirstDate: "2026-11-20", FirstID: "m1", LastID: "m2", Intent: "order", Resolution: "resolved",
			PreviousDate: "2026-11-20", PreviousID: "m1", PreviousIntent: "order", PreviousResolution: "pending", PreviousAgentID: "7"},
	}
	if diff := gocmp.Diff(want, make1(t, out, "2026-11-20").Repeats, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	o := options()
	o.RepeatDays = 0
	tables, err := New(out, o).Date(context.Background(), "2026-11-20")
	if err != nil || len(tables.Repeats) != 2 || tables.Repeats[0].Interactions != 2 {
		t.Errorf("within the date alone: %+v, %v", tables.Repeats, err)
	}
}

func TestIDKind(t *testing.T) {
	for id, want := range map[string]string{
		"p-0123456789abcdef01234567": "pseudonym", "p-0123456789ABCDEF01234567": "plain", "p-1": "plain",
		"138****5678": "masked", "张＊": "masked", "USERID_1": "plain", "p-0123456789abcdef0123456*": "masked",
	} {
		if got := idKind(id); got != want {
			t.Errorf("%s is %s, want %s", id, got, want)
		}
	}
}

// term is a row of terms_daily.
func term(word string, n, of int64) dataset.TermDay {
	return dataset.TermDay{Role: "customer", Term: word, Class: "n", Intent: "order", Interactions: n, Occurrences: n, Of: of}
}

func TestRising(t *testing.T) {
	now := [][]dataset.TermDay{{term("漏水", 60, 1000), term("快递", 300, 1000), term("少见", 12, 1000)}}
	var before [][]dataset.TermDay
	for range 5 {
		before = append(before, []dataset.TermDay{term("漏水", 10, 1000), term("快递", 300, 1000), term("另外", 11, 1000),
			{Role: "agent", Term: "漏水", Intent: "order", Interactions: 900, Of: 1000}})
	}
	got := Rising("customer", now, before)
	if len(got) != 1 || got[0].Term != "漏水" || got[0].N != 60 || got[0].Before != 50 || got[0].Of != 1000 || got[0].OfBefore != 5000 || got[0].Q > 0.001 {
		t.Errorf("rising: %+v", got)
	}
	if got := Rising("customer", now, nil); got != nil {
		t.Errorf("without earlier dates: %v", got)
	}
	if got := Rising("customer", nil, before); got != nil {
		t.Errorf("without dates: %v", got)
	}
}
