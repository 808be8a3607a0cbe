package rubrictest

import (
	"fmt"
	"slices"

	"zhijian/analyzers/acts"
	"zhijian/analyzers/guard"
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
// same, among the acts that the tested items and labels look for. What a guard
// silences that some finder of the act switches on is not found. It returns how
// many were tried and a fault for each that failed.
func (t *Tests) Counterexamples(res *suite.Resources) (tried int, faults rubric.Errors) {
	m := &mutator{tests: t, res: res, guards: guard.New(&res.Lexicon.Guards)}
	used, guards := m.usedActs(), guardsOf(t.suite.Rubric)
	for act := range t.suite.Matcher.Len() {
		def := t.suite.Matcher.Definition(act)
		if !used[def.ID] || !t.owns(def) {
			continue
		}
		for _, text := range def.Counterexamples {
			tried++
			if rule, ok := m.stands(act, text.Value, guards[def.ID]); ok {
				faults = append(faults, t.fault(def, rubric.PosOf(text), fmt.Sprintf("act %s: the counterexample %q is found by %s", def.ID, text.Value, rule)))
			}
		}
	}
	return tried, faults
}

// stands finds the rule of a hit of the act in text that nothing silences.
func (m *mutator) stands(act int, text string, guards []string) (rule string, ok bool) {
	a := m.analyse(text)
	for _, h := range a.facts.Of(0, act) {
		silenced := slices.ContainsFunc(guards, func(g string) bool { return m.guards.Silences(g, a.texts[0].Norm, h.Begin, h.End) })
		if h.Except == "" && !silenced {
			return h.Rule, true
		}
	}
	return "", false
}

// guardsOf lists, by act, the guards that finders of it switch on.
func guardsOf(r *rubric.Rubric) map[string][]string {
	out := map[string][]string{}
	add := func(owner string, finders []rubric.Finder) {
		for i := range finders {
			f := &finders[i]
			for _, act := range append([]string{f.Act, owner + "/" + f.ID}, f.Acts...) {
				out[act] = append(out[act], f.Guards...)
			}
		}
	}
	for i := range r.Labels {
		add(r.Labels[i].ID, r.Labels[i].Find)
	}
	for i := range r.Items {
		add(r.Items[i].ID, r.Items[i].Find)
	}
	return out
}
