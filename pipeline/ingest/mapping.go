package ingest

import (
	"zhijian/analyzers/transcript"
	"zhijian/lexicon/fields"
)

// Mapping says what the columns and the words of a table mean where they cannot
// be guessed. It is read from a mapping file and safe for concurrent use; nil
// maps nothing.
type Mapping struct {
	Columns map[Field][]string // names of columns, the first that a table has counts
	Units   map[Field]string   // of bare numbers: ms, s, min
	Roles   map[string]transcript.Role
	Sheets  []string                       // of a workbook, the only ones that are read; empty: all that are visible
	words   [mappedWords]map[string]string // by normal form
}

// The kinds of words that a mapping names.
const (
	channelWords = iota
	endedByWords
	satisfactionWords
	mappedWords
)

// columns are the names of columns by field.
func (m *Mapping) columns() map[Field][]string {
	if m == nil {
		return nil
	}
	return m.Columns
}

// units are the units of bare numbers by field.
func (m *Mapping) units() map[Field]string {
	if m == nil {
		return nil
	}
	return m.Units
}

// sheets are the only sheets that are read; none: all.
func (m *Mapping) sheets() []string {
	if m == nil {
		return nil
	}
	return m.Sheets
}

// word is the meaning of s: by the mapping, else by known.
func (m *Mapping) word(kind int, s string, known func(string) (string, bool)) (string, bool) {
	if m != nil && len(m.words[kind]) > 0 {
		if val, ok := m.words[kind][fields.Normal(s)]; ok {
			return val, true
		}
	}
	return known(s)
}

// role is the role of a speaker's label.
func (m *Mapping) role(label string) (transcript.Role, bool) {
	if m == nil {
		return "", false
	}
	r, ok := m.Roles[label]
	return r, ok
}
