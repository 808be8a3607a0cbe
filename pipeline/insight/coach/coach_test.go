package coach

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"zhijian/pipeline/dataset"
	"zhijian/pipeline/insight/facts"
	"zhijian/pipeline/insight/facts/factstest"
	"zhijian/pipeline/insight/period"
)

func testItems() []dataset.RubricItem {
	return []dataset.RubricItem{
		{ItemID: "greet", Name: "问候", Section: "opening", Kind: "procedure", Severity: "minor", Weight: 3, Source: "店规 1", Coaching: "先说您好"},
		{ItemID: "abuse", Name: "辱骂", Section: "words", Kind: "forbidden", Severity: "fatal", Weight: 5, Coaching: "不说脏话"},
		{ItemID: "ring", Name: "接听", Section: "opening", Kind: "timing", Severity: "minor", Weight: 1},
		{ItemID: "empathy", Name: "同理心", Section: "words", Kind: "politeness", Severity: "major", Weight: 2},
	}
}

// testRubric is a rubric as facts reads it.
func testRubric(t *testing.T, items ...dataset.RubricItem) *facts.Rubric {
	t.Helper()
	out := t.TempDir()
	factstest.Publish(t, out, factstest.Day{Date: "2026-11-01", Rubric: items})
	p, err := period.Latest(out)
	if err != nil {
		t.Fatal(err)
	}
	r, err := facts.ReadRubric(context.Background(), out, p.Dates[0])
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// call is an interaction to publish: a turn of the customer, one of the agent, and
// so on, with the verdicts of the items.
type call struct {
	id, agent, intent, emotion string
	text                       string // of the agent's second turn
	routine                    bool   // the customer says what others say
	verdicts                   string // p, f, n for each item
	hits                       []dataset.Hit
}

func (c call) rows() factstest.Case {
	score := 80.0
	out := factstest.Case{
		Interaction: dataset.Interaction{InteractionID: c.id, Channel: "chat", AgentID: c.agent, AgentName: "名" + c.agent, Team: "甲", Queue: "q",
			Intent: c.intent, CustomerEmotion: c.emotion, ScoreFinal: &score, ScoreRaw: &score, Fatal: c.verdicts[1] == 'f'},
		Hits: c.hits,
	}
	said := callText(c.id + "said")
	if c.routine {
		said = ""
	}
	for i, text := range []string{"我要查" + said, "在的", "快一点" + said, c.text, "好", "再见"} {
		out.Turns = append(out.Turns, dataset.Turn{Role: []string{"customer", "agent"}[i%2], Text: text, Emotion: c.emotion})
	}
	for i, it := range testItems() {
		verdict := map[byte]string{'p': "pass", 'f': "fail", 'n': "na"}[c.verdicts[i]]
		out.Items = append(out.Items, dataset.Item{ItemID: it.ItemID, Verdict: verdict, FatalEffect: verdict == "fail" && it.Severity == "fatal"})
	}
	return out
}

// callText is different for each call.
func callText(id string) string {
	x := chance(id)
	var b strings.Builder
	for range 20 {
		x = x*6364136223846793005 + 1442695040888963407
		b.WriteRune(rune(0x4E00 + x>>33%5000))
	}
	return b.String()
}

// plain is a call that passes, with a greeting that shows how.
func plain(agent string, n int) call {
	id := fmt.Sprintf("%s-%03d", agent, n)
	return call{id: id, agent: agent, intent: []string{"order", "repair"}[n%2], emotion: "neutral", text: "您好" + callText(id), verdicts: "pppn",
		hits: []dataset.Hit{spot("greet", 3, 0, 6, "credit", "exact", "")}}
}

// rude is a call without a greeting.
func rude(agent string, n int) call {
	c := plain(agent, n)
	missing := hit("greet", "violation", "absence", "")
	missing.Text = "已查坐席轮 1,3"
	c.text, c.verdicts, c.hits = "说"+callText(c.id), "fppn", []dataset.Hit{missing}
	return c
}

// publish publishes calls under two dates.
func publish(t *testing.T, calls []call) (string, *period.Period) {
	t.Helper()
	out := t.TempDir()
	for d, date := range []string{"2026-11-01", "2026-11-02"} {
		day := factstest.Day{Date: date, Rubric: testItems()}
		for i, c := range calls {
			if i/8%2 == d {
				day.Cases = append(day.Cases, c.rows())
			}
		}
		factstest.Publish(t, out, day)
	}
	p, err := period.Open(out, "", "")
	if err != nil {
		t.Fatal(err)
	}
	return out, p
}

// centre is a contact centre in which a is weak in greeting, b once abused a
// customer and was once slow, and c is good.
func centre() []call {
	var calls []call
	for i := range 40 {
		if i < 30 {
			calls = append(calls, rude("a", i))
		} else {
			calls = append(calls, plain("a", i))
		}
		calls = append(calls, plain("b", i), plain("c", i), plain("d", i))
	}
	abuse := plain("b", 100)
	abuse.text, abuse.verdicts, abuse.emotion = "你这个笨蛋"+callText(abuse.id), "pfpf", "anger"
	abuse.hits = []dataset.Hit{spot("abuse", 3, 9, 15, "violation", "exact", ""), hit("empathy", "violation", "absence", "")}
	slow := plain("b", 101)
	slow.verdicts = "ppfn"
	late := hit("ring", "violation", "field", "")
	late.Text, late.Matched = "ring_ms=16500", "ring_ms <= 15000"
	slow.hits = append(slow.hits, late)
	calls = append(calls, abuse, slow)
	for i := range 30 {
		kind := plain("c", 200+i)
		kind.emotion, kind.verdicts, kind.text = "anger", "pppp", "我理解您"+callText(kind.id)
		kind.hits = []dataset.Hit{spot("empathy", 3, 0, 12, "credit", "exact", "")}
		calls = append(calls, kind)
	}
	return calls
}

func find(t *testing.T, p *period.Period, f period.Filter, o Options) *Result {
	t.Helper()
	r, err := Find(context.Background(), p, f, o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func of(r *Result, agent string) []Case {
	var out []Case
	for _, c := range r.Cases {
		if c.Agent.ID == agent {
			out = append(out, c)
		}
	}
	return out
}

func TestFind(t *testing.T) {
	_, p := publish(t, centre())
	r := find(t, p, period.Filter{}, Options{})
	a := of(r, "a")
	if len(a) != 2 { // two of one skill are enough
		t.Fatalf("cases of a: %+v", a)
	}
	c := a[0]
	if c.Kind != Weak || c.Skill.ItemID != "greet" || c.Skill.Coaching != "先说您好" || c.Compared == nil || c.Agent.Name != "名a" {
		t.Errorf("%+v", c)
	}
	if want := "本人 40 次中 30 次不合格（75%），同队列、渠道、来意的同事为 0%，高 75 个百分点（95% 区间 "; !strings.HasPrefix(c.Reason, want) {
		t.Errorf("reason %s", c.Reason)
	}
	if a[0].Source.Day == a[1].Source.Day && a[0].Source.Intent == a[1].Source.Intent {
		t.Errorf("cases of one day and intent: %+v, %+v", a[0].Source, a[1].Source)
	}
	if !c.Clip.Turns[1].Searched || !c.Clip.Turns[3].Searched {
		t.Errorf("clip %+v", c.Clip)
	}
	e := c.Example
	if e == nil || e.Agent.ID == "a" || e.Skill != "问候" || !slices.Equal(e.Same, []string{"queue", "channel", "intent", "emotion"}) || !shows(&e.Clip) {
		t.Errorf("example %+v", e)
	}
	b := of(r, "b")
	if len(b) != 2 || b[0].Kind != Clear || b[0].Skill.ItemID != "abuse" || b[1].Kind != Near || b[1].Near != Threshold {
		t.Fatalf("cases of b: %+v", b)
	}
	if !strings.HasPrefix(b[0].Reason, "红线项不合格，原话明确“笨蛋”；") || !strings.HasPrefix(b[1].Reason, "略超标准：振铃 16.5 秒（标准 振铃 不超过 15.0 秒），偏离 10%；") {
		t.Errorf("reasons %s, %s", b[0].Reason, b[1].Reason)
	}
	if e := b[0].Example; e == nil || e.Agent.ID != "c" || e.Skill != "同理心" { // how a colleague met the like
		t.Errorf("example %+v", e)
	}
	if len(of(r, "c"))+len(of(r, "d")) > 0 {
		t.Errorf("who is good has cases: %+v", r.Cases)
	}
	want := []Summary{
		{Agent{"a", "名a", "甲"}, 40, 2, 3, 1, 0}, {Agent{"b", "名b", "甲"}, 42, 2, 3, 0, 1},
		{Agent{"c", "名c", "甲"}, 70, 0, 3, 0, 1}, {Agent{"d", "名d", "甲"}, 40, 0, 3, 0, 1},
	}
	if diff := cmp.Diff(want, r.Agents); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// The same tables give the same cases; peers stay peers when one agent is asked
// for, and nobody else has cases then.
func TestFindOne(t *testing.T) {
	_, p := publish(t, centre())
	all := find(t, p, period.Filter{}, Options{PerAgent: 1})
	one := find(t, p, period.Filter{Agents: []string{"a"}}, Options{PerAgent: 1})
	if diff := cmp.Diff(of(all, "a"), one.Cases); diff != "" || len(one.Cases) != 1 || len(one.Agents) != 1 {
		t.Errorf("%d cases, %d agents (-all +one):\n%s", len(one.Cases), len(one.Agents), diff)
	}
	if none := find(t, p, period.Filter{Teams: []string{"乙"}}, Options{}); len(none.Cases)+len(none.Agents) > 0 {
		t.Errorf("%+v", none)
	}
}

// What was picked is not picked again, until nothing is left.
func TestNotPickedBefore(t *testing.T) {
	_, p := publish(t, centre())
	var history []Pick
	seen := map[string]bool{}
	for range 40 {
		r := find(t, p, period.Filter{Agents: []string{"a"}}, Options{Picked: history})
		if len(r.Cases) == 0 {
			break
		}
		for _, pick := range r.Picks() {
			if seen[pick.InteractionID] {
				t.Fatalf("%s twice", pick.InteractionID)
			}
			if seen[pick.InteractionID] = true; pick.Picked != "2026-11-02" {
				t.Errorf("%+v", pick)
			}
			history = append(history, pick)
		}
	}
	if len(seen) != 30 {
		t.Errorf("%d of 30 were picked in the end", len(seen))
	}
}

// Of calls with the same words one is enough.
func TestNoNearDuplicates(t *testing.T) {
	calls := centre()
	for i := range calls {
		if calls[i].agent == "a" && calls[i].verdicts[0] == 'f' {
			calls[i].routine, calls[i].text = true, "这里是固定的话术，没有问候，请您直接说要查什么，我们马上就给您查，请不要着急，慢慢讲清楚"
		}
	}
	_, p := publish(t, calls)
	if got := of(find(t, p, period.Filter{}, Options{}), "a"); len(got) != 1 {
		t.Errorf("%d cases", len(got))
	}
}

func TestNobody(t *testing.T) {
	calls := centre()
	for i := range calls {
		calls[i].agent = ""
	}
	_, p := publish(t, calls)
	if r := find(t, p, period.Filter{}, Options{}); len(r.Cases)+len(r.Agents) > 0 {
		t.Errorf("%+v", r)
	}
}

func TestPublish(t *testing.T) {
	out, p := publish(t, centre())
	r := find(t, p, period.Filter{}, Options{})
	var hashes []string
	for range 2 {
		m, err := r.Publish(context.Background(), p, Options{}, "test", "")
		if err != nil {
			t.Fatal(err)
		}
		hashes = append(hashes, m.Tables[0].Files[0].SHA256)
	}
	if hashes[0] != hashes[1] {
		t.Errorf("other bytes: %v", hashes)
	}
	m, err := dataset.ReadDerivedManifest(out, dataset.SetCoaching, "2026-11-02")
	if err != nil {
		t.Fatal(err)
	}
	if len(m.Sources) != 2 || m.Parameters["from"] != "2026-11-01" || m.Version != "test" {
		t.Errorf("manifest %+v", m)
	}
	var rows []dataset.CoachingCase
	for row, err := range dataset.ReadDerived[dataset.CoachingCase](context.Background(), out, m, dataset.TableCoachingCases) {
		if err != nil {
			t.Fatal(err)
		}
		rows = append(rows, row)
	}
	if len(rows) != len(r.Cases) {
		t.Fatalf("%d rows of %d cases", len(rows), len(r.Cases))
	}
	for i, row := range rows {
		c := &r.Cases[i]
		if row.RunID != "run-"+c.Source.Day || row.AgentID != c.Agent.ID || row.ItemID != c.Skill.ItemID || row.InteractionID != c.Source.InteractionID ||
			row.Kind != string(c.Kind) || *row.BeginTurn != c.Clip.Turns[0].Index || row.Reason != c.Reason || (row.ExampleAgentID == "") != (c.Example == nil) {
			t.Errorf("%+v of %+v", row, c)
		}
	}
	if rows[0].Position != 1 || rows[1].Position != 2 || *rows[0].Failed != 30 || *rows[0].Evaluated != 40 || *rows[0].Expected != 0 {
		t.Errorf("%+v", rows[0])
	}
}

// Nobody is an example to themselves.
func TestExampleIsOfAColleague(t *testing.T) {
	calls := centre()
	for i := range calls {
		if calls[i].agent != "a" {
			calls[i].hits = nil // they greet, and no words show it
		}
	}
	_, p := publish(t, calls)
	got := of(find(t, p, period.Filter{}, Options{}), "a")
	if len(got) == 0 {
		t.Fatal("no cases")
	}
	for _, c := range got {
		if c.Example != nil {
			t.Errorf("example %+v", c.Example)
		}
	}
}

// Who met an angry customer with kind words and an insult is no example.
func TestExamplePassedWhatTheCaseFailed(t *testing.T) {
	calls := centre()
	for i := range calls {
		if c := &calls[i]; c.agent == "c" && c.emotion == "anger" {
			c.verdicts = "pfpp"
			c.hits = append(c.hits, spot("abuse", 3, 12, 15, "violation", "similar", ""))
		}
	}
	_, p := publish(t, calls)
	for _, c := range of(find(t, p, period.Filter{}, Options{}), "b") {
		if c.Skill.ItemID == "abuse" && c.Example != nil {
			t.Errorf("example %+v", c.Example)
		}
	}
}

// How a colleague met an angry customer does not show how to answer in time.
func TestExampleIsToThePoint(t *testing.T) {
	calls := centre()
	for i := range calls {
		if calls[i].verdicts[2] == 'f' {
			calls[i].emotion = "anger"
		}
	}
	_, p := publish(t, calls)
	for _, c := range of(find(t, p, period.Filter{}, Options{}), "b") {
		if c.Skill.ItemID == "ring" && c.Example != nil {
			t.Errorf("example %+v", c.Example)
		}
	}
}

// What teaches best has little else wrong in it, was judged in full, and can be
// read through.
func TestRank(t *testing.T) {
	judged := func(status, channel string, turns int32, verdicts ...facts.Verdict) *facts.Case {
		c := &facts.Case{Interaction: &dataset.Interaction{Status: status, Channel: channel, TurnCount: turns}}
		for _, v := range verdicts {
			c.Items = append(c.Items, facts.Item{Verdict: v})
		}
		return c
	}
	best := rank(judged("scored", "chat", 10, facts.Fail, facts.Pass, facts.Pass, facts.NA))
	for name, worse := range map[string]*facts.Case{
		"more fails":   judged("scored", "chat", 10, facts.Fail, facts.Fail, facts.Pass, facts.NA),
		"incomplete":   judged("incomplete", "chat", 10, facts.Fail, facts.Pass, facts.Pass, facts.NA),
		"a scrap":      judged("scored", "chat", 5, facts.Fail, facts.Pass, facts.Pass, facts.NA),
		"without end":  judged("scored", "chat", 81, facts.Fail, facts.Pass, facts.Pass, facts.NA),
		"nothing else": judged("scored", "chat", 10, facts.Fail, facts.NA, facts.NotEvaluated),
	} {
		if got := rank(worse); got <= best {
			t.Errorf("%s: %d, the best has %d", name, got, best)
		}
	}
	if rank(judged("scored", "email", 2, facts.Fail, facts.Pass, facts.Pass)) != best {
		t.Error("a mail is short")
	}
}
