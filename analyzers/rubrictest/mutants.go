package rubrictest

import (
	"fmt"
	"slices"
	"strconv"

	"zhijian/analyzers/judge"
	"zhijian/analyzers/rubric"
	"zhijian/lexicon"
)

// mutant is an item or a label with one thing spoiled.
type mutant struct {
	at    rubric.Pos
	what  string
	item  *rubric.Item // one of the two
	label *rubric.Label
}

// itemMutants spoils one thing of an item after the other.
func itemMutants(it *rubric.Item) []mutant {
	var out []mutant
	add := func(at rubric.Pos, what string, edit func(*rubric.Item)) {
		c := *it
		c.Find = slices.Clone(it.Find)
		edit(&c)
		c.Find = prune(c.Find, c.Applies.Value, c.Pass.Value, c.Fail.Value)
		out = append(out, mutant{at: at, what: what, item: &c})
	}
	if it.Applies.Value != "" {
		add(rubric.PosOf(it.Applies), "drop applies", func(c *rubric.Item) { c.Applies = lexicon.Text{} })
	}
	for field, text := range map[string]lexicon.Text{"applies": it.Applies, "pass": it.Pass, "fail": it.Fail} {
		for _, ch := range spoil(text.Value) {
			add(rubric.PosOf(text), field+": "+ch.what, func(c *rubric.Item) {
				*map[string]*lexicon.Text{"applies": &c.Applies, "pass": &c.Pass, "fail": &c.Fail}[field] = lexicon.Text{Value: ch.text, Line: text.Line, Column: text.Column}
			})
		}
	}
	if len(it.Channels) > 0 {
		add(it.Pos, "drop channels", func(c *rubric.Item) { c.Channels = nil })
	}
	for _, n := range it.Needs {
		add(it.Pos, "drop need "+n, func(c *rubric.Item) {
			c.Needs = slices.DeleteFunc(slices.Clone(c.Needs), func(s string) bool { return s == n })
		})
	}
	for k := range it.Find {
		for _, fc := range finderChanges(it.Find[:k], &it.Find[k]) {
			add(it.Find[k].Pos, fc.what, func(c *rubric.Item) { c.Find[k] = fc.finder })
		}
	}
	return out
}

// labelMutants spoils one thing of a label after the other.
func labelMutants(l *rubric.Label) []mutant {
	var out []mutant
	add := func(at rubric.Pos, what string, edit func(*rubric.Label)) {
		c := *l
		c.Find, c.Choose = slices.Clone(l.Find), slices.Clone(l.Choose)
		edit(&c)
		out = append(out, mutant{at: at, what: what, label: &c})
	}
	for k, ch := range l.Choose {
		at := rubric.PosOf(ch.When)
		add(at, "drop the choice of "+ch.Value, func(c *rubric.Label) { c.Choose = slices.Delete(c.Choose, k, k+1) })
		for _, s := range spoil(ch.When.Value) {
			add(at, "when: "+s.what, func(c *rubric.Label) { c.Choose[k].When.Value = s.text })
		}
	}
	for k := range l.Find {
		for _, fc := range finderChanges(l.Find[:k], &l.Find[k]) {
			add(l.Find[k].Pos, fc.what, func(c *rubric.Label) { c.Find[k] = fc.finder })
		}
	}
	return out
}

// prune leaves out the finders that nothing reads any more, as the compiler wants.
func prune(finders []rubric.Finder, conditions ...string) []rubric.Finder {
	anchors := map[string]bool{}
	var kept []rubric.Finder
	for _, f := range slices.Backward(finders) {
		read := slices.ContainsFunc(conditions, func(c string) bool { return judge.ReadsFinder(c, f.ID) })
		if !read && !anchors[f.ID] {
			continue
		}
		kept = append(kept, f)
		for _, rel := range []*rubric.Relative{f.After, f.Before, f.Around} {
			if rel != nil {
				anchors[rel.Of] = true
			}
		}
	}
	slices.Reverse(kept)
	return kept
}

// finderChange is a finder with one thing spoiled.
type finderChange struct {
	what   string
	finder rubric.Finder
}

// finderChanges spoils one thing of a finder after the other. Its anchor, if
// any, is among the finders above it.
func finderChanges(above []rubric.Finder, f *rubric.Finder) []finderChange {
	var out []finderChange
	add := func(what string, edit func(*rubric.Finder)) {
		c := *f
		edit(&c)
		out = append(out, finderChange{what: "finder " + f.ID + ": " + what, finder: c})
	}
	if f.Who != "any" && !oneSided(f) {
		add("who any instead of "+f.Who, func(c *rubric.Finder) { c.Who = "any" })
	}
	if f.NotLast {
		add("drop not_last", func(c *rubric.Finder) { c.NotLast = false })
	}
	for _, g := range f.Guards {
		add("drop guard "+g, func(c *rubric.Finder) { c.Guards = without(c.Guards, g) })
	}
	if len(f.Tier) > 0 {
		add(fmt.Sprintf("drop tier %v", f.Tier), func(c *rubric.Finder) { c.Tier = nil })
	}
	if f.Fuzzy {
		add("drop fuzzy", func(c *rubric.Finder) { c.Fuzzy = false })
	}
	for _, s := range spoil(f.Turn.Value) {
		add("turn: "+s.what, func(c *rubric.Finder) { c.Turn.Value = s.text })
	}
	out = append(out, whereChanges(f)...)
	return append(out, windowChanges(above, f)...)
}

// oneSided reports whether a finder's condition can only hold for one side, so
// that who says nothing more: it reads the role, or a measure of agents alone.
func oneSided(f *rubric.Finder) bool {
	variables := namesIn(f.Turn.Value).variables
	return slices.Contains(variables, "role") || slices.Contains(variables, "reply_ms")
}

func without(list []string, s string) []string {
	return slices.DeleteFunc(slices.Clone(list), func(x string) bool { return x == s })
}

// whereChanges removes the limits of a finder's turns, and widens them by one.
func whereChanges(f *rubric.Finder) []finderChange {
	if f.Where == nil {
		return nil
	}
	var out []finderChange
	add := func(what string, edit func(*rubric.Where)) {
		c, w := *f, *f.Where
		edit(&w)
		c.Where = &w
		if w == (rubric.Where{}) {
			c.Where = nil
		}
		out = append(out, finderChange{what: "finder " + f.ID + ": " + what, finder: c})
	}
	w := f.Where
	if w.First > 0 {
		add(fmt.Sprintf("drop first: %d", w.First), func(w *rubric.Where) { w.First = 0 })
		add(fmt.Sprintf("first: %d instead of %d", w.First+1, w.First), func(w *rubric.Where) { w.First++ })
	}
	if w.Last > 0 {
		add(fmt.Sprintf("drop last: %d", w.Last), func(w *rubric.Where) { w.Last = 0 })
		add(fmt.Sprintf("last: %d instead of %d", w.Last+1, w.Last), func(w *rubric.Where) { w.Last++ })
	}
	if w.LastFraction > 0 {
		add("drop last_fraction", func(w *rubric.Where) { w.LastFraction = 0 })
	}
	if w.FromMS > 0 {
		add("drop from_ms", func(w *rubric.Where) { w.FromMS = 0 })
	}
	if w.ToMS > 0 {
		add("drop to_ms", func(w *rubric.Where) { w.ToMS = 0 })
	}
	return out
}

// windowChanges removes a finder's window round its anchor, widens it by one
// turn, and spoils which anchors count and whether their own turn does.
func windowChanges(above []rubric.Finder, f *rubric.Finder) []finderChange {
	var out []finderChange
	for name, field := range map[string]func(*rubric.Finder) **rubric.Relative{
		"after":  func(f *rubric.Finder) **rubric.Relative { return &f.After },
		"before": func(f *rubric.Finder) **rubric.Relative { return &f.Before },
		"around": func(f *rubric.Finder) **rubric.Relative { return &f.Around },
	} {
		rel := *field(f)
		if rel == nil {
			continue
		}
		gone := *f
		*field(&gone) = nil
		out = append(out, finderChange{what: "finder " + f.ID + ": drop " + name, finder: gone})
		for _, ch := range relativeChanges(rel, sameSide(above, rel.Of, f.Who)) {
			c := *f
			*field(&c) = &ch.relative
			out = append(out, finderChange{what: "finder " + f.ID + ": " + name + ": " + ch.what, finder: c})
		}
	}
	return out
}

type relativeChange struct {
	what     string
	relative rubric.Relative
}

// sameSide reports whether the turns of an anchor can be turns of this side.
func sameSide(above []rubric.Finder, anchor, who string) bool {
	return slices.ContainsFunc(above, func(a rubric.Finder) bool {
		return a.ID == anchor && (a.Who == who || a.Who == "any" || who == "any")
	})
}

func relativeChanges(rel *rubric.Relative, ownTurn bool) []relativeChange {
	var out []relativeChange
	add := func(what string, edit func(*rubric.Relative)) {
		c := *rel
		edit(&c)
		out = append(out, relativeChange{what, c})
	}
	reach, _ := rel.Reach() // checked by the parser
	if reach < rubric.All {
		add(fmt.Sprintf("turns: %d instead of %d", reach+1, reach), func(r *rubric.Relative) { r.Turns.Value = strconv.Itoa(reach + 1) })
	}
	if rel.Pick != "any" {
		add("pick any instead of "+rel.Pick, func(r *rubric.Relative) { r.Pick = "any" })
	}
	if rel.Nth > 0 {
		add(fmt.Sprintf("drop nth: %d", rel.Nth), func(r *rubric.Relative) { r.Nth = 0 })
	}
	if !ownTurn {
		return out // same says nothing
	}
	if rel.Same != "false" && reach > 0 {
		add("same: false instead of "+rel.Same, func(r *rubric.Relative) { r.Same = "false" })
	}
	if rel.Same != "true" {
		add("same: true instead of "+rel.Same, func(r *rubric.Relative) { r.Same = "true" })
	}
	return out
}
