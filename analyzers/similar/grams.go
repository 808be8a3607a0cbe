package similar

// longestGram is the length of the longest n-gram in characters.
const longestGram = 2

// gram is an n-gram packed into a number: its first character plus one in the
// lowest bits, so that no two n-grams have the same.
type gram uint64

// runeBits is how many bits a character takes.
const runeBits = 21

// edge stands for the edges of a text.
const edge rune = 2

// eachGram visits the n-grams of the letters of text, the edges of the text
// being letters of their own. Signs and blanks are passed over, so that the
// same words punctuated otherwise give the same n-grams.
func eachGram(text string, visit func(gram)) {
	var room [80]rune
	letters := append(room[:0], edge)
	for _, r := range text {
		if !isSign(r) {
			letters = append(letters, r)
		}
	}
	letters = append(letters, edge)
	for i, first := range letters {
		var g gram
		for n, r := range letters[i:min(i+longestGram, len(letters))] {
			g |= gram(r+1) << (n * runeBits)
			if n > 0 || first != edge {
				visit(g)
			}
		}
	}
}
