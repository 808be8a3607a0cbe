package pattern

import (
	"iter"
	"regexp/syntax"
	"strings"

	"zhijian/analyzers/phrase"
)

// How rare the literals of a pattern are is estimated, so that it is looked for by
// its rarest ones. Estimates change what is tried, never what is found.

// Learn counts the characters of texts such as patterns will be tried on, and numbers
// them, the commonest first. It goes ahead of the first Compile.
func (c *Compiler) Learn(texts iter.Seq[string]) error {
	for text := range texts {
		for _, r := range text {
			c.seen.add(r)
		}
	}
	c.seen.estimate()
	_, err := c.store.alphabet.Add(nil, string(c.seen.commonest()))
	return err
}

// Alphabet numbers the characters of the patterns, first of all Edges. More can be added.
func (c *Compiler) Alphabet() *phrase.Alphabet { return c.store.alphabet }

// unseen is how many further characters are supposed to have been seen once.
const unseen = 1000

// dependence makes up for characters not being independent: those of a word come
// together far more often than by chance.
const dependence = 0.75

// chance estimates how likely a literal begins at a place in a text.
func (c *Compiler) chance(literal []rune) float64 {
	all := 1.0
	for _, r := range literal {
		all *= c.seen.chance(r)
	}
	return all
}

// edgeChance estimates how likely a place stands at an edge of a clause.
const edgeChance = 0.2

// textCost is what a literal more must save to be worth its memory, as a chance.
const textCost = 5e-5

// measure is what is known of a part of a pattern before it is spelled out.
type measure struct {
	texts       int     // literals that it stands for; 0: too many, or no end of them
	chance      float64 // estimate that one of them begins at a place
	least, most int     // characters; an edge counts as none or one
}

// usable reports whether all texts of the part are literals worth looking for.
func (m measure) usable() bool { return m.texts > 0 && m.least > 0 }

func (m measure) cost() float64 { return m.chance + textCost*float64(m.texts) }

// followedBy measures the part and the one behind it as one.
func (m measure) followedBy(o measure) measure {
	if m.texts *= o.texts; m.texts > maxTexts {
		m.texts = 0
	}
	m.chance *= o.chance
	m.least, m.most = min(m.least+o.least, maxDistance), min(m.most+o.most, maxDistance)
	return m
}

func (c *Compiler) measure(t *syntax.Regexp) measure {
	if isEdge(t) {
		return measure{texts: 1, chance: edgeChance, most: 1}
	}
	switch t.Op {
	case syntax.OpEmptyMatch:
		return measure{texts: 1, chance: 1}
	case syntax.OpLiteral:
		m := measure{texts: 1, chance: c.chance(t.Rune), least: len(t.Rune), most: len(t.Rune)}
		if t.Flags&syntax.FoldCase != 0 {
			m.texts = 0
		}
		return m
	case syntax.OpCharClass:
		m := measure{texts: classSize(t.Rune), least: 1, most: 1}
		if m.texts > 0 {
			for r := range runesOf(t.Rune) {
				m.chance += c.seen.chance(r)
			}
		}
		return m
	case syntax.OpCapture:
		return c.measure(t.Sub[0])
	case syntax.OpConcat:
		m := measure{texts: 1, chance: 1}
		for i, s := range t.Sub {
			if q := c.measure(s); i == 0 {
				m = q
			} else {
				m = m.followedBy(q)
			}
		}
		return m
	case syntax.OpAlternate:
		return c.measureBranches(t.Sub)
	case syntax.OpQuest:
		m := c.measure(t.Sub[0])
		return m.or(measure{texts: 1, chance: 1})
	case syntax.OpRepeat:
		return c.measureRepeat(t)
	}
	return measure{}
}

// or measures an alternation of two parts.
func (m measure) or(o measure) measure {
	out := measure{chance: m.chance + o.chance, least: min(m.least, o.least), most: max(m.most, o.most)}
	if m.texts > 0 && o.texts > 0 && m.texts+o.texts <= maxTexts {
		out.texts = m.texts + o.texts
	}
	return out
}

func (c *Compiler) measureBranches(branches []*syntax.Regexp) measure {
	m := c.measure(branches[0])
	for _, s := range branches[1:] {
		m = m.or(c.measure(s))
	}
	return m
}

func (c *Compiler) measureRepeat(t *syntax.Regexp) measure {
	once := c.measure(t.Sub[0])
	times := measure{texts: 1, chance: 1}
	var all measure
	for k := 0; k <= t.Max; k++ {
		switch {
		case k == t.Min:
			all = times
		case k > t.Min:
			all = all.or(times)
		}
		if times.texts == 0 && k >= t.Min { // too many already
			all.texts, all.most = 0, min(once.most*t.Max, maxDistance)
			return all
		}
		times = times.followedBy(once)
	}
	return all
}

// Edges are the signs at which ^ and $ match, the ends of sentences ahead of the others.
const Edges = trimmed + "[]\f"

// trimmed are the signs that are taken off either end of a match. Brackets stay: a mask
// such as [数字x] may begin or end the evidence.
const trimmed = SentenceEnds + "，、:～~…—-\"“”（）_ \t\r"

// maxEdges is the size from which a class is not looked at whether it is of edges alone.
const maxEdges = 40

// isEdge reports whether all that t matches are clause edges, one character or none
// at either end of the text.
func isEdge(t *syntax.Regexp) bool {
	switch t.Op {
	case syntax.OpBeginText, syntax.OpEndText:
		return true
	case syntax.OpCharClass:
		size := 0
		for i := 0; i < len(t.Rune); i += 2 {
			if size += int(t.Rune[i+1]-t.Rune[i]) + 1; size > maxEdges {
				return false
			}
			for r := t.Rune[i]; r <= t.Rune[i+1]; r++ {
				if !strings.ContainsRune(Edges, r) {
					return false
				}
			}
		}
		return size > 0
	case syntax.OpAlternate:
		for _, s := range t.Sub {
			if !isEdge(s) && !(s.Op == syntax.OpLiteral && len(s.Rune) == 1 && strings.ContainsRune(Edges, s.Rune[0])) {
				return false
			}
		}
		return true
	case syntax.OpCapture:
		return isEdge(t.Sub[0])
	}
	return false
}
