package lint

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"zhijian/analyzers/rubric"
	"zhijian/analyzers/segment"
	"zhijian/lexicon"
)

const guardsYAML = `negation: {scope: clause, window: 4, before: [不, 没有]}
`

const actsYAML = `acts:
- id: greeting
  title: 问候
  source: test
  phrases: [您好, 你好]
- id: thanks
  title: 感谢
  source: test
  phrases: [谢谢, 感谢]
- id: insult
  title: 辱骂
  source: test
  phrases: [笨蛋]
  patterns: ['你~2<animal>']
- id: alike
  title: 相似
  source: test
  examples: [我想退货]
  similar: 75
`

const lists = "猪\n狗\n"

var segmenter = sync.OnceValue(func() *segment.Segmenter {
	s, err := segment.New()
	if err != nil {
		panic(err)
	}
	return s
})

// input is a small lexicon; acts replaces its acts when not empty.
func input(t *testing.T, acts string) Input {
	t.Helper()
	if acts == "" {
		acts = actsYAML
	}
	lx, err := lexicon.LoadFS(fstest.MapFS{
		"acts/test.yaml":   {Data: []byte(acts)},
		"lists/animal.txt": {Data: []byte(lists)},
		"guards.yaml":      {Data: []byte(guardsYAML)},
	})
	if err != nil {
		t.Fatal(err)
	}
	return Input{Lexicon: lx, Segmenter: segmenter()}
}

// head is a rubric up to its items.
const head = `rubric: {id: t, version: "1", schema: 1}
sections: [{id: s, name: 节, weight: 100}]
`

// item is an item with nothing to complain of; the fields are its own.
func item(id string, fields ...string) string {
	return fmt.Sprintf("- id: %s\n  name: 名\n  section: s\n  kind: procedure\n  weight: 2\n  source: test\n  coaching: 这样说\n  tests: [{name: 一, turns: ['坐: 您好'], want: pass}]\n  %s\n",
		id, strings.Join(fields, "\n  "))
}

func items(list ...string) string { return head + "items:\n" + strings.Join(list, "") }

// found lists the faults without file and position, warnings marked.
func found(errs rubric.Errors) []string {
	out := []string{}
	for _, e := range errs {
		kind := "error"
		if e.Warning {
			kind = "warning"
		}
		out = append(out, kind+": "+e.Msg)
	}
	return out
}

type lintCase struct {
	source string
	want   []string
}

func runCases(t *testing.T, cases map[string]lintCase) {
	t.Helper()
	for name, test := range cases {
		t.Run(name, func(t *testing.T) {
			got := found(Check("r.yaml", []byte(test.source), input(t, "")))
			if test.want == nil {
				test.want = []string{}
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

func TestNames(t *testing.T) {
	runCases(t, map[string]lintCase{
		"sound": {items(item("a", "find: [{id: g, act: greeting}]", "pass: g")), nil},
		"unknown act and unknown variable": {
			items(item("a", "find: [{id: g, act: greting}]", "pass: g && gg")),
			[]string{`error: unknown act "greting"`, `error: condition "g && gg": unknown name gg`},
		},
		"unknown word list": {
			items(item("a", "find: [{id: g, patterns: ['你是<beast>']}]", "fail: g")),
			[]string{`error: item a: finder g: pattern "你是<beast>": unknown word list "beast"`},
		},
		"word boundary beside Han": {
			items(item("a", `find: [{id: g, patterns: ['\b你好']}]`, "fail: g")),
			[]string{`error: item a: finder g: pattern "\\b你好": \b never matches beside Han characters: use ^ and $ for clause edges or words: for whole words`},
		},
		"words that a label and a field never have": {
			head + "labels:\n- {id: mood, values: [good, bad], choose: [{value: bad, when: 'customer_turns > 3'}], default: good, tests: [{name: 一, turns: ['客: 好'], want: good}]}\n" +
				"items:\n" + item("a", "find: [{id: g, act: greeting}]", `applies: mood == "baad" || channel == "phone" || channel == "chat"`, "pass: g"),
			[]string{
				`error: channel is never "phone", only one of ["voice" "chat" "email" "social"]`,
				`error: mood is never "baad", only one of ["good" "bad"]`,
			},
		},
		"an act of the rubric with a name of the lexicon": {
			head + "acts:\n- {id: greeting, title: 问候, source: x, phrases: [哈喽]}\nitems:\n" + item("a", "find: [{id: g, act: greeting}]", "pass: g"),
			[]string{`error: act "greeting" is defined twice`},
		},
		"faults of every stage at once": {
			items(item("a", "find: [{id: g, act: greeting, whoo: agent}, {id: h, phrases: [您好, 您好啊]}]", "pass: g || h", "bogus: 1"), item("b", "pass: agent_turns > 1", "severety: major")),
			[]string{
				`error: unknown key "whoo"`,
				`warning: item a: finder h: phrase "您好啊" never adds a hit: wherever it stands, "您好" is found`,
				`error: unknown key "bogus"`,
				`error: unknown key "severety"`,
			},
		},
	})
}

func TestLanguage(t *testing.T) {
	inline := func(means string) string { return items(item("a", "find: [{id: g, "+means+"}]", "fail: g")) }
	runCases(t, map[string]lintCase{
		"phrases that never match": {
			inline(`phrases: ["\u200b", "你\n好", 好的]`),
			[]string{
				`error: item a: finder g: phrase "\u200b" is empty in normal form and never matches`,
				`error: item a: finder g: phrase "你\n好" holds a line break and matches only across lines of one turn`,
			},
		},
		"duplicates after normalisation": {
			inline(`phrases: [態度差, 态度差], patterns: ['好(的|吧)', '好(的|吧)']`),
			[]string{`warning: item a: finder g: phrase "态度差" stands already at line 12`, `warning: item a: finder g: pattern "好(的|吧)" stands already at line 12`},
		},
		"shadowed": {
			inline(`phrases: [满意, 很满意, 不满意]`),
			[]string{`warning: item a: finder g: phrase "很满意" never adds a hit: wherever it stands, "满意" is found`},
		},
		"length matters where sounds do":       {inline(`phrases: [满意, 很满意], fuzzy: true`), nil},
		"a word that the segmenter never cuts": {inline(`words: [请/n, 请/v]`), []string{`warning: item a: finder g: word "请/n": by itself it is segmented as 请/v`}},
		"exception to nothing": {
			inline(`phrases: [退货], except: [换货款, 不退, 货到付款]`),
			[]string{`warning: item a: finder g: exception "换货款" never overlaps anything that the act finds`},
		},
		"exception with a gap can meet anything": {inline(`phrases: [退货], except: ['能~4换']`), nil},
		"exception that silences a phrase": {
			inline(`phrases: [特别生气, 生气了], except: ['别(生气|着急)']`),
			[]string{`error: item a: finder g: phrase "特别生气" never counts: the exception "别(生气|着急)" always silences it`},
		},
		"exception that silences a pattern": {
			inline(`phrases: [退款], patterns: ['(退|换)货'], except: [退货, 换货]`),
			[]string{`error: item a: finder g: pattern "(退|换)货" never counts: the exception "退货" always silences it`},
		},
		"exception at the edge of a clause does not always silence": {inline(`phrases: [好的], except: ['^好的$']`), nil},
		"examples without a threshold": {
			inline(`phrases: [退货], examples: [我要退]`),
			[]string{`warning: item a: finder g: the examples are never used: similar is not set`},
		},
		"a threshold without examples": {inline(`similar: 80`), []string{`error: item a: finder g: similar: 80 finds nothing without examples`}},
		"rivals without a threshold":   {inline(`phrases: [退货], rivals: want`), []string{`error: item a: finder g: rivals: want says nothing without similar`}},
		"a rival of nobody": {
			inline(`similar: 50, examples: [我要退], rivals: want`),
			[]string{`error: item a: finder g: rivals: want has one act alone, nothing competes with it`},
		},
		"an example against itself": {
			inline(`similar: 80, examples: [我要退], counterexamples: [我要退]`),
			[]string{`error: item a: finder g: "我要退" is both an example and a counterexample`},
		},
	})
}

func TestFinders(t *testing.T) {
	two := func(second string, decide string) string {
		return items(item("a", "find:", "- {id: g, act: greeting}", "- "+second, decide))
	}
	runCases(t, map[string]lintCase{
		"window without turns": {
			two("{id: h, act: thanks, after: {of: g}}", "pass: h"),
			[]string{`error: item a: finder "h" looks at no turn: its window holds neither the anchor's turn nor others`},
		},
		"window on the other side's turn": {
			two("{id: h, act: thanks, who: customer, after: {of: g, same: true}}", "pass: h"),
			[]string{`error: item a: finder "h" looks at no turn: the turns of "g" are the other side's`},
		},
		"times that end before they begin": {
			two("{id: h, act: thanks, where: {from_ms: 10, to_ms: 5}}", "pass: g && h"),
			[]string{`error: item a: finder "h" looks at no turn: from_ms 10, to_ms 5`},
		},
		"the same twice": {
			two("{id: h, acts: [thanks, thanks]}", "pass: g && h"),
			[]string{`warning: item a: finder "h" names "thanks" twice`},
		},
		"two finders of the same": {
			two("{id: h, act: greeting}", "pass: g && h"),
			[]string{`warning: item a: finder "h" finds the same as "g"`},
		},
		"whole without rivals": {
			two("{id: h, act: thanks, whole: true}", "pass: g && h"),
			[]string{`error: item a: finder "h" never finds anything: whole: true is for acts that have rivals`},
		},
		"a tier that the act has not": {
			two("{id: h, act: thanks, tier: [pattern, similar]}", "pass: g && h"),
			[]string{`error: item a: finder "h" never finds anything: no hit is of tier [pattern similar]`},
		},
		"a tier too many": {
			two("{id: h, act: thanks, tier: [exact, homophone]}", "pass: g && h"),
			[]string{`warning: item a: finder "h": no hit is of tier [homophone]`},
		},
		"guards on measures": {
			two("{id: h, turn: 'chars > 10', guards: [negation]}", "pass: g && h"),
			[]string{`warning: item a: finder "h": guards, tier and fuzzy say nothing for conditions on a turn`},
		},
		"fuzzy without phrases": {
			two("{id: h, act: alike, fuzzy: true}", "pass: g && h"),
			[]string{`warning: item a: finder "h": fuzzy says nothing, there are no phrases or patterns`},
		},
		"nobody reads it": {
			two("{id: h, act: thanks}", "pass: g"),
			[]string{`error: item "a": nothing reads the finder "h"`},
		},
	})
}

func TestPositionsAndHints(t *testing.T) {
	errs := Check("r.yaml", []byte(items(item("a", "find: [{id: g, act: greting}]", "pass: g"))), input(t, ""))
	want := `r.yaml:12:10: unknown act "greting" (did you mean "greeting"?)`
	if got := errs.Error(); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// The lexicon is checked by its own files' names, and only when asked for.
func TestLexicon(t *testing.T) {
	in := input(t, strings.Replace(actsYAML, "[谢谢, 感谢]", "[谢谢, 谢谢您]", 1)+"- {id: bare, title: 无, source: t, phrases: [啊], patterns: ['好.的']}\n")
	source := []byte(items(item("a", "find: [{id: g, act: greeting}]", "pass: g")))
	if errs := Check("r.yaml", source, in); len(errs) > 0 {
		t.Errorf("without language: %v", errs)
	}
	in.Language = true
	want := []string{
		`lexicon/acts/test.yaml:9:17: act thanks: phrase "谢谢您" never adds a hit: wherever it stands, "谢谢" is found (delete it)`,
		`lexicon/acts/test.yaml:20:60: act bare: pattern "好.的": the dot matches anything: write a gap such as ~4`,
	}
	if diff := cmp.Diff(strings.Join(want, "\n"), Check("r.yaml", source, in).Error()); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}
