package pattern

import (
	"regexp/syntax"
	"slices"
	"unicode/utf8"
)

// maxClass is the largest character class that is spelled out as literals,
// maxLiterals the largest set of literals that is worth looking for, and
// maxGroups how many sets a pattern keeps.
const (
	maxClass    = 24
	maxLiterals = 4096
	maxGroups   = 8
)

// required returns sets of strings: every text that t matches holds a string of
// each set, one after the other without overlap, in the order of the sets. Of
// more than maxGroups sets the rarest stay. Nil when t can match without any
// literal.
func required(t *syntax.Regexp) [][]string {
	sets := groups(t)
	for len(sets) > maxGroups {
		commonest := 0
		for i := range sets {
			if better(sets[commonest], sets[i]) {
				commonest = i
			}
		}
		sets = slices.Delete(sets, commonest, commonest+1)
	}
	return sets
}

// rarest is the best single filter among sets; nil when there is none.
func rarest(sets [][]string) []string {
	var best []string
	for _, s := range sets {
		if best == nil || better(s, best) {
			best = s
		}
	}
	return best
}

func groups(t *syntax.Regexp) [][]string {
	switch t.Op {
	case syntax.OpLiteral:
		return [][]string{{string(t.Rune)}}
	case syntax.OpCapture:
		return groups(t.Sub[0])
	case syntax.OpRepeat:
		if t.Min >= 1 {
			return groups(t.Sub[0])
		}
	case syntax.OpCharClass:
		if lits := classLiterals(t.Rune); lits != nil {
			return [][]string{lits}
		}
	case syntax.OpConcat:
		var all [][]string
		for _, s := range t.Sub {
			all = append(all, groups(s)...)
		}
		return all
	case syntax.OpAlternate:
		return alternate(t.Sub)
	}
	return nil
}

// alternate joins the rarest set of each branch; a branch without one makes the
// alternation useless as a filter.
func alternate(branches []*syntax.Regexp) [][]string {
	var all []string
	for _, s := range branches {
		set := rarest(groups(s))
		if set == nil || len(all)+len(set) > maxLiterals {
			return nil
		}
		all = append(all, set...)
	}
	slices.Sort(all)
	return [][]string{slices.Compact(all)}
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
