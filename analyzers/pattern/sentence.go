package pattern

import (
	"strings"
	"unicode/utf8"
)

// SentenceEnds are the signs that no gap crosses.
const SentenceEnds = "。！？；\n"

// SentenceEnd is where the sentence that begins at from ends in text: behind its
// final sign, or at the end of the text.
func SentenceEnd(text string, from int) int {
	i := strings.IndexAny(text[from:], SentenceEnds)
	if i < 0 {
		return len(text)
	}
	_, size := utf8.DecodeRuneInString(text[from+i:])
	return from + i + size
}

// newShutOut puts a letter in the place of each class that shuts out the ends of
// sentences.
func newShutOut() *strings.Replacer {
	return strings.NewReplacer("[^。！？；]", "x", `[^。！？；\n]`, "x", "[^。！？；，]", "x", "[^，。！？；]", "x")
}

// crosses reports whether a match of a pattern may reach over the end of a
// sentence: it names such an end outside the classes that shut it out, which have
// given way to letters, shuts out something else only, or has a clause edge in its
// midst. It errs on the side of true.
func crosses(rest string) bool {
	for _, sign := range SentenceEnds + `\` {
		if strings.ContainsRune(rest, sign) {
			return true
		}
	}
	if strings.Contains(rest, "[^") {
		return true
	}
	for i, r := range rest {
		if r == '^' && !opens(rest, i) || r == '$' && !closes(rest, i+1) {
			return true
		}
	}
	return false
}

// opens reports whether nothing but group openings stands ahead of offset i in
// any alternative that leads there.
func opens(source string, i int) bool {
	depth := 0 // of groups passed backwards whose opening is still ahead
	inBranch := false
	for i--; i >= 0; i-- {
		switch c := source[i]; {
		case c == ')':
			depth++
			inBranch = true
		case c == '(' && depth > 0:
			depth--
		case c == '(':
			inBranch = false
		case c == '|' && depth == 0:
			for i--; i >= 0 && (source[i] != '(' || depth > 0); i-- {
				depth += strings.Count(source[i:i+1], ")") - strings.Count(source[i:i+1], "(")
			}
			inBranch = false
		default:
			inBranch = true
		}
		if inBranch && depth == 0 {
			return false
		}
	}
	return !inBranch
}

// closes reports whether nothing but group closings stands at and behind offset
// i in any alternative that goes on there.
func closes(source string, i int) bool {
	for i < len(source) {
		switch source[i] {
		case ')':
			i++
		case '|':
			depth := 0
			for ; i < len(source) && (source[i] != ')' || depth > 0); i++ {
				depth += strings.Count(source[i:i+1], "(") - strings.Count(source[i:i+1], ")")
			}
		default:
			return false
		}
	}
	return true
}
