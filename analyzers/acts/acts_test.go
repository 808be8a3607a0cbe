package acts_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"zhijian/analyzers/acts"
	"zhijian/analyzers/normalize"
	"zhijian/analyzers/pinyin"
	"zhijian/analyzers/segment"
	"zhijian/analyzers/similar"
	"zhijian/analyzers/transcript"
	"zhijian/lexicon"
)

// segmenter is loaded once for the tests: it takes half a second.
var segmenter = sync.OnceValues(func() (*segment.Segmenter, error) { return segment.New() })

func texts(values ...string) []lexicon.Text {
	out := make([]lexicon.Text, len(values))
	for i, v := range values {
		out[i] = lexicon.Text{Value: v, Line: i + 1}
	}
	return out
}

func compile(t testing.TB, defs ...acts.Definition) *acts.Matcher {
	t.Helper()
	table, err := pinyin.New()
	if err != nil {
		t.Fatal(err)
	}
	seg, err := segmenter()
	if err != nil {
		t.Fatal(err)
	}
	classes := make([]similar.Class, len(defs))
	for i := range defs {
		for _, e := range defs[i].Examples {
			classes[i].Examples = append(classes[i].Examples, e.Value)
		}
		for _, e := range defs[i].Counterexamples {
			classes[i].Counterexamples = append(classes[i].Counterexamples, e.Value)
		}
	}
	m, err := acts.Compile(defs, nil, acts.Sound{Table: table, Rarity: seg.Rarity}, similar.Train(classes))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// match runs the matcher over agent turns and writes each hit as
// "turn:tier:words", masked ones with a minus in front.
func match(t testing.TB, m *acts.Matcher, turns ...string) []string {
	t.Helper()
	seg, err := segmenter()
	if err != nil {
		t.Fatal(err)
	}
	in := &transcript.Interaction{}
	var norm []normalize.Text
	var tokens [][]segment.Token
	for _, text := range turns {
		in.Turns = append(in.Turns, transcript.Turn{Role: transcript.RoleAgent, Text: text})
		n := normalize.Normalize(text)
		norm = append(norm, n)
		tokens = append(tokens, seg.Tokens(n.Norm, nil))
	}
	facts := m.Match(in, norm, tokens)
	var out []string
	for i := range turns {
		for act := range m.Len() {
			for _, h := range facts.Of(i, act) {
				s := fmt.Sprintf("%d:%s:%s", i, h.Tier, turns[i][h.Span.Begin:h.Span.End])
				if h.NextTurn > 0 {
					s += "|" + turns[h.NextTurn][h.NextSpan.Begin:h.NextSpan.End]
				}
				if h.Except != "" {
					s = "-" + s
				}
				out = append(out, s)
			}
		}
	}
	return out
}

func act(id string, m lexicon.Matchers) acts.Definition {
	return acts.Definition{Act: lexicon.Act{ID: id, Matchers: m}}
}

func TestMatch(t *testing.T) {
	tests := []struct {
		name  string
		act   lexicon.Matchers
		fuzzy bool
		turns []string
		want  []string
	}{
		{name: "phrase in traditional text keeps the original words", act: lexicon.Matchers{Phrases: texts("绝对没问题")},
			turns: []string{"您放心，絕對沒問題！"}, want: []string{"0:exact:絕對沒問題"}},
		{name: "phrase in full-width letters", act: lexicon.Matchers{Phrases: texts("vip客户")},
			turns: []string{"您是ＶＩＰ客户"}, want: []string{"0:exact:ＶＩＰ客户"}},
		{name: "word only where the segmenter cuts", act: lexicon.Matchers{Words: texts("请")},
			turns: []string{"请您稍等", "正在申请退款"}, want: []string{"0:exact:请"}},
		{name: "word of one part of speech", act: lexicon.Matchers{Words: texts("请/v", "您/v")},
			turns: []string{"请您稍等"}, want: []string{"0:exact:请"}},
		{name: "exception masks the span and not the turn", act: lexicon.Matchers{Phrases: texts("百分之百"), Except: texts("百分之百纯棉")},
			turns: []string{"百分之百纯棉，百分之百管用"}, want: []string{"-0:exact:百分之百", "0:exact:百分之百"}},
		{name: "a place counts once, the surer and longer hit wins", act: lexicon.Matchers{Phrases: texts("稍等", "请稍等"), Patterns: texts("请~2等")},
			turns: []string{"请稍等"}, want: []string{"0:exact:请稍等"}},
		{name: "phrase over two turns", act: lexicon.Matchers{Phrases: texts("你到底想怎样")},
			turns: []string{"你到底", "想怎样"}, want: []string{"0:exact:你到底|想怎样"}},
		{name: "short phrases do not meet over two turns", act: lexicon.Matchers{Phrases: texts("没办法")},
			turns: []string{"没", "办法是有的"}, want: nil},
		{name: "blanks inside", act: lexicon.Matchers{Phrases: texts("你到底想怎样")}, fuzzy: true,
			turns: []string{"你 到 底 想 怎 样"}, want: []string{"0:similar:你 到 底 想 怎 样"}},
		{name: "a blank between its words", act: lexicon.Matchers{Phrases: texts("后果自负")}, fuzzy: true,
			turns: []string{"不交的话后果 自负"}, want: []string{"0:homophone:后果 自负"}},
		{name: "a pattern in text written letter by letter", act: lexicon.Matchers{Patterns: texts("到底~2怎样")},
			turns: []string{"哎 你 到 底 想 怎 样 ？"}, want: []string{"0:similar:到 底 想 怎 样"}},
		{name: "joined messages are no spread letters", act: lexicon.Matchers{Phrases: texts("好行")},
			turns: []string{"嗯 好 行 对"}, want: nil},
		{name: "same sound", act: lexicon.Matchers{Phrases: texts("公安局")}, fuzzy: true,
			turns: []string{"工安局会来找你"}, want: []string{"0:homophone:工安局"}},
		{name: "too much of it changed", act: lexicon.Matchers{Phrases: texts("公安局")}, fuzzy: true,
			turns: []string{"工按桔会来找你"}, want: nil},
		{name: "same sound, but words of their own", act: lexicon.Matchers{Phrases: texts("先这样")}, fuzzy: true,
			turns: []string{"现这样的情况"}, want: nil},
		{name: "two letters that meet across a blank", act: lexicon.Matchers{Phrases: texts("我靠")}, fuzzy: true,
			turns: []string{"帮我 靠谱一点"}, want: nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := act("a", tt.act)
			d.Fuzzy = tt.fuzzy
			if got := match(t, compile(t, d), tt.turns...); !slices.Equal(got, tt.want) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestSimilarGeneralises(t *testing.T) {
	m := compile(t, act("empathy", lexicon.Matchers{
		Similar: 50,
		Examples: texts("换作是我也会着急", "换成谁都会生气", "碰上这种事谁都不好受", "我能体会您着急的心情", "确实让人窝火",
			"遇到这样的情况换谁都会不高兴", "我理解您现在很生气", "您的心情我特别能体会"),
		Counterexamples: texts("您的订单我帮您查一下", "换货的话请您填写单号", "您着急用的话可以选加急", "遇到问题请联系我们", "我看一下您的情况"),
	}))
	for text, want := range map[string]bool{
		"换了我也会很着急的":   true,
		"碰上这样的事谁都会生气": true,
		"请您提供一下订单号":   false,
		"我帮您换一台新的":    false,
	} {
		if got := match(t, m, text); (len(got) > 0) != want {
			t.Errorf("%s: got %v, want a hit: %v", text, got, want)
		}
	}
}

func TestCompileReportsEveryFault(t *testing.T) {
	bad := acts.Definition{Act: lexicon.Act{ID: "a", File: "acts/x.yaml", Matchers: lexicon.Matchers{
		Phrases: texts("好", " "), Patterns: texts("好*", "<nolist>好"), Words: texts("/v")}}}
	_, err := acts.Compile([]acts.Definition{bad, {Act: lexicon.Act{ID: "a", Line: 9, File: "acts/x.yaml"}}}, nil, acts.Sound{}, nil)
	if err == nil {
		t.Fatal("faulty acts compiled")
	}
	for _, want := range []string{"acts/x.yaml:2: phrase", "acts/x.yaml:1: act \"a\": pattern", "acts/x.yaml:2: act", "acts/x.yaml:1: word", "acts/x.yaml:9: act \"a\" is defined twice"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("no %q in\n%v", want, err)
		}
	}
}
