package acts

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"zhijian/analyzers/normalize"
	"zhijian/analyzers/phrase"
	"zhijian/analyzers/pinyin"
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
	table   *pinyin.Table
	rarity  Rarity
	phrases *phrase.Automaton // over sound codes; built from entries in order
	entries []soundEntry
	spread  *phrase.Automaton // over letters, for text from which blanks were taken out
	spreads []soundEntry
}

type soundEntry struct {
	def    int
	text   string // normal form
	rule   string // as written
	rarity float64
}

// Rarity tells how unlikely a text is as a row of ordinary words, in bits.
type Rarity func(norm string) float64

// disguiseBits is how much rarer a spelling must be than the phrase that it
// sounds like: 工安局 is, 现这样 for 先这样 is a text of its own.
const disguiseBits = 4

func compileSounds(defs []Definition, sound Sound) (*sounds, error) {
	if sound.Table == nil {
		return nil, nil
	}
	s := &sounds{table: sound.Table, rarity: sound.Rarity}
	var codes, texts []string
	for i := range defs {
		if !defs[i].Fuzzy {
			continue
		}
		for _, p := range defs[i].Phrases {
			e := soundEntry{def: i, text: fold(p.Value), rule: p.Value}
			s.spreads = append(s.spreads, e)
			texts = append(texts, e.text)
			e.rarity = s.rarity(e.text)
			if code, _ := s.encode(e.text); utf8.RuneCountInString(e.text) >= soundRunes && allHan(e.text) {
				s.entries = append(s.entries, e)
				codes = append(codes, code)
			}
		}
	}
	if len(s.spreads) == 0 {
		return nil, nil
	}
	var err error
	if s.phrases, err = phrase.Build(codes); err != nil {
		return nil, err
	}
	s.spread, err = phrase.Build(texts)
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

// encode writes each rune as two bytes: its syllable, or a code that matches
// only sounds of no syllable. The first byte has its high bit set and the second
// has not, so that a match never begins inside a rune. offsets[i] is where the
// i-th rune begins in text; it has one entry more than there are runes.
func (s *sounds) encode(text string) (code string, offsets []int) {
	b := make([]byte, 0, len(text))
	for i, r := range text {
		offsets = append(offsets, i)
		id, ok := s.table.Syllable(r)
		if !ok {
			id = 1<<14 - 1
		}
		b = append(b, 0x80|byte(id>>7), byte(id&0x7F))
	}
	return string(b), append(offsets, len(text))
}

// disguisedHits finds, in one turn, the phrases of fuzzy acts that are spread by
// blanks and signs or written with characters of the same sound.
func (m *Matcher) disguisedHits(s *scratch, turn int, t *normalize.Text) {
	m.apartHits(s, turn, t)
	squeezed, ok := t.Squeeze()
	if !ok {
		m.bySound(s, turn, t, t)
		return
	}
	m.sounds.spread.Scan(squeezed.Norm, func(i, begin, end int) {
		e, span := &m.sounds.spreads[i], squeezed.Span(begin, end)
		if utf8.RuneCountInString(e.text) >= soundRunes || standsAlone(t.Original, span.End) {
			m.addDisguised(s, turn, t, e, span, spreadScore)
		}
	})
	m.bySound(s, turn, t, &squeezed)
}

// apartRunes is the least length of a phrase that is looked for with blanks
// anywhere in it: shorter ones meet where chat messages were joined by blanks.
const apartRunes = 4

// apartHits finds long phrases whose words stand apart, such as 后果 自负, which
// the squeezed view leaves alone since whole words may be messages of their own.
func (m *Matcher) apartHits(s *scratch, turn int, t *normalize.Text) {
	if !strings.ContainsAny(t.Norm, blanks) {
		return
	}
	letters := make([]byte, 0, len(t.Norm))
	offsets := make([]int, 0, len(t.Norm)+1)
	for i := range len(t.Norm) {
		if strings.IndexByte(blanks, t.Norm[i]) < 0 {
			letters = append(letters, t.Norm[i])
			offsets = append(offsets, i)
		}
	}
	m.sounds.spread.Scan(string(letters), func(i, begin, end int) {
		e := &m.sounds.spreads[i]
		from, to := offsets[begin], offsets[end-1]+1
		if utf8.RuneCountInString(e.text) >= apartRunes && to-from > len(e.text) {
			m.addDisguised(s, turn, t, e, t.Span(from, to), spreadScore)
		}
	})
}

// blanks are the one-byte signs that stand between words of one phrase.
const blanks = " *.-_/|"

// standsAlone reports whether no letter follows at offset end: two letters that
// meet across a blank inside other words are no disguise.
func standsAlone(text string, end int) bool {
	r, _ := utf8.DecodeRuneInString(text[end:])
	return end == len(text) || !unicode.IsLetter(r)
}

func (m *Matcher) bySound(s *scratch, turn int, t, view *normalize.Text) {
	code, offsets := m.sounds.encode(view.Norm)
	m.sounds.phrases.Scan(code, func(i, begin, end int) {
		e := &m.sounds.entries[i]
		from, to := offsets[begin/2], offsets[end/2]
		if m.sounds.disguises(view.Norm[from:to], e) {
			m.addDisguised(s, turn, t, e, view.Span(from, to), soundScore)
		}
	})
}

// disguises reports whether a text of the same sound is the phrase in disguise:
// at most half of it is written otherwise, and nobody would write it so.
func (s *sounds) disguises(written string, e *soundEntry) bool {
	changed := differing(written, e.text)
	return changed > 0 && changed*2 <= utf8.RuneCountInString(e.text) && s.rarity(written) >= e.rarity+disguiseBits
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
	begin, end := locate(t, span)
	if s.covered(e.def, transcript.Span{Begin: begin, End: end}) {
		return
	}
	s.add(Hit{Act: e.def, Turn: turn, Begin: begin, End: end, Span: span, Tier: Disguised, Score: score, Rule: e.rule})
}

// locate finds the part of the normal form that stands for a span of the original.
func locate(t *normalize.Text, span transcript.Span) (begin, end int) {
	begin, end = -1, len(t.Norm)
	for i := range t.Norm {
		at := t.Span(i, i)
		if begin < 0 && at.Begin >= span.Begin {
			begin = i
		}
		if at.Begin >= span.End {
			end = i
			break
		}
	}
	return max(begin, 0), end
}
