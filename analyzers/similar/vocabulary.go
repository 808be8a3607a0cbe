package similar

import (
	"math"
	"slices"
	"unicode"
)

// vocabulary numbers the letters and the pairs of neighbouring letters of a set of
// texts, and knows how rare each is. Signs and blanks are no letters: the same words
// punctuated otherwise have the same letters. The edges of a text are letters too,
// in pairs alone.
type vocabulary struct {
	letters [0x10000]uint16 // by character of the basic plane: its letter
	rare    map[rune]uint16 // the same of other planes
	singles []int32         // by letter: its feature when it stands by itself
	pairs   pairTable
	idf     []float64 // by feature: how rare it is
}

// feature is a letter or pair of letters, by its number in the vocabulary, with
// its weight in a text.
type feature struct {
	id    int32
	value float64
}

// Letters from 2 on are those of the vocabulary.
const (
	edge    = 0         // the edge of a text
	unknown = 1         // no text of the vocabulary has it
	skipped = 1<<16 - 1 // a sign or blank
)

// none is no feature.
const none = -1

// newVocabulary numbers what stands in texts, in the order in which it comes.
func newVocabulary(texts []string) *vocabulary {
	v := &vocabulary{rare: map[rune]uint16{}, singles: []int32{edge: none, unknown: none}}
	for r := range v.letters {
		v.letters[r] = unknown
		if isSign(rune(r)) {
			v.letters[r] = skipped
		}
	}
	v.letters['\u0002'] = edge // never in a normal form
	v.pairs = newPairTable()
	b := builder{vocabulary: v}
	for _, text := range texts {
		b.add(text)
	}
	v.idf = make([]float64, len(b.seen))
	for id, n := range b.seen {
		v.idf[id] = math.Log(float64(len(texts)+1)/float64(n+1)) + 1
	}
	return v
}

// builder is a vocabulary in the making.
type builder struct {
	*vocabulary
	seen    []int // by feature: the texts that have it
	last    []int // by feature: the last of them, counted from 1
	texts   int
	runes   []rune   // of one text
	letters []uint16 // of it
}

// add numbers what text has and counts it once.
func (b *builder) add(text string) {
	b.runes = b.runes[:0]
	for _, r := range text {
		b.runes = append(b.runes, r)
		if b.letter(r) == unknown && len(b.singles) < skipped {
			b.setLetter(r, uint16(len(b.singles)))
			b.singles = append(b.singles, none)
		}
	}
	b.texts++
	b.letters, _ = b.read(b.runes, b.letters[:0])
	letters := b.letters
	for i, l := range letters {
		if l == unknown {
			continue
		}
		if l != edge {
			if b.singles[l] == none {
				b.singles[l] = b.next()
			}
			b.count(b.singles[l])
		}
		if i+1 < len(letters) && letters[i+1] != unknown {
			key := pair(l, letters[i+1])
			id := b.pairs.get(key)
			if id == none {
				id = b.next()
				b.pairs.add(key, id)
			}
			b.count(id)
		}
	}
}

// count counts a feature that the last text has, once.
func (b *builder) count(id int32) {
	if b.last[id] != b.texts {
		b.last[id] = b.texts
		b.seen[id]++
	}
}

// next is the number of a new feature.
func (b *builder) next() int32 {
	b.seen, b.last = append(b.seen, 0), append(b.last, 0)
	return int32(len(b.seen) - 1)
}

func (v *vocabulary) setLetter(r rune, letter uint16) {
	if uint32(r) < uint32(len(v.letters)) {
		v.letters[r] = letter
	} else {
		v.rare[r] = letter
	}
}

func (v *vocabulary) letter(r rune) uint16 {
	if uint32(r) < uint32(len(v.letters)) {
		return v.letters[r]
	}
	if letter, ok := v.rare[r]; ok {
		return letter
	}
	return unknown
}

// read appends the letters of text to letters, edges included, and counts its Han
// characters, those of masks such as [数字x] left out.
func (v *vocabulary) read(text []rune, letters []uint16) (all []uint16, han int) {
	masked := false
	letters = append(letters, edge)
	for _, r := range text {
		if firstHan <= r && r <= lastHan { // nearly all
			letters = append(letters, v.letters[r])
			if !masked {
				han++
			}
			continue
		}
		l := v.letter(r)
		if l == skipped {
			continue
		}
		letters = append(letters, l)
		switch {
		case r == '[' || r == ']':
			masked = r == '['
		case !masked && isHan(r):
			han++
		}
	}
	return append(letters, edge), han
}

// readText reads a text into the letters of s, and counts its Han characters.
func (v *vocabulary) readText(s *scratch, text string) (han int) {
	s.runes = s.runes[:0]
	for _, r := range text {
		s.runes = append(s.runes, r)
	}
	s.letters, han = v.read(s.runes, s.letters[:0])
	return han
}

// distinct puts the features of a text with these letters, at most maxFew, into ids, each
// once, and none for each letter and pair that is none, and returns how many they are in
// all.
func (v *vocabulary) distinct(letters []uint16, ids *[2 * maxFew]int32) (n int) {
	var memory [maxFew]uint64
	var seen [16]uint64 // of letters, by their lowest bits
	table, singles, behind, l := &v.pairs, v.singles, letters[1:], letters[0]
	slots := memory[:len(behind)]
	table.first(letters, slots)
	for i, next := range behind {
		word, bit := &seen[l>>6&15], uint64(1)<<(l&63)
		again := *word&bit != 0 && l != unknown && slices.Contains(letters[:i], l)
		*word |= bit
		if l != edge && !again {
			ids[n] = singles[l]
			n++
		}
		id := table.find(slots[i], pair(l, next))
		if !again || id == none || !slices.Contains(ids[:n], id) {
			ids[n] = id
			n++
		}
		l = next
	}
	return n
}

// mark marks the features of a text with these letters in s and returns how many letters
// and pairs of the text are none.
func (v *vocabulary) mark(s *scratch, letters []uint16) (unknowns int) {
	table, singles, pairs := &v.pairs, v.singles, letters[:len(letters)-1]
	slots, ids := slices.Grow(s.slots[:0], len(pairs))[:len(pairs)], slices.Grow(s.ids[:0], 2*len(pairs))
	table.first(letters, slots)
	for i, l := range pairs {
		if l == unknown {
			unknowns++
		} else if l != edge {
			ids = append(ids, singles[l])
		}
		if id := table.find(slots[i], pair(l, letters[i+1])); id == none {
			unknowns++
		} else {
			ids = append(ids, id)
		}
	}
	s.slots, s.ids = slots, ids
	s.mark()
	return unknowns
}

// unknownWeight is what a letter or pair that no text of the vocabulary has adds to
// the squared length of a vector.
const unknownWeight = 1.0

// vectorOf is the vector of the features marked in s, in the memory of s: each as
// long as it is rare, all of them together of length 1, by number. What the
// vocabulary does not have adds to the length alone: a text that is mostly unknown
// is like nothing.
func (v *vocabulary) vectorOf(s *scratch, unknowns int) []feature {
	out := s.vector[:0]
	sum := float64(unknowns) * unknownWeight
	for id := range s.marked() {
		out = append(out, feature{id: id, value: v.idf[id]})
		sum += float64(v.idf[id] * v.idf[id])
	}
	if sum > 0 {
		norm := 1 / math.Sqrt(sum)
		for i := range out {
			out[i].value *= norm
		}
	}
	s.vector = out
	return out
}

// vector is the vector of a text, in memory of its own; s is left as it was.
func (v *vocabulary) vector(s *scratch, text string) []feature {
	v.readText(s, text)
	defer s.reset()
	return slices.Clone(v.vectorOf(s, v.mark(s, s.letters)))
}

// The Han characters that nearly all of a text are, from the first to the last. No sign
// stands among them.
const (
	firstHan = '一'
	lastHan  = 0x9FFF
)

// isHan reports whether r is a Han character.
func isHan(r rune) bool {
	return firstHan <= r && r <= lastHan || r > unicode.MaxLatin1 && unicode.Is(unicode.Han, r)
}

func isSign(r rune) bool {
	switch r {
	case '，', '。', '！', '？', '；', '、', '：', ':', '～', '…', '“', '”', '"', '（', '）', ' ', '_', '\n', '\t', '.', '-', '—':
		return true
	}
	return false
}
