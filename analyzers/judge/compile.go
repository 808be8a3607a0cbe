package judge

import (
	"fmt"
	"maps"
	"slices"

	"zhijian/analyzers/acts"
	"zhijian/analyzers/rubric"
	"zhijian/lexicon"
)

// Definitions lists the acts that a rubric needs found: the lexicon's, its own,
// and its inline finders under the name owner/finder. It marks as fuzzy those
// that a fuzzy finder looks for.
func Definitions(r *rubric.Rubric, lx *lexicon.Lexicon) []acts.Definition {
	var defs []acts.Definition
	for _, a := range lx.Acts {
		defs = append(defs, acts.Definition{Act: a})
	}
	for _, a := range r.Acts {
		a.File = r.File
		defs = append(defs, acts.Definition{Act: a})
	}
	fuzzy := map[string]bool{}
	eachFinder(r, func(owner string, f *rubric.Finder) {
		if !f.Empty() {
			defs = append(defs, acts.Definition{Fuzzy: f.Fuzzy, Act: lexicon.Act{
				ID: inlineID(owner, f), Matchers: f.Matchers, Line: f.Line, File: r.File}})
		}
		for _, id := range namedActs(f) {
			fuzzy[id] = fuzzy[id] || f.Fuzzy
		}
	})
	for i := range defs {
		defs[i].Fuzzy = defs[i].Fuzzy || fuzzy[defs[i].ID]
	}
	return defs
}

func eachFinder(r *rubric.Rubric, visit func(owner string, f *rubric.Finder)) {
	for i := range r.Labels {
		for k := range r.Labels[i].Find {
			visit(r.Labels[i].ID, &r.Labels[i].Find[k])
		}
	}
	for i := range r.Items {
		for k := range r.Items[i].Find {
			visit(r.Items[i].ID, &r.Items[i].Find[k])
		}
	}
}

func inlineID(owner string, f *rubric.Finder) string { return owner + "/" + f.ID }

func namedActs(f *rubric.Finder) []string {
	if f.Act != "" {
		return []string{f.Act}
	}
	return f.Acts
}

// direction is where a finder's window lies from its anchor.
type direction uint8

const (
	anywhere direction = iota
	after
	before
	around
)

// finder is a compiled rubric.Finder.
type finder struct {
	spec      *rubric.Finder
	acts      []int
	turn      *turnCondition
	tiers     [4]bool // by acts.Tier
	anchor    int     // index of the anchoring finder; meaningful when direction is not anywhere
	relative  *rubric.Relative
	direction direction
	reach     int
	early     bool       // applies depends on it
	vars      []variable // those that a condition of its label or item reads
}

type compiler struct {
	r     *rubric.Rubric
	index func(act string) (int, bool)
	types map[string]any // variables known so far, with a value of their type
	items map[string]bool
	errs  rubric.Errors
}

func newCompiler(r *rubric.Rubric, index func(act string) (int, bool)) *compiler {
	return &compiler{r: r, index: index, types: baseTypes(), items: map[string]bool{}}
}

func (c *compiler) fault(at rubric.Pos, format string, args ...any) {
	c.errs = append(c.errs, c.r.Fault(at, fmt.Sprintf(format, args...)))
}

func (c *compiler) label(l *rubric.Label) labelProgram {
	p := labelProgram{label: l, finders: c.finders(l.ID, l.Find)}
	types := c.withFinders(l.Find)
	for _, ch := range l.Choose {
		p.choose = append(p.choose, c.condition(ch.When, types))
	}
	setReadVars(p.finders, p.choose...)
	if _, taken := c.types[l.ID]; taken {
		c.fault(l.Pos, "label %q has the name of a variable", l.ID)
	}
	if isBool(l) {
		c.types[l.ID] = false
	} else {
		c.types[l.ID] = ""
	}
	return p
}

// isBool reports whether a label is true or false in conditions.
func isBool(l *rubric.Label) bool {
	return !slices.ContainsFunc(l.Values, func(v string) bool { return v != "true" && v != "false" })
}

func (c *compiler) item(it *rubric.Item) itemProgram {
	p := itemProgram{item: it, finders: c.finders(it.ID, it.Find)}
	types := c.withFinders(it.Find)
	if it.Applies.Value != "" {
		p.applies, p.unfit = c.condition(it.Applies, types), "不适用: "+it.Applies.Value
	}
	text := it.Pass
	if it.Fail.Value != "" {
		text, p.isFail = it.Fail, true
	}
	p.decide = c.condition(text, types)
	setReadVars(p.finders, p.applies, p.decide)
	markEarly(&p)
	c.checkUsed(it, &p)
	c.items[it.ID] = true
	return p
}

// setReadVars gives each finder those of its variables that a condition reads.
func setReadVars(finders []finder, conditions ...*condition) {
	for i := range finders {
		f := &finders[i]
		f.vars = slices.DeleteFunc(variablesOf(f.spec.ID), func(v variable) bool {
			return !slices.ContainsFunc(conditions, func(c *condition) bool { return c != nil && c.readsName(v.name) })
		})
	}
}

// markEarly marks the finders that applies reads, and their anchors.
func markEarly(p *itemProgram) {
	if p.applies == nil {
		return
	}
	for i := len(p.finders) - 1; i >= 0; i-- {
		f := &p.finders[i]
		f.early = f.early || p.applies.uses(f.spec.ID)
		if f.early && f.direction != anywhere {
			p.finders[f.anchor].early = true
		}
	}
}

// checkUsed finds finders that nothing reads.
func (c *compiler) checkUsed(it *rubric.Item, p *itemProgram) {
	for i, f := range p.finders {
		used := p.decide.uses(f.spec.ID) || p.applies != nil && p.applies.uses(f.spec.ID)
		for _, g := range p.finders[i+1:] {
			used = used || g.direction != anywhere && g.anchor == i
		}
		if !used {
			c.fault(f.spec.Pos, "item %q: nothing reads the finder %q", it.ID, f.spec.ID)
		}
	}
}

func (c *compiler) finders(owner string, specs []rubric.Finder) []finder {
	out := make([]finder, len(specs))
	for i := range specs {
		out[i] = c.finder(owner, specs[:i], &specs[i])
	}
	return out
}

func (c *compiler) finder(owner string, above []rubric.Finder, spec *rubric.Finder) finder {
	f := finder{spec: spec}
	for t := range f.tiers {
		f.tiers[t] = len(spec.Tier) == 0 && (spec.Fuzzy || acts.Tier(t) != acts.Disguised) || slices.Contains(spec.Tier, acts.Tier(t).String())
	}
	ids := namedActs(spec)
	if !spec.Empty() {
		ids = []string{inlineID(owner, spec)}
	}
	for _, id := range ids {
		if i, ok := c.index(id); ok {
			f.acts = append(f.acts, i)
		} else {
			c.fault(spec.Pos, "unknown act %q", id)
		}
	}
	if spec.Turn.Value != "" {
		f.turn = c.turnCondition(spec.Turn)
	}
	for dir, rel := range map[direction]*rubric.Relative{after: spec.After, before: spec.Before, around: spec.Around} {
		if rel == nil {
			continue
		}
		f.direction, f.relative = dir, rel
		f.reach, _ = rel.Reach() // checked by the parser
		f.anchor = slices.IndexFunc(above, func(a rubric.Finder) bool { return a.ID == rel.Of })
	}
	return f
}

// withFinders is the type environment of a label's or item's conditions.
func (c *compiler) withFinders(specs []rubric.Finder) map[string]any {
	types := maps.Clone(c.types)
	for _, f := range specs {
		for name, zero := range FinderVariables(f.ID) {
			if _, taken := types[name]; taken {
				c.fault(f.Pos, "finder %q: %q is the name of a variable", f.ID, name)
			}
			types[name] = zero
		}
	}
	return types
}
