package lint

import (
	"regexp/syntax"
	"slices"
	"strings"
)

// Limits on the texts that a pattern is spelled out into.
const (
	maxTexts = 600
	maxClass = 24
)

// texts lists every text that an expanded pattern matches, clause edges left
// out. ok is false when there are too many, or when it holds a gap: then it can
// match around nearly anything.
func texts(expanded string) (out []string, ok bool) {
	tree, err := syntax.Parse(expanded, syntax.Perl)
	if err != nil {
		return nil, false
	}
	out, ok = spell(tree)
	if !ok {
		return nil, false
	}
	slices.Sort(out)
	return slices.Compact(out), true
}

func spell(t *syntax.Regexp) ([]string, bool) {
	switch t.Op {
	case syntax.OpLiteral:
		return []string{string(t.Rune)}, true
	case syntax.OpCapture:
		return spell(t.Sub[0])
	case syntax.OpEmptyMatch, syntax.OpBeginText, syntax.OpEndText:
		return []string{""}, true
	case syntax.OpCharClass:
		return spellClass(t.Rune)
	case syntax.OpQuest:
		out, ok := spell(t.Sub[0])
		return append([]string{""}, out...), ok
	case syntax.OpRepeat:
		return spellRepeat(t)
	case syntax.OpConcat:
		return spellConcat(t.Sub)
	case syntax.OpAlternate:
		return spellAlternate(t.Sub)
	}
	return nil, false
}

func spellClass(ranges []rune) ([]string, bool) {
	var out []string
	for i := 0; i+1 < len(ranges); i += 2 {
		for r := ranges[i]; r <= ranges[i+1]; r++ {
			if len(out) == maxClass {
				return nil, false
			}
			out = append(out, string(r))
		}
	}
	return out, true
}

func spellRepeat(t *syntax.Regexp) ([]string, bool) {
	one, ok := spell(t.Sub[0])
	if !ok {
		return nil, false
	}
	var out []string
	power := []string{""}
	for n := 0; n <= t.Max; n++ {
		if n >= t.Min {
			out = append(out, power...)
		}
		if power, ok = product(power, one); !ok || len(out) > maxTexts {
			return nil, false
		}
	}
	return out, true
}

func spellConcat(subs []*syntax.Regexp) ([]string, bool) {
	out := []string{""}
	for _, s := range subs {
		next, ok := spell(s)
		if !ok {
			return nil, false
		}
		if out, ok = product(out, next); !ok {
			return nil, false
		}
	}
	return out, true
}

// spellAlternate drops the alternatives of a clause edge that are signs: they
// are no part of what is found.
func spellAlternate(subs []*syntax.Regexp) ([]string, bool) {
	if slices.ContainsFunc(subs, func(s *syntax.Regexp) bool { return s.Op == syntax.OpBeginText || s.Op == syntax.OpEndText }) {
		return []string{""}, true
	}
	var out []string
	for _, s := range subs {
		next, ok := spell(s)
		if !ok || len(out)+len(next) > maxTexts {
			return nil, false
		}
		out = append(out, next...)
	}
	return out, true
}

func product(a, b []string) ([]string, bool) {
	if len(a)*len(b) > maxTexts {
		return nil, false
	}
	out := make([]string, 0, len(a)*len(b))
	for _, x := range a {
		for _, y := range b {
			out = append(out, x+y)
		}
	}
	return out, true
}

// canOverlap reports whether some text holds a and b so that they share a
// character: one inside the other, or the end of one as the beginning of the other.
func canOverlap(a, b string) bool {
	return a != "" && b != "" && (strings.Contains(a, b) || strings.Contains(b, a) || linked(a, b) || linked(b, a))
}

// linked reports whether a proper end of a is a beginning of b.
func linked(a, b string) bool {
	for i := range a {
		if i > 0 && strings.HasPrefix(b, a[i:]) {
			return true
		}
	}
	return false
}
