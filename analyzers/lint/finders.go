package lint

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"

	"zhijian/analyzers/rubric"
	"zhijian/lexicon"
)

// unknownAct takes the name out of a message about an act that does not exist.
func unknownAct(msg string) (string, bool) {
	m := regexp.MustCompile(`^unknown act "(.*)"$`).FindStringSubmatch(msg)
	if m == nil {
		return "", false
	}
	return m[1], true
}

func nearest(name string, acts map[string]*lexicon.Act) string {
	return rubric.DidYouMean(name, slices.Sorted(maps.Keys(acts)))
}

// finders checks the finders of one label or item.
func (l *linter) finders(owner string, finders []rubric.Finder) {
	byID := map[string]*rubric.Finder{}
	same := map[string]string{} // means and limits -> id of the first finder with them
	for i := range finders {
		f := &finders[i]
		key := identity(f)
		if first := same[key]; first != "" {
			l.warn(f.Pos, "delete one", "%s: finder %q finds the same as %q", owner, f.ID, first)
		} else {
			same[key] = f.ID
		}
		l.checkReach(owner, f, byID)
		l.checkMeans(owner, f)
		byID[f.ID] = f
	}
}

// identity is everything about a finder but its name and place.
func identity(f *rubric.Finder) string {
	g := *f
	g.ID, g.Pos, g.Polarity = "", rubric.Pos{}, ""
	for _, texts := range []*[]lexicon.Text{&g.Phrases, &g.Words, &g.Patterns, &g.Except, &g.Examples, &g.Counterexamples} {
		*texts = slices.Clone(*texts)
		for i := range *texts {
			(*texts)[i].Line, (*texts)[i].Column = 0, 0
		}
	}
	g.Turn.Line, g.Turn.Column = 0, 0
	for _, rel := range []**rubric.Relative{&g.After, &g.Before, &g.Around} {
		if *rel != nil {
			r := **rel
			r.Turns.Line, r.Turns.Column = 0, 0
			*rel = &r
		}
	}
	key, err := json.Marshal(g)
	if err != nil {
		return fmt.Sprintf("%p", f) // no finder holds what JSON cannot say
	}
	return string(key)
}

// checkReach finds windows in which no turn can ever lie.
func (l *linter) checkReach(owner string, f *rubric.Finder, above map[string]*rubric.Finder) {
	if w := f.Where; w != nil {
		if w.ToMS > 0 && w.FromMS >= w.ToMS {
			l.fault(f.Pos, "from_ms must be below to_ms", "%s: finder %q looks at no turn: from_ms %d, to_ms %d", owner, f.ID, w.FromMS, w.ToMS)
		}
		if f.NotLast && w.Last == 1 && w.First == 0 {
			l.warn(f.Pos, "where counts among the turns that not_last leaves", "%s: finder %q looks at the turn before the last", owner, f.ID)
		}
	}
	for _, rel := range []*rubric.Relative{f.After, f.Before, f.Around} {
		if rel == nil {
			continue
		}
		reach, err := rel.Reach()
		anchor := above[rel.Of]
		if err != nil || anchor == nil {
			continue // reported by the parser
		}
		switch {
		case reach == 0 && rel.Same == "false":
			l.fault(f.Pos, "give turns: 1 or more, or same: true", "%s: finder %q looks at no turn: its window holds neither the anchor's turn nor others", owner, f.ID)
		case reach == 0 && opposite(f.Who, anchor.Who):
			l.fault(f.Pos, "give turns: 1 or more", "%s: finder %q looks at no turn: the turns of %q are the other side's", owner, f.ID, rel.Of)
		case rel.Same != "false" && opposite(f.Who, anchor.Who):
			l.warn(f.Pos, "leave same out", "%s: finder %q: same says nothing, the turns of %q are the other side's", owner, f.ID, rel.Of)
		}
		if rel.Nth > 0 && rel.Pick != "any" {
			l.warn(f.Pos, "leave one out", "%s: finder %q: nth %d takes precedence over pick %s", owner, f.ID, rel.Nth, rel.Pick)
		}
		if (rel.Same == "after" || rel.Same == "before") && (f.Turn.Value != "" || anchor.Turn.Value != "") {
			l.warn(f.Pos, "write same: true", "%s: finder %q: same: %s says nothing for whole turns", owner, f.ID, rel.Same)
		}
	}
}

func opposite(a, b string) bool { return a != b && a != "any" && b != "any" }

// checkMeans finds settings that have no effect on the finder's means.
func (l *linter) checkMeans(owner string, f *rubric.Finder) {
	if f.Turn.Value != "" {
		if len(f.Guards)+len(f.Tier) > 0 || f.Fuzzy {
			l.warn(f.Pos, "leave them out", "%s: finder %q: guards, tier and fuzzy say nothing for conditions on a turn", owner, f.ID)
		}
		return
	}
	for _, twice := range [][]string{f.Acts, f.Guards, f.Tier} {
		if s := repeated(twice); s != "" {
			l.warn(f.Pos, "delete one", "%s: finder %q names %q twice", owner, f.ID, s)
		}
	}
	acts := l.actsOf(f)
	if acts == nil {
		return // unknown names are reported already
	}
	can := map[string]bool{}
	disguisable := false // by letters or sounds
	for _, a := range acts {
		words := len(a.Phrases)+len(a.Words) > 0
		spelt := len(a.Phrases)+len(a.Patterns) > 0
		disguisable = disguisable || spelt
		can["exact"] = can["exact"] || words
		can["pattern"] = can["pattern"] || len(a.Patterns) > 0
		can["similar"] = can["similar"] || a.Similar > 0
		can["homophone"] = can["homophone"] || (l.fuzzy[a.ID] || f.Fuzzy) && spelt
	}
	if f.Whole && !slices.ContainsFunc(acts, func(a *lexicon.Act) bool { return a.Rivals != "" }) {
		l.fault(f.Pos, "leave it out, or name acts with rivals", "%s: finder %q never finds anything: whole: true is for acts that have rivals", owner, f.ID)
	}
	if f.Fuzzy && !disguisable {
		l.warn(f.Pos, "leave it out, or list phrases", "%s: finder %q: fuzzy says nothing, there are no phrases or patterns", owner, f.ID)
	}
	idle := slices.DeleteFunc(slices.Clone(f.Tier), func(t string) bool { return can[t] })
	switch {
	case len(idle) > 0 && len(idle) == len(f.Tier):
		l.fault(f.Pos, tierHint(idle), "%s: finder %q never finds anything: no hit is of tier %v", owner, f.ID, f.Tier)
	case len(idle) > 0:
		l.warn(f.Pos, tierHint(idle), "%s: finder %q: no hit is of tier %v", owner, f.ID, idle)
	}
}

func tierHint(idle []string) string {
	if slices.Contains(idle, "homophone") {
		return "homophone needs fuzzy: true"
	}
	return "leave the tier out"
}

// actsOf are the acts that a finder looks for; nil when one does not exist.
func (l *linter) actsOf(f *rubric.Finder) []*lexicon.Act {
	if !f.Empty() {
		return []*lexicon.Act{{ID: "", Matchers: f.Matchers}}
	}
	names := f.Acts
	if f.Act != "" {
		names = []string{f.Act}
	}
	var out []*lexicon.Act
	for _, n := range names {
		if l.acts[n] == nil {
			return nil
		}
		out = append(out, l.acts[n])
	}
	return out
}

func repeated(names []string) string {
	for i, n := range names {
		if slices.Contains(names[:i], n) {
			return n
		}
	}
	return ""
}
