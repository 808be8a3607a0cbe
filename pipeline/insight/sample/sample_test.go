package sample

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"zhijian/pipeline/dataset"
	"zhijian/pipeline/insight/facts/factstest"
	"zhijian/pipeline/insight/period"
)

func rubric() []dataset.RubricItem {
	return []dataset.RubricItem{
		{ItemID: "greet", Name: "问候", Kind: "procedure", Severity: "minor", Weight: 1},
		{ItemID: "words", Name: "用语", Kind: "politeness", Severity: "minor", Weight: 1, Source: "店规 2"},
		{ItemID: "abuse", Name: "辱骂", Kind: "forbidden", Severity: "fatal", Weight: 1},
		{ItemID: "mail", Name: "邮件", Kind: "record", Severity: "minor", Weight: 1},
	}
}

// calls publishes two dates: of agent a 30 quiet calls (10 of them without a
// greeting) and 12 with bad words, of agent b 3 fatal ones, and 5 of nobody.
func calls(t *testing.T) *period.Period {
	t.Helper()
	days := map[string]*factstest.Day{}
	for _, date := range []string{"2026-11-19", "2026-11-20"} {
		days[date] = &factstest.Day{Date: date, Rubric: rubric()}
	}
	n := 0
	add := func(agent, verdicts string, score float64) {
		n++
		id := fmt.Sprintf("i-%03d", n)
		c := factstest.Case{
			Interaction: dataset.Interaction{InteractionID: id, Channel: "chat", AgentID: agent, Team: "=甲", Queue: "q", ScoreFinal: &score, ScoreRaw: &score, Fatal: verdicts[2] == 'f'},
			Turns:       []dataset.Turn{{Role: "customer", Text: "=查订单" + id}, {Role: "agent", Text: "笨蛋，查到了"}},
		}
		for i, it := range rubric() {
			v := map[byte]string{'p': "pass", 'f': "fail", 'n': "na"}[verdicts[i]]
			c.Items = append(c.Items, dataset.Item{ItemID: it.ItemID, Verdict: v, FatalEffect: v == "fail" && it.Severity == "fatal"})
			turn, begin, end := int32(1), int32(0), int32(6)
			switch h := (dataset.Hit{ItemID: it.ItemID, Polarity: "violation", Tier: "exact"}); {
			case v == "fail" && it.ItemID == "greet":
				h.Tier, h.Text = "absence", "已查坐席轮 1"
				c.Hits = append(c.Hits, h)
			case v == "fail":
				h.TurnIndex, h.BeginByte, h.EndByte = &turn, &begin, &end
				c.Hits = append(c.Hits, h)
			}
		}
		d := days[[]string{"2026-11-19", "2026-11-20"}[n%2]]
		d.Cases = append(d.Cases, c)
	}
	for i := range 30 {
		add("a", map[bool]string{true: "fppn", false: "pppn"}[i < 10], 95)
	}
	for i := range 12 {
		add("a", "pfpn", float64(50+5*(i%6)))
	}
	for range 3 {
		add("b", "fffn", 0)
	}
	for range 5 {
		add("", "pfpn", 85)
	}
	out := t.TempDir()
	for _, d := range days {
		factstest.Publish(t, out, *d)
	}
	p, err := period.Open(out, "", "")
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func drawn20(t *testing.T, p *period.Period, seed string) *Result {
	t.Helper()
	r, err := Draw(context.Background(), p, period.Filter{}, Options{Size: 20, Seed: seed, RandomShare: 0.2, Items: 2})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestDraw(t *testing.T) {
	p := calls(t)
	r := drawn20(t, p, "1")
	want := []Count{{Fatal, 3, 3}, {Fired, 17, 13}, {Quiet, 30, 4}}
	if diff := cmp.Diff(want, r.Classes); diff != "" || len(r.Cases) != 20 {
		t.Errorf("%d drawn (-want +got):\n%s", len(r.Cases), diff)
	}
	if diff := cmp.Diff(r, drawn20(t, p, "1")); diff != "" {
		t.Errorf("the same seed draws others:\n%s", diff)
	}
	if cmp.Diff(r.Cases, drawn20(t, p, "2").Cases) == "" {
		t.Error("another seed draws the same")
	}
	for _, c := range r.Cases {
		wantItem := map[Class]string{Fatal: "abuse", Fired: "words", Quiet: ""}[c.Class]
		if c.Item != wantItem || len(c.Verdicts) != 2 || len(c.Turns) != 2 || c.W != 1/c.P {
			t.Errorf("%+v", c)
		}
		if v := c.Verdicts[0]; wantItem != "" && (v.Skill.ItemID != wantItem || v.P != c.P || v.Verdict != "fail" || len(v.Clip.Turns) != 2) {
			t.Errorf("%+v", v)
		}
		// of the two others that were judged one is reviewed; of a quiet one two of three
		share := map[Class]float64{Fatal: 0.5, Fired: 0.5, Quiet: 2.0 / 3}[c.Class]
		if v := c.Verdicts[1]; math.Abs(v.P-c.P*share) > 1e-12 || math.Abs(v.W*v.P-1) > 1e-12 || v.Skill.ItemID == "mail" {
			t.Errorf("%+v", v)
		}
		if c.Class == Quiet && math.Abs(c.P-4.0/30) > 1e-12 {
			t.Errorf("%+v", c)
		}
	}
}

// Weighted, the sample tells the totals of all interactions: how many there are, of
// an agent, and how many verdicts of an item are fails.
func TestEstimatesAreUnbiased(t *testing.T) {
	p := calls(t)
	pop, err := survey(context.Background(), p, period.Filter{}, "")
	if err != nil {
		t.Fatal(err)
	}
	units := pop.units()
	const seeds = 4000
	totals := map[string]float64{"interactions": 50, "of a": 42, "of nobody": 5, "a scored low": 4, "unscored": 0}
	sums := map[string]float64{}
	squares := map[string]float64{}
	for s := range seeds {
		seed := fmt.Sprint(s)
		for i := range units {
			units[i].u = random(seed, fmt.Sprint(i))
		}
		got := map[string]float64{}
		for _, d := range draw(units, map[int32]int{0: 1, 1: 6, 2: 3}, seed) {
			u := &units[d.index]
			got["interactions"] += 1 / d.p
			switch pop.names[u.path[3]] {
			case "a":
				got["of a"] += 1 / d.p
				if u.path[2] == 0 {
					got["a scored low"] += 1 / d.p
				}
			case "":
				got["of nobody"] += 1 / d.p
			}
			if u.path[2] == 4 {
				got["unscored"] += 1 / d.p
			}
		}
		for k := range totals {
			sums[k] += got[k] / seeds
			squares[k] += got[k] * got[k] / seeds
		}
	}
	for k, want := range totals {
		se := math.Sqrt(max(squares[k]-sums[k]*sums[k], 0) / seeds)
		if math.Abs(sums[k]-want) > 4*se+1e-9 {
			t.Errorf("%s: %.3f on average (± %.3f), in truth %v", k, sums[k], se, want)
		}
	}
}

// The choice of verdicts has the probability that is told, too.
func TestVerdictsOverSeeds(t *testing.T) {
	p := calls(t)
	fails := 0.0
	const seeds = 60
	var squares float64
	for s := range seeds {
		r := drawn20(t, p, fmt.Sprint("seed ", s))
		estimate := 0.0
		for _, c := range r.Cases {
			for _, v := range c.Verdicts {
				if v.Skill.ItemID == "greet" && v.Verdict == "fail" {
					estimate += v.W
				}
			}
		}
		fails += estimate / seeds
		squares += estimate * estimate / seeds
	}
	if se := math.Sqrt((squares - fails*fails) / seeds); math.Abs(fails-13) > 4*se {
		t.Errorf("%.2f fails of the greeting on average (± %.2f), in truth 13", fails, se)
	}
}

func TestAllot(t *testing.T) {
	for name, test := range map[string]struct {
		have map[Class]int
		o    Options
		want map[Class]int
	}{
		"as asked":       {map[Class]int{Fatal: 50, Fired: 500, Quiet: 500}, Options{Size: 100, RandomShare: 0.2}, map[Class]int{Fatal: 20, Fired: 60, Quiet: 20}},
		"few fatal":      {map[Class]int{Fatal: 2, Fired: 500, Quiet: 500}, Options{Size: 100, RandomShare: 0.2}, map[Class]int{Fatal: 2, Fired: 78, Quiet: 20}},
		"few quiet":      {map[Class]int{Fatal: 50, Fired: 500, Quiet: 5}, Options{Size: 100, RandomShare: 0.5}, map[Class]int{Fatal: 20, Fired: 75, Quiet: 5}},
		"few fired":      {map[Class]int{Fatal: 90, Fired: 5, Quiet: 500}, Options{Size: 100, RandomShare: 0.2}, map[Class]int{Fatal: 75, Fired: 5, Quiet: 20}},
		"only quiet":     {map[Class]int{Quiet: 500}, Options{Size: 100, RandomShare: 0.2}, map[Class]int{Fatal: 0, Fired: 0, Quiet: 100}},
		"all":            {map[Class]int{Fatal: 1, Fired: 5, Quiet: 9}, Options{Size: 100, RandomShare: 0.2}, map[Class]int{Fatal: 1, Fired: 5, Quiet: 9}},
		"one of each":    {map[Class]int{Fatal: 9, Fired: 9, Quiet: 9}, Options{Size: 3, RandomShare: 0.01}, map[Class]int{Fatal: 1, Fired: 1, Quiet: 1}},
		"all random":     {map[Class]int{Fatal: 9, Fired: 9, Quiet: 90}, Options{Size: 10, RandomShare: 1}, map[Class]int{Fatal: 1, Fired: 1, Quiet: 8}},
		"nothing random": {map[Class]int{Fatal: 9, Fired: 90, Quiet: 90}, Options{Size: 10}, map[Class]int{Fatal: 2, Fired: 8, Quiet: 0}},
		"nothing":        {map[Class]int{}, Options{Size: 10, RandomShare: 0.2}, map[Class]int{Fatal: 0, Fired: 0, Quiet: 0}},
	} {
		got, err := allot(test.have, test.o)
		if diff := cmp.Diff(test.want, got); err != nil || diff != "" {
			t.Errorf("%s: %v\n%s", name, err, diff)
		}
	}
	if _, err := allot(map[Class]int{Fatal: 1, Fired: 1, Quiet: 1}, Options{Size: 2, RandomShare: 0.2}); !errors.Is(err, ErrTooSmall) {
		t.Errorf("error %v", err)
	}
}

func TestWritten(t *testing.T) {
	r := drawn20(t, calls(t), "1")
	var x, y, c, j bytes.Buffer
	for _, err := range []error{r.WriteXLSX(&x), r.WriteXLSX(&y), r.WriteCSV(&c), r.WriteJSON(&j)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(x.Bytes(), y.Bytes()) {
		t.Error("the same sample gives other bytes")
	}
	f, err := excelize.OpenReader(&x)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"复核", "对话", "说明"}, f.GetSheetList()); diff != "" {
		t.Error(diff)
	}
	lists, err := f.GetDataValidations("复核")
	if err != nil || len(lists) != 1 || lists[0].Sqref != "G2:G41" || lists[0].Formula1 != `"同意,不同意,无法判断"` {
		t.Errorf("%+v, %v", lists, err)
	}
	talk, err := f.GetRows("对话")
	if err != nil || len(talk) != 41 || !strings.HasPrefix(talk[1][5], "'=查订单") {
		t.Errorf("%d turns, %v", len(talk), err)
	}
	records, err := csv.NewReader(bytes.NewReader(c.Bytes()[3:])).ReadAll()
	if err != nil || len(records) != 41 || len(records[0]) != len(columns()) || records[1][12] != "'=甲" {
		t.Errorf("CSV: %d records, %v", len(records), err)
	}
	var back Result
	if err := json.Unmarshal(j.Bytes(), &back); err != nil || len(back.Cases) != 20 || back.Cases[3].P != r.Cases[3].P {
		t.Errorf("JSON: %+v, %v", back.Classes, err)
	}
	if text := r.Text(); !strings.Contains(text, "会话 20 次，判定 40 项，种子 1") || !strings.Contains(text, "无命中：会话 30 次，抽取 4 次") {
		t.Error(text)
	}
}
