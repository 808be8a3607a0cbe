package report_test

import (
	"fmt"
	"testing"
	"time"

	"zhijian/pipeline/dataset"
	"zhijian/pipeline/insight/facts/factstest"
)

// rubricItems has an item of each kind.
func rubricItems() []dataset.RubricItem {
	return []dataset.RubricItem{
		{ItemID: "opening.greeting", Name: "问候语", Section: "opening", Kind: "procedure", Severity: "minor", Weight: 2, Source: "甲 一", Coaching: "先问好。"},
		{ItemID: "language.courtesy", Name: "礼貌用语", Section: "language", Kind: "politeness", Severity: "minor", Weight: 2, Source: "甲 二", Coaching: "用“您”。"},
		{ItemID: "forbidden.threat", Name: "威胁客户", Section: "forbidden", Kind: "forbidden", Severity: "fatal", Weight: 5, Source: "甲 三", Coaching: "不威胁。"},
		{ItemID: "timing.first_reply", Name: "首次响应", Section: "timing", Kind: "timing", Severity: "minor", Weight: 2},
		{ItemID: "record.ticket", Name: "事后记录", Section: "record", Kind: "record", Severity: "minor", Weight: 2},
	}
}

// The fixture: five dates from 2026-11-18 on, on each of them 60 interactions of six agents in two
// teams. What each shows follows from its number alone.
const (
	fixtureDates  = 5
	fixturePerDay = 60
)

func publish(t testing.TB) string {
	t.Helper()
	out := t.TempDir()
	for d := range fixtureDates {
		day := factstest.Day{Date: fmt.Sprintf("2026-11-%02d", 18+d), Rubric: rubricItems()}
		for i := range fixturePerDay {
			day.Cases = append(day.Cases, fixtureCase(d, i))
		}
		factstest.Publish(t, out, day)
	}
	return out
}

// fixtureCase is the i-th interaction of date d. The greeting is passed by two in
// three on the first two dates and by all later; every tenth threatens.
func fixtureCase(d, i int) factstest.Case {
	agent, threat, greeted := i%6, i%10 == 9, d >= 2 || i%3 != 0
	score := float64(40 + i)
	if threat {
		score = 0
	}
	begin, end, turn := int32(0), int32(6), int32(0)
	start := time.Date(2026, 11, 18+d, 1, i, 0, 0, time.UTC)
	reply, long := int64(1000*(i+1)), int64(60_000+1000*i)
	c := factstest.Case{
		Interaction: dataset.Interaction{
			InteractionID: fmt.Sprintf("c-%d-%02d", d, i), Channel: "chat", StartedAt: &start,
			AgentID: fmt.Sprint(100 + agent), AgentName: string([]rune("赵钱孙李周吴")[agent : agent+1]), Team: []string{"甲组", "乙组"}[agent%2],
			CustomerID: fmt.Sprintf("u-%d", i%50), Queue: "售后", Chars: 30,
			ScoreRaw: &score, ScoreFinal: &score, Coverage: 0.9, Fatal: threat,
			Intent: []string{"order", "complaint", "repair"}[i/6%3], CustomerEmotion: []string{"neutral", "anger"}[i%2],
			Resolution: []string{"pending", "resolved"}[i/30], Priority: "simple", FirstReplyMS: &reply, DurationMS: &long,
		},
		Turns: []dataset.Turn{
			{Role: "agent", Text: "您好，请问有什么可以帮您？", BeginMS: new(int64)},
			{Role: "customer", Text: "订单没到。", Tokens: []string{"订单", "没", "到"}},
			{Role: "agent", Text: fmt.Sprintf("您投诉也没用，这是第%d单。", i)},
		},
	}
	if d >= 3 && i%4 == 0 {
		c.Turns[1].Text, c.Turns[1].Tokens = "电池鼓包。", []string{"电池", "鼓包"}
	}
	verdicts := []string{"fail", "pass", "pass", "pass", "na"}
	if greeted {
		verdicts[0] = "pass"
		c.Hits = append(c.Hits, dataset.Hit{
			HitID: 0, ItemID: "opening.greeting", RuleID: "greeting", TurnIndex: &turn, Role: "agent", BeginByte: &begin, EndByte: &end,
			Text: "您好", Matched: "您好", Polarity: "credit", Tier: "exact", Score: 100,
		})
	}
	if threat {
		verdicts[2] = "fail"
		last, stop := int32(2), int32(18)
		c.Hits = append(c.Hits, dataset.Hit{
			HitID: 1, ItemID: "forbidden.threat", RuleID: "threat", TurnIndex: &last, Role: "agent", BeginByte: &begin, EndByte: &stop,
			Text: "您投诉也没用", Matched: "投诉也没用", Polarity: "violation", Tier: "exact", Score: 100,
		})
	}
	if i%20 == 0 {
		verdicts[3] = "not_evaluated"
	}
	for k, it := range rubricItems() {
		c.Items = append(c.Items, dataset.Item{ItemID: it.ItemID, Verdict: verdicts[k], FatalEffect: it.ItemID == "forbidden.threat" && threat})
	}
	return c
}
