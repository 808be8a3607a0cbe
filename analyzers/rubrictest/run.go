package rubrictest

import (
	"fmt"
	"slices"
	"strings"

	"zhijian/analyzers/judge"
	"zhijian/analyzers/rubric"
	"zhijian/analyzers/suite"
)

// Tests are the embedded tests of a rubric, their dialogues analysed.
type Tests struct {
	suite *suite.Suite
	cases []testCase
}

// testCase is one embedded test.
type testCase struct {
	owner    string // id of the item or label
	isLabel  bool
	test     *rubric.Test
	analysis *suite.Analysis
	err      error // why there is no analysis
}

// Outcome is what became of one embedded test.
type Outcome struct {
	Owner    string // id of the item or label
	Test     *rubric.Test
	Got      string   // verdict or label value; empty when the test could not run
	Reason   string   // why it failed; empty when it passed
	Evidence []string // of a failed test of an item, one a line
}

// OK reports whether the test passed.
func (o *Outcome) OK() bool { return o.Reason == "" }

// Run runs every test of the suite's rubric: labels before items, in the
// rubric's order.
func Run(s *suite.Suite, decode Decoder) []Outcome { return Prepare(s, decode).Outcomes() }

// Prepare analyses the dialogues of all tests of the suite's rubric whose owner
// is one of owners; without owners, of all.
func Prepare(s *suite.Suite, decode Decoder, owners ...string) *Tests {
	t := &Tests{suite: s}
	wanted := func(id string) bool { return len(owners) == 0 || slices.Contains(owners, id) }
	for i := range s.Rubric.Labels {
		if l := &s.Rubric.Labels[i]; wanted(l.ID) {
			t.add(decode, l.ID, true, l.Tests)
		}
	}
	for i := range s.Rubric.Items {
		if it := &s.Rubric.Items[i]; wanted(it.ID) {
			t.add(decode, it.ID, false, it.Tests)
		}
	}
	return t
}

func (t *Tests) add(decode Decoder, owner string, isLabel bool, tests []rubric.Test) {
	for k := range tests {
		c := testCase{owner: owner, isLabel: isLabel, test: &tests[k]}
		in, err := dialogue(c.test, decode)
		if err == nil {
			c.analysis, err = t.suite.Analyze(in)
		}
		c.err = err
		t.cases = append(t.cases, c)
	}
}

// Analyses visits the analysis of every test that could run.
func (t *Tests) Analyses(visit func(*suite.Analysis)) {
	for i := range t.cases {
		if a := t.cases[i].analysis; a != nil {
			visit(a)
		}
	}
}

// Outcomes tells what became of each test.
func (t *Tests) Outcomes() []Outcome {
	out := make([]Outcome, len(t.cases))
	for i := range t.cases {
		c := &t.cases[i]
		out[i] = Outcome{Owner: c.owner, Test: c.test}
		if c.err != nil {
			out[i].Reason = c.err.Error()
			continue
		}
		out[i].Got, out[i].Reason = c.compare(c.analysis.Judgement)
		if f := finding(c.analysis.Judgement, c.owner); !out[i].OK() && f != nil {
			out[i].Evidence = evidence(c.analysis, f)
		}
	}
	return out
}

// compare holds a judgement to what the test wants; reason is empty when it is that.
func (c *testCase) compare(j *judge.Result) (got, reason string) {
	if c.isLabel {
		got = j.Labels[c.owner]
	} else if f := finding(j, c.owner); f != nil {
		got = string(f.Verdict)
	}
	switch {
	case got != c.test.Want:
		return got, fmt.Sprintf("got %s, want %s", got, c.test.Want)
	case c.test.At != nil && !c.isLabel && !evidenceAt(finding(j, c.owner), *c.test.At):
		return got, fmt.Sprintf("no evidence at turn %d", *c.test.At)
	}
	return got, ""
}

func finding(j *judge.Result, item string) *judge.Finding {
	for i := range j.Findings {
		if j.Findings[i].Item.ID == item {
			return &j.Findings[i]
		}
	}
	return nil
}

func evidenceAt(f *judge.Finding, turn int) bool {
	return slices.ContainsFunc(f.Evidence, func(e judge.Evidence) bool { return e.Turn == turn })
}

// evidence writes the evidence of a finding, one piece a line.
func evidence(a *suite.Analysis, f *judge.Finding) []string {
	out := []string{}
	if f.Reason != "" {
		out = append(out, f.Reason)
	}
	for i := range f.Evidence {
		e := &f.Evidence[i]
		parts := []string{e.Rule, string(e.Polarity), e.Tier}
		if e.Turn >= 0 {
			t := &a.Interaction.Turns[e.Turn]
			parts = append(parts, fmt.Sprintf("turn %d %q", e.Turn, t.Text[e.Span.Begin:e.Span.End]))
		}
		for _, s := range []string{e.Matched, e.Window, e.Nearest} {
			if s != "" {
				parts = append(parts, s)
			}
		}
		if e.SuppressedBy != "" {
			parts = append(parts, "suppressed by "+e.SuppressedBy)
		}
		out = append(out, strings.Join(parts, " "))
	}
	return out
}

// Tally counts the tests of one item or label.
type Tally struct {
	Owner, Name string
	Tests       int
	Wants       map[string]int // by the verdict or value that is wanted
	Failed      int
}

// Count counts outcomes by owner, in the rubric's order. Owners without tests
// are counted too.
func Count(r *rubric.Rubric, outcomes []Outcome) []Tally {
	var out []Tally
	index := map[string]int{}
	add := func(id, name string) {
		index[id] = len(out)
		out = append(out, Tally{Owner: id, Name: name, Wants: map[string]int{}})
	}
	for i := range r.Labels {
		add(r.Labels[i].ID, r.Labels[i].Name)
	}
	for i := range r.Items {
		add(r.Items[i].ID, r.Items[i].Name)
	}
	for i := range outcomes {
		t := &out[index[outcomes[i].Owner]]
		t.Tests++
		t.Wants[outcomes[i].Test.Want]++
		if !outcomes[i].OK() {
			t.Failed++
		}
	}
	return out
}
