package rubrictest

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"

	"zhijian/analyzers/acts"
	"zhijian/analyzers/guard"
	"zhijian/analyzers/judge"
	"zhijian/analyzers/normalize"
	"zhijian/analyzers/pattern"
	"zhijian/analyzers/rubric"
	"zhijian/analyzers/segment"
	"zhijian/analyzers/suite"
	"zhijian/analyzers/transcript"
)

// Mutation is the result of running the tests against rubrics in which one thing
// is spoiled: every such rubric should make some test fail.
type Mutation struct {
	Mutants   int           // that could be run
	Survivors rubric.Errors // the ones that no test noticed, in order of position
}

// mutator runs mutants.
type mutator struct {
	tests  *Tests
	res    *suite.Resources
	guards *guard.Set
	result Mutation

	patterns *pattern.Compiler
	found    map[int][]string // by act, see finds
}

// Mutate spoils one condition, guard, window, tier or exception after the other
// and runs the tests that depend on it. A test that fails anyway notices nothing.
func (t *Tests) Mutate(res *suite.Resources) (*Mutation, error) {
	m := &mutator{tests: t, res: res, guards: guard.New(&res.Lexicon.Guards),
		patterns: newPatterns(res.Lexicon.Lists), found: map[int][]string{}}
	r := t.suite.Rubric
	for i := range r.Labels {
		if t.has(r.Labels[i].ID) {
			m.run(r.Labels[i].ID, labelMutants(&r.Labels[i]))
		}
	}
	for i := range r.Items {
		if t.has(r.Items[i].ID) {
			m.run(r.Items[i].ID, itemMutants(&r.Items[i]))
		}
	}
	if err := m.excepts(); err != nil {
		return nil, err
	}
	slices.SortStableFunc(m.result.Survivors, func(a, b *rubric.Error) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column), cmp.Compare(a.Msg, b.Msg))
	})
	return &m.result, nil
}

// has reports whether the tests of an item or label were prepared.
func (t *Tests) has(owner string) bool {
	return slices.ContainsFunc(t.cases, func(c testCase) bool { return c.owner == owner })
}

// run runs the mutants of one item or label.
func (m *mutator) run(owner string, mutants []mutant) {
	reach := dependents(m.tests.suite.Rubric, owner)
	var cases []*testCase
	for i := range m.tests.cases {
		c := &m.tests.cases[i]
		if c.analysis != nil && reach[c.owner] {
			if _, reason := c.compare(c.analysis.Judgement); reason == "" {
				cases = append(cases, c)
			}
		}
	}
	for i := range mutants {
		mu := &mutants[i]
		reduced := reduce(m.tests.suite.Rubric, reach, mu)
		j, err := judge.Compile(reduced, m.tests.suite.Matcher, m.guards, m.tests.suite.Clock)
		if err != nil {
			continue // what is left is no rubric: nothing to test
		}
		m.result.Mutants++
		if !slices.ContainsFunc(cases, func(c *testCase) bool { return notices(c, j, c.analysis.Acts) }) {
			m.result.Survivors = append(m.result.Survivors, m.tests.suite.Rubric.Fault(mu.at, owner+": "+mu.what))
		}
	}
}

// notices reports whether a test fails under a judge and facts.
func notices(c *testCase, j *judge.Judge, facts *acts.Facts) bool {
	in := c.analysis.Evidence()
	in.Acts = facts
	got, err := j.Judge(in)
	if err != nil {
		return true
	}
	_, reason := c.compare(got)
	return reason != ""
}

// reads lists the labels and items that an item or label depends on directly,
// including the rubric's own condition.
func reads(r *rubric.Rubric, owner string) []string {
	var conditions []string
	for i := range r.Labels {
		if l := &r.Labels[i]; l.ID == owner {
			for _, c := range l.Choose {
				conditions = append(conditions, c.When.Value)
			}
		}
	}
	for i := range r.Items {
		if it := &r.Items[i]; it.ID == owner {
			conditions = append(conditions, r.Applies.Value, it.Applies.Value, it.Pass.Value, it.Fail.Value)
		}
	}
	var out []string
	for _, c := range conditions {
		n := namesIn(c)
		out = append(append(out, n.variables...), n.verdicts...)
	}
	return out
}

// dependents are an item or label and everything that depends on it.
func dependents(r *rubric.Rubric, owner string) map[string]bool {
	out := map[string]bool{owner: true}
	for _, id := range owners(r) { // in order: what depends on something stands below it
		if slices.ContainsFunc(reads(r, id), func(n string) bool { return out[n] }) {
			out[id] = true
		}
	}
	return out
}

func owners(r *rubric.Rubric) []string {
	var out []string
	for i := range r.Labels {
		out = append(out, r.Labels[i].ID)
	}
	for i := range r.Items {
		out = append(out, r.Items[i].ID)
	}
	return out
}

// reduce is the rubric with the mutant in its place and without what none of
// reach depends on.
func reduce(r *rubric.Rubric, reach map[string]bool, mu *mutant) *rubric.Rubric {
	need := map[string]bool{}
	var visit func(id string)
	visit = func(id string) {
		if !need[id] {
			need[id] = true
			for _, n := range reads(r, id) {
				visit(n)
			}
		}
	}
	for id := range reach {
		visit(id)
	}
	out := &rubric.Rubric{ID: r.ID, Version: r.Version, Applies: r.Applies, File: r.File, Source: r.Source}
	for i := range r.Labels {
		switch l := r.Labels[i]; {
		case mu.label != nil && mu.label.ID == l.ID:
			out.Labels = append(out.Labels, *mu.label)
		case need[l.ID]:
			out.Labels = append(out.Labels, l)
		}
	}
	for i := range r.Items {
		switch it := r.Items[i]; {
		case mu.item != nil && mu.item.ID == it.ID:
			out.Items = append(out.Items, *mu.item)
		case need[it.ID]:
			out.Items = append(out.Items, it)
		}
	}
	return out
}

// analysed is a text with what its acts are found in.
type analysed struct {
	in     *transcript.Interaction
	texts  []normalize.Text
	tokens [][]segment.Token
	facts  *acts.Facts
}

// excepts removes one exception after the other. A test notices when its verdict
// changes, and so does a counterexample of the act that is found then.
func (m *mutator) excepts() error {
	full, err := judge.Compile(m.tests.suite.Rubric, m.tests.suite.Matcher, m.guards, m.tests.suite.Clock)
	if err != nil {
		return fmt.Errorf("mutation: %w", err)
	}
	used := m.usedActs()
	for act := range m.tests.suite.Matcher.Len() {
		def := m.tests.suite.Matcher.Definition(act)
		if !used[def.ID] || len(def.Except) == 0 || !m.tests.owns(def) {
			continue
		}
		counter := m.counterexamples(def)
		for k := range def.Except {
			m.result.Mutants++
			spoiled := m.tests.suite.Matcher.WithoutExcept(act, k)
			if !m.exceptNoticed(full, act, k, spoiled, counter) {
				m.result.Survivors = append(m.result.Survivors, m.exceptFault(act, k, spoiled))
			}
		}
	}
	return nil
}

// exceptFault is the survivor of removing one exception.
func (m *mutator) exceptFault(act, k int, spoiled *acts.Matcher) *rubric.Error {
	def := m.tests.suite.Matcher.Definition(act)
	hint := "no text was found that it silences: is it of use?"
	if text := m.suggest(act, k, spoiled); text != "" {
		hint = "a counterexample such as " + strconv.Quote(text) + " would notice"
	}
	e := m.tests.fault(def, rubric.PosOf(def.Except[k]), fmt.Sprintf("act %s: drop except %s", def.ID, def.Except[k].Value))
	e.Hint = hint
	return e
}
func (m *mutator) exceptNoticed(full *judge.Judge, act, k int, spoiled *acts.Matcher, counter []analysed) bool {
	source := m.tests.suite.Matcher.Definition(act).Except[k].Value
	for _, a := range counter {
		if masked(a.facts, len(a.texts), act, source) && unmasked(spoiled.Match(a.in, a.texts, a.tokens), len(a.texts), act) {
			return true
		}
	}
	return slices.ContainsFunc(m.tests.cases, func(c testCase) bool {
		a := c.analysis
		return a != nil && masked(a.Acts, len(a.Texts), act, source) && notices(&c, full, spoiled.Match(a.Interaction, a.Texts, a.Tokens)) && !notices(&c, full, a.Acts)
	})
}

// masked reports whether an exception masks a hit of its act.
func masked(f *acts.Facts, turns, act int, except string) bool {
	for t := range turns {
		if slices.ContainsFunc(f.Of(t, act), func(h acts.Hit) bool { return h.Except == except }) {
			return true
		}
	}
	return false
}

// unmasked reports whether an act has a hit that counts.
func unmasked(f *acts.Facts, turns, act int) bool {
	for t := range turns {
		if slices.ContainsFunc(f.Of(t, act), func(h acts.Hit) bool { return h.Except == "" }) {
			return true
		}
	}
	return false
}

// counterexamples analyses the counterexamples of an act in which it is not found.
func (m *mutator) counterexamples(def *acts.Definition) []analysed {
	act, _ := m.tests.suite.Matcher.Index(def.ID)
	var out []analysed
	for _, t := range def.Counterexamples {
		if a := m.analyse(t.Value); !unmasked(a.facts, 1, act) {
			out = append(out, a)
		}
	}
	return out
}
