package phrase

import "errors"

// Symbol is the number of a character in an Alphabet.
type Symbol uint16

// Unknown is the symbol of all characters that no phrase has.
const Unknown Symbol = 0

// maxSymbols is how many characters an alphabet can number.
const maxSymbols = 1 << 16

// Alphabet numbers the characters of a set of phrases from 1 in the order in which
// they are added. It must not be added to once a trie is built over it; from then
// on it is safe for concurrent use.
type Alphabet struct {
	basic [1 << 16]Symbol // characters of the basic plane: nearly all there are
	rest  map[rune]Symbol
	runes []rune // by symbol
}

// NewAlphabet returns an alphabet whose first symbols are those of runes, in order.
// Each must stand there once.
func NewAlphabet(runes string) *Alphabet {
	a := &Alphabet{rest: map[rune]Symbol{}, runes: []rune{-1}}
	for _, r := range runes {
		a.add(r)
	}
	return a
}

// Symbol is the number of r, Unknown when no phrase has it.
func (a *Alphabet) Symbol(r rune) Symbol {
	if uint32(r) < uint32(len(a.basic)) {
		return a.basic[r]
	}
	return a.rest[r]
}

// Last is the highest symbol given out.
func (a *Alphabet) Last() Symbol { return Symbol(len(a.runes) - 1) }

// Rune is the character with this symbol, -1 for Unknown.
func (a *Alphabet) Rune(s Symbol) rune { return a.runes[s] }

// Add appends the symbols of s to buf and numbers its new characters. It fails when
// there are more than 65,535 different ones.
func (a *Alphabet) Add(buf []Symbol, s string) ([]Symbol, error) {
	for _, r := range s {
		symbol, err := a.AddRune(r)
		if err != nil {
			return nil, err
		}
		buf = append(buf, symbol)
	}
	return buf, nil
}

// AddRune is the symbol of r, a new one for a new character. It fails as Add does.
func (a *Alphabet) AddRune(r rune) (Symbol, error) {
	if symbol := a.Symbol(r); symbol != Unknown {
		return symbol, nil
	}
	if len(a.runes) == maxSymbols {
		return Unknown, errors.New("more than 65,535 different characters in the phrases")
	}
	return a.add(r), nil
}

func (a *Alphabet) add(r rune) Symbol {
	symbol := Symbol(len(a.runes))
	a.runes = append(a.runes, r)
	if uint32(r) < uint32(len(a.basic)) {
		a.basic[r] = symbol
	} else {
		a.rest[r] = symbol
	}
	return symbol
}
