package pattern

import (
	"regexp/syntax"
	"slices"
)

// sampleRune stands for a rune of a large class in a sample.
const sampleRune = '某'

// Samples lists up to limit texts that the pattern matches, gaps left empty. It
// is for those who look for examples; it does not list everything.
func (p *Pattern) Samples(limit int) []string {
	tree, err := syntax.Parse(p.expanded, syntax.Perl)
	if err != nil {
		return nil // the pattern was compiled from the same text
	}
	return slices.DeleteFunc(samples(tree, limit), func(s string) bool { return !p.matches(s) })
}

func samples(t *syntax.Regexp, limit int) []string {
	switch t.Op {
	case syntax.OpLiteral:
		return []string{string(t.Rune)}
	case syntax.OpCapture:
		return samples(t.Sub[0], limit)
	case syntax.OpCharClass:
		if lits := classLiterals(t.Rune); lits != nil {
			return lits[:min(limit, len(lits))]
		}
		return []string{string(sampleRune)}
	case syntax.OpQuest:
		return append([]string{""}, samples(t.Sub[0], limit-1)...)
	case syntax.OpRepeat:
		out := []string{""}
		for range t.Min {
			out = pairs(out, samples(t.Sub[0], limit), limit)
		}
		return out
	case syntax.OpConcat:
		out := []string{""}
		for _, s := range t.Sub {
			out = pairs(out, samples(s, limit), limit)
		}
		return out
	case syntax.OpAlternate:
		var out []string
		for _, s := range t.Sub {
			out = append(out, samples(s, max(1, limit-len(out)))...)
		}
		return out[:min(limit, len(out))]
	}
	return []string{""} // edges and empty matches
}

// pairs joins every a with every b, the b's changing first slowly, until there
// are limit of them.
func pairs(a, b []string, limit int) []string {
	out := make([]string, 0, min(limit, len(a)*len(b)))
	for _, y := range b {
		for _, x := range a {
			if len(out) == limit {
				return out
			}
			out = append(out, x+y)
		}
	}
	return out
}
