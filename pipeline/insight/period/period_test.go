package period_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"zhijian/pipeline/dataset"
	"zhijian/pipeline/insight/facts/factstest"
	"zhijian/pipeline/insight/period"
)

func days(p *period.Period) []string {
	var out []string
	for _, d := range p.Dates {
		out = append(out, d.Day)
	}
	return out
}

func TestOpen(t *testing.T) {
	out := t.TempDir()
	for _, day := range []string{"2026-11-05", "2026-11-20", "2026-11-07"} {
		factstest.Publish(t, out, factstest.Day{Date: day})
	}
	for _, c := range []struct {
		from, to string
		want     []string
		fault    string
	}{
		{"", "", []string{"2026-11-05", "2026-11-07", "2026-11-20"}, ""},
		{"2026-11-06", "", []string{"2026-11-07", "2026-11-20"}, ""},
		{"", "2026-11-07", []string{"2026-11-05", "2026-11-07"}, ""},
		{"2026-11-07", "2026-11-07", []string{"2026-11-07"}, ""},
		{"2026-11-08", "2026-11-19", nil, "there are 3 from 2026-11-05 to 2026-11-20"},
		{"2026-11-20", "2026-11-05", nil, "ends before it begins"},
		{"gestern", "", nil, "is not YYYY-MM-DD"},
		{"", "2026-02-30", nil, "is not YYYY-MM-DD"},
	} {
		p, err := period.Open(out, c.from, c.to)
		if c.fault != "" {
			if err == nil || !strings.Contains(err.Error(), c.fault) {
				t.Errorf("%q to %q: error %v, want %q", c.from, c.to, err, c.fault)
			}
			continue
		}
		if err != nil {
			t.Errorf("%q to %q: %v", c.from, c.to, err)
			continue
		}
		if got := days(p); !slices.Equal(got, c.want) || p.From() != c.want[0] || p.To() != c.want[len(c.want)-1] {
			t.Errorf("%q to %q: %v, want %v", c.from, c.to, got, c.want)
		}
		for _, d := range p.Dates {
			if d.Manifest.Date != d.Day || d.Source.Date != d.Day || d.Source.RunID != d.Manifest.RunID {
				t.Errorf("%s has the manifest of %s and the source %+v", d.Day, d.Manifest.Date, d.Source)
			}
		}
	}
}

func TestLatestAndBefore(t *testing.T) {
	out := t.TempDir()
	if _, err := period.Latest(out); !errors.Is(err, period.ErrNoDates) {
		t.Errorf("of an empty folder: %v", err)
	}
	if _, err := period.Open(out+"/none", "", ""); !errors.Is(err, period.ErrNoDates) {
		t.Errorf("of a folder that is not there: %v", err)
	}
	for _, day := range []string{"2026-11-05", "2026-11-07", "2026-11-20"} {
		factstest.Publish(t, out, factstest.Day{Date: day})
	}
	p, err := period.Latest(out)
	if err != nil {
		t.Fatal(err)
	}
	for n, want := range [][]string{nil, {"2026-11-07"}, {"2026-11-05", "2026-11-07"}, {"2026-11-05", "2026-11-07"}} {
		before, err := p.Before(n)
		if err != nil {
			t.Fatal(err)
		}
		if got := days(before); !slices.Equal(got, want) {
			t.Errorf("%d dates before: %v, want %v", n, got, want)
		}
		if n == 0 && (before.From() != "" || before.To() != "") {
			t.Errorf("no dates are from %q to %q", before.From(), before.To())
		}
		if n == 1 {
			again, err := before.Before(1)
			if err != nil || !slices.Equal(days(again), []string{"2026-11-05"}) {
				t.Errorf("before the date before: %v, %v", days(again), err)
			}
		}
	}
}

func TestFilter(t *testing.T) {
	in := &dataset.Interaction{Team: "一组", AgentID: "7", Queue: "售后", Channel: "voice"}
	for _, c := range []struct {
		f    period.Filter
		want bool
	}{
		{period.Filter{}, true},
		{period.Filter{Teams: []string{"一组"}, Agents: []string{"6", "7"}, Queues: []string{"售后"}, Channels: []string{"voice"}}, true},
		{period.Filter{Teams: []string{"二组"}}, false},
		{period.Filter{Agents: []string{""}}, false},
		{period.Filter{Queues: []string{"售"}}, false},
		{period.Filter{Channels: []string{"chat"}, Teams: []string{"一组"}}, false},
	} {
		if got := c.f.Match(in); got != c.want {
			t.Errorf("%+v: %v", c.f, got)
		}
		if c.f.Empty() != (c.f.Teams == nil && c.f.Agents == nil && c.f.Queues == nil && c.f.Channels == nil) {
			t.Errorf("%+v is empty: %v", c.f, c.f.Empty())
		}
	}
	if !(period.Filter{Agents: []string{""}}).Match(&dataset.Interaction{}) {
		t.Error("an unknown agent is not chosen by the empty string")
	}
}
