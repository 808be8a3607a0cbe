// Package fields holds the words of other people's exports: how they name the
// columns of a table of conversations, and what they write into them for roles,
// channels, parties and ratings. It is data with the lookups into them.
package fields

import (
	_ "embed"
	"errors"
	"fmt"
	"strconv"

	"go.yaml.in/yaml/v4"
)

//go:embed fields.yaml
var source []byte

// Words are the parsed data. They are immutable and safe for concurrent use.
type Words struct {
	columns map[string][]Guess // by the normal form of the name
	numbers map[string]string  // by field: the unit of a bare number
	units   map[string]string  // by spelling: ms, s or min

	roles      map[string]string // whole labels
	stems      map[string]string
	open       map[string]bool // stems that a name may follow at once
	channels   map[string]string
	parties    map[string]string
	ratings    map[string]int64 // 0 stands for not rated
	none       map[string]bool
	stayed     map[string]bool // of a transfer: there was none
	frequent   map[rune]bool
	longestRow int // of stems, in bytes
}

// Guess is what the name of a column may mean.
type Guess struct {
	Field string // as in the keys of fields
	Sure  bool   // false: only when no other column is sure to be this field
	Rank  int    // place in the list: of two columns the lower one is taken
}

// file is the data as they are written.
type file struct {
	Fields map[string]struct {
		Unit    string   `yaml:"unit"`
		Headers []string `yaml:"headers"`
		Perhaps []string `yaml:"perhaps"`
	} `yaml:"fields"`
	Units map[string][]string `yaml:"units"`
	None  []string            `yaml:"none"`
	Roles map[string]struct {
		Words []string `yaml:"words"`
		Stems []string `yaml:"stems"`
		Open  []string `yaml:"open"`
	} `yaml:"roles"`
	Channels     map[string][]string `yaml:"channels"`
	EndedBy      map[string][]string `yaml:"ended_by"`
	Satisfaction map[string][]string `yaml:"satisfaction"`
	Unrated      []string            `yaml:"unrated"`
	Stayed       []string            `yaml:"not_transferred"`
	Common       string              `yaml:"common"`
}

// Embedded parses the embedded data. It panics when they are broken, which the
// tests of this package rule out.
func Embedded() *Words {
	w, err := Parse(source)
	if err != nil {
		panic("lexicon/fields: " + err.Error())
	}
	return w
}

// Parse reads the data. A word with two meanings, and a word that stands twice,
// are errors, all of which are reported together.
func Parse(data []byte) (*Words, error) {
	var f file
	if err := yaml.Load(data, &f, yaml.WithKnownFields()); err != nil {
		return nil, err
	}
	b := builder{w: &Words{
		columns: map[string][]Guess{}, numbers: map[string]string{}, units: map[string]string{},
		roles: map[string]string{}, stems: map[string]string{}, open: map[string]bool{},
		channels: map[string]string{}, parties: map[string]string{}, ratings: map[string]int64{},
		none: map[string]bool{}, stayed: map[string]bool{}, frequent: map[rune]bool{},
	}}
	b.fields(&f)
	b.roles(&f)
	b.values(&f)
	return b.w, errors.Join(b.errs...)
}

// builder fills in words and collects what is wrong with the data.
type builder struct {
	w    *Words
	errs []error
}

func (b *builder) fault(format string, args ...any) {
	b.errs = append(b.errs, fmt.Errorf(format, args...))
}

func (b *builder) fields(f *file) {
	for field, names := range f.Fields {
		b.names(field, names.Headers, true)
		b.names(field, names.Perhaps, false)
		if names.Unit != "" {
			b.w.numbers[field] = names.Unit
		}
	}
	for unit, spellings := range f.Units {
		add(b, "units", b.w.units, spellings, unit)
	}
	for field, unit := range b.w.numbers {
		if _, ok := f.Units[unit]; !ok {
			b.fault("fields: %s: unit %q is not one of units", field, unit)
		}
	}
}

func (b *builder) names(field string, names []string, sure bool) {
	for rank, name := range names {
		key := Normal(name)
		for _, g := range b.w.columns[key] {
			switch {
			case g.Field == field:
				b.fault("fields: %s: %q stands twice", field, name)
			case g.Sure && sure:
				if !turnText(g.Field, field) {
					b.fault("fields: %q is sure to be %s and %s", name, g.Field, field)
				}
			}
		}
		b.w.columns[key] = append(b.w.columns[key], Guess{Field: field, Sure: sure, Rank: rank})
	}
}

// turnText reports whether two fields are those that share names: what is said in
// a turn, and what is said in all turns.
func turnText(a, b string) bool {
	return a == "text" && b == "dialogue" || a == "dialogue" && b == "text"
}

func (b *builder) roles(f *file) {
	for role, words := range f.Roles {
		add(b, "roles", b.w.roles, words.Words, role)
		add(b, "stems", b.w.stems, words.Stems, role)
		for _, s := range words.Open {
			if b.w.stems[Normal(s)] != role {
				b.fault("roles: %s: %q is open but no stem", role, s)
			}
			b.w.open[Normal(s)] = true
		}
	}
	for s := range b.w.stems {
		b.w.longestRow = max(b.w.longestRow, len(s))
	}
}

func (b *builder) values(f *file) {
	for channel, words := range f.Channels {
		add(b, "channels", b.w.channels, words, channel)
	}
	for party, words := range f.EndedBy {
		add(b, "ended_by", b.w.parties, words, party)
	}
	for rating, words := range f.Satisfaction {
		n, err := strconv.ParseInt(rating, 10, 64)
		if err != nil || n < 1 || n > 5 {
			b.fault("satisfaction: %q is not in 1..5", rating)
		}
		add(b, "satisfaction", b.w.ratings, words, n)
	}
	add(b, "not_transferred", b.w.stayed, f.Stayed, true)
	add(b, "unrated", b.w.ratings, f.Unrated, 0)
	for _, s := range f.None {
		b.w.none[lower(s)] = true
	}
	for _, r := range f.Common {
		b.w.frequent[r] = r > 0x7f
	}
}

// add maps the normal form of each word to val.
func add[T comparable](b *builder, list string, m map[string]T, words []string, val T) {
	for _, s := range words {
		key := Normal(s)
		if old, ok := m[key]; ok && old != val {
			b.fault("%s: %q means %v and %v", list, s, old, val)
		} else if ok {
			b.fault("%s: %q stands twice", list, s)
		}
		m[key] = val
	}
}
