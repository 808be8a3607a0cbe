package pattern

import (
	"regexp/syntax"
	"slices"
)

// countWords is how many texts t matches, one counted twice where it is tried twice;
// false when there are many, or it is not words alone.
func countWords(t *syntax.Regexp) (n int, ok bool) {
	switch t.Op {
	case syntax.OpEmptyMatch:
		return 1, true
	case syntax.OpLiteral:
		return 1, t.Flags&syntax.FoldCase == 0
	case syntax.OpCapture:
		return countWords(t.Sub[0])
	case syntax.OpQuest:
		n, ok = countWords(t.Sub[0])
		return n + 1, ok && n < maxWords
	case syntax.OpAlternate:
		for _, branch := range t.Sub {
			some, ok := countInner(branch)
			if n += some; !ok || n > maxWords {
				return 0, false
			}
		}
		return n, true
	}
	return 0, false
}

// countInner is countWords for a branch, which can be made of several parts.
func countInner(t *syntax.Regexp) (n int, ok bool) {
	switch t.Op {
	case syntax.OpCharClass:
		n = classSize(t.Rune)
		return n, n > 0
	case syntax.OpConcat:
		n = 1
		for _, part := range t.Sub {
			some, ok := countInner(part)
			if n *= some; !ok || n > maxWords {
				return 0, false
			}
		}
		return n, true
	}
	return countWords(t)
}

// appendWords appends the texts that countWords counts, in the order in which they are
// tried.
func appendWords(out [][]rune, t *syntax.Regexp) [][]rune {
	switch t.Op {
	case syntax.OpLiteral:
		return append(out, t.Rune)
	case syntax.OpCapture:
		return appendWords(out, t.Sub[0])
	case syntax.OpQuest:
		if t.Flags&syntax.NonGreedy != 0 {
			return appendWords(append(out, nil), t.Sub[0])
		}
		return append(appendWords(out, t.Sub[0]), nil)
	case syntax.OpAlternate:
		for _, branch := range t.Sub {
			out = appendInner(out, branch)
		}
		return out
	}
	return append(out, nil)
}

// appendInner is appendWords for what countInner counts.
func appendInner(out [][]rune, t *syntax.Regexp) [][]rune {
	switch t.Op {
	case syntax.OpCharClass: // all are of one length, so that their order does not matter
		all := make([]rune, 0, classSize(t.Rune))
		for r := range runesOf(t.Rune) {
			all = append(all, r)
			out = append(out, all[len(all)-1:len(all):len(all)])
		}
		return out
	case syntax.OpConcat:
		first := appendInner(nil, t.Sub[0])
		for _, part := range t.Sub[1:] {
			var longer [][]rune
			list := appendInner(nil, part)
			for _, a := range first {
				for _, b := range list {
					longer = append(longer, slices.Concat(a, b))
				}
			}
			first = longer
		}
		return append(out, first...)
	}
	return appendWords(out, t)
}
