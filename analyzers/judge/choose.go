package judge

import "fmt"

// choice is one of a label's conditions, made ready: what is read for every
// interaction lies close together.
type choice struct {
	sleeps  bool   // the condition does not hold while all finders that it needs sleep
	finders uint64 // these, by their place in the label
	when    *condition
	needs   bitset // the finders that it is the first to need
}

// mostChoosing is how many finders of a label can be told by a choice.
const mostChoosing = 64

// choices makes the conditions of a label ready.
func (j *Judge) choices(p *labelProgram) []choice {
	out := make([]choice, len(p.choose))
	for i, needs := range needs(p.finders, p.choose) {
		ch := &out[i]
		ch.when, ch.needs = p.choose[i], needs
		ch.finders = needed(p.finders, ch.when).from(0)
		ch.sleeps = len(p.finders) <= mostChoosing && !j.ends(ch.when, p.finders).holds
	}
	return out
}

// label finds out the value of a label.
func (c *court) label(p *labelProgram) error {
	results := c.begin(p.finders)
	value, awake := 0, c.awake.from(int(p.first))
	for i := range p.choices {
		ch := &p.choices[i]
		if ch.sleeps && awake&ch.finders == 0 {
			continue
		}
		ok, err := c.chosen(p, ch, results)
		if err != nil {
			return fmt.Errorf("label %s: %w", p.label.ID, err)
		}
		if ok {
			value = i + 1
			break
		}
	}
	c.values = append(c.values, byte(value), byte(value>>8))
	p.variable.set(&c.scene, p.texts[value])
	return nil
}

// chosen reports whether a choice is the label's.
func (c *court) chosen(p *labelProgram, ch *choice, results []found) (bool, error) {
	if err := c.findAll(p.finders, p.first, ch.needs, results); err != nil {
		return false, err
	}
	return ch.when.eval(&c.scene)
}
