package acts

import "slices"

// maxClause is the length in characters from which unpunctuated text, such as speech
// recognition gives, is cut into overlapping pieces.
const maxClause = 24

// clause is a piece of a text, in characters.
type clause struct {
	begin, end int
}

// clauses cuts normal-form text into pieces that can each perform an act, and appends
// them to out: the sentences, their clauses where there are several, and overlapping
// windows of clauses that are long. All signs that end either are among signs, in order.
func clauses(out []clause, text []rune, signs []int32) []clause {
	for begin := 0; begin < len(text); {
		n, end := 0, len(text)
		for n < len(signs) && !endsSentence(text[signs[n]]) {
			n++
		}
		if n < len(signs) {
			end = int(signs[n])
		}
		out = clausesOf(out, text, clause{begin, end}, signs[:n])
		begin, signs = end+1, signs[min(n+1, len(signs)):]
	}
	return out
}

// clausesOf appends the pieces of one sentence, between whose ends these signs stand.
func clausesOf(out []clause, text []rune, sentence clause, signs []int32) []clause {
	first, several, begin := len(out), 0, sentence.begin
	add := func(end int) {
		if begin < end {
			out = windows(out, clause{begin, end})
			several++
		}
		begin = end + 1
	}
	for _, i := range signs {
		if endsClause(text[i]) {
			add(int(i))
		}
	}
	add(sentence.end)
	if several > 1 && sentence.end-sentence.begin <= maxClause {
		out = slices.Insert(out, first, sentence)
	}
	return out
}

func endsSentence(r rune) bool {
	switch r {
	case '。', '！', '？', '；', '\n', '_':
		return true
	}
	return false
}

func endsClause(r rune) bool {
	switch r {
	case '，', '、', ':', '～', ' ':
		return true
	}
	return false
}

// windows appends c itself when it is short, otherwise pieces of maxClause characters
// that overlap by half.
func windows(out []clause, c clause) []clause {
	for c.end-c.begin > maxClause {
		out = append(out, clause{begin: c.begin, end: c.begin + maxClause})
		c.begin += maxClause / 2
	}
	return append(out, c)
}
