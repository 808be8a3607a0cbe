package rubrictest

import (
	"fmt"

	"zhijian/analyzers/acts"
	"zhijian/analyzers/rubric"
	"zhijian/analyzers/suite"
)

// owns reports whether an act is the rubric's own to test: written in it, or of
// the lexicon, which is tested with the shipped rubric.
func (t *Tests) owns(def *acts.Definition) bool {
	return def.File == t.suite.Rubric.File || t.suite.Rubric.File == rubric.BuiltinName
}

// fault is a fault at a position of the file in which an act is defined.
func (t *Tests) fault(def *acts.Definition, at rubric.Pos, msg string) *rubric.Error {
	if def.File == t.suite.Rubric.File {
		return t.suite.Rubric.Fault(at, msg)
	}
	return &rubric.Error{File: "lexicon/" + def.File, Line: at.Line, Column: at.Column, Msg: msg}
}

// Counterexamples looks for counterexamples in which their act is found all the
// same, among the acts that the tested items and labels look for. It returns how
// many were tried and a fault for each that failed.
func (t *Tests) Counterexamples(res *suite.Resources) (tried int, faults rubric.Errors) {
	m := &mutator{tests: t, res: res}
	used := m.usedActs()
	for act := range t.suite.Matcher.Len() {
		def := t.suite.Matcher.Definition(act)
		if !used[def.ID] || !t.owns(def) {
			continue
		}
		for _, text := range def.Counterexamples {
			tried++
			for _, h := range m.analyse(text.Value).facts.Of(0, act) {
				if h.Except == "" {
					e := t.fault(def, rubric.PosOf(text), fmt.Sprintf("act %s: the counterexample %q is found by %s", def.ID, text.Value, h.Rule))
					faults = append(faults, e)
					break
				}
			}
		}
	}
	return tried, faults
}
