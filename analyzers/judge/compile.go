package judge

import (
	"fmt"
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

// compiler compiles the conditions and finders of a rubric.
type compiler struct {
	j     *Judge
	index func(act string) (int, bool)
	base  scope // of the variables known so far
	turns *scope
	slots slots           // of the variables so far
	items map[string]int  // slot of the verdict, by item
	read  map[string]bool // variables that some condition reads
	asks  bool
	asked []int32 // acts that conditions on turns ask for
	errs  rubric.Errors
}

func newCompiler(j *Judge, index func(act string) (int, bool)) *compiler {
	c := &compiler{j: j, index: index, items: map[string]int{}, read: map[string]bool{}}
	c.base = scope{vars: map[string]operand{}, calls: map[string]function{"verdict": teller(func(item string) (operand, bool) {
		slot, ok := c.items[item]
		return textSlot(slot), ok
	})}}
	c.turns = c.turnScope()
	j.base = baseVariables()
	for i := range j.base {
		c.base.vars[j.base[i].name] = j.base[i].operand(&c.slots)
	}
	return c
}

// compile compiles the rubric's labels, items and conditions.
func (j *Judge) compile(index func(act string) (int, bool)) rubric.Errors {
	c := newCompiler(j, index)
	r := j.rubric
	labels := make([]labelVariable, len(r.Labels))
	for i := range r.Labels {
		labels[i] = newLabelVariable(&r.Labels[i], &c.slots)
	}
	verdicts := c.slots.texts
	c.slots.texts += len(r.Items)
	for i := range r.Labels {
		j.labels = append(j.labels, c.label(&r.Labels[i], labels[i]))
	}
	if r.Applies.Value != "" {
		j.applies, j.unfit = c.condition(r.Applies, &c.base), unfit(r.Applies)
	}
	for i := range r.Items {
		j.items = append(j.items, c.item(&r.Items[i], verdicts+i))
	}
	j.base = slices.DeleteFunc(j.base, func(v baseVariable) bool { return !c.read[v.name] })
	j.asks, j.asked, j.question = c.asks, c.asked, noAct
	if act, ok := index(questionAct); ok {
		j.question = int32(act)
	}
	j.blank = newScene(c.slots)
	if len(c.errs) == 0 {
		j.pack()
		j.settle()
	}
	return c.errs
}

// pack lays out the acts and variables of all finders in the order in which they
// are read.
func (j *Judge) pack() {
	var acts []int32
	var vars []variable
	finders := func(all []finder) {
		for i := range all {
			acts, all[i].acts = packed(acts, all[i].acts)
			vars, all[i].vars = packed(vars, all[i].vars)
		}
	}
	for i := range j.labels {
		finders(j.labels[i].finders)
	}
	for i := range j.items {
		finders(j.items[i].finders)
	}
}

// packed appends a list to a larger one and gives both: the list where it lies now.
// Lists that were packed before it stay where they are, in memory that outgrew.
func packed[T any](all, list []T) (larger, here []T) {
	from := len(all)
	all = append(all, list...)
	return all, all[from:len(all):len(all)]
}

// unfit is the reason for na when a condition on applying does not hold.
func unfit(applies lexicon.Text) string { return "不适用: " + applies.Value }

func (c *compiler) fault(at rubric.Pos, format string, args ...any) {
	c.errs = append(c.errs, c.j.rubric.Fault(at, fmt.Sprintf(format, args...)))
}

func (c *compiler) label(l *rubric.Label, v labelVariable) labelProgram {
	p := labelProgram{label: l, finders: c.finders(l.ID, l.Find), texts: []string{l.Default}, variable: v}
	var conditions []string
	for _, ch := range l.Choose {
		conditions = append(conditions, ch.When.Value)
	}
	in := c.withFinders(p.finders, conditions...)
	for _, ch := range l.Choose {
		p.choose = append(p.choose, c.condition(ch.When, in))
		p.texts = append(p.texts, ch.Value)
	}
	setReadVars(p.finders, p.choose...)
	setAsked(p.finders)
	if c.base.has(l.ID) {
		c.fault(l.Pos, "label %q has the name of a variable", l.ID)
	}
	c.base.vars[l.ID] = v.operand()
	return p
}

// labelVariable is the variable of a label, in a slot that stays.
type labelVariable struct {
	boolean bool // the label is true or false
	slot    int
}

func newLabelVariable(l *rubric.Label, n *slots) labelVariable {
	if slices.ContainsFunc(l.Values, func(v string) bool { return v != "true" && v != "false" }) {
		n.texts++
		return labelVariable{slot: n.texts - 1}
	}
	n.bools++
	return labelVariable{boolean: true, slot: n.bools - 1}
}

func (v labelVariable) operand() operand {
	if v.boolean {
		return boolSlot(v.slot)
	}
	return textSlot(v.slot)
}

func (v labelVariable) set(s *scene, value string) {
	if v.boolean {
		s.bools[v.slot] = value == "true"
	} else {
		s.texts[v.slot] = value
	}
}

// needs tells for each condition the finders that it is the first to need, with
// their anchors.
func needs(finders []finder, conditions []*condition) []bitset {
	out := make([]bitset, len(conditions))
	told := newBitset(len(finders))
	for k, cond := range conditions {
		out[k] = needed(finders, cond)
		for w := range told {
			out[k][w] &^= told[w]
			told[w] |= out[k][w]
		}
	}
	return out
}

// needed are the finders that a condition needs, by their place: those that it
// reads, and their anchors, which stand above them.
func needed(finders []finder, cond *condition) bitset {
	needed := newBitset(len(finders))
	for i := len(finders) - 1; i >= 0; i-- {
		f := &finders[i]
		if f.readBy(cond) {
			needed.add(i)
		}
		if needed.has(i) && f.direction != anywhere {
			needed.add(int(f.anchor))
		}
	}
	return needed
}

func (c *compiler) item(it *rubric.Item, verdict int) itemProgram {
	p := itemProgram{item: it, index: int32(len(c.j.items)), verdict: int32(verdict), channels: it.Channels, needs: it.Needs, finders: c.finders(it.ID, it.Find)}
	text := it.Pass
	if it.Fail.Value != "" {
		text, p.isFail = it.Fail, true
	}
	in := c.withFinders(p.finders, it.Applies.Value, text.Value)
	if it.Applies.Value != "" {
		p.applies, p.unfit = c.condition(it.Applies, in), unfit(it.Applies)
	}
	p.decide = c.condition(text, in)
	setReadVars(p.finders, p.applies, p.decide)
	p.order()
	c.summarise(&p)
	setAsked(p.finders)
	p.listFields(in)
	if v, d := it.Valid, c.j.local.Date; v != nil && d != "" {
		p.expired = v.From != "" && d < v.From || v.Until != "" && d > v.Until
	}
	p.bounded = p.expired || len(p.channels) > 0
	c.checkUsed(it, &p)
	c.items[it.ID] = verdict
	return p
}

// setReadVars leaves each finder those of its variables that a condition reads.
func setReadVars(finders []finder, conditions ...*condition) {
	for i := range finders {
		f := &finders[i]
		f.vars = slices.DeleteFunc(f.vars, func(v variable) bool {
			return !slices.ContainsFunc(conditions, func(c *condition) bool { return c != nil && c.readsName(v.name) })
		})
	}
}

// setAsked tells what is asked of each finder: by variables, by evidence, and by
// finders round it.
func setAsked(finders []finder) {
	for i := range finders {
		f := &finders[i]
		if f.direction != anywhere {
			continue
		}
		others := f.role != "" || slices.ContainsFunc(finders, func(g finder) bool { return g.direction != anywhere && int(g.anchor) == i })
		asks := func(about func(*variable) bool) bool {
			return others || slices.ContainsFunc(f.vars, func(v variable) bool { return about(&v) })
		}
		f.unplaced = f.whole && len(f.guards) == 0 && !asks((*variable).placed)
		f.unsorted = !asks(func(v *variable) bool { return v.kind == tellsAct })
		f.once = !asks(func(v *variable) bool { return v.kind != tellsOK && (v.kind != tellsFirst || f.turn == nil) })
	}
}

// order tells the finders that applies needs from the others.
func (p *itemProgram) order() {
	p.early, p.late = newBitset(len(p.finders)), newBitset(len(p.finders))
	if p.applies != nil {
		p.early = needed(p.finders, p.applies)
	}
	for i := range p.finders {
		if !p.early.has(i) {
			p.late.add(i)
		}
	}
}

// summarise tells what the finders of an item are together.
func (c *compiler) summarise(p *itemProgram) {
	p.sleeps = true
	absent := false // a fail in which nothing is found has evidence of that
	timed := false
	for i := range p.finders {
		f := &p.finders[i]
		f.role = p.decide.role(f.spec, p.isFail)
		p.sleeps = p.sleeps && !f.sleep.light
		absent = absent || f.role == Credit
		timed = timed || c.j.areas[f.area].timed()
	}
	p.lasting = p.sleeps && absent && !timed
}

// listFields lists what the decision reads, each once.
func (p *itemProgram) listFields(in *scope) {
	for _, r := range p.decide.reads {
		o, ok := in.vars[r.name]
		if ok && !slices.ContainsFunc(p.fields, func(f field) bool { return f.name == r.name }) {
			p.fields = append(p.fields, field{r.name, o})
		}
	}
}

// checkUsed finds finders that nothing reads.
func (c *compiler) checkUsed(it *rubric.Item, p *itemProgram) {
	for i, f := range p.finders {
		used := p.decide.uses(f.spec.ID) || p.applies != nil && p.applies.uses(f.spec.ID)
		for _, g := range p.finders[i+1:] {
			used = used || g.direction != anywhere && int(g.anchor) == i
		}
		if !used {
			c.fault(f.spec.Pos, "item %q: nothing reads the finder %q", it.ID, f.spec.ID)
		}
	}
}
