package acts

// maxClause is the length in characters from which unpunctuated text, such as speech
// recognition gives, is cut into overlapping pieces.
const maxClause = 24

// clause is a piece of a text, in characters.
type clause struct {
	begin, end int
}

// clauses cuts normal-form text into pieces that can each perform an act, and appends
// them to out: the sentences, their clauses where there are several, and overlapping
// windows of clauses that are long.
func clauses(out []clause, text []rune) []clause {
	for sentence := next(text, 0, len(text), endsSentence); sentence.begin < len(text); sentence = next(text, sentence.end, len(text), endsSentence) {
		first := next(text, sentence.begin, sentence.end, endsClause)
		if several := next(text, first.end, sentence.end, endsClause).begin < sentence.end; several && sentence.end-sentence.begin <= maxClause {
			out = append(out, sentence)
		}
		for c := first; c.begin < sentence.end; c = next(text, c.end, sentence.end, endsClause) {
			out = windows(out, c)
		}
	}
	return out
}

// next is the first piece of text[begin:end] between signs that end one; it begins at
// end when there is none.
func next(text []rune, begin, end int, ends func(rune) bool) clause {
	for begin < end && ends(text[begin]) {
		begin++
	}
	c := clause{begin: begin, end: begin}
	for c.end < end && !ends(text[c.end]) {
		c.end++
	}
	return c
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
