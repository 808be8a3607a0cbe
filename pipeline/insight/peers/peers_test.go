package peers

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"zhijian/pipeline/dataset"
	"zhijian/pipeline/insight/facts"
)

func rubric(items ...string) *facts.Rubric {
	r := &facts.Rubric{}
	for _, id := range items {
		r.Items = append(r.Items, dataset.RubricItem{ItemID: id})
	}
	return r
}

// add counts n interactions of an agent, of which some fail the only item.
func add(t testing.TB, c *Counts, r *facts.Rubric, agent, queue string, n, fails int) {
	t.Helper()
	for i := range n {
		v := facts.Pass
		if i < fails {
			v = facts.Fail
		}
		score := 60 + float64(i%7)
		in := &dataset.Interaction{AgentID: agent, Queue: queue, Channel: "voice", Intent: "order", Status: "scored", ScoreFinal: &score}
		if err := c.Add(r, &facts.Case{Interaction: in, Items: []facts.Item{{Verdict: v}}}); err != nil {
			t.Fatal(err)
		}
	}
}

func TestFindingsAgainstOthers(t *testing.T) {
	content, err := os.ReadFile("testdata/figures.json")
	if err != nil {
		t.Fatal(err)
	}
	var cases []struct {
		Name      string
		Strata    [][4]int
		P         float64
		Low, High *float64
	}
	if err := json.Unmarshal(content, &cases); err != nil {
		t.Fatal(err)
	}
	for _, c := range cases {
		var pairs []pair
		var f Finding
		for _, s := range c.Strata {
			pairs = append(pairs, pair{s[0], s[1], s[2], s[3]})
			f.N, f.Fails = f.N+s[0], f.Fails+s[1]
		}
		if got := test(pairs); math.Abs(got-c.P) > 1e-9*c.P {
			t.Errorf("%s: p %v, others have %v", c.Name, got, c.P)
		}
		f.compare(pairs)
		if !(f.Low <= f.Diff && f.Diff <= f.High) {
			t.Errorf("%s: %+v", c.Name, f)
		}
		if c.Low != nil && (math.Abs(f.Low-*c.Low) > 1e-9 || math.Abs(f.High-*c.High) > 1e-9) {
			t.Errorf("%s: interval %v..%v, others have %v..%v", c.Name, f.Low, f.High, *c.Low, *c.High)
		}
	}
}

// The peers' rate is theirs at the unit's own mix: who serves the hard queue alone
// is not weaker for that.
func TestCaseMix(t *testing.T) {
	r, c := rubric("x"), NewCounts(ByAgent)
	for _, a := range []string{"p", "q", "r"} {
		add(t, c, r, a, "hard", 20, 10)
		add(t, c, r, a, "easy", 200, 10)
	}
	add(t, c, r, "hard only", "hard", 40, 20)
	f := find(t, c, "hard only")
	if f.Standing != Level || f.Rate != 0.5 || f.PeerRate != 0.5 || f.Diff != 0 || f.Strata != 1 || f.PeerUnits != 3 || f.PeerN != 60 {
		t.Errorf("%+v", f)
	}
}

func find(t *testing.T, c *Counts, unit string) Finding {
	t.Helper()
	for _, f := range c.Findings(Limits{}) {
		if f.Unit == unit {
			return f
		}
	}
	t.Fatalf("nothing of %s", unit)
	return Finding{}
}

func TestStandings(t *testing.T) {
	for name, test := range map[string]struct {
		n, fails int
		want     Standing
	}{
		"weaker":          {60, 40, Weaker},
		"stronger":        {200, 20, Stronger},
		"level":           {60, 20, Level},
		"too few":         {19, 19, TooFew},
		"just enough":     {20, 20, Weaker},
		"small and sure":  {10000, 3300 + 300, Level}, // three points more than 0.33: told apart, and too little to matter
		"larger and sure": {10000, 3300 + 700, Weaker},
	} {
		r, c := rubric("x"), NewCounts(ByAgent)
		for _, a := range []string{"p", "q", "r"} {
			add(t, c, r, a, "", 10000, 3300)
		}
		add(t, c, r, "a", "", test.n, test.fails)
		if f := find(t, c, "a"); f.Standing != test.want {
			t.Errorf("%s: %+v", name, f)
		}
	}
}

func TestPeersAreNeeded(t *testing.T) {
	r, c := rubric("x"), NewCounts(ByAgent)
	add(t, c, r, "a", "", 100, 90)
	add(t, c, r, "b", "", 100, 10)
	if f := find(t, c, "a"); f.Standing != TooFew || f.Alone != 100 || f.N != 0 {
		t.Errorf("with one peer: %+v", f)
	}
	add(t, c, r, "c", "", 100, 10)
	if f := find(t, c, "a"); f.Standing != Weaker || f.Alone != 0 {
		t.Errorf("with two: %+v", f)
	}
	add(t, c, r, "a", "alone", 50, 50)
	add(t, c, r, "b", "alone", 5, 0)
	add(t, c, r, "c", "alone", 4, 0)
	if f := find(t, c, "a"); f.N != 100 || f.Alone != 50 {
		t.Errorf("with nine in a stratum: %+v", f)
	}
	add(t, c, r, "", "", 100, 100) // nobody's count for nobody
	if f := find(t, c, "a"); f.PeerN != 200 {
		t.Errorf("with unknown agents: %+v", f)
	}
}

// Items are joined by their id where rubrics differ.
func TestRubricsDiffer(t *testing.T) {
	c := NewCounts(ByAgent)
	in := &dataset.Interaction{AgentID: "a"}
	for _, r := range []*facts.Rubric{rubric("x", "y"), rubric("y", "z", "x")} {
		items := make([]facts.Item, len(r.Items))
		for i := range items {
			items[i] = facts.Item{Index: i, Verdict: facts.Fail}
			if r.Items[i].ItemID == "y" {
				items[i].Verdict = facts.NA
			}
		}
		if err := c.Add(r, &facts.Case{Interaction: in, Items: items}); err != nil {
			t.Fatal(err)
		}
	}
	got := map[string]int{}
	for _, f := range c.Findings(Limits{}) {
		got[f.ItemID] = f.Alone
	}
	if diff := cmp.Diff(map[string]int{"x": 2, "z": 1}, got); diff != "" {
		t.Error(diff)
	}
}

func TestTooManyCells(t *testing.T) {
	r := rubric("x")
	for name, full := range map[string]func(*Counts){
		"pairs of": func(c *Counts) { c.blocks = MaxCells },
		"agents: ": func(c *Counts) {
			for i := range MaxUnits {
				c.units[fmt.Sprint("other ", i)] = nil
			}
		},
	} {
		c := NewCounts(ByAgent)
		full(c)
		err := c.Add(r, &facts.Case{Interaction: &dataset.Interaction{AgentID: "a"}})
		if err == nil || !strings.Contains(err.Error(), name) || !strings.Contains(err.Error(), "choose") {
			t.Errorf("error %v", err)
		}
	}
}

// Among agents who are alike, hardly anybody is told to be weaker or stronger, and
// the intervals hold the true difference, which is none.
func TestSilentAmongEquals(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	found, covered, all := 0, 0, 0
	const runs = 40
	for range runs {
		r, c := rubric("a", "b", "c", "d", "e"), NewCounts(ByAgent)
		chance := []float64{0.01, 0.05, 0.2, 0.5, 0.9}
		for i := range 3000 {
			queue := rng.IntN(3)
			in := &dataset.Interaction{AgentID: fmt.Sprint("agent-", i%20), Queue: fmt.Sprint(queue)}
			f := &facts.Case{Interaction: in}
			for k, p := range chance {
				v := facts.Pass
				if rng.Float64() < p*(0.6+0.4*float64(queue)/2) {
					v = facts.Fail
				}
				f.Items = append(f.Items, facts.Item{Index: k, Verdict: v})
			}
			if err := c.Add(r, f); err != nil {
				t.Fatal(err)
			}
		}
		some := false
		for _, f := range c.Findings(Limits{}) {
			all++
			if f.Low <= 0 && 0 <= f.High {
				covered++
			}
			some = some || f.Standing == Weaker || f.Standing == Stronger
		}
		if some {
			found++
		}
	}
	if found > 5 { // of 40 two are expected at most
		t.Errorf("something was found among equals in %d of %d runs", found, runs)
	}
	if share := float64(covered) / float64(all); share < 0.94 || share > 0.985 {
		t.Errorf("the intervals hold in %.3f of %d", share, all)
	}
}

// The order in which interactions come changes nothing but for rounding.
func TestOrderDoesNotMatter(t *testing.T) {
	r := rubric("x", "y")
	rapid.Check(t, func(t *rapid.T) {
		seed := rapid.Uint64().Draw(t, "seed")
		rng := rand.New(rand.NewPCG(seed, 0))
		var all []facts.Case
		for range rng.IntN(400) {
			score := float64(rng.IntN(100))
			in := &dataset.Interaction{AgentID: fmt.Sprint(rng.IntN(4)), Queue: fmt.Sprint(rng.IntN(2)), Status: "scored", ScoreFinal: &score}
			all = append(all, facts.Case{Interaction: in, Items: []facts.Item{
				{Index: 0, Verdict: facts.Verdict(1 + rng.IntN(4))}, {Index: 1, Verdict: facts.Verdict(1 + rng.IntN(2))},
			}})
		}
		count := func() *Counts {
			c := NewCounts(ByAgent)
			for i := range all {
				if err := c.Add(r, &all[i]); err != nil {
					t.Fatal(err)
				}
			}
			return c
		}
		one := count()
		rng.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
		two := count()
		near := cmp.Comparer(func(a, b float64) bool { return math.Abs(a-b) <= 1e-9 })
		if diff := cmp.Diff(one.Findings(Limits{}), two.Findings(Limits{}), near); diff != "" {
			t.Fatal(diff)
		}
		if diff := cmp.Diff(one.Scores(Limits{}), two.Scores(Limits{}), near); diff != "" {
			t.Fatal(diff)
		}
	})
}

func TestScores(t *testing.T) {
	c := NewCounts(ByAgent)
	put := func(agent, queue string, scores ...float64) {
		for i := range scores {
			in := &dataset.Interaction{AgentID: agent, Queue: queue, Status: "scored", ScoreFinal: &scores[i]}
			if err := c.Add(rubric(), &facts.Case{Interaction: in}); err != nil {
				t.Fatal(err)
			}
		}
	}
	spread := func(middle float64, n int) []float64 {
		var s []float64
		for i := range n {
			s = append(s, middle+float64(i%5)-2)
		}
		return s
	}
	for _, a := range []string{"p", "q", "r"} {
		put(a, "hard", spread(50, 50)...)
		put(a, "easy", spread(80, 50)...)
	}
	put("low", "easy", spread(75, 30)...)
	put("hard", "hard", spread(50, 30)...)
	put("few", "hard", 0, 0, 0)
	low := c.Scores(Limits{MinN: 20})
	got := map[string]ScoreFinding{}
	for _, f := range low {
		got[f.Unit.ID] = f
	}
	if f := got["low"]; f.Standing != Weaker || math.Abs(f.Mean-75) > 1e-9 || math.Abs(f.PeerMean-80) > 1e-9 || f.N != 30 || f.PeerN != 150 {
		t.Errorf("low: %+v", f)
	}
	// sqrt of the pooled variance (360/178) by 1/30 + 1/150, times 1.96
	if f := got["low"]; math.Abs(f.High-f.Low-2*1.959963984540054*math.Sqrt(360.0/178*(1/30.0+1/150.0))) > 1e-9 {
		t.Errorf("low: interval %v..%v", f.Low, f.High)
	}
	if f := got["hard"]; f.Standing != Level || f.Mean != 50 {
		t.Errorf("hard: %+v", f)
	}
	if f := got["few"]; f.Standing != TooFew || f.Interactions != 3 {
		t.Errorf("few: %+v", f)
	}
}
