package rubrictest

import (
	"maps"
	"slices"

	"zhijian/analyzers/judge"
	"zhijian/analyzers/rubric"
	"zhijian/analyzers/suite"
	"zhijian/lexicon"
)

// usedActs are the acts that the tested items and labels look for.
func (m *mutator) usedActs() map[string]bool { return usedActs(m.tests.suite.Rubric, m.tests.has) }

// usedActs lists the acts that the items and labels for which want holds look
// for: by name, inline, and in conditions on turns.
func usedActs(r *rubric.Rubric, want func(owner string) bool) map[string]bool {
	used := map[string]bool{}
	add := func(owner string, finders []rubric.Finder) {
		if !want(owner) {
			return
		}
		for i := range finders {
			f := &finders[i]
			used[owner+"/"+f.ID] = !f.Empty()
			if f.Act != "" {
				used[f.Act] = true
			}
			for _, a := range slices.Concat(f.Acts, judge.ActsOfTurn(f.Turn.Value)) {
				used[a] = true
			}
		}
	}
	for i := range r.Labels {
		add(r.Labels[i].ID, r.Labels[i].Find)
	}
	for i := range r.Items {
		add(r.Items[i].ID, r.Items[i].Find)
	}
	maps.DeleteFunc(used, func(_ string, yes bool) bool { return !yes })
	return used
}

// Coverage notes which phrases, words, patterns and exceptions of the acts that
// a rubric uses were ever exercised. Where several of an act overlap in a text,
// only the one that decides is exercised.
type Coverage struct {
	suite *suite.Suite
	acts  []int // used ones
	seen  []map[string]bool
}

// NewCoverage begins with nothing exercised.
func NewCoverage(s *suite.Suite) *Coverage {
	c := &Coverage{suite: s, seen: make([]map[string]bool, s.Matcher.Len())}
	used := usedActs(s.Rubric, func(string) bool { return true })
	for act := range s.Matcher.Len() {
		if used[s.Matcher.Definition(act).ID] {
			c.acts = append(c.acts, act)
			c.seen[act] = map[string]bool{}
		}
	}
	return c
}

// Add notes what one interaction exercises.
func (c *Coverage) Add(a *suite.Analysis) {
	for t := range a.Texts {
		for _, h := range a.Acts.All(t) {
			if seen := c.seen[h.Act]; seen != nil {
				seen[h.Rule] = true
				if h.Except != "" {
					seen["except "+h.Except] = true
				}
			}
		}
	}
}

// Idle is an act with what was never exercised of it.
type Idle struct {
	Act   string
	File  string
	All   int            // phrases, words, patterns and exceptions of the act
	Texts []lexicon.Text // the ones never exercised; with their positions in File
}

// Idle lists the acts of which something was never exercised, in the order of
// the lexicon and the rubric.
func (c *Coverage) Idle() []Idle {
	var out []Idle
	for _, act := range c.acts {
		def := c.suite.Matcher.Definition(act)
		idle := Idle{Act: def.ID, File: def.File}
		for _, t := range slices.Concat(def.Phrases, def.Words, def.Patterns) {
			idle.All++
			if !c.seen[act][t.Value] {
				idle.Texts = append(idle.Texts, t)
			}
		}
		for _, t := range def.Except {
			idle.All++
			if !c.seen[act]["except "+t.Value] {
				idle.Texts = append(idle.Texts, t)
			}
		}
		out = append(out, idle)
	}
	return out
}
