// Package phrase finds all occurrences of many phrases in one pass over a text: a
// trie over numbered characters, laid out as a double array and walked from each
// character of the text.
package phrase

// Automaton finds a fixed set of phrases in texts. It is immutable and safe for
// concurrent use.
type Automaton struct {
	alphabet *Alphabet
	trie     *Trie
}

// Build compiles the phrases, which are UTF-8; the index of a phrase is its identity
// in Scan. Phrases that stand twice are reported twice. An empty phrase is an error.
func Build(phrases []string) (*Automaton, error) {
	a := &Automaton{alphabet: NewAlphabet("")}
	rows := make([][]Symbol, len(phrases))
	var err error
	for i, p := range phrases {
		if rows[i], err = a.alphabet.Add(nil, p); err != nil {
			return nil, err
		}
	}
	a.trie, err = NewTrie(a.alphabet.Last(), rows)
	return a, err
}

// Scan calls visit for every occurrence of every phrase, in order of where it begins
// and then of its length; begin and end are byte offsets in text.
func (a *Automaton) Scan(text string, visit func(phrase, begin, end int)) {
	symbols := make([]Symbol, 0, len(text))
	offsets := make([]int, 0, len(text)+1)
	for i, r := range text {
		symbols = append(symbols, a.alphabet.Symbol(r))
		offsets = append(offsets, i)
	}
	offsets = append(offsets, len(text))
	a.trie.Scan(symbols, func(p, begin, end int) { visit(p, offsets[begin], offsets[end]) })
}
