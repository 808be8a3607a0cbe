package rubrictest

import (
	"bytes"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/expr-lang/expr"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"zhijian/analyzers/pinyin"
	"zhijian/analyzers/rubric"
	"zhijian/analyzers/segment"
	"zhijian/analyzers/suite"
	"zhijian/analyzers/transcript"
	"zhijian/lexicon"
	"zhijian/pipeline/ingest"
)

const actsYAML = `acts:
- id: promise
  title: 承诺
  source: test
  phrases: [保证, 包过, 肯定]
  except: [保证金, '^包过$']
  counterexamples: [请先交保证金]
- id: thanks
  title: 感谢
  source: test
  phrases: [谢谢, 感谢]
`

const guardsYAML = `negation: {scope: clause, window: 4, before: [不, 没有]}
`

// oneItem is a rubric with one item; its tests follow.
const oneItem = `rubric: {id: t, version: "1", schema: 1}
sections: [{id: s, name: 节, weight: 100}]
items:
- id: no_promise
  name: 不乱承诺
  section: s
  kind: forbidden
  weight: 2
  source: test
  channels: [chat]
  find:
  - {id: said, act: promise, who: agent, guards: [negation]}
  - {id: thanked, act: thanks, who: agent, where: {first: 2}}
  applies: agent_turns > 1
  fail: said && !thanked
  tests:
`

// enough are tests that notice every change of oneItem's rule.
const enough = `  - {name: 承诺, turns: ["坐: 您好", "坐: 保证没问题"], want: fail, at: 1}
  - {name: 不保证, turns: ["坐: 您好", "坐: 不能保证"], want: pass}
  - {name: 客户说的, turns: ["坐: 您好", "客: 你能保证吗", "坐: 我看看"], want: pass}
  - {name: 谢过, turns: ["坐: 谢谢您", "坐: 保证没问题"], want: pass}
  - {name: 第三轮才谢, turns: ["坐: 您好", "坐: 保证没问题", "坐: 谢谢"], want: fail}
  - {name: 客户谢, turns: ["客: 谢谢", "坐: 您好", "坐: 保证没问题"], want: fail}
  - {name: 太短, turns: ["坐: 保证没问题"], want: na}
  - {name: 没说什么, turns: ["坐: 您好", "坐: 再见"], want: pass}
  - {name: 电话, turns: ["坐: 您好", "坐: 保证没问题"], fields: {channel: voice}, want: na}
`

var segmenter = sync.OnceValue(func() *segment.Segmenter {
	s, err := segment.New()
	if err != nil {
		panic(err)
	}
	return s
})

func resources(t *testing.T) *suite.Resources {
	t.Helper()
	lx, err := lexicon.LoadFS(fstest.MapFS{"acts/test.yaml": {Data: []byte(actsYAML)}, "guards.yaml": {Data: []byte(guardsYAML)}})
	if err != nil {
		t.Fatal(err)
	}
	table, err := pinyin.New()
	if err != nil {
		t.Fatal(err)
	}
	return &suite.Resources{Lexicon: lx, Segmenter: segmenter(), Sounds: table}
}

// prepare compiles a rubric that goes by the name file.
func prepare(t *testing.T, res *suite.Resources, file, source string) (*suite.Suite, *Tests) {
	t.Helper()
	r, err := rubric.Parse(file, []byte(source))
	if err != nil {
		t.Fatal(err)
	}
	s, err := suite.New(res, r, suite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return s, Prepare(s, decode)
}

func decode(record []byte) (*transcript.Interaction, error) {
	return ingest.NewNativeDecoder().Decode(record, transcript.Source{File: "test"})
}

func TestOutcomes(t *testing.T) {
	_, tests := prepare(t, resources(t), "r.yaml", oneItem+
		`  - {name: 好的, turns: ["坐: 您好", "坐: 保证没问题"], want: fail, at: 1}
  - {name: 判错, turns: ["坐: 您好", "坐: 不能保证"], want: fail}
  - {name: 位置错, turns: ["坐: 您好", "坐: 保证没问题"], want: fail, at: 0}
  - {name: 写错, turns: ["您好"], want: pass}
`)
	var got []string
	for _, o := range tests.Outcomes() {
		got = append(got, fmt.Sprintf("%s: %s %q", o.Test.Name, o.Reason, o.Evidence))
	}
	want := []string{
		`好的:  []`,
		`判错: got pass, want fail ["said violation exact turn 1 \"保证\" 保证 suppressed by negation"]`,
		`位置错: no evidence at turn 0 ["said violation exact turn 1 \"保证\" 保证" "thanked violation absence 已查坐席轮 0,1"]`,
		`写错: line 20: a turn begins with 坐:, 客:, 机: or 系:, and with times like 坐[1000-2500]: 您好 []`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func survivors(t *testing.T, source string) []string {
	t.Helper()
	res := resources(t)
	_, tests := prepare(t, res, "r.yaml", source)
	for _, o := range tests.Outcomes() {
		if !o.OK() {
			t.Fatalf("%s: %s", o.Test.Name, o.Reason)
		}
	}
	m, err := tests.Mutate(res)
	if err != nil {
		t.Fatal(err)
	}
	if m.Mutants < 11 {
		t.Errorf("only %d mutants", m.Mutants)
	}
	out := []string{}
	for _, e := range m.Survivors {
		out = append(out, e.Error())
	}
	return out
}

// Tests that notice every change leave no survivor; without one of them the
// change that it is for survives.
func TestMutate(t *testing.T) {
	lines := strings.SplitAfter(strings.TrimSuffix(enough, "\n"), "\n")
	for without, want := range map[string][]string{
		"":     {},
		"不保证":  {"r.yaml:12:5: no_promise: finder said: drop guard negation"},
		"客户说的": {"r.yaml:12:5: no_promise: finder said: who any instead of agent"},
		"谢过":   {"r.yaml:15:9: no_promise: fail: drop !thanked"},
		"第三轮才谢": {
			"r.yaml:13:5: no_promise: finder thanked: drop first: 2",
			"r.yaml:13:5: no_promise: finder thanked: first: 3 instead of 2",
		},
		"客户谢": {"r.yaml:13:5: no_promise: finder thanked: who any instead of agent"},
		"太短":  {"r.yaml:14:12: no_promise: drop applies"},
		"电话":  {"r.yaml:4:3: no_promise: drop channels"},
	} {
		t.Run(without, func(t *testing.T) {
			var kept strings.Builder
			for _, l := range lines {
				if without == "" || !strings.Contains(l, "name: "+without+",") {
					kept.WriteString(l)
				}
			}
			if diff := cmp.Diff(want, survivors(t, oneItem+kept.String()+"\n")); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

// A label's change is noticed by the items that read it.
func TestMutateLabel(t *testing.T) {
	const source = `rubric: {id: t, version: "1", schema: 1}
sections: [{id: s, name: 节, weight: 100}]
labels:
- id: mood
  values: [sure, unsure]
  find: [{id: said, act: promise, who: any}]
  choose: [{value: sure, when: said && customer_turns > 0}]
  default: unsure
  tests:
  - {name: 肯定, turns: ["坐: 保证", "客: 好"], want: sure}
items:
- {id: a, name: 名, section: s, kind: procedure, weight: 1, source: x, pass: mood == "sure", tests: [%s]}
`
	got := survivors(t, strings.Replace(source, "%s", `{name: 一, turns: ["坐: 保证", "客: 好"], want: pass}`, 1)+padding)
	want := []string{"r.yaml:7:32: mood: when: drop customer_turns > 0", "r.yaml:7:32: mood: when: drop said"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	all := `{name: 一, turns: ["坐: 保证", "客: 好"], want: pass}, {name: 二, turns: ["坐: 保证"], want: fail}, {name: 三, turns: ["坐: 您好", "客: 好"], want: fail}`
	if got := survivors(t, strings.Replace(source, "%s", all, 1)+padding); len(got) > 0 {
		t.Errorf("survivors %q", got)
	}
}

// padding is an item that is well tested, to reach a fair number of mutants.
var padding = strings.Replace(strings.SplitN(oneItem, "items:\n", 2)[1], "no_promise", "padding", 1) + enough

// Exceptions of the lexicon are tested with the shipped rubric, and noticed by
// counterexamples too.
func TestMutateExcepts(t *testing.T) {
	res := resources(t)
	_, tests := prepare(t, res, rubric.BuiltinName, oneItem+enough)
	m, err := tests.Mutate(res)
	if err != nil {
		t.Fatal(err)
	}
	want := `lexicon/acts/test.yaml:6:17: act promise: drop except ^包过$ (a counterexample such as "包过" would notice)`
	if m.Survivors.Error() != want {
		t.Errorf("got %s\nwant %s", m.Survivors.Error(), want)
	}
}

func TestCounterexamples(t *testing.T) {
	res := resources(t)
	res.Lexicon.Acts[0].Counterexamples = append(res.Lexicon.Acts[0].Counterexamples, lexicon.Text{Value: "这个肯定是误会", Line: 9, Column: 3},
		lexicon.Text{Value: "没有肯定的说法", Line: 10, Column: 3}) // the negation guard silences it
	_, tests := prepare(t, res, rubric.BuiltinName, oneItem+enough)
	tried, faults := tests.Counterexamples(res)
	want := `lexicon/acts/test.yaml:9:3: act promise: the counterexample "这个肯定是误会" is found by 肯定`
	if tried != 3 || faults.Error() != want {
		t.Errorf("%d tried; got %s\nwant %s", tried, faults, want)
	}
}

func TestCoverage(t *testing.T) {
	s, tests := prepare(t, resources(t), "r.yaml", oneItem+enough)
	c := NewCoverage(s)
	tests.Analyses(c.Add)
	in, err := decode([]byte(`{"id":"x","channel":"chat","turns":[{"role":"agent","text":"包过的，退您保证金"}]}`))
	if err != nil {
		t.Fatal(err)
	}
	a, err := s.Analyze(in)
	if err != nil {
		t.Fatal(err)
	}
	c.Add(a)
	var got []string
	for _, idle := range c.Idle() {
		line := fmt.Sprintf("%s %s %d:", idle.File, idle.Act, idle.All)
		for _, text := range idle.Texts {
			line += " " + text.Value
		}
		got = append(got, line)
	}
	want := []string{"acts/test.yaml promise 5: 肯定 ^包过$", "acts/test.yaml thanks 2: 感谢"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestWriteJUnit(t *testing.T) {
	s, tests := prepare(t, resources(t), "r.yaml", oneItem+
		`  - {name: 好的, turns: ["坐: 您好", "坐: 保证<没>问题"], want: fail, at: 1}
  - {name: 判错, turns: ["坐: 您好", "坐: 不能保证"], want: fail}
`)
	var b bytes.Buffer
	if err := WriteJUnit(&b, s.Rubric, tests.Outcomes()); err != nil {
		t.Fatal(err)
	}
	want := `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="t@1" tests="2" failures="1">
  <testsuite name="no_promise" tests="2" failures="1">
    <testcase classname="no_promise" name="好的" file="r.yaml" line="17"></testcase>
    <testcase classname="no_promise" name="判错" file="r.yaml" line="18">
      <failure message="got pass, want fail">said violation exact turn 1 &#34;保证&#34; 保证 suppressed by negation</failure>
    </testcase>
  </testsuite>
</testsuites>
`
	if diff := cmp.Diff(want, b.String()); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestSpoil(t *testing.T) {
	for condition, want := range map[string][]string{
		"a":                                  {"!(a)"},
		"a && b":                             {"b", "a", "!(a && b)"},
		"a && b && c":                        {"b && c", "a && c", "a && b", "!(a && b && c)"},
		"!a":                                 {"a", "!(!a)"},
		"!(a && b)":                          {"a && b", "!b", "!a", "!(!(a && b))"},
		"n > 3":                              {"!(n > 3)"},
		"a && !b":                            {"!b", "a", "!(a && !b)"},
		"a && !(b || c)":                     {"!(b || c)", "a", "a && !c", "a && !b", "!(a && !(b || c))"},
		"a && (b || c)":                      {"b || c", "a", "a && c", "a && b", "!(a && (b || c))"},
		`verdict("x") == "pass" || has("y")`: {`has("y")`, `verdict("x") == "pass"`, `!(verdict("x") == "pass" || has("y"))`},
		"a ? b : c":                          {"b", "c", "!(a ? b : c)"},
		"a &&":                               nil,
	} {
		var got []string
		for _, c := range spoil(condition) {
			got = append(got, c.text)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", condition, diff)
		}
	}
}

// Whatever is spoiled can still be compiled and is something else.
func TestSpoiledCompiles(t *testing.T) {
	env := map[string]any{"a": true, "b": true, "n": 1}
	atom := rapid.SampledFrom([]string{"a", "b", "n > 2", "!a", "n - 1 >= 2"})
	var condition func(depth int) *rapid.Generator[string]
	condition = func(depth int) *rapid.Generator[string] {
		if depth == 0 {
			return atom
		}
		return rapid.Custom(func(t *rapid.T) string {
			left, right := condition(depth-1).Draw(t, "left"), condition(depth-1).Draw(t, "right")
			return rapid.SampledFrom([]string{"(" + left + ") && (" + right + ")", "(" + left + ") || (" + right + ")", "!(" + left + ")", left}).Draw(t, "whole")
		})
	}
	rapid.Check(t, func(t *rapid.T) {
		text := condition(3).Draw(t, "condition")
		changes := spoil(text)
		if len(changes) == 0 {
			t.Fatalf("%s: nothing spoiled", text)
		}
		for _, c := range changes {
			if _, err := expr.Compile(c.text, expr.Env(env), expr.AsBool()); err != nil || c.text == text {
				t.Fatalf("%s: %s: %v", text, c.text, err)
			}
		}
	})
}
