package pattern

import (
	"iter"
	"slices"
	"unicode"

	"zhijian/analyzers/phrase"
)

// runeSet is a set of characters: a bit for each of the first symbols, which are the
// commonest characters, and sorted pairs of first and last rune for all.
type runeSet struct {
	bits   [commonest / 64]uint64
	known  phrase.Symbol // bits tells of the symbols from 1 up to this one
	ranges []rune
}

// commonest is how many symbols a set tells apart at a glance.
const commonest = 512

func newRuneSet(ranges []rune, a *phrase.Alphabet) runeSet {
	s := runeSet{ranges: slices.Clone(ranges), known: min(a.Last(), commonest)}
	if fewer(ranges, commonest) {
		for r := range runesOf(ranges) {
			if symbol := a.Symbol(r); symbol-1 < s.known { // as in has
				s.set(symbol)
			}
		}
		return s
	}
	for symbol := phrase.Symbol(1); symbol <= s.known; symbol++ {
		if s.contains(a.Rune(symbol)) {
			s.set(symbol)
		}
	}
	return s
}

func (s *runeSet) set(symbol phrase.Symbol) { s.bits[(symbol-1)>>6] |= 1 << ((symbol - 1) & 63) }

// fewer reports whether ranges hold fewer runes than n.
func fewer(ranges []rune, n int) bool {
	for i := 0; i < len(ranges); i += 2 {
		if n -= int(ranges[i+1]-ranges[i]) + 1; n <= 0 {
			return false
		}
	}
	return true
}

// runesOf are the runes in ranges.
func runesOf(ranges []rune) iter.Seq[rune] {
	return func(yield func(rune) bool) {
		for i := 0; i < len(ranges); i += 2 {
			for r := ranges[i]; r <= ranges[i+1]; r++ {
				if !yield(r) {
					return
				}
			}
		}
	}
}

// has reports whether a character, given by symbol and rune, is in the set.
func (s *runeSet) has(symbol phrase.Symbol, r rune) bool {
	if symbol--; symbol < s.known { // Unknown, which is 0, has become the greatest
		return s.bits[symbol>>6&(commonest/64-1)]>>(symbol&63)&1 != 0
	}
	return s.contains(r)
}

func (s *runeSet) contains(r rune) bool {
	for i := 0; i < len(s.ranges); i += 2 {
		if r <= s.ranges[i+1] {
			return r >= s.ranges[i]
		}
	}
	return false
}

// foldings are the ranges of r in upper and lower case, for which the parser
// writes a literal that ignores case.
func foldings(r rune) []rune {
	all := []rune{r, r}
	for f := unicode.SimpleFold(r); f != r; f = unicode.SimpleFold(f) {
		all = append(all, f, f)
	}
	slices.Sort(all)
	return all
}

// head tells what a match can begin with. It may let pass what cannot begin
// one, never the other way round.
type head struct {
	low   uint64 // by the lowest six bits of the symbol
	mixed uint64 // by six bits that all of them are mixed into
}

// anyHead lets everything pass.
func anyHead() head { return head{low: ^uint64(0), mixed: ^uint64(0)} }

// headRunes is the size of the largest set whose characters a head tells apart.
const headRunes = 256

func (s *store) headOf(ranges []rune) head {
	if !fewer(ranges, headRunes+1) {
		return anyHead()
	}
	h := head{}
	for r := range runesOf(ranges) {
		h.add(s.symbol(r))
	}
	return h
}

// mix spreads symbols over six bits. Their upper bits alone would tell little apart:
// common characters have small numbers.
func mix(symbol phrase.Symbol) phrase.Symbol { return symbol * 0x9E37 >> 10 }

func (h *head) add(symbol phrase.Symbol) {
	h.low |= 1 << (symbol & 63)
	h.mixed |= 1 << mix(symbol)
}

func (h *head) join(o head) {
	h.low |= o.low
	h.mixed |= o.mixed
}

// may reports whether a match can begin with a symbol.
func (h *head) may(symbol phrase.Symbol) bool {
	return h.low>>(symbol&63)&(h.mixed>>(mix(symbol)&63))&1 != 0
}
