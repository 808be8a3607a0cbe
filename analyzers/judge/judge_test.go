package judge_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"zhijian/analyzers/acts"
	"zhijian/analyzers/echo"
	"zhijian/analyzers/guard"
	"zhijian/analyzers/judge"
	"zhijian/analyzers/metrics"
	"zhijian/analyzers/normalize"
	"zhijian/analyzers/rubric"
	"zhijian/analyzers/segment"
	"zhijian/analyzers/transcript"
	"zhijian/lexicon"
)

const header = `
rubric: {id: t, version: "1", name: t, schema: 1}
sections: [{id: s, name: s, weight: 100}]
`

// item completes the YAML of an item with what the syntax demands.
func item(body string) string {
	return header + "items:\n- id: x\n  name: x\n  section: s\n  kind: procedure\n  weight: 1\n  source: t\n" + indent(body)
}

func indent(s string) string {
	return "  " + strings.ReplaceAll(strings.TrimSpace(s), "\n", "\n  ") + "\n"
}

func compile(t *testing.T, source string) (*judge.Judge, *acts.Matcher, error) {
	t.Helper()
	r, err := rubric.Parse("t.yaml", []byte(source))
	if err != nil {
		t.Fatal(err)
	}
	lx := &lexicon.Lexicon{Guards: lexicon.Guards{Negation: lexicon.Guard{Before: []string{"不"}, Window: 2, Scope: "clause"}}}
	m, err := acts.Compile(judge.Definitions(r, lx), nil, acts.Sound{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	j, err := judge.Compile(r, m, guard.New(&lx.Guards), judge.Clock{})
	return j, m, err
}

// finding judges turns written "a:您好" or "c:…", with times "a[0-1000]:…".
func finding(t *testing.T, source string, turns ...string) judge.Finding {
	t.Helper()
	j, m, err := compile(t, source)
	if err != nil {
		t.Fatal(err)
	}
	in := &transcript.Interaction{Channel: transcript.ChannelVoice}
	in.EndedBy = transcript.EndedByAgent
	var texts []normalize.Text
	for _, line := range turns {
		head, text, _ := strings.Cut(line, ":")
		turn := transcript.Turn{Role: map[byte]transcript.Role{'a': "agent", 'c': "customer", 'b': "bot"}[head[0]], Text: text}
		var begin, end int64
		if n, _ := fmt.Sscanf(head[1:], "[%d-%d]", &begin, &end); n == 2 {
			turn.Begin, turn.End = transcript.Some(begin), transcript.Some(end)
		}
		in.Turns = append(in.Turns, turn)
		texts = append(texts, normalize.Normalize(text))
	}
	facts := m.Match(in, texts, make([][]segment.Token, len(texts)))
	res, err := j.Judge(&judge.Input{Interaction: in, Texts: texts, Acts: facts, Metrics: metrics.Measure(in), Echo: make([]echo.Turn, len(texts))})
	if err != nil {
		t.Fatal(err)
	}
	return res.Findings[0]
}

// evidence writes each piece as "rule@turn", absences as "rule:window", silenced ones in brackets.
func evidence(f judge.Finding) []string {
	var out []string
	for _, e := range f.Evidence {
		s := fmt.Sprintf("%s@%d", e.Rule, e.Turn)
		if e.Turn < 0 {
			s = e.Rule + ":" + e.Window
		}
		if e.SuppressedBy != "" {
			s = "(" + s + " " + e.SuppressedBy + ")"
		}
		out = append(out, s)
	}
	return out
}

func TestJudge(t *testing.T) {
	const greet = "find: [{id: greet, phrases: [您好], where: {first: 2}}]\npass: greet"
	const abuse = "find: [{id: abuse, phrases: [笨蛋], guards: [negation]}]\nfail: abuse"
	const wait = "find:\n- {id: hold, phrases: [稍等], not_last: true}\n- {id: thanks, phrases: [久等], after: {of: hold, pick: each, turns: 1, same: after}}\napplies: hold\npass: thanks"
	tests := []struct {
		name, item string
		turns      []string
		want       judge.Verdict
		evidence   []string
	}{
		{"found in the window", greet, []string{"c:喂", "a:您好"}, judge.Pass, []string{"greet@1"}},
		{"beyond the window", greet, []string{"a:喂", "a:说", "a:您好"}, judge.Fail, []string{"greet:已查坐席轮 0,1"}},
		{"said by a bot", greet, []string{"b:您好", "a:说"}, judge.Fail, []string{"greet:已查坐席轮 1"}},
		{"forbidden", abuse, []string{"a:你这个笨蛋"}, judge.Fail, []string{"abuse@0"}},
		{"forbidden, denied", abuse, []string{"a:您不是笨蛋"}, judge.Pass, []string{"(abuse@0 negation)"}},
		{"forbidden, by the customer", abuse, []string{"c:你这个笨蛋", "a:嗯"}, judge.Pass, nil},
		{"does not apply", wait, []string{"a:您好", "a:再见"}, judge.NA, nil},
		{"asked last: nothing to thank in", wait, []string{"a:您好", "a:稍等"}, judge.NA, nil},
		{"each anchor satisfied", wait, []string{"a:稍等", "c:嗯", "a:久等了，稍等", "c:好", "a:让您久等"}, judge.Pass, []string{"thanks@2", "thanks@4"}},
		{"one anchor is not", wait, []string{"a:稍等", "a:久等了", "a:稍等", "a:好", "a:久等"}, judge.Fail, []string{"thanks@1", "thanks:已查坐席轮 2,3"}},
		{"thanks ahead of the request do not count", wait, []string{"a:让您久等，稍等", "a:好"}, judge.Fail, []string{"thanks:已查坐席轮 0,1"}},
		{"count", "find: [{id: ask, phrases: [吗]}]\npass: 'ask_count <= 2'", []string{"a:好吗", "a:行吗", "a:对吗"}, judge.Fail,
			[]string{"ask@0", "ask@1", "ask@2", "pass:ask_count=3"}},
		{"count in one turn", "find: [{id: ask, phrases: [吗]}]\npass: 'ask_most <= 1'", []string{"a:好吗行吗", "a:对吗"}, judge.Fail,
			[]string{"ask@0", "ask@0", "ask@1", "pass:ask_most=2"}},
		{"last fraction rounds up", "find: [{id: sum, phrases: [总结], where: {last_fraction: 0.334}}]\npass: sum",
			[]string{"a:一", "a:二", "a:总结", "a:四"}, judge.Pass, []string{"sum@2"}},
		{"measure", "needs: [times]\nfind: [{id: gap, turn: 'gap_ms > 1000'}]\nfail: gap",
			[]string{"a[0-500]:一", "c[2000-2500]:二", "a[4000-5000]:三"}, judge.Fail, []string{"gap@2"}},
		{"measure without times", "needs: [times]\nfind: [{id: gap, turn: 'gap_ms > 1000'}]\nfail: gap", []string{"a:一"}, judge.NotEvaluated, nil},
		{"field", "needs: [ended_by]\npass: 'ended_by == \"customer\"'", []string{"a:一"}, judge.Fail, []string{"pass:ended_by=agent"}},
		{"channel", "channels: [chat]\n" + greet, []string{"a:您好"}, judge.NA, nil},
		{"first anchor", "find:\n- {id: mad, phrases: [气], who: customer}\n- {id: sorry, phrases: [抱歉], after: {of: mad, pick: first, turns: 1}}\npass: sorry",
			[]string{"c:气死", "a:嗯", "c:气", "a:抱歉"}, judge.Fail, []string{"sorry:已查坐席轮 1"}},
		{"any anchor", "find:\n- {id: mad, phrases: [气], who: customer}\n- {id: sorry, phrases: [抱歉], after: {of: mad, pick: any, turns: 1}}\npass: sorry",
			[]string{"c:气死", "a:嗯", "c:气", "a:抱歉"}, judge.Pass, []string{"sorry@3"}},
		{"nth anchor", "find:\n- {id: mad, phrases: [气], who: customer}\n- {id: sorry, phrases: [抱歉], after: {of: mad, nth: 2, turns: 1}}\npass: sorry",
			[]string{"c:气死", "a:嗯", "c:气", "a:抱歉"}, judge.Pass, []string{"sorry@3"}},
		{"before", "find:\n- {id: sell, phrases: [办理]}\n- {id: ask, phrases: [需要吗], before: {of: sell, pick: each, turns: 2}}\npass: ask",
			[]string{"a:您需要吗", "c:要", "a:给您办理"}, judge.Pass, []string{"ask@0"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := finding(t, item(tt.item), tt.turns...)
			if f.Verdict != tt.want {
				t.Errorf("verdict %s (%s), want %s", f.Verdict, f.Reason, tt.want)
			}
			if got := evidence(f); !slices.Equal(got, tt.evidence) {
				t.Errorf("evidence %q, want %q", got, tt.evidence)
			}
			if f.Verdict == judge.Fail && f.Violations == 0 {
				t.Error("a fail without evidence")
			}
		})
	}
}

func TestCompileReportsFaultsWithPosition(t *testing.T) {
	tests := []struct{ name, item, want string }{
		{"unknown act", "find: [{id: f, act: nosuch}]\npass: f", `t.yaml:11:10: unknown act "nosuch"`},
		{"unknown variable", "pass: nosuch", "unknown name nosuch"},
		{"not a condition", "pass: 'agent_turns + 1'", "expected bool"},
		{"unused finder", "find: [{id: f, phrases: [好]}]\npass: 'agent_turns > 0'", `nothing reads the finder "f"`},
		{"item below", "pass: 'verdict(\"y\") == \"pass\"'", `verdict("y"): no such item above`},
		{"unknown act in measure", "find: [{id: f, turn: 'has(\"nosuch\")'}]\npass: f", `no such act`},
		{"taken name", "find: [{id: channel, phrases: [好]}]\npass: channel", "name of a variable"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, _, err := compile(t, item(tt.item))
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want %q", err, tt.want)
			}
		})
	}
}
