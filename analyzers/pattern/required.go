package pattern

import (
	"regexp/syntax"
	"slices"
	"unicode/utf8"
)

// maxClass is the largest character class that is spelled out as literals, and
// maxLiterals the largest set of literals that is worth looking for.
const (
	maxClass    = 24
	maxLiterals = 4096
)

// required returns strings of which at least one stands in every text that t
// matches, or nil when t has no such set. Among the parts of a sequence it
// prefers the one whose shortest literal is longest: it is the rarest.
func required(t *syntax.Regexp) []string {
	switch t.Op {
	case syntax.OpLiteral:
		return []string{string(t.Rune)}
	case syntax.OpCapture:
		return required(t.Sub[0])
	case syntax.OpRepeat:
		if t.Min >= 1 {
			return required(t.Sub[0])
		}
	case syntax.OpCharClass:
		return classLiterals(t.Rune)
	case syntax.OpConcat:
		var best []string
		for _, s := range t.Sub {
			if lits := required(s); better(lits, best) {
				best = lits
			}
		}
		return best
	case syntax.OpAlternate:
		var all []string
		for _, s := range t.Sub {
			lits := required(s)
			if lits == nil || len(all)+len(lits) > maxLiterals {
				return nil
			}
			all = append(all, lits...)
		}
		slices.Sort(all)
		return slices.Compact(all)
	}
	return nil
}

func classLiterals(ranges []rune) []string {
	var lits []string
	for i := 0; i+1 < len(ranges); i += 2 {
		if int(ranges[i+1]-ranges[i]) >= maxClass-len(lits) {
			return nil
		}
		for r := ranges[i]; r <= ranges[i+1]; r++ {
			lits = append(lits, string(r))
		}
	}
	return lits
}

// better reports whether looking for a finds fewer false candidates than b.
func better(a, b []string) bool {
	if a == nil || b == nil {
		return a != nil
	}
	if la, lb := shortest(a), shortest(b); la != lb {
		return la > lb
	}
	return len(a) < len(b)
}

func shortest(lits []string) int {
	n := utf8.RuneCountInString(lits[0])
	for _, l := range lits[1:] {
		n = min(n, utf8.RuneCountInString(l))
	}
	return n
}
