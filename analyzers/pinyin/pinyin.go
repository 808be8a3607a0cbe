// Package pinyin gives Han characters the numbers of their toneless syllables,
// so that words that sound alike can be compared as short integers.
package pinyin

import (
	"fmt"
	"slices"
	"strings"

	gopinyin "github.com/mozillazg/go-pinyin"
	"golang.org/x/text/unicode/norm"
)

// The table covers the characters of these code points; rarer ones have no syllable.
const (
	first = 0x3400
	last  = 0x9FFF
	size  = last - first + 1
)

// Table holds the readings of characters. It is immutable and safe for concurrent use.
type Table struct {
	common   [size]uint16     // number of the most common syllable; 0: none
	begin    [size + 1]uint16 // where the syllables of a character begin in readings
	readings []uint16
	names    []string // by number; names[0] is empty
}

// New builds the table from the dictionary of go-pinyin; it fails when that has
// a reading that is no syllable.
func New() (*Table, error) {
	byRune, err := spellings()
	if err != nil {
		return nil, err
	}
	t := &Table{names: []string{""}}
	ids := map[string]uint16{}
	for _, list := range byRune {
		for _, name := range list {
			if _, ok := ids[name]; !ok {
				ids[name] = 0
				t.names = append(t.names, name)
			}
		}
	}
	slices.Sort(t.names)
	for id, name := range t.names {
		ids[name] = uint16(id)
	}
	for i := range size {
		t.begin[i] = uint16(len(t.readings))
		for _, name := range byRune[i] {
			t.readings = append(t.readings, ids[name])
		}
		if len(t.readings) > int(t.begin[i]) {
			t.common[i] = t.readings[t.begin[i]]
		}
	}
	if len(t.readings) > 1<<16-1 {
		return nil, fmt.Errorf("pinyin: %d readings, at most 65535", len(t.readings))
	}
	t.begin[size] = uint16(len(t.readings))
	return t, nil
}

// spellings lists the different toneless syllables of each character from first on,
// the most common first.
func spellings() ([][]string, error) {
	byRune := make([][]string, size)
	toneless := map[string]string{}
	for i := range byRune {
		list, ok := gopinyin.PinyinDict[first+i]
		if !ok {
			continue
		}
		for reading := range strings.SplitSeq(list, ",") {
			name, ok := toneless[reading]
			if !ok {
				var err error
				if name, err = spelling(reading); err != nil {
					return nil, fmt.Errorf("pinyin: %c (%U): %w", rune(first+i), first+i, err)
				}
				toneless[reading] = name
			}
			if !slices.Contains(byRune[i], name) {
				byRune[i] = append(byRune[i], name)
			}
		}
	}
	return byRune, nil
}

// spelling takes the tone off a reading: lǜ becomes lv, as it is typed.
func spelling(reading string) (string, error) {
	var b strings.Builder
	for _, r := range norm.NFD.String(reading) {
		switch {
		case 'a' <= r && r <= 'z':
			b.WriteRune(r)
		case r == '\u0308': // two dots
			s := strings.TrimSuffix(b.String(), "u") + "v"
			b.Reset()
			b.WriteString(s)
		case '\u0300' <= r && r <= '\u030C': // tones
		default:
			return "", fmt.Errorf("reading %q is no syllable", reading)
		}
	}
	if b.Len() == 0 {
		return "", fmt.Errorf("reading %q is no syllable", reading)
	}
	return b.String(), nil
}

// Syllable is the number of r's most common syllable, without its tone; false
// when r is no Han character that the table knows. Numbers start at 1 and are the
// same in every process of one build.
func (t *Table) Syllable(r rune) (id uint16, ok bool) {
	if r < first || r > last {
		return 0, false
	}
	id = t.common[r-first]
	return id, id != 0
}

// Readings are the numbers of all syllables of r, the most common first, rare and
// historic ones last; nil when it has none. The slice belongs to the table: do
// not change it.
func (t *Table) Readings(r rune) []uint16 {
	if r < first || r > last {
		return nil
	}
	begin, end := t.begin[r-first], t.begin[r-first+1]
	if begin == end {
		return nil
	}
	return t.readings[begin:end:end]
}

// Spelling writes a syllable in letters, ü as v; empty for a number that the
// table did not give.
func (t *Table) Spelling(id uint16) string {
	if int(id) >= len(t.names) {
		return ""
	}
	return t.names[id]
}

// ID is the number of a syllable written as Spelling writes it; false when no
// character has it.
func (t *Table) ID(spelling string) (uint16, bool) {
	i, ok := slices.BinarySearch(t.names, spelling)
	return uint16(i), ok && i > 0
}
