package judge

import (
	"slices"

	"zhijian/analyzers/transcript"
)

// structure is what follows from the order of the sides in an interaction alone:
// where finders may look, and the evidence that they found nothing. Many
// short interactions have the same, so that it is kept.
type structure struct {
	sides            []transcript.Sides                // by turn
	agent, cust, all []int                             // turns of each side and of both
	ahead            [transcript.BothSides + 1][]int32 // by set of sides and turn: how many turns of theirs stand ahead of it
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
		c.told = append(c.told, byte(c.in.Interaction.Turns[i].Role.Side()))
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
	for x := transcript.AgentSide; x <= transcript.BothSides; x++ {
		s.ahead[x] = s.ahead[x][:0]
	}
	for i, b := range sides {
		s.ahead[transcript.AgentSide] = append(s.ahead[transcript.AgentSide], int32(len(s.agent)))
		s.ahead[transcript.CustomerSide] = append(s.ahead[transcript.CustomerSide], int32(len(s.cust)))
		s.ahead[transcript.BothSides] = append(s.ahead[transcript.BothSides], int32(len(s.all)))
		s.sides = append(s.sides, transcript.Sides(b))
		switch transcript.Sides(b) {
		case transcript.AgentSide:
			s.agent = append(s.agent, i)
		case transcript.CustomerSide:
			s.cust = append(s.cust, i)
		default:
			continue
		}
		s.all = append(s.all, i)
	}
}

// side lists the turns of a side.
func (s *structure) side(x transcript.Sides) []int {
	switch x {
	case transcript.AgentSide:
		return s.agent
	case transcript.CustomerSide:
		return s.cust
	}
	return s.all
}

// settle makes the scene in which all finders sleep, and finds out what is decided
// there: choices of labels, and verdicts of items.
func (j *Judge) settle() {
	c := &court{judge: j, scene: j.blank}
	blank := func(finders []finder) {
		for i := range finders {
			for k := range finders[i].vars {
				finders[i].vars[k].set(c, &found{})
			}
		}
	}
	for i := range j.labels {
		blank(j.labels[i].finders)
		j.labels[i].choices = j.choices(&j.labels[i])
	}
	j.asleep, j.open = make([]Finding, len(j.items)), newBitset(len(j.items))
	for i := range j.items {
		blank(j.items[i].finders)
		p, f := &j.items[i], &j.asleep[i]
		f.Item = p.item
		if p.sleeps {
			j.settleItem(p, f)
			j.blank.texts[p.verdict] = string(f.Verdict)
		}
		if p.bounded || !p.settled || f.Verdict == Fail { // a fail has evidence
			j.open.add(i)
		}
	}
}

// settleItem finds out the verdict on an item while its finders sleep, unless that
// depends on something else too.
func (j *Judge) settleItem(p *itemProgram, f *Finding) {
	applies := ends{holds: true}
	if p.applies != nil {
		applies = j.ends(p.applies, p.finders)
	}
	if !applies.holds {
		p.settled, f.Verdict, f.Reason = true, NA, p.unfit
		return
	}
	decided := j.ends(p.decide, p.finders)
	if applies.fails || decided.holds == decided.fails || len(p.needs) > 0 {
		return
	}
	if verdict := p.told(decided.holds); verdict != Fail || p.lasting { // else the evidence tells variables
		p.settled, f.Verdict = true, verdict
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
	if f.Verdict != Fail {
		return
	}
	lasting := p.lasting && c.structure != &c.passing
	if lasting {
		if kept := c.structure.nothing[p.index]; kept != nil {
			f.Evidence, f.Violations = kept, len(kept)
			return
		}
	}
	c.explain(p, f, c.begin(p.finders))
	if lasting {
		c.structure.nothing[p.index] = slices.Clone(f.Evidence) // apart from the slab, which would live as long; its texts are
	}
}
