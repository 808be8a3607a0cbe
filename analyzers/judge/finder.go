package judge

import (
	"maps"
	"slices"
	"strings"

	"zhijian/analyzers/acts"
	"zhijian/analyzers/guard"
	"zhijian/analyzers/rubric"
)

// direction is where a finder's window lies from its anchor.
type direction uint8

const (
	anywhere direction = iota
	after
	before
	around
)

// finder is a compiled rubric.Finder. What is read for every interaction comes
// first.
type finder struct {
	direction direction
	whole     bool    // it weighs rivals over all turns
	unplaced  bool    // nobody asks in which turn the rivals won that it weighs
	unsorted  bool    // nobody asks for the order of hits
	once      bool    // nobody asks for more than the first that it finds
	several   bool    // hits of several acts can lie in one turn
	competes  bool    // one of the acts is one of a group of rivals
	tiers     [4]bool // by acts.Tier
	area      int32   // index of the area where it may look
	anchor    int32   // index of the anchoring finder; meaningful when direction is not anywhere
	acts      []int32
	vars      []variable // those that a condition of its label or item reads
	guards    []*guard.Guard
	turn      *turnCondition
	role      Polarity // of its hits as evidence; empty: they are none

	spec       *rubric.Finder
	relative   *rubric.Relative
	same       string
	sleep      sleep
	reach      int
	anchorRule string
}

// reads reports whether the condition reads a variable of the finder.
func (f *finder) readBy(c *condition) bool {
	return slices.ContainsFunc(f.vars, func(v variable) bool { return c.readsName(v.name) })
}

func (c *compiler) finders(owner string, specs []rubric.Finder) []finder {
	out := make([]finder, len(specs))
	for i := range specs {
		out[i] = c.finder(owner, specs[:i], &specs[i])
		f := &out[i]
		if f.direction != anywhere && out[f.anchor].turn != nil {
			f.anchorRule = out[f.anchor].turn.text.Value
		}
		f.sleep = c.sleepOf(f, out)
	}
	return out
}

func (c *compiler) finder(owner string, above []rubric.Finder, spec *rubric.Finder) finder {
	f := finder{spec: spec, area: c.area(spec), whole: spec.Whole}
	for t := range f.tiers {
		f.tiers[t] = len(spec.Tier) == 0 && (spec.Fuzzy || acts.Tier(t) != acts.Disguised) || slices.Contains(spec.Tier, acts.Tier(t).String())
	}
	ids := namedActs(spec)
	if !spec.Empty() {
		ids = []string{inlineID(owner, spec)}
	}
	for _, id := range ids {
		if i, ok := c.index(id); ok {
			f.acts = append(f.acts, int32(i))
		} else {
			c.fault(spec.Pos, "unknown act %q", id)
		}
	}
	f.competes = slices.ContainsFunc(f.acts, c.competes)
	f.several = (f.competes || len(f.acts) > 1) && !f.whole
	for _, name := range spec.Guards {
		if g := c.guard(name); g != nil {
			f.guards = append(f.guards, g)
		}
	}
	if spec.Turn.Value != "" {
		f.turn = c.turnCondition(spec.Turn)
	}
	for dir, rel := range map[direction]*rubric.Relative{after: spec.After, before: spec.Before, around: spec.Around} {
		if rel == nil {
			continue
		}
		f.direction, f.relative, f.same = dir, rel, rel.Same
		f.reach, _ = rel.Reach()                                                                                // checked by the parser
		f.anchor = int32(max(0, slices.IndexFunc(above, func(a rubric.Finder) bool { return a.ID == rel.Of }))) // checked by the parser
	}
	return f
}

// area is the index of the area where a finder may look.
func (c *compiler) area(f *rubric.Finder) int32 {
	a := areaOf(f)
	i := slices.Index(c.j.areas, a)
	if i < 0 {
		i = len(c.j.areas)
		c.j.areas = append(c.j.areas, a)
	}
	return int32(i)
}

func (c *compiler) competes(act int32) bool {
	return c.j.matcher != nil && c.j.matcher.Definition(int(act)).Rivals != ""
}

func (c *compiler) guard(name string) *guard.Guard {
	if c.j.guards == nil {
		return nil
	}
	return c.j.guards.Named(name)
}

// withFinders is the scope of a label's or item's conditions. Of the finders'
// variables those get slots that can stand in one of the conditions.
func (c *compiler) withFinders(finders []finder, conditions ...string) *scope {
	in := &scope{vars: maps.Clone(c.base.vars), calls: c.base.calls}
	for i := range finders {
		f := &finders[i]
		f.vars = variablesOf(f.spec.ID)
		for k := range f.vars {
			v := &f.vars[k]
			if c.base.has(v.name) || in.has(v.name) {
				c.fault(f.spec.Pos, "finder %q: %q is the name of a variable", f.spec.ID, v.name)
			}
			n := &slots{}
			if slices.ContainsFunc(conditions, func(text string) bool { return strings.Contains(text, v.name) }) {
				n = &c.slots
			}
			in.vars[v.name] = v.operand(n)
		}
	}
	return in
}
