package acts

import (
	"cmp"
	"slices"
	"sort"
	"unicode"
	"unicode/utf8"

	"zhijian/analyzers/normalize"
	"zhijian/analyzers/phrase"
	"zhijian/analyzers/transcript"
)

// soundRunes is the least length of a phrase that is looked for by its sound,
// and at most half of its characters may be written with another.
const soundRunes = 3

// Scores of disguised hits.
const (
	spreadScore = 85 // the very letters, spread by blanks or signs
	soundScore  = 75 // other characters of the same sound
)

// sounds finds disguised forms of the listed phrases of fuzzy acts.
type sounds struct {
	Sound
	spreads   []soundEntry // what is looked for spread by blanks and signs, in the order added
	letters   *phrase.Trie // of spreads
	entries   []int32      // of those, what is looked for by its sound
	syllables *phrase.Trie // of entries
	codes     [][]phrase.Symbol
}

// soundEntry is a phrase that may stand in disguise.
type soundEntry struct {
	def   int
	text  string // normal form
	runes int
	rule  string // as written
}

// occurrence is a place where an entry may stand in disguise, in characters.
type occurrence struct {
	entry      int32 // index in spreads
	begin, end int32
}

// byEnd puts occurrences in the order in which they are looked at: of those that
// overlap, the first that is a hit counts.
func byEnd(list []occurrence) []occurrence {
	slices.SortFunc(list, func(a, b occurrence) int {
		return cmp.Or(cmp.Compare(a.end, b.end), cmp.Compare(a.begin, b.begin), cmp.Compare(b.entry, a.entry))
	})
	return list
}

// Rarity tells how unlikely a text is as a row of ordinary words, in bits.
type Rarity func(norm string) float64

// disguiseBits is how much rarer a spelling must be than the phrase that it
// sounds like: 工安局 is, 现这样 for 先这样 is a text of its own.
const disguiseBits = 4

// add adds an entry, unless disguises are not looked for.
func (s *sounds) add(e soundEntry) {
	if s.Table == nil {
		return
	}
	e.runes = utf8.RuneCountInString(e.text)
	i := int32(len(s.spreads))
	s.spreads = append(s.spreads, e)
	if e.runes >= soundRunes && allHan(e.text) {
		s.entries = append(s.entries, i)
		s.codes = append(s.codes, s.encode(nil, []rune(e.text)))
	}
}

// build is s made ready, nil when there is nothing to find. The alphabet has all letters
// of the entries.
func (s *sounds) build(a *phrase.Alphabet) (_ *sounds, err error) {
	if len(s.spreads) == 0 {
		return nil, nil
	}
	letters := make([][]phrase.Symbol, len(s.spreads))
	for i := range s.spreads {
		for _, r := range s.spreads[i].text {
			letters[i] = append(letters[i], a.Symbol(r))
		}
	}
	if s.letters, err = phrase.NewTrie(a.Last(), letters); err != nil {
		return nil, err
	}
	s.syllables, err = phrase.NewTrie(soundless, s.codes)
	s.codes = nil
	return s, err
}

func allHan(s string) bool {
	for _, r := range s {
		if !unicode.Is(unicode.Han, r) {
			return false
		}
	}
	return true
}

// soundless is the symbol of all characters of no syllable. Syllables have smaller numbers.
const soundless phrase.Symbol = 1<<14 - 1

// encode appends the syllable of each character to buf.
func (s *sounds) encode(buf []phrase.Symbol, text []rune) []phrase.Symbol {
	for _, r := range text {
		symbol := soundless
		if id, ok := s.Table.Syllable(r); ok {
			symbol = phrase.Symbol(id)
		}
		buf = append(buf, symbol)
	}
	return buf
}

// disguisedHits finds, in one turn, the phrases of fuzzy acts that are spread by
// blanks and signs or written with characters of the same sound.
func (m *Matcher) disguisedHits(s *scratch, turn int, t *normalize.Text) {
	if s.line.blanks {
		m.apartHits(s, turn, t)
	}
	squeezed, ok := t.Squeeze()
	if !ok {
		m.soundHits(s, turn, t, t, &s.line)
		return
	}
	s.view.read(m.alphabet, squeezed.Norm)
	for _, o := range m.spread(s, s.view.Symbols) {
		e, span := &m.sounds.spreads[o.entry], squeezed.Span(s.view.bytes(int(o.begin), int(o.end)))
		if e.runes >= soundRunes || standsAlone(t.Original, span.End) {
			m.addDisguised(s, turn, t, e, span, spreadScore)
		}
	}
	m.soundHits(s, turn, t, &squeezed, &s.view)
}

// spread finds the phrases of fuzzy acts in a view of the turn.
func (m *Matcher) spread(s *scratch, text []phrase.Symbol) []occurrence {
	s.sounds = s.sounds[:0]
	m.sounds.letters.Scan(text, func(i, begin, end int) {
		s.sounds = append(s.sounds, occurrence{entry: int32(i), begin: int32(begin), end: int32(end)})
	})
	return byEnd(s.sounds)
}

// apartRunes is the least length of a phrase that is looked for with blanks
// anywhere in it: shorter ones meet where chat messages were joined by blanks.
const apartRunes = 4

// apartHits finds long phrases whose words stand apart, such as 后果 自负, which
// the squeezed view leaves alone since whole words may be messages of their own.
func (m *Matcher) apartHits(s *scratch, turn int, t *normalize.Text) {
	s.joined, s.places = s.joined[:0], s.places[:0]
	for i, r := range s.line.Runes {
		if !isBlank(r) {
			s.joined, s.places = append(s.joined, s.line.Symbols[i]), append(s.places, int32(i))
		}
	}
	for _, o := range m.spread(s, s.joined) {
		e := &m.sounds.spreads[o.entry]
		from, to := int(s.places[o.begin]), int(s.places[o.end-1])+1
		if e.runes >= apartRunes && to-from > e.runes {
			m.addDisguised(s, turn, t, e, t.Span(s.line.bytes(from, to)), spreadScore)
		}
	}
}

// isBlank reports whether r is a one-byte sign that stands between words of one phrase.
func isBlank(r rune) bool {
	switch r {
	case ' ', '*', '.', '-', '_', '/', '|':
		return true
	}
	return false
}

// standsAlone reports whether no letter follows at offset end: two letters that
// meet across a blank inside other words are no disguise.
func standsAlone(text string, end int) bool {
	r, _ := utf8.DecodeRuneInString(text[end:])
	return end == len(text) || !unicode.IsLetter(r)
}

// soundHits finds phrases by their sound in a view of the turn, which l has read.
func (m *Matcher) soundHits(s *scratch, turn int, t, view *normalize.Text, l *line) {
	s.joined, s.sounds = m.sounds.encode(s.joined[:0], l.Runes), s.sounds[:0]
	m.sounds.syllables.Scan(s.joined, func(i, begin, end int) {
		s.sounds = append(s.sounds, occurrence{entry: m.sounds.entries[i], begin: int32(begin), end: int32(end)})
	})
	for _, o := range byEnd(s.sounds) {
		e := &m.sounds.spreads[o.entry]
		from, to := l.bytes(int(o.begin), int(o.end))
		if m.sounds.disguises(view.Norm[from:to], e) {
			m.addDisguised(s, turn, t, e, view.Span(from, to), soundScore)
		}
	}
}

// disguises reports whether a text of the same sound is the phrase in disguise:
// at most half of it is written otherwise, and nobody would write it so.
func (s *sounds) disguises(written string, e *soundEntry) bool {
	changed := differing(written, e.text)
	return changed > 0 && changed*2 <= e.runes && s.Rarity(written) >= s.Rarity(e.text)+disguiseBits
}

// differing counts the runes in which two texts of as many runes differ.
func differing(a, b string) int {
	n := 0
	for _, r := range a {
		q, size := utf8.DecodeRuneInString(b)
		b = b[size:]
		if q != r {
			n++
		}
	}
	return n
}

// addDisguised adds a hit given by its place in the original text, unless the
// act was found there already.
func (m *Matcher) addDisguised(s *scratch, turn int, t *normalize.Text, e *soundEntry, span transcript.Span, score int) {
	begin, end := locate(t, &s.line, span)
	if s.covered(e.def, begin, end) {
		return
	}
	s.add(Hit{Act: e.def, Turn: turn, Begin: begin, End: end, Span: span, Tier: Disguised, Score: score, Rule: e.rule})
}

// locate finds the part of the normal form, which l has read, that stands for a span of
// the original: from the first character that begins with the span or behind it up to
// the first that begins behind it.
func locate(t *normalize.Text, l *line, span transcript.Span) (begin, end int) {
	behind := func(at int) int {
		i := sort.Search(len(l.Runes), func(i int) bool {
			offset := int(l.offsets[i])
			return t.Span(offset, offset).Begin >= at
		})
		return int(l.offsets[i])
	}
	begin, end = behind(span.Begin), behind(span.End)
	if begin == len(t.Norm) {
		begin = 0
	}
	return begin, end
}
