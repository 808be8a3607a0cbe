package segment

import (
	_ "embed"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"strings"
	"unicode"
	"unicode/utf8"

	"zhijian/analyzers/segment/trie"
	"zhijian/lexicon/dict"
)

// wordsFile is gse's dictionary as the generator lays it out: the trie, whose
// values are the numbers of entries from 1 on; the number of entries and the length
// of the tags; the tags, one a line; for each entry its frequency, and the number of
// its tag in a byte.
//
//go:embed words.bin
var wordsFile string

// entry is what a dictionary says of a word. Many words share one.
type entry struct {
	freq float64
	tag  Tag
}

// rank is what cutting a text reads of an entry.
type rank struct {
	rarity float32 // in bits; gse calls it a distance
	tag    Tag
}

// load reads wordsFile.
func load() (*Segmenter, error) {
	t, rest, err := trie.Read(wordsFile)
	if err != nil {
		return nil, err
	}
	s := &Segmenter{words: t, entries: []entry{{1, UnknownWord}}}
	if err := s.readEntries(rest); err != nil {
		return nil, err
	}
	for value := range t.Values() {
		if int(value) >= len(s.entries) {
			return nil, errBroken
		}
		s.total += s.entries[value].freq
	}
	for r := range s.joins {
		s.joins[r] = unicode.IsLetter(rune(r)) || unicode.IsNumber(rune(r))
	}
	return s, nil
}

var errBroken = errors.New("the entries are broken")

// readEntries reads what stands behind the trie.
func (s *Segmenter) readEntries(data string) error {
	if len(data) < 8 {
		return errBroken
	}
	head := []byte(data[:8])
	entries, names := int(binary.LittleEndian.Uint32(head)), int(binary.LittleEndian.Uint32(head[4:]))
	if len(data) != 8+names+5*entries {
		return errBroken
	}
	var tags []Tag
	for name := range strings.SplitSeq(data[8:8+names], "\n") {
		tags = append(tags, TagOf(name))
	}
	list := []byte(data[8+names:])
	for ; len(list) > 0; list = list[5:] {
		if int(list[4]) >= len(tags) {
			return errBroken
		}
		s.entries = append(s.entries, entry{float64(binary.LittleEndian.Uint32(list)), tags[list[4]]})
	}
	return nil
}

// add gives the words the place of what the dictionary says of them. Words of one
// character count as rare, as they do in gse.
func (s *Segmenter) add(words []dict.Word) error {
	tags := make(map[string]string, len(words))
	values := map[entry]uint16{}
	for _, w := range words {
		if err := w.Check(); err != nil {
			return err
		}
		if strings.ContainsFunc(w.Text, func(r rune) bool { return 'A' <= r && r <= 'Z' }) {
			return fmt.Errorf("%q would never be found: write it in normal form, ASCII letters in lower case", w.Text)
		}
		if tag, ok := tags[w.Text]; ok && tag != w.POS {
			return fmt.Errorf("%q has the tag %q and the tag %q: is the word there twice?", w.Text, tag, w.POS)
		} else if ok {
			continue
		}
		tags[w.Text] = w.POS
		e := entry{float64(w.Freq), TagOf(w.POS)}
		if utf8.RuneCountInString(w.Text) == 1 {
			e.freq = 2
		}
		if err := s.put(w.Text, e, values); err != nil {
			return err
		}
	}
	return nil
}

// put puts one word into the dictionary; values are the places of the entries that
// were put there before.
func (s *Segmenter) put(word string, e entry, values map[entry]uint16) error {
	if values[e] == 0 {
		if len(s.entries) > math.MaxUint16 {
			return errors.New("too many words with frequencies or tags of their own")
		}
		values[e] = uint16(len(s.entries))
		s.entries = append(s.entries, e)
	}
	if old := s.words.Value(word); old != 0 {
		s.total -= s.entries[old].freq
	}
	s.total += e.freq
	return s.words.Add(word, values[e])
}

// rate computes the rarities, in the arithmetic of gse.
func (s *Segmenter) rate() {
	total := float32(math.Log2(s.total))
	s.ranks = make([]rank, len(s.entries))
	for i, e := range s.entries {
		s.ranks[i] = rank{total - float32(math.Log2(e.freq)), e.tag}
	}
	s.ranks[0].rarity = unknownBits
}
