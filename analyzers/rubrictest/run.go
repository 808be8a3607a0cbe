package rubrictest

import (
	"fmt"
	"slices"

	"zhijian/analyzers/judge"
	"zhijian/analyzers/rubric"
	"zhijian/analyzers/suite"
)

// Outcome is what became of one embedded test.
type Outcome struct {
	Owner  string // id of the item or label
	Test   *rubric.Test
	Got    string // verdict or label value; empty when the test could not run
	Reason string // why it failed; empty when it passed
}

// OK reports whether the test passed.
func (o *Outcome) OK() bool { return o.Reason == "" }

// Run runs every test of the suite's rubric, in the rubric's order.
func Run(s *suite.Suite, decode Decoder) []Outcome {
	var out []Outcome
	for i := range s.Rubric.Labels {
		l := &s.Rubric.Labels[i]
		for k := range l.Tests {
			out = append(out, runLabel(s, decode, l, &l.Tests[k]))
		}
	}
	for i := range s.Rubric.Items {
		it := &s.Rubric.Items[i]
		for k := range it.Tests {
			out = append(out, runItem(s, decode, i, &it.Tests[k]))
		}
	}
	return out
}

func runLabel(s *suite.Suite, decode Decoder, l *rubric.Label, t *rubric.Test) Outcome {
	o := Outcome{Owner: l.ID, Test: t}
	a, err := analyze(s, decode, t)
	if err != nil {
		o.Reason = err.Error()
		return o
	}
	o.Got = a.Judgement.Labels[l.ID]
	o.compare()
	return o
}

func runItem(s *suite.Suite, decode Decoder, item int, t *rubric.Test) Outcome {
	o := Outcome{Owner: s.Rubric.Items[item].ID, Test: t}
	a, err := analyze(s, decode, t)
	if err != nil {
		o.Reason = err.Error()
		return o
	}
	f := &a.Judgement.Findings[item]
	o.Got = string(f.Verdict)
	o.compare()
	if o.OK() && t.At != nil && !evidenceAt(f, *t.At) {
		o.Reason = fmt.Sprintf("no evidence at turn %d", *t.At)
	}
	return o
}

func (o *Outcome) compare() {
	if o.Got != o.Test.Want {
		o.Reason = fmt.Sprintf("got %s, want %s", o.Got, o.Test.Want)
	}
}

func evidenceAt(f *judge.Finding, turn int) bool {
	return slices.ContainsFunc(f.Evidence, func(e judge.Evidence) bool { return e.Turn == turn })
}

func analyze(s *suite.Suite, decode Decoder, t *rubric.Test) (*suite.Analysis, error) {
	in, err := dialogue(t, decode)
	if err != nil {
		return nil, err
	}
	return s.Analyze(in)
}
