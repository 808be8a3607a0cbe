package explain

import (
	"bytes"
	"errors"
	"flag"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"zhijian/analyzers/pinyin"
	"zhijian/analyzers/rubric"
	"zhijian/analyzers/segment"
	"zhijian/analyzers/suite"
	"zhijian/analyzers/transcript"
	"zhijian/lexicon"
	"zhijian/pipeline/dataset"
	"zhijian/pipeline/ingest"
	"zhijian/pipeline/tabulate"
)

var update = flag.Bool("update", false, "write the golden files anew")

const actsYAML = `acts:
- {id: greeting, title: 问候, source: t, phrases: [您好]}
- {id: thanks, title: 感谢, source: t, phrases: [谢谢, 感谢您, 非常感谢了]}
- {id: insult, title: 辱骂, source: t, phrases: [大笨蛋], except: [大笨蛋熊]}
- {id: promise, title: 承诺, source: t, phrases: [保证, 肯定]}
- {id: hold, title: 等待, source: t, phrases: [请稍等]}
- {id: refund, title: 退货, source: t, phrases: [要退货]}
`

const guardsYAML = `negation: {scope: clause, window: 4, before: [不, 没有]}
`

const rubricYAML = `rubric: {id: t, version: "3", schema: 1}
sections:
- {id: first, name: 开场, weight: 40}
- {id: second, name: 承诺, weight: 30}
- {id: third, name: 禁语, weight: 20}
- {id: fourth, name: 空缺, weight: 10}
groups: [{id: words, cap: 3}]
items:
- {id: a.greet, name: 问候, section: first, kind: procedure, weight: 2, source: x, coaching: 先说您好, find: [{id: g, act: greeting, where: {first: 1}}], pass: g}
- {id: a.thank, name: 感谢, section: first, kind: politeness, weight: 3, source: x, bonus: {per_hit: 1, cap: 2}, find: [{id: g, act: thanks}], pass: g}
- {id: a.matter, name: 来意, section: first, kind: procedure, weight: 1, source: x, find: [{id: g, act: refund, who: customer}], pass: g}
- {id: b.promise, name: 承诺, section: second, kind: forbidden, severity: fatal, fatal: section, weight: 4, source: x, deduct: {per_hit: 2, grace: 1, cap: 3}, group: words, find: [{id: g, act: promise, guards: [negation]}], fail: g}
- {id: b.hold, name: 等待, section: second, kind: politeness, weight: 2, source: x, group: words, applies: h, find: [{id: h, act: hold, not_last: true, polarity: context}, {id: g, acts: [thanks, greeting], after: {of: h, turns: 1, pick: each}}], pass: g}
- {id: b.away, name: 离开, section: second, kind: politeness, weight: 2, source: x, applies: h, find: [{id: h, phrases: [我去一下, 离开一下, 走开一会, 先走一步, 失陪]}, {id: g, act: thanks}], pass: h && g}
- {id: c.insult, name: 辱骂, section: third, kind: forbidden, severity: fatal, weight: 5, source: x, find: [{id: g, act: insult}], fail: g}
- {id: c.long, name: 长话, section: third, kind: timing, weight: 1, source: x, find: [{id: g, turn: chars > 20}], fail: g}
- {id: c.ring, name: 振铃, section: third, kind: timing, weight: 5, source: x, needs: [ring_ms], pass: ring_ms < 15000}
- {id: c.team, name: 班组, section: third, kind: record, weight: 1, source: x, pass: team == "甲"}
- {id: c.trial, name: 试行, section: third, kind: record, status: experimental, weight: 9, source: x, find: [{id: g, act: greeting}], fail: g}
- {id: d.none, name: 邮件, section: fourth, kind: record, weight: 1, source: x, channels: [email], pass: agent_turns > 0}
`

// record is an interaction with a bit of everything, a control character included.
const record = `{"id":"c-1","channel":"voice","agent":{"id":"7","name":"林\u001b晓"},"turns":[
{"role":"agent","text":"喂，你这个大笨蛋\u001b[2J","begin_ms":0,"end_ms":900},
{"role":"customer","text":"买的东西我不想要了想退掉","begin_ms":1500,"end_ms":2000},
{"role":"agent","text":"不保证能退，不过换货肯定可以，我保证，绝对肯定，请稍等"},
{"role":"agent","text":"查到了"},
{"role":"bot","text":"您好"},
{"role":"agent","text":"大笨蛋熊给您寄过去，感谢您，谢谢，非常感"},
{"role":"agent","text":"谢了，再见"}]}`

// sample is the case of the record, as it would be read back.
func sample(t *testing.T) *Case {
	t.Helper()
	c, err := scored()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// scored scores the record, once for all tests.
var scored = sync.OnceValues(func() (*Case, error) {
	lx, err := lexicon.LoadFS(fstest.MapFS{"acts/t.yaml": {Data: []byte(actsYAML)}, "guards.yaml": {Data: []byte(guardsYAML)}})
	if err != nil {
		return nil, err
	}
	seg, err := segment.New()
	if err != nil {
		return nil, err
	}
	table, err := pinyin.New()
	if err != nil {
		return nil, err
	}
	r, err := rubric.Parse("t.yaml", []byte(rubricYAML))
	if err != nil {
		return nil, err
	}
	s, err := suite.New(&suite.Resources{Lexicon: lx, Segmenter: seg, Sounds: table}, r, suite.Options{})
	if err != nil {
		return nil, err
	}
	in, err := ingest.NewNativeDecoder().Decode([]byte(record), transcript.Source{File: "in.jsonl", Line: 3})
	if err != nil {
		return nil, err
	}
	var rows dataset.Batch
	if err := tabulate.New(s, nil).Score(in, &rows); err != nil {
		return nil, err
	}
	k := slices.IndexFunc(rows.Hits, func(h dataset.Hit) bool { return h.ItemID == "a.thank" && h.Text == "谢谢" })
	rows.Hits[k].Tier, rows.Hits[k].Score, rows.Hits[k].Matched, rows.Hits[k].Nearest = "similar", 81, "similar", "谢谢您的等待"
	m := &dataset.Manifest{Date: "2026-11-20", RunID: "0123456789abcdef", Meta: dataset.Meta{Rubric: "t@3", RubricSHA256: r.SHA256}}
	return &Case{Manifest: m, Rubric: r, Interaction: rows.Interactions[0], Items: rows.Items, Hits: rows.Hits, Turns: rows.Turns}, nil
})

func TestWriteText(t *testing.T) {
	c := sample(t)
	for name, style := range map[string]Style{"case.txt": Plain(), "terminal.txt": Terminal()} {
		var b bytes.Buffer
		if err := c.WriteText(&b, style); err != nil {
			t.Fatal(err)
		}
		path := "testdata/" + name
		if *update {
			if err := os.WriteFile(path, b.Bytes(), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), b.String()); diff != "" {
			t.Errorf("%s (-want +got); run with -update if this is meant:\n%s", path, diff)
		}
	}
}

// What comes from the input cannot play tricks on the terminal.
func TestNothingRawReachesTheTerminal(t *testing.T) {
	var b bytes.Buffer
	if err := sample(t).WriteText(&b, Plain()); err != nil {
		t.Fatal(err)
	}
	if i := strings.IndexFunc(b.String(), func(r rune) bool { return r < ' ' && r != '\n' }); i >= 0 {
		t.Errorf("control character at %d", i)
	}
}

func TestWriteErrorIsReturned(t *testing.T) {
	full := errors.New("disk full")
	if err := sample(t).WriteText(failing{full}, Plain()); !errors.Is(err, full) {
		t.Errorf("error is %v", err)
	}
}

type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }

func TestReads(t *testing.T) {
	for condition, want := range map[string]bool{
		"g": true, "!g && x": true, "g_count > 2": true, "gg": false, "g_else": false, "other.g": true, "": false, "a_g": false,
	} {
		if got := reads(condition, "g"); got != want {
			t.Errorf("reads(%q) = %t", condition, got)
		}
	}
}

func TestWaitingFor(t *testing.T) {
	all := lexicon.Text{Value: "all"}
	for want, f := range map[string]rubric.Finder{
		"坐席，言语行为 a":                 {Who: "agent", Act: "a"},
		"客户前 2 轮、不含末轮，言语行为 a 或 b":   {Who: "customer", Acts: []string{"a", "b"}, NotLast: true, Where: &rubric.Where{First: 2}},
		"双方最后 33% 的轮次，满足 chars > 3": {Who: "any", Turn: lexicon.Text{Value: "chars > 3"}, Where: &rubric.Where{LastFraction: 0.334}},
		"在每一处 h 之后 2 轮内（含同一轮其后），坐席，言语行为 a；不计否定、引述": {Who: "agent", Act: "a", Guards: []string{"negation", "quotation"},
			After: &rubric.Relative{Of: "h", Pick: "each", Turns: lexicon.Text{Value: "2"}, Same: "after"}},
		"在第 2 处 h 之前全部各轮，坐席，言语行为 a": {Who: "agent", Act: "a", Before: &rubric.Relative{Of: "h", Pick: "any", Nth: 2, Turns: all, Same: "false"}},
		"在第一处 h 前后同一轮（含同一轮），坐席最后 1 轮、0 至 9 毫秒之间，词“请/v”，近似例句“我要退”": {Who: "agent",
			Matchers: lexicon.Matchers{Words: []lexicon.Text{{Value: "请/v"}}, Similar: 70, Examples: []lexicon.Text{{Value: "我要退"}}},
			Where:    &rubric.Where{Last: 1, ToMS: 9}, Around: &rubric.Relative{Of: "h", Pick: "first", Same: "true"}},
	} {
		if got := waitingFor(&f); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
}
