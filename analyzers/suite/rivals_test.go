package suite

import (
	"sync"
	"testing"

	"zhijian/analyzers/acts"
	"zhijian/analyzers/rubric"
	"zhijian/analyzers/transcript"
	"zhijian/lexicon"
)

// rivalRubric labels by what competes for the customer's words.
const rivalRubric = `
rubric: {id: t, version: "1", name: t, schema: 1}
sections: [{id: s, name: s, weight: 100}]
acts:
- {id: refund, title: 退款, source: t, rivals: want, similar: 40, examples: [我想退货退款, 这个不要了退掉, 帮我取消订单, 把钱退给我, 不想要了能退吗]}
- {id: repair, title: 报修, source: t, rivals: want, similar: 40, examples: [空调不制冷了, 电视打不开没声音, 洗衣机漏水, 手机屏幕不亮, 网络连不上], counterexamples: [好的谢谢你再见, 你好有人在吗]}
labels:
- id: together
  values: [refund, repair, none]
  find: [{id: want, acts: [refund, repair], who: customer, where: {first: 2}, whole: true}]
  choose:
  - {value: refund, when: 'want_act == "refund" && want_score >= 40 && want_count == 1'}
  - {value: repair, when: 'want_act == "repair"'}
  default: none
- id: each
  values: [both, one, none]
  find: [{id: want, acts: [refund, repair], who: customer}]
  choose:
  - {value: both, when: want_kinds == 2}
  - {value: one, when: want}
  default: none
items:
- {id: s.x, name: x, section: s, kind: procedure, weight: 1, source: t, pass: 'true'}
`

// rivalSuite runs the rivals' rubric on a lexicon without acts.
var rivalSuite = sync.OnceValues(func() (*Suite, error) {
	res, err := Load()
	if err != nil {
		return nil, err
	}
	r, err := rubric.Parse("t.yaml", []byte(rivalRubric))
	if err != nil {
		return nil, err
	}
	res.Lexicon = &lexicon.Lexicon{Lists: res.Lexicon.Lists}
	return New(res, r, Options{})
})

func TestRivalsOverTurnsAndTogether(t *testing.T) {
	s, err := rivalSuite()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name           string
		customer       []string
		together, each string
	}{
		{"one statement", []string{"我想把这个退掉"}, "refund", "one"},
		{"said in two turns", []string{"洗衣", "机漏水了"}, "repair", "none"},
		{"two matters", []string{"洗衣机漏水打不开", "把钱退给我"}, "repair", "both"},
		{"behind the turns that count", []string{"好的", "嗯", "我想退货退款"}, "none", "one"},
		{"nothing", []string{"好的谢谢你再见"}, "none", "none"},
	} {
		in := &transcript.Interaction{Channel: transcript.ChannelChat}
		for _, text := range c.customer {
			in.Turns = append(in.Turns, transcript.Turn{Role: transcript.RoleAgent, Text: "空调不制冷了吗"}, transcript.Turn{Role: transcript.RoleCustomer, Text: text})
		}
		a, err := s.Analyze(in)
		if err != nil {
			t.Fatal(err)
		}
		if l := a.Judgement.Labels; l["together"] != c.together || l["each"] != c.each {
			t.Errorf("%s: together %s, each %s, want %s and %s", c.name, l["together"], l["each"], c.together, c.each)
		}
	}
}

func TestHitOfRivalsNamesTheTurnAndTheExample(t *testing.T) {
	s, err := rivalSuite()
	if err != nil {
		t.Fatal(err)
	}
	in := &transcript.Interaction{Turns: []transcript.Turn{{Role: transcript.RoleCustomer, Text: "你好"}, {Role: transcript.RoleCustomer, Text: "洗衣機漏水"}}}
	a, err := s.Analyze(in)
	if err != nil {
		t.Fatal(err)
	}
	hits := a.Acts.Rivals(a.Texts, []int{0, 1})
	if len(hits) != 1 || hits[0].Turn != 1 || hits[0].Nearest != "洗衣机漏水" || a.Acts.ID(hits[0].Act) != "repair" || hits[0].Span.Len() != len("洗衣機漏水") {
		t.Errorf("got %+v", hits)
	}
	if won := a.Acts.Winners(a.Texts, []int{0, 1}); len(won) != 1 || won[0] != (acts.Hit{Act: hits[0].Act, Tier: hits[0].Tier, Score: hits[0].Score}) {
		t.Errorf("without places %+v, of %+v", won, hits)
	}
	if hits := a.Acts.Rivals(a.Texts, nil); hits != nil {
		t.Errorf("no turns: got %+v", hits)
	}
}
