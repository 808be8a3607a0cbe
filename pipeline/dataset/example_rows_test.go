package dataset

import (
	"fmt"
	"time"
)

// exampleBatch is n interactions with ten turns and forty items each, shaped like
// those of a real night.
func exampleBatch(n int) *Batch {
	b := &Batch{}
	for i := range n {
		id := fmt.Sprintf("c-%06d", i)
		b.Interactions = append(b.Interactions, exampleInteraction(i, id))
		for k := range 40 {
			b.Items = append(b.Items, exampleItem(i, k, id))
		}
		for k := range 10 {
			b.Turns = append(b.Turns, exampleTurn(i, k, id))
		}
		index, begin, end := int32(i%10), int32(0), int32(6)
		b.Hits = append(b.Hits, Hit{
			InteractionID: id, HitID: 0, ItemID: "opening.greeting", RuleID: "greeting", TurnIndex: &index, Role: "agent",
			BeginByte: &begin, EndByte: &end, BeginChar: &begin, EndChar: &index, Text: "您好", Matched: "您好",
			Polarity: "credit", Tier: "exact", Score: 100,
		})
		if i%20 == 0 {
			b.Rejects = append(b.Rejects, Reject{SourceFile: "day.jsonl", Line: int64(i), ByteOffset: int64(i) * 700, Reason: "bad_json", Detail: "unexpected end"})
		}
	}
	return b
}

func exampleInteraction(i int, id string) Interaction {
	at := time.Date(2026, 11, 20, 1, 0, 0, 0, time.UTC).Add(time.Duration(i) * 1234 * time.Millisecond)
	score, duration := float64(i%101), int64(i)*997%600000
	return Interaction{
		InteractionID: id, Channel: "voice", StartedAt: &at, AgentID: fmt.Sprintf("a%03d", i%200), Team: "售后一组",
		TurnCount: 10, AgentTurns: 5, CustomerTurns: 5, Chars: int32(i % 900), DurationMS: &duration,
		Status: "scored", ScoreRaw: &score, ScoreFinal: &score, Coverage: 0.9,
		SectionScores: []SectionScore{{Section: "opening", Points: 3, Possible: 4, Weight: 0.25, Score: &score}},
		SourceFile:    "day.jsonl", SourceLine: int64(i) + 1,
	}
}

func exampleItem(i, k int, id string) Item {
	it := Item{
		InteractionID: id, ItemID: fmt.Sprintf("section%d.item%02d", k/8, k), Section: fmt.Sprintf("section%d", k/8),
		Kind: "procedure", Verdict: "pass", Severity: "minor", Points: 5, Possible: 5, Hits: int32((i + k) % 4),
	}
	switch (i*31 + k*17) % 11 {
	case 0:
		it.Verdict, it.Points, it.Deducted = "fail", 0, 5
	case 1, 2:
		it.Verdict, it.Points, it.Possible, it.Reason = "na", 0, 0, "no hold in this interaction"
	}
	return it
}

func exampleTurn(i, k int, id string) Turn {
	begin := int64(k) * 4000
	end := begin + int64(i*37+k)%3500
	turn := Turn{
		InteractionID: id, TurnIndex: int32(k), Role: "agent", BeginMS: &begin, EndMS: &end,
		Text:   fmt.Sprintf("您好，这里是客服中心，您的工单%d已经处理，请稍等", i*10+k),
		Tokens: []string{"您好", "这里", "是", "客服中心", "您", "的", "工单", "已经", "处理", "请", "稍等"},
		Acts:   []string{"greeting"},
	}
	if k%2 == 1 {
		turn.Role, turn.Acts = "customer", nil
		turn.Masked = []Masked{{Type: "number", BeginChar: 16, EndChar: 18}}
	}
	return turn
}
