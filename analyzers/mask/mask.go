// Package mask finds personal data in the text of an interaction and makes it
// unreadable, one character for one: numbers of telephones, identity cards and
// bank cards, e-mail addresses, licence plates, street addresses, names,
// verification codes and passwords, written or said aloud, also when they run
// over several turns.
//
// A mark takes as many bytes of UTF-8 as the character whose place it takes (see
// Mark), so that every offset and span of the original text, in bytes or in
// characters, holds in the masked text.
//
// What stays readable is what is customary: 138****5678.
//
//	mobile    the first 3 and last 4 digits
//	landline  the area code and the last 4 digits
//	identity  the first 3 and last 4 of 18 digits, the last 3 of 15
//	bankcard  the first 6 and last 4 digits
//	email     the first character and the domain
//	plate     the place and the last 2 characters
//	address   province, city and district; all from the street on is masked
//	name      the surname
//	code, password  nothing
//
// Masking is no anonymization: who knows the customer may still know them.
package mask

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"zhijian/analyzers/transcript"
)

// Version changes with everything that changes what is masked.
const Version = "1"

// Type says what was masked.
type Type string

// The types. Their names are part of the output's contract.
const (
	Address  Type = "address"
	BankCard Type = "bankcard"
	Code     Type = "code" // verification code
	Email    Type = "email"
	Identity Type = "identity"
	Landline Type = "landline"
	Mobile   Type = "mobile"
	Name     Type = "name"
	Password Type = "password"
	Plate    Type = "plate" // of a vehicle
)

// Types lists all types, sorted.
func Types() []Type {
	return []Type{Address, BankCard, Code, Email, Identity, Landline, Mobile, Name, Password, Plate}
}

// ParseTypes reads a list such as "mobile,identity". The word "all" stands for
// all types; "all,-name" leaves one out.
func ParseTypes(list string) ([]Type, error) {
	on := map[Type]bool{}
	for word := range strings.SplitSeq(list, ",") {
		word = strings.TrimSpace(word)
		bare, off := strings.CutPrefix(word, "-")
		switch t := Type(bare); {
		case bare == "all" && !off:
			for _, t := range Types() {
				on[t] = true
			}
		case slices.Contains(Types(), t):
			on[t] = !off
		default:
			return nil, fmt.Errorf("unknown type %q; the types are all and %s", word, joined(Types()))
		}
	}
	var out []Type
	for _, t := range Types() {
		if on[t] {
			out = append(out, t)
		}
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("%q leaves nothing to mask", list)
	}
	return out, nil
}

func joined(types []Type) string {
	words := make([]string, len(types))
	for i, t := range types {
		words[i] = string(t)
	}
	return strings.Join(words, ",")
}

// Config says what is masked.
type Config struct {
	// Types are masked and others left readable; nil masks all.
	Types []Type
	// Key makes pseudonyms of customer ids; empty leaves the ids as they are, but
	// for personal data in them. See Pseudonym.
	Key []byte
}

// Masker masks texts. It is safe for concurrent use. A nil Masker masks nothing.
type Masker struct {
	on    map[Type]bool
	types []Type
	key   []byte
	table *table
	words *words
	pool  sync.Pool // of *search
}

// New returns a masker.
func New(cfg Config) *Masker {
	types := cfg.Types
	if types == nil {
		types = Types()
	}
	m := &Masker{on: map[Type]bool{}, key: slices.Clone(cfg.Key), words: newWords()}
	m.table = newTable(m.words)
	for _, t := range Types() {
		if slices.Contains(types, t) {
			m.on[t] = true
			m.types = append(m.types, t)
		}
	}
	m.pool.New = func() any { return &search{m: m} }
	return m
}

// Settings tells the version and what is masked, for the metadata of what was
// written: "none" for a nil Masker.
func (m *Masker) Settings() string {
	if m == nil {
		return "none"
	}
	s := Version + ":" + joined(m.types)
	if len(m.key) > 0 {
		s += ";customer_id=hmac-sha256:" + m.keyID()
	}
	return s
}

// Stretch is a run of masked characters of one type.
type Stretch struct {
	Type Type
	transcript.Span
}

// Text is a masked text. Masked holds every mark, in order.
type Text struct {
	Text   string
	Masked []Stretch
}

// Types lists the types that were masked, sorted, each once.
func (t *Text) Types() []Type {
	var out []Type
	for _, s := range t.Masked {
		out = append(out, s.Type)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Interaction masks the turns of an interaction, which it leaves alone: a value
// may run over several turns, and what was asked before tells what an answer is.
// The result has one text for each turn.
func (m *Masker) Interaction(in *transcript.Interaction) []Text {
	out := make([]Text, len(in.Turns))
	for i := range in.Turns {
		out[i].Text = in.Turns[i].Text
	}
	if m == nil {
		return out
	}
	s := m.pool.Get().(*search)
	defer m.pool.Put(s)
	s.run(in.Turns)
	s.write(out)
	return out
}

// String masks a text that stands alone, such as the value of a field.
func (m *Masker) String(text string) string {
	if m == nil || harmless(text) {
		return text
	}
	return m.Interaction(&transcript.Interaction{Turns: []transcript.Turn{{Text: text}}})[0].Text
}

// Mark is the character that takes the place of r, as long in UTF-8: an asterisk,
// for most Chinese characters the full-width one.
func Mark(r rune) rune {
	switch {
	case r < 0x80:
		return '*'
	case r < 0x800:
		return '×'
	case r < 0x10000:
		return '＊'
	}
	return '🞶'
}
