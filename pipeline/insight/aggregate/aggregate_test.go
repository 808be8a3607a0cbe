package aggregate

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"zhijian/pipeline/dataset"
	"zhijian/pipeline/insight/facts/factstest"
	"zhijian/pipeline/insight/stat"
)

// TestMain makes the properties be checked on fewer datasets than usual: each is
// written to disk.
func TestMain(m *testing.M) {
	if err := flag.Set("rapid.checks", "8"); err != nil {
		panic(err)
	}
	os.Exit(m.Run())
}

// classes is a dictionary for tests.
func classes(word string) string {
	return map[string]string{"快递": "n", "退款": "vn", "生气": "a", "我们": "r", "张伟": "nr", "wifi": "eng", "是": "vshi"}[word]
}

func options() Options {
	o := Default()
	o.Class, o.Version, o.MinTerm = classes, "test", 1
	return o
}

func rubric() []dataset.RubricItem {
	item := func(id string) dataset.RubricItem {
		return dataset.RubricItem{ItemID: id, Name: "项", Section: "s", Kind: "procedure", Severity: "minor"}
	}
	return []dataset.RubricItem{item("s.one"), item("s.two")}
}

func pick(t *rapid.T, values ...string) string { return rapid.SampledFrom(values).Draw(t, "value") }

func maybe[T any](t *rapid.T, g *rapid.Generator[T]) *T { return rapid.Ptr(g, true).Draw(t, "pointer") }

// drawDay is a date with up to n interactions.
func drawDay(t *rapid.T, date string, n int) factstest.Day {
	d := factstest.Day{Date: date, Rubric: rubric(), RowsPerGroup: 5}
	ms := rapid.Int64Range(0, 1e6)
	for i := range rapid.IntRange(0, n).Draw(t, "interactions") {
		c := factstest.Case{Interaction: dataset.Interaction{
			InteractionID: fmt.Sprintf("%s-%d", date, i), Team: pick(t, "", "一组"), AgentID: pick(t, "", "7", "8"), AgentName: pick(t, "", "李雷"),
			Channel: pick(t, "voice", "chat"), Queue: pick(t, "", "售后"), CustomerID: pick(t, "", "a", "b", "138****0000"),
			Status: pick(t, "scored", "incomplete"), ScoreFinal: maybe(t, rapid.Float64Range(0, 100)), Fatal: rapid.Bool().Draw(t, "b"),
			Intent: pick(t, "", "complaint", "order"), CustomerEmotion: pick(t, "", "anger", "anxiety"), Resolution: pick(t, "", "resolved", "pending", "unresolved"),
			ServiceComplaint: rapid.Bool().Draw(t, "b"), DurationMS: maybe(t, ms), TalkRatio: maybe(t, rapid.Float64Range(0, 1)),
			SilenceMS: maybe(t, ms), FirstReplyMS: maybe(t, ms), MaxReplyMS: maybe(t, ms), Shift: pick(t, "day", "night"),
		}}
		if at := maybe(t, rapid.Int64Range(0, 5)); at != nil {
			started := time.UnixMilli(*at * 1000).UTC()
			c.Interaction.StartedAt = &started
		}
		for _, it := range d.Rubric {
			c.Items = append(c.Items, dataset.Item{ItemID: it.ItemID, Verdict: pick(t, "pass", "fail", "na", "not_evaluated")})
		}
		for range rapid.IntRange(0, 3).Draw(t, "turns") {
			c.Turns = append(c.Turns, dataset.Turn{Role: pick(t, "agent", "customer", "bot"),
				Tokens: rapid.SliceOfN(rapid.SampledFrom([]string{"快递", "退款", "生气", "我们", "张＊", "wifi", "42"}), 0, 3).Draw(t, "tokens")})
		}
		d.Cases = append(d.Cases, c)
	}
	return d
}

func make1(t rapid.TB, out, date string) *Tables {
	tables, err := New(out, options()).Date(context.Background(), date)
	if err != nil {
		t.Fatal(err)
	}
	return tables
}

// TestAgentsAreCounted compares sums with those of the cases, taken the plain way.
func TestAgentsAreCounted(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		out := t.TempDir()
		day := drawDay(r, "2026-11-20", 40)
		factstest.Publish(t, out, day)
		got := make1(r, out, "2026-11-20").Agents
		type key struct{ team, agent, channel, queue string }
		groups := map[key][]factstest.Case{}
		for _, c := range day.Cases {
			in := c.Interaction
			k := key{in.Team, in.AgentID, in.Channel, in.Queue}
			groups[k] = append(groups[k], c)
		}
		if len(got) != len(groups) {
			r.Fatalf("%d rows of %d groups", len(got), len(groups))
		}
		for _, row := range got {
			checkAgent(r, row, groups[key{row.Team, row.AgentID, row.Channel, row.Queue}])
		}
		if !slices.IsSortedFunc(got, func(a, b dataset.AgentDay) int {
			return cmp.Or(cmp.Compare(a.Team, b.Team), cmp.Compare(a.AgentID, b.AgentID), cmp.Compare(a.Channel, b.Channel), cmp.Compare(a.Queue, b.Queue))
		}) {
			r.Fatal("rows are not in order")
		}
	})
}

func checkAgent(t *rapid.T, row dataset.AgentDay, cases []factstest.Case) {
	want := dataset.AgentDay{RunID: "run-2026-11-20", Team: row.Team, AgentID: row.AgentID, Channel: row.Channel, Queue: row.Queue}
	var scores []float64
	var evaluated, failed [2]int64
	intents := map[string]int64{}
	for _, c := range cases {
		in := c.Interaction
		if want.AgentName == "" {
			want.AgentName = in.AgentName
		}
		want.Interactions++
		if in.Status == "scored" && in.ScoreFinal != nil {
			scores = append(scores, *in.ScoreFinal)
		}
		if in.DurationMS != nil {
			want.HandleN++
			want.HandleMS += *in.DurationMS
		}
		if in.CustomerEmotion == "anger" {
			want.Angry++
		}
		if in.Fatal {
			want.Fatal++
		}
		if in.Intent != "" {
			intents[in.Intent]++
		}
		for i, it := range c.Items {
			if it.Verdict == "pass" || it.Verdict == "fail" {
				evaluated[i]++
			}
			if it.Verdict == "fail" {
				failed[i]++
			}
		}
	}
	var m stat.Moments
	for _, s := range scores {
		m.Add(s)
	}
	plain := dataset.AgentDay{RunID: row.RunID, Team: row.Team, AgentID: row.AgentID, AgentName: row.AgentName, Channel: row.Channel, Queue: row.Queue,
		Interactions: row.Interactions, HandleN: row.HandleN, HandleMS: row.HandleMS, Angry: row.Angry, Fatal: row.Fatal}
	if diff := gocmp.Diff(want, plain); diff != "" {
		t.Fatalf("(-want +got):\n%s", diff)
	}
	if row.Scored != m.N || (row.ScoreMean == nil) != (m.N == 0) || m.N > 0 && math.Abs(*row.ScoreMean-m.Mean) > 1e-6 {
		t.Fatalf("score %v of %d, want %+v", row.ScoreMean, row.Scored, m)
	}
	if i := m.Interval(stat.Normal); m.N > 1 && math.Abs(*row.ScoreLow-i.Low) > 1e-4*(1+math.Abs(i.Low)) {
		t.Fatalf("interval from %v, want %v", *row.ScoreLow, i)
	}
	if i := stat.Wilson(want.Angry, want.Interactions, stat.Normal); math.Abs(row.AngryHigh-i.High) > 1e-8 {
		t.Fatalf("angry up to %v, want %v", row.AngryHigh, i.High)
	}
	for _, c := range row.Intents {
		if intents[c.Value] != c.Interactions {
			t.Fatalf("intents %v, want %v", row.Intents, intents)
		}
	}
	seen := 0
	for i, id := range []string{"s.one", "s.two"} {
		at := slices.IndexFunc(row.Items, func(c dataset.ItemCount) bool { return c.ItemID == id })
		if evaluated[i] == 0 && at < 0 {
			continue
		}
		seen++
		if at < 0 || row.Items[at].Evaluated != evaluated[i] || row.Items[at].Failed != failed[i] {
			t.Fatalf("items %v: %s is %d of %d", row.Items, id, failed[i], evaluated[i])
		}
	}
	if seen != len(row.Items) || len(row.Intents) != len(intents) {
		t.Fatalf("items %v, intents %v", row.Items, row.Intents)
	}
}

// TestSameEitherWay: the tables of a date do not depend on whether those of
// earlier dates were published, or are known to the Maker, or are counted anew.
func TestSameEitherWay(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		out := t.TempDir()
		var dates []string
		for i := range 9 {
			date := time.Date(2026, 11, 1+i, 0, 0, 0, 0, time.UTC).Format(time.DateOnly)
			factstest.Publish(t, out, drawDay(r, date, 6))
			dates = append(dates, date)
		}
		last := dates[len(dates)-1]
		ctx := context.Background()
		want := make1(r, out, last)
		once := New(out, options())
		for _, date := range dates {
			tables, err := once.Date(ctx, date)
			if err != nil {
				r.Fatal(err)
			}
			if date == last {
				equal(r, "with one Maker", want, tables)
			} else if _, err := once.Publish(ctx, tables); err != nil {
				r.Fatal(err)
			}
		}
		after := make1(r, out, last)
		equal(r, "from what was published", want, after)
		if _, err := once.Publish(ctx, after); err != nil {
			r.Fatal(err)
		}
		loaded, stale, err := Load(ctx, out, last)
		if err != nil || len(stale) > 0 {
			r.Fatalf("load: %v, stale %v", err, stale)
		}
		equal(r, "loaded", want, loaded)
	})
}

func equal(t rapid.TB, what string, want, got *Tables) {
	if diff := gocmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
		t.Fatalf("%s (-want +got):\n%s", what, diff)
	}
}

// TestDamagedHistory: tables of an earlier date that cannot be read are counted
// anew.
func TestDamagedHistory(t *testing.T) {
	out := t.TempDir()
	ctx := context.Background()
	for _, date := range []string{"2026-11-19", "2026-11-20"} {
		factstest.Publish(t, out, factstest.Day{Date: date, Rubric: rubric()})
	}
	m := New(out, options())
	tables, err := m.Date(ctx, "2026-11-19")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := m.Publish(ctx, tables); err != nil {
		t.Fatal(err)
	}
	want := make1(t, out, "2026-11-20")
	for _, table := range []string{"terms_daily", "agents_daily"} {
		if err := os.Remove(filepath.Join(out, table, "dt=2026-11-19", "part-00000.parquet")); err != nil {
			t.Fatal(err)
		}
		equal(t, "without "+table, want, make1(t, out, "2026-11-20"))
	}
}

// TestLoad: what was never made is not there, and what was scored again is stale.
func TestLoad(t *testing.T) {
	out := t.TempDir()
	ctx := context.Background()
	for _, date := range []string{"2026-11-19", "2026-11-20"} {
		factstest.Publish(t, out, factstest.Day{Date: date, Rubric: rubric()})
	}
	if _, _, err := Load(ctx, out, "2026-11-20"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("never made: %v", err)
	}
	m := New(out, options())
	tables, err := m.Date(ctx, "2026-11-20")
	if err != nil {
		t.Fatal(err)
	}
	if len(tables.Sources) != 2 {
		t.Errorf("sources %v", tables.Sources)
	}
	if _, err := m.Publish(ctx, tables); err != nil {
		t.Fatal(err)
	}
	factstest.Publish(t, out, factstest.Day{Date: "2026-11-19", RunID: "again", Rubric: rubric()})
	if _, stale, err := Load(ctx, out, "2026-11-20"); err != nil || len(stale) != 1 || stale[0].Date != "2026-11-19" {
		t.Errorf("stale %v, %v", stale, err)
	}
	if _, err := m.Publish(ctx, tables); !errors.Is(err, dataset.ErrSourceChanged) {
		t.Errorf("published what is stale: %v", err)
	}
	if _, err := m.Date(ctx, "2026-11-21"); err == nil {
		t.Error("a date that was not scored has tables")
	}
}

func words(role string, intent string, tokens ...string) factstest.Case {
	return factstest.Case{Interaction: dataset.Interaction{Intent: intent}, Turns: []dataset.Turn{{Role: role, Tokens: tokens}}}
}

func TestTerms(t *testing.T) {
	out := t.TempDir()
	d := factstest.Day{Date: "2026-11-20", Cases: []factstest.Case{
		words("customer", "complaint", "快递", "快递", "我们", "张伟", "是"),
		words("customer", "order", "快递", "退款", "138****0000", "*", "12", "wifi"),
		words("customer", "", "退款", "生气"),
		words("agent", "order", "快递"),
		words("bot", "order", "退款"),
		words("customer", "order"),
	}}
	d.Cases[2].Turns = append(d.Cases[2].Turns, dataset.Turn{Role: "customer", Tokens: []string{"退款"}})
	for i := range d.Cases {
		d.Cases[i].Interaction.InteractionID = fmt.Sprint(i)
	}
	factstest.Publish(t, out, d)
	line := func(rows []dataset.TermDay) (lines []string) {
		for _, r := range rows {
			lines = append(lines, fmt.Sprintf("%s %s %s %q %d/%d %d", r.Role, r.Term, r.Class, r.Intent, r.Interactions, r.Of, r.Occurrences))
		}
		return lines
	}
	for _, c := range []struct {
		terms int
		min   int64
		want  string
	}{
		{9, 1, `agent 快递 n "order" 1/1 1
customer 快递 n "complaint" 1/1 2
customer 快递 n "order" 1/1 1
customer 退款 vn "" 1/1 2
customer 退款 vn "order" 1/1 1
customer wifi eng "order" 1/1 1
customer 生气 a "" 1/1 1`},
		{1, 1, `agent 快递 n "order" 1/1 1
customer 快递 n "complaint" 1/1 2
customer 快递 n "order" 1/1 1`},
		{9, 2, `customer 快递 n "complaint" 1/1 2
customer 快递 n "order" 1/1 1
customer 退款 vn "" 1/1 2
customer 退款 vn "order" 1/1 1`},
	} {
		o := options()
		o.Terms, o.MinTerm = c.terms, c.min
		tables, err := New(out, o).Date(context.Background(), "2026-11-20")
		if err != nil {
			t.Fatal(err)
		}
		if diff := gocmp.Diff(strings.Split(c.want, "\n"), line(tables.Terms)); diff != "" {
			t.Errorf("%d words in %d or more (-want +got):\n%s", c.terms, c.min, diff)
		}
	}
	o := options()
	o.Class = nil
	if tables, err := New(out, o).Date(context.Background(), "2026-11-20"); err != nil || len(tables.Terms) != 0 {
		t.Errorf("without a dictionary: %d words, %v", len(tables.Terms), err)
	}
}
