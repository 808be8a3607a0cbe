package judge

import "slices"

// structure is what follows from the order of the sides in an interaction alone:
// where finders may look, and the evidence that they found nothing. Many
// short interactions have the same, so that it is kept.
type structure struct {
	sides            []side // by turn
	agent, cust, all []int  // turns of each side and of both
	stretches        []stretch
	nothing          [][]Evidence // by item: of a fail in which nothing was found
}

// Structures that are kept: so many at most, of interactions of so many turns.
// Longer ones hardly ever have the same.
const (
	mostStructures     = 2048
	mostStructureTurns = 32
)

// order finds the structure of the interaction.
func (c *court) order() {
	c.told = c.told[:0]
	for i := range c.in.Interaction.Turns {
		c.told = append(c.told, byte(sideOf(c.in.Interaction.Turns[i].Role)))
	}
	if s, ok := c.structures[string(c.told)]; ok {
		c.structure = s
		return
	}
	if len(c.told) > mostStructureTurns {
		c.structure = &c.passing
		c.passing.fill(c.told, c.judge)
		return
	}
	if len(c.structures) >= mostStructures {
		clear(c.structures)
	}
	c.structure = &structure{nothing: make([][]Evidence, len(c.judge.items))}
	c.structure.fill(c.told, c.judge)
	c.structures[string(c.told)] = c.structure
}

// fill makes the structure of turns of these sides.
func (s *structure) fill(sides []byte, j *Judge) {
	s.sides, s.agent, s.cust, s.all = s.sides[:0], s.agent[:0], s.cust[:0], s.all[:0]
	s.stretches = slices.Grow(s.stretches[:0], len(j.areas))[:len(j.areas)]
	clear(s.stretches)
	for i, b := range sides {
		s.sides = append(s.sides, side(b))
		switch side(b) {
		case agentSide:
			s.agent = append(s.agent, i)
		case customerSide:
			s.cust = append(s.cust, i)
		default:
			continue
		}
		s.all = append(s.all, i)
	}
}

// side lists the turns of a side.
func (s *structure) side(x side) []int {
	switch x {
	case agentSide:
		return s.agent
	case customerSide:
		return s.cust
	}
	return s.all
}

// settle finds out, for an item that depends on its finders alone, its verdict
// when none of their acts stands in the interaction.
func (j *Judge) settle() {
	c := &court{judge: j, scene: newScene(j.slots)}
	for i := range j.items {
		p := &j.items[i]
		if !p.plain || !p.closed() {
			continue
		}
		p.find(c)
		p.settled = true
		if p.applies != nil && !p.applies.graph.eval(p.applies.first, &c.scene) {
			p.verdictOfNothing, p.reasonOfNothing = NA, p.unfit
			continue
		}
		p.verdictOfNothing = p.told(p.decide.graph.eval(p.decide.first, &c.scene))
		p.settled = p.verdictOfNothing != Fail || p.lasting // else the evidence tells variables
	}
}

// closed reports whether the item's conditions read the variables of its finders
// and nothing else.
func (p *itemProgram) closed() bool {
	own := func(r reading) bool {
		return slices.ContainsFunc(p.vars, func(v variable) bool { return v.name == r.name })
	}
	for _, cond := range []*condition{p.applies, p.decide} {
		if cond != nil && (cond.graph == nil || cond.calls || slices.ContainsFunc(cond.reads, func(r reading) bool { return !own(r) })) {
			return false
		}
	}
	return len(p.needs) == 0
}

// find sets the variables of the item's finders as if they had found nothing.
func (p *itemProgram) find(c *court) {
	nothing := &found{}
	for i := range p.vars {
		p.vars[i].set(c, nothing)
	}
}

// told is the verdict that the decision tells.
func (p *itemProgram) told(decided bool) Verdict {
	if decided != p.isFail {
		return Pass
	}
	return Fail
}

// explainNothing gives the evidence for a verdict when nothing was found.
func (c *court) explainNothing(p *itemProgram, f *Finding) {
	if f.Verdict == Pass {
		return
	}
	lasting := p.lasting && c.structure != &c.passing
	if lasting {
		if kept := c.structure.nothing[p.index]; kept != nil {
			f.Evidence, f.Violations = kept, len(kept)
			return
		}
	}
	results := c.begin(p.finders)
	clear(results)
	c.explain(p, f, results)
	if lasting {
		c.structure.nothing[p.index] = slices.Clone(f.Evidence) // apart from the slab, which would live as long
	}
}
