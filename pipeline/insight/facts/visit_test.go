package facts_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"zhijian/pipeline/dataset"
	"zhijian/pipeline/insight/facts"
	"zhijian/pipeline/insight/facts/factstest"
	"zhijian/pipeline/insight/period"
)

// Visit gives what Fetch gives, each once, in the order of the tables.
func TestVisit(t *testing.T) {
	out := t.TempDir()
	for _, date := range []string{"2026-11-19", "2026-11-20"} {
		day := factstest.Day{Date: date, Rubric: []dataset.RubricItem{{ItemID: "x"}}}
		for i := range 50 {
			id := fmt.Sprintf("i-%02d", i)
			day.Cases = append(day.Cases, factstest.Case{
				Interaction: dataset.Interaction{InteractionID: id, Channel: "chat"},
				Items:       []dataset.Item{{ItemID: "x", Verdict: "pass"}},
				Hits:        []dataset.Hit{{ItemID: "x", Text: "hit of " + id, Polarity: "credit", Tier: "exact"}},
				Turns:       []dataset.Turn{{Role: "agent", Text: date + id}, {Role: "customer", Text: "好"}},
			})
		}
		factstest.Publish(t, out, day)
	}
	p, err := period.Open(out, "", "")
	if err != nil {
		t.Fatal(err)
	}
	keys := []facts.Key{{"2026-11-20", "i-07"}, {"2026-11-19", "i-49"}, {"2026-11-19", "i-07"}, {"2026-11-20", "i-00"}, {"2026-11-19", "i-07"}}
	const want = facts.Items | facts.Hits | facts.Turns
	fetched, err := facts.Fetch(context.Background(), p, keys, want)
	if err != nil {
		t.Fatal(err)
	}
	var got []facts.Case
	visit := func(_ *facts.Rubric, c *facts.Case) error {
		got = append(got, c.Clone())
		return nil
	}
	if err := facts.Visit(context.Background(), p, keys, want, visit); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]facts.Case{fetched[2], fetched[1], fetched[3], fetched[0]}, got); diff != "" {
		t.Errorf("(-fetched +visited):\n%s", diff)
	}
	enough := errors.New("enough")
	if err := facts.Visit(context.Background(), p, keys, want, func(*facts.Rubric, *facts.Case) error { return enough }); !errors.Is(err, enough) {
		t.Errorf("error %v", err)
	}
	keys = append(keys, facts.Key{Day: "2026-11-20", InteractionID: "i-99"})
	if err := facts.Visit(context.Background(), p, keys, 0, visit); !errors.Is(err, facts.ErrNotFound) {
		t.Errorf("error %v", err)
	}
}
