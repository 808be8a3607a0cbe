package acts

import (
	"strings"
	"unicode/utf8"

	"zhijian/analyzers/transcript"
)

// maxClause is the length in runes from which unpunctuated text, such as speech
// recognition gives, is cut into overlapping pieces.
const maxClause = 24

// clauses cuts normal-form text into pieces that can each perform an act: the
// sentences, their clauses where there are several, and overlapping windows of
// clauses that are long.
func clauses(norm string) []transcript.Span {
	var out []transcript.Span
	for _, sentence := range split(norm, 0, len(norm), "。！？；\n_") {
		parts := split(norm, sentence.Begin, sentence.End, "，、:～ ")
		if len(parts) > 1 && utf8.RuneCountInString(norm[sentence.Begin:sentence.End]) <= maxClause {
			out = append(out, sentence)
		}
		for _, p := range parts {
			out = append(out, windows(norm, p)...)
		}
	}
	return out
}

// split cuts norm[begin:end] at any rune of cutset, leaving out empty pieces.
func split(norm string, begin, end int, cutset string) []transcript.Span {
	var out []transcript.Span
	for begin < end {
		n := strings.IndexAny(norm[begin:end], cutset)
		stop, next := end, end
		if n >= 0 {
			_, size := utf8.DecodeRuneInString(norm[begin+n:])
			stop, next = begin+n, begin+n+size
		}
		if begin < stop {
			out = append(out, transcript.Span{Begin: begin, End: stop})
		}
		begin = next
	}
	return out
}

// windows returns c itself when it is short, otherwise pieces of maxClause
// runes that overlap by half.
func windows(norm string, c transcript.Span) []transcript.Span {
	starts := make([]int, 0, c.Len()/3+1)
	for i := range norm[c.Begin:c.End] {
		starts = append(starts, c.Begin+i)
	}
	if len(starts) <= maxClause {
		return []transcript.Span{c}
	}
	var out []transcript.Span
	for i := 0; i < len(starts); i += maxClause / 2 {
		end := c.End
		if i+maxClause < len(starts) {
			end = starts[i+maxClause]
		}
		out = append(out, transcript.Span{Begin: starts[i], End: end})
		if end == c.End {
			break
		}
	}
	return out
}
