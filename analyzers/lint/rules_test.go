package lint

import (
	"testing"

	"pgregory.net/rapid"
)

func label(fields string) string {
	return "labels:\n- {id: mood, values: [good, bad, odd], default: odd, tests: [{name: 一, turns: ['客: 好'], want: odd}], " + fields + "}\n"
}

func TestLogic(t *testing.T) {
	sound := item("a", "find: [{id: g, act: greeting}]", "pass: g")
	runCases(t, map[string]lintCase{
		"required and forbidden": {
			items(item("a", "find: [{id: g, act: greeting}]", "pass: g && !g")),
			[]string{`error: item "a" can never pass: "g && !g" is always false where it applies`},
		},
		"applies implies the pass": {
			items(item("a", "find: [{id: g, act: greeting}]", "applies: g", "fail: '!g'")),
			[]string{`error: item "a" can never fail: "!g" is always false where it applies`},
		},
		"count against presence": {
			items(item("a", "find: [{id: g, act: greeting}]", "applies: '!g'", "pass: g_count >= 2")),
			[]string{`error: item "a" can never pass: "g_count >= 2" is always false where it applies`},
		},
		"turns are no more than hits": {
			items(item("a", "find: [{id: g, act: greeting}]", "fail: g_turns > g_count")),
			[]string{`error: item "a" can never fail: "g_turns > g_count" is always false where it applies`},
		},
		"each anchor satisfied": {
			items(item("a", "find:", "- {id: g, act: greeting}", "- {id: h, act: thanks, after: {of: g, turns: 1, pick: each}}", "fail: h && h_missing > 0")),
			[]string{`error: item "a" can never fail: "h && h_missing > 0" is always false where it applies`},
		},
		"never applies": {
			items(item("a", "applies: agent_turns > 5 && agent_turns < 3", "pass: customer_turns > 1")),
			[]string{`error: item a never applies: "agent_turns > 5 && agent_turns < 3" is never true`},
		},
		"always applies": {
			items(item("a", "applies: agent_turns >= 0 || customer_turns > 3 || agent_turns < 1", "pass: customer_turns > 1")),
			[]string{`warning: item a: applies "agent_turns >= 0 || customer_turns > 3 || agent_turns < 1" is always true`},
		},
		"verdicts of other items": {
			items(sound, item("b", `applies: verdict("a") == "pass" && verdict("a") == "fail"`, "pass: customer_turns > 1")),
			[]string{`error: item b never applies: "verdict(\"a\") == \"pass\" && verdict(\"a\") == \"fail\"" is never true`},
		},
		"a verdict that is none": {
			items(sound, item("b", `applies: verdict("a") == "passed" || customer_turns > 2`, "pass: agent_turns > 1")),
			[]string{`error: verdict is never "passed", only one of ["pass" "fail" "na" "not_evaluated"]`},
		},
		"choices": {
			head + label("find: [{id: g, act: greeting}], choose: [{value: good, when: g}, {value: bad, when: 'g && agent_turns > 3'}]") + "items:\n" + sound,
			[]string{`error: label "mood": the choice of "bad" is never reached`},
		},
		"a value that is never chosen": {
			head + label("find: [{id: g, act: greeting}], choose: [{value: good, when: g}]") + "items:\n" + sound,
			[]string{`warning: label "mood": value "bad" is never chosen`},
		},
		"a default that is never reached": {
			head + label("find: [{id: g, act: greeting}], choose: [{value: good, when: g}, {value: bad, when: '!g'}]") + "items:\n" + sound,
			[]string{`warning: label "mood": the default "odd" is never reached`},
		},
		"a label in a condition": {
			head + label("choose: [{value: good, when: agent_turns > 2}, {value: bad, when: agent_turns > 1}]") +
				"items:\n" + item("a", `applies: mood == "good"`, `fail: mood == "bad"`),
			[]string{`error: item "a" can never fail: "mood == \"bad\"" is always false where it applies`},
		},
		"measures of a turn": {
			items(item("a", "find: [{id: g, turn: 'chars > 10 && chars < 5'}]", "fail: g")),
			[]string{`error: item a: finder "g": "chars > 10 && chars < 5" is never true`},
		},
		"the role that who leaves out": {
			items(item("a", `find: [{id: g, turn: 'role == "customer" && chars > 2'}]`, "fail: g")),
			[]string{`error: item a: finder "g": "role == \"customer\" && chars > 2" is never true`},
		},
		"many variables are tried at random and nothing is claimed": {
			items(item("a", "find: [{id: g, act: greeting}]",
				"fail: g_first == 1011 && agent_turns == 1022 && customer_turns == 1033 && agent_chars == 1044 && customer_chars == 1055 && g_count == 1066 && agent_spoken_chars == 1077 && g_turns == 3 && g_last == 7 && channel == 'chat' && ticket_exists && ticket_carried && transferred && timed")),
			nil,
		},
	})
}

func TestScoring(t *testing.T) {
	sound := item("a", "find: [{id: g, act: greeting}]", "pass: g")
	runCases(t, map[string]lintCase{
		"sections": {
			"rubric: {id: t, version: '1', schema: 1, min_coverage: 0.5}\nsections: [{id: s, name: 节, weight: 60}, {id: e, name: 空, weight: 40}]\nitems:\n" + sound,
			[]string{
				"warning: min_coverage 0.5 never binds: no item needs an input that can be missing",
				`warning: section "e" weighs 40 and has no items that are scored`,
			},
		},
		"groups": {
			head + "groups: [{id: x, cap: 2}, {id: y, cap: 1}]\nitems:\n" + item("a", "group: x", "find: [{id: g, act: greeting}]", "pass: g"),
			[]string{`warning: group "x": cap 2 never binds, its items lose 2 points together at most`, `warning: group "y" has no items`},
		},
		"deductions": {
			items(item("a", "deduct: {per_hit: 1, cap: 2}", "find: [{id: g, act: greeting}]", "fail: g"), item("b", "deduct: {per_hit: 2}", "find: [{id: g, act: thanks}]", "fail: g")),
			[]string{
				`warning: item "a": deduct cap 2 never binds, the weight is the cap`,
				`warning: item "b": the first hit costs all 2 points, so that deduct says nothing`,
			},
		},
		"bonus": {
			items(sound, item("b", "bonus: {per_hit: 2, cap: 3}", "find: [{id: g, act: thanks}]", "fail: g")),
			[]string{
				`error: item "b": the bonus is never earned, no finder gives credit`,
				`warning: item "b": the last lot of the bonus is cut: per_hit 2, cap 3`,
			},
		},
		"bonus without company": {
			items(item("b", "bonus: {per_hit: 1, cap: 2}", "find: [{id: g, act: thanks}]", "pass: g")),
			[]string{`warning: item "b": a bonus never counts in a section of one item, which is full without it`},
		},
		"double penalty": {
			items(item("a", "find: [{id: g, act: insult}]", "fail: g"), item("b", "find: [{id: g, acts: [insult, thanks]}]", "fail: g"),
				item("c", "find: [{id: g, act: insult, who: customer}]", "fail: g")),
			[]string{`warning: items "b" and "a" punish the same words: act insult of agent`},
		},
		"double penalty by phrase": {
			items(item("a", "find: [{id: g, phrases: [烦死了, 走开]}]", "fail: g"), item("b", "find: [{id: h, phrases: [煩死了]}]", "pass: '!h'")),
			[]string{`warning: items "b" and "a" punish the same words: "烦死了" of agent`},
		},
		"double penalty that is meant": {
			items(item("a", "find: [{id: g, act: insult}]", "fail: g"), item("b", "overlaps: [a]", "find: [{id: g, act: insult}]", "fail: g"),
				item("c", "overlaps: [a, b, bb]", "find: [{id: g, act: insult}]", "fail: g")),
			[]string{`error: item "c" overlaps "bb", which is no other item`},
		},
		"no double penalty": {
			items(item("a", "channels: [voice]", "find: [{id: g, act: insult}]", "fail: g"), item("b", "channels: [chat]", "find: [{id: g, act: insult}]", "fail: g"),
				item("c", "status: experimental", "find: [{id: g, act: insult}]", "fail: g")),
			nil,
		},
	})
}

func TestHabits(t *testing.T) {
	runCases(t, map[string]lintCase{
		"item": {
			head + "items:\n- {id: a, name: 名, section: s, kind: timing, weight: 1, source: x, status: deprecated, fatal: section, needs: [ended_by], pass: ring_ms < 15000}\n",
			[]string{
				`warning: item "a" has no coaching`,
				`warning: item "a" has no tests`,
				`warning: item "a" is deprecated`,
				`warning: item "a" needs ended_by and does not read it`,
				`warning: item "a": fatal: section says nothing for severity minor`,
				`warning: item "a" decides by ring_ms, which may be unknown`,
			},
		},
		"test names": {
			items("- id: a\n  name: 名\n  section: s\n  kind: procedure\n  weight: 2\n  source: test\n  coaching: 这样说\n  pass: agent_turns > 1\n  tests:\n" +
				"  - {name: 一, turns: ['坐: 您好'], want: fail}\n  - {name: 一, turns: ['坐: 您好'], want: fail}\n  - {turns: ['坐: 您好'], want: fail}\n"),
			[]string{`warning: test "一" stands twice`, `warning: test without name`},
		},
	})
}

// Two texts can overlap exactly when one of the ways of laying them over each
// other agrees in every place that both cover.
func TestCanOverlap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := []rune(rapid.StringMatching(`[甲乙]{1,5}`).Draw(t, "a"))
		b := []rune(rapid.StringMatching(`[甲乙]{1,5}`).Draw(t, "b"))
		want := false
		for shift := 1 - len(b); shift < len(a); shift++ {
			agree := true
			for i := range b {
				if at := i + shift; at >= 0 && at < len(a) && a[at] != b[i] {
					agree = false
				}
			}
			want = want || agree
		}
		if got := canOverlap(string(a), string(b)); got != want {
			t.Fatalf("%s and %s: %t, want %t", string(a), string(b), got, want)
		}
	})
}

func TestTexts(t *testing.T) {
	for source, want := range map[string][]string{
		"(退|换)货了?":                 {"换货", "换货了", "退货", "退货了"},
		"[一二]天{1,2}":               {"一天", "一天天", "二天", "二天天"},
		"好[^。]{0,6}的":              nil,
		"(甲|乙|丙|丁){8}":             nil,
		`(?:\A|[，。])好(?:\z|[，。 ])`: {"好"},
	} {
		got, ok := texts(source)
		if ok != (want != nil) || len(got) != len(want) {
			t.Errorf("%s: %q %t, want %q", source, got, ok, want)
			continue
		}
		for i := range got {
			if got[i] != want[i] {
				t.Errorf("%s: %q, want %q", source, got, want)
			}
		}
	}
}
