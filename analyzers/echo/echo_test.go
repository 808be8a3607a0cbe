package echo

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

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
	got := newEchoes([]string{"谢谢"}).measure(in, texts, tokens, nil)
	// 洗衣机 脱水 噪音; the bot does not count; 师傅 明天 上门 检查 洗衣机; 师傅 明天 上门 检查
	want := []Turn{{Content: 3}, {}, {Content: 5, Customer: 1}, {Content: 4, Agent: 4}}
	if !slices.Equal(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

// simple measures with maps of words, as the documentation tells it.
func simple(in *transcript.Interaction, texts []normalize.Text, tokens [][]segment.Token, skip map[string]bool) []Turn {
	out := make([]Turn, len(texts))
	said := map[transcript.Role]map[string]bool{transcript.RoleAgent: {}, transcript.RoleCustomer: {}}
	for i := range texts {
		own := said[in.Turns[i].Role]
		if own == nil {
			continue
		}
		words := map[string]bool{}
		for _, t := range tokens[i] {
			if w := t.Text(texts[i].Norm); simplyCarries(w, t.POS.String()) && !skip[w] {
				words[w] = true
			}
		}
		out[i].Content = len(words)
		for w := range words {
			if said[transcript.RoleAgent][w] {
				out[i].Agent++
			}
			if said[transcript.RoleCustomer][w] {
				out[i].Customer++
			}
		}
		for w := range words {
			own[w] = true
		}
	}
	return out
}

func simplyCarries(word, pos string) bool {
	if pos == "" || !strings.ContainsRune("nvatmjlis", rune(pos[0])) && pos != "eng" {
		return pos == "x" && word[0] < utf8.RuneSelf && word != " "
	}
	return pos[0] == 'm' || utf8.RuneCountInString(word) > 1
}

// The table of words counts what maps count, on memory that has served before.
func TestMeasureIsSimple(t *testing.T) {
	vocabulary := []string{"洗衣机", "脱水", "门", "上门", "好", "a", "ab", " ", "7", "您好"}
	for i := range 300 { // more than a table begins with
		vocabulary = append(vocabulary, fmt.Sprintf("词%d", i))
	}
	tags := []string{"n", "v", "m", "x", "eng", "en", "uj", "", "nz", "ad"}
	e := newEchoes([]string{"您好", "词7", "词8"})
	rapid.Check(t, func(t *rapid.T) {
		in := &transcript.Interaction{}
		var texts []normalize.Text
		var tokens [][]segment.Token
		for range rapid.IntRange(0, 12).Draw(t, "turns") {
			role := rapid.SampledFrom([]transcript.Role{"agent", "customer", "bot"}).Draw(t, "role")
			var norm strings.Builder
			var cut []segment.Token
			for _, k := range rapid.SliceOfN(rapid.IntRange(0, len(vocabulary)-1), 0, 80).Draw(t, "words") {
				begin := norm.Len()
				norm.WriteString(vocabulary[k])
				cut = append(cut, segment.Token{Begin: int32(begin), End: int32(norm.Len()), POS: segment.TagOf(tags[k%len(tags)])})
			}
			in.Turns = append(in.Turns, transcript.Turn{Role: role})
			texts = append(texts, normalize.Text{Norm: norm.String()})
			tokens = append(tokens, cut)
		}
		want := simple(in, texts, tokens, e.empty)
		if got := e.measure(in, texts, tokens, nil); !slices.Equal(got, want) {
			t.Fatalf("got %+v, want %+v", got, want)
		}
	})
}
