package echo

import (
	"slices"
	"testing"

	"zhijian/analyzers/normalize"
	"zhijian/analyzers/segment"
	"zhijian/analyzers/transcript"
)

func TestMeasure(t *testing.T) {
	seg, err := segment.New()
	if err != nil {
		t.Fatal(err)
	}
	in := &transcript.Interaction{Turns: []transcript.Turn{
		{Role: "customer", Text: "我的洗衣机脱水有噪音"},
		{Role: "bot", Text: "洗衣机"},
		{Role: "agent", Text: "師傅明天上門檢查洗衣機"},
		{Role: "agent", Text: "好，师傅明天上门检查，谢谢"},
	}}
	var texts []normalize.Text
	var tokens [][]segment.Token
	for _, turn := range in.Turns {
		n := normalize.Normalize(turn.Text)
		texts = append(texts, n)
		tokens = append(tokens, seg.Tokens(n.Norm, nil))
	}
	got := measure(in, texts, tokens, map[string]bool{"谢谢": true})
	// 洗衣机 脱水 噪音; the bot does not count; 师傅 明天 上门 检查 洗衣机; 师傅 明天 上门 检查
	want := []Turn{{Content: 3}, {}, {Content: 5, Customer: 1}, {Content: 4, Agent: 4}}
	if !slices.Equal(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
}
