// Package maskgen makes conversations with invented personal data in known
// places, and conversations with numbers that are not personal, to measure how
// well masking works. It was written before the detector and knows nothing of
// it; the same seed gives the same conversations. Every number, name and address
// is drawn by chance; none was taken from a person.
package maskgen

import (
	"math/rand/v2"
	"strings"

	"zhijian/analyzers/transcript"
)

// Kind says what a value is.
type Kind string

// What is personal.
const (
	Mobile   Kind = "mobile"
	Landline Kind = "landline"
	Identity Kind = "identity" // 18 or 15 digits
	BankCard Kind = "bankcard"
	Email    Kind = "email"
	Plate    Kind = "plate" // of a vehicle
	Address  Kind = "address"
	Name     Kind = "name"
	Code     Kind = "code" // verification code
	Password Kind = "password"
)

// What is not, and must stay.
const (
	Order    Kind = "order"
	Amount   Kind = "amount"
	Date     Kind = "date"
	Clock    Kind = "clock" // times of day and durations
	Staff    Kind = "staff" // the agent's own number
	Tracking Kind = "tracking"
	Hotline  Kind = "hotline" // numbers of companies and authorities
	Product  Kind = "product" // models, versions, sizes, counts
	Words    Kind = "words"   // no number at all: words that look like a name or a cue
)

// Personal lists the kinds that must be masked.
func Personal() []Kind {
	return []Kind{Mobile, Landline, Identity, BankCard, Email, Plate, Address, Name, Code, Password}
}

// Harmless lists the kinds that must stay.
func Harmless() []Kind {
	return []Kind{Order, Amount, Date, Clock, Staff, Tracking, Hotline, Product, Words}
}

// Place is a stretch of bytes [Begin, End) of a turn.
type Place struct {
	Turn, Begin, End int
}

// Case is a conversation with one value in it.
type Case struct {
	Kind      Kind
	Form      string // how it is written or said: plain, wide, spaced, dashed, spoken, fillers, split ...
	Irregular bool   // not well-formed, such as 三个八: reported, but not counted in the law
	Turns     []transcript.Turn
	Secret    []Place  // of a personal value: one for each character that must not be readable
	Keep      []Place  // of a harmless value: what must be readable
	Canaries  []string // of a personal value: texts that no output may hold
}

// Interaction is the case as a conversation with the given id.
func (c *Case) Interaction(id string) *transcript.Interaction {
	return &transcript.Interaction{ID: id, Channel: transcript.ChannelVoice, Turns: c.Turns}
}

// Values returns n cases with personal data, of all kinds in turn.
func Values(n int, seed uint64) []Case {
	g := newGenerator(seed)
	kinds := Personal()
	out := make([]Case, n)
	for i := range out {
		out[i] = g.personal(kinds[i%len(kinds)])
	}
	return out
}

// Negatives returns n cases of one harmless kind.
func Negatives(k Kind, n int, seed uint64) []Case {
	g := newGenerator(seed)
	out := make([]Case, n)
	for i := range out {
		out[i] = g.harmless(k)
	}
	return out
}

// generator draws cases.
type generator struct{ *rand.Rand }

func newGenerator(seed uint64) *generator {
	return &generator{rand.New(rand.NewPCG(seed, 20261122))} //nolint:gosec // test data that must be the same for the same seed
}

func pick[T any](g *generator, of ...T) T { return of[g.IntN(len(of))] }

// digits draws n digits, the first not 0.
func (g *generator) digits(n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte('0' + g.IntN(10))
	}
	if n > 0 && b[0] == '0' {
		b[0] = byte('1' + g.IntN(9))
	}
	return string(b)
}

// dialogue writes turns and remembers the places of a value in them.
type dialogue struct {
	turns  []transcript.Turn
	secret []Place
	keep   []Place
}

// say adds a turn in which {v} stands for the value.
func (d *dialogue) say(role transcript.Role, template string, v written) {
	before, after, found := strings.Cut(template, "{v}")
	var b strings.Builder
	b.WriteString(before)
	if found {
		for _, s := range v {
			at := Place{Turn: len(d.turns), Begin: b.Len(), End: b.Len() + len(s.text)}
			b.WriteString(s.text)
			switch {
			case s.secret:
				d.secret = append(d.secret, at)
			case s.keep:
				d.keep = append(d.keep, at)
			}
		}
		b.WriteString(after)
	}
	d.turns = append(d.turns, transcript.Turn{Role: role, Text: b.String()})
}

// symbol is one character of a value as it is written or said.
type symbol struct {
	text   string
	secret bool // must not be readable
	keep   bool // must be readable
	joint  bool // between characters: a blank, a dash, a filler
}

// written is a value as it is written or said.
type written []symbol

// String is the text.
func (w written) String() string {
	var b strings.Builder
	for _, s := range w {
		b.WriteString(s.text)
	}
	return b.String()
}

// plain writes a value as it is. The characters from and up to the given ones
// are secret; a negative to counts from the end.
func plain(value string, from, to int) written {
	runes := []rune(value)
	if to <= 0 {
		to += len(runes)
	}
	out := make(written, len(runes))
	for i, r := range runes {
		out[i] = symbol{text: string(r), secret: i >= from && i < to}
	}
	return out
}

// kept writes a harmless value.
func kept(value string) written {
	out := plain(value, 0, 0)
	for i := range out {
		out[i].secret, out[i].keep = false, true
	}
	return out
}
