package judge_test

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

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

// likeness finds the rivals: the one whose example has more letters in a text wins.
type likeness struct{ first, second int }

func (likeness) Nearest([]rune, func(act, score int, example string)) {}

func (l likeness) Rivals(text string, nearest bool, found func(act, share int, example string)) {
	example := func(text string) string {
		if nearest {
			return text
		}
		return ""
	}
	one, other := strings.Count(text, "甲"), strings.Count(text, "乙")
	if one > other {
		found(l.first, 60+one, example("甲"))
	} else if other > 0 {
		found(l.second, 60+other, example("乙"))
	}
}

// vocabulary is what generated rubrics look for.
const vocabulary = `
acts:
- {id: a, title: a, source: t, phrases: [甲], except: ['甲无']}
- {id: b, title: b, source: t, phrases: [乙, 甲乙]}
- {id: p, title: p, source: t, patterns: ['丙[甲乙]?']}
- {id: long, title: l, source: t, phrases: [天地玄黄]}
- {id: r1, title: r, source: t, rivals: g, similar: 40, examples: [甲], phrases: [丁]}
- {id: r2, title: r, source: t, rivals: g, similar: 40, examples: [乙]}
- {id: question, title: q, source: t, phrases: [吗]}
`

// drawFinder writes a finder with the number k.
func drawFinder(t *rapid.T, k int) string {
	pick := func(label string, of ...string) string { return rapid.SampledFrom(of).Draw(t, label) }
	means := pick("means", "act: a", "act: b", "act: p", "act: long", "acts: [a, b]", "acts: [b, p, a, long]", "act: r1", "acts: [r2, a, r1]",
		"acts: [r1, r2], whole: true", "turn: 'chars >= 3'", `turn: 'has("a") || prev("b")'`, `turn: '!has("a") && (has("b") && chars > 2 || prev("p"))'`, "turn: 'questions > 0 || run_questions > 1'",
		"turn: 'between_chars > 4 && between < 3'", `turn: 'role == "agent" && gap_ms != 0'`, "turn: 'content - echo_agent > 1 || duration_ms > 500'")
	parts := []string{fmt.Sprintf("id: f%d", k), means, "who: " + pick("who", "agent", "customer", "any"),
		pick("where", "", "", "", "where: {first: 2}", "where: {last: 3}", "where: {last_fraction: 0.4}", "where: {from_ms: 1000}", "where: {to_ms: 3000}"),
		pick("guards", "", "", "guards: [negation]", "guards: [quotation, negation]"), pick("tier", "", "", "tier: [pattern]", "tier: [exact, similar]"),
		pick("not last", "", "not_last: true"), pick("polarity", "", "", "", "polarity: context", "polarity: violation", "polarity: credit")}
	if k > 0 && rapid.Bool().Draw(t, "anchored") {
		parts = append(parts, fmt.Sprintf("%s: {of: f%d, %s, turns: %s, same: %s}", pick("direction", "after", "before", "around"),
			rapid.IntRange(0, k-1).Draw(t, "of"), pick("pick", "pick: any", "pick: each", "pick: first", "pick: last", "nth: 2"),
			pick("turns", "0", "1", "2", "all"), pick("same", "'true'", "'false'", "after", "before")))
	}
	return "  - {" + strings.Join(slices.DeleteFunc(parts, func(p string) bool { return p == "" }), ", ") + "}\n"
}

// drawCondition writes a condition that reads some of n finders, all of them if asked to.
func drawCondition(t *rapid.T, n int, all bool) string {
	var parts []string
	for k := range n {
		if !all && rapid.Bool().Draw(t, "left out") {
			continue
		}
		of := rapid.IntRange(0, n-1).Draw(t, "other")
		parts = append(parts, fmt.Sprintf(rapid.SampledFrom([]string{"f%[1]d", "!f%[1]d", "!(f%[1]d && f%[2]d)", "f%[1]d_count >= 2", "f%[1]d_turns * 2 > f%[2]d_count",
			"f%[1]d_first < f%[2]d_last", "f%[1]d_missing == 0", "f%[1]d_kinds > 1 || f%[1]d_most > 1", "f%[1]d_score > 61", `f%[1]d_act == "a"`}).Draw(t, "part"), k, of))
	}
	if len(parts) == 0 {
		return "agent_turns > 1"
	}
	return strings.Join(parts, rapid.SampledFrom([]string{" && ", " || "}).Draw(t, "operator"))
}

// drawRubric writes a rubric of two items, with a label or without.
func drawRubric(t *rapid.T, label bool) string {
	var b strings.Builder
	b.WriteString(header + vocabulary)
	finders := func() int {
		n := rapid.IntRange(1, 4).Draw(t, "finders")
		b.WriteString("  find:\n")
		for k := range n {
			b.WriteString(drawFinder(t, k))
		}
		return n
	}
	mood := ""
	if label {
		b.WriteString("labels:\n- id: mood\n  values: [up, down, flat]\n")
		n := finders()
		when := func() string {
			return yamlQuote(drawCondition(t, n, false) + rapid.SampledFrom([]string{"", " && agent_turns > 1", " || agent_turns > 2"}).Draw(t, "more"))
		}
		fmt.Fprintf(&b, "  choose:\n  - {value: up, when: '%s'}\n  - {value: down, when: '%s'}\n  default: flat\n", when(), when())
		mood = ` || mood == "up"`
	}
	b.WriteString("items:\n")
	for i := range 2 {
		fmt.Fprintf(&b, "- id: s.i%d\n  name: x\n  section: s\n  kind: procedure\n  weight: 1\n  source: t\n", i)
		n := finders()
		if rapid.Bool().Draw(t, "applies") {
			fmt.Fprintf(&b, "  applies: '%s'\n", yamlQuote(drawCondition(t, n, false)+rapid.SampledFrom([]string{"", mood}).Draw(t, "mood")))
		}
		fmt.Fprintf(&b, "  %s: '%s'\n", rapid.SampledFrom([]string{"pass", "fail"}).Draw(t, "decide"), yamlQuote(drawCondition(t, n, true)))
	}
	return b.String()
}

func yamlQuote(s string) string { return strings.ReplaceAll(s, "'", "''") }

// drawInput draws an interaction of words that the vocabulary knows.
func drawInput(t *rapid.T, m *acts.Matcher) *judge.Input {
	in := &transcript.Interaction{Channel: transcript.ChannelVoice}
	input := &judge.Input{Interaction: in}
	at := int64(0)
	pieces := []string{"甲", "乙", "丙", "丁", "甲无", "不", "“", "”", "，", "。", "吗", "天地", "玄黄", "x"}
	for range rapid.IntRange(0, 16).Draw(t, "turns") {
		text := strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 1, 6).Draw(t, "text"), "")
		turn := transcript.Turn{Role: rapid.SampledFrom([]transcript.Role{"agent", "customer", "agent", "customer", "bot"}).Draw(t, "role"), Text: text}
		if rapid.IntRange(0, 3).Draw(t, "timed") > 0 {
			turn.Begin = transcript.Some(at)
			at += int64(rapid.IntRange(0, 1500).Draw(t, "ms"))
			turn.End = transcript.Some(at)
		}
		in.Turns = append(in.Turns, turn)
		input.Texts = append(input.Texts, normalize.Normalize(text))
		n := rapid.IntRange(0, 6).Draw(t, "content")
		input.Echo = append(input.Echo, echo.Turn{Content: n, Agent: n / 2})
	}
	input.Metrics = metrics.Measure(in)
	input.Acts = m.Match(in, input.Texts, make([][]segment.Token, len(in.Turns)))
	return input
}

// generated compiles a rubric on a lexicon of guards alone.
func generated(t *rapid.T, source string) (*judge.Judge, *acts.Matcher) {
	lx := &lexicon.Lexicon{Guards: lexicon.Guards{Negation: lexicon.Guard{Before: []string{"不"}, Window: 2, Scope: "clause"},
		Quotation: lexicon.Guard{Pairs: [][2]string{{"“", "”"}}}}}
	r, err := rubric.Parse("t.yaml", []byte(source))
	if err != nil {
		t.Fatalf("%s\n%v", source, err)
	}
	defs := judge.Definitions(r, lx)
	index := func(id string) int { return slices.IndexFunc(defs, func(d acts.Definition) bool { return d.ID == id }) }
	m, err := acts.Compile(defs, nil, acts.Sound{}, likeness{index("r1"), index("r2")})
	if err != nil {
		t.Fatal(err)
	}
	j, err := judge.Compile(r, m, guard.New(&lx.Guards), judge.Clock{})
	if err != nil {
		t.Fatalf("%s\n%v", source, err)
	}
	return j, m
}

// Whatever the rubric and the interaction, a judge finds what searching every
// window finds.
func TestJudgeIsSimple(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		source := drawRubric(t, true)
		j, m := generated(t, source)
		for range 3 { // on memory that served before
			compare(t, j, drawInput(t, m), source)
		}
	})
}

// Steps are those of searching every window, and so what is too much work.
func TestStepsAreSimple(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		source := drawRubric(t, false) // finders of a label are run when they are needed
		j, m := generated(t, source)
		in := drawInput(t, m)
		_, want, _ := judge.JudgeSimply(j, in)
		if _, got, _ := j.JudgeWithSteps(in); got != want {
			t.Fatalf("%s\n%+v: %d steps, want %d", source, in.Interaction.Turns, got, want)
		}
		j.Limit(rapid.IntRange(0, want+1).Draw(t, "limit"))
		compare(t, j, in, source)
	})
}

// The shipped rubric judges the dialogues of its own tests, and real ones, as
// the simple judge does.
func TestShippedJudgeIsSimple(t *testing.T) {
	s, j := shipped(t)
	check := func(in *transcript.Interaction) {
		t.Helper()
		a, err := s.Analyze(in)
		if err != nil {
			t.Fatal(err)
		}
		compare(t, j, a.Evidence(), in.ID)
	}
	for _, in := range dialogues(s.Rubric) {
		check(in)
	}
	t.Run("real", func(t *testing.T) {
		for _, in := range real(t, 200) {
			check(in)
		}
	})
}

// dialogues are the dialogues that stand in a rubric, on every channel.
func dialogues(r *rubric.Rubric) []*transcript.Interaction {
	var tests []rubric.Test
	for i := range r.Labels {
		tests = append(tests, r.Labels[i].Tests...)
	}
	for i := range r.Items {
		tests = append(tests, r.Items[i].Tests...)
	}
	channels := []transcript.Channel{transcript.ChannelVoice, transcript.ChannelChat, transcript.ChannelEmail}
	var out []*transcript.Interaction
	for k := range tests {
		in := &transcript.Interaction{ID: tests[k].Name, Channel: channels[k%3], EndedBy: []transcript.EndedBy{"", "agent"}[k%2]}
		for i, line := range tests[k].Turns {
			who, text, _ := strings.Cut(line.Value, ": ")
			turn := transcript.Turn{Role: map[string]transcript.Role{"坐": "agent", "客": "customer"}[who], Text: text}
			if k%5 < 2 {
				turn.Begin, turn.End = transcript.Some(int64(i*9000)), transcript.Some(int64(i*9000+(k%11)*1000))
			}
			in.Turns = append(in.Turns, turn)
		}
		out = append(out, in)
	}
	return out
}

// failer is a test or a check of rapid.
type failer interface {
	Helper()
	Fatalf(format string, args ...any)
}

// compare judges one interaction in both ways.
func compare(t failer, j *judge.Judge, in *judge.Input, source string) {
	t.Helper()
	want, _, wrong := judge.JudgeSimply(j, in)
	got, err := j.Judge(in)
	if fmt.Sprint(err) != fmt.Sprint(wrong) || errors.Is(err, judge.ErrTooMuchWork) != (err != nil) {
		t.Fatalf("%s\n%v\nwant %v", source, err, wrong)
	}
	if want, got := told(want), told(got); !reflect.DeepEqual(want, got) {
		t.Fatalf("%s\n%+v\n%s", source, in.Interaction.Turns, cmp.Diff(want, got, cmpopts.IgnoreUnexported(judge.Result{})))
	}
}

// told is what a result tells, its memory apart; nil for none.
func told(r *judge.Result) any {
	if r == nil {
		return nil
	}
	return judge.Result{Labels: r.Labels, Findings: r.Findings}
}
