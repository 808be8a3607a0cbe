package ingest

import (
	"slices"

	"zhijian/lexicon/fields"
)

// layout says what the columns of a table hold.
type layout struct {
	columns  [fieldCount]int // index of each field's column; -1 when there is none
	units    [fieldCount]string
	width    int  // columns that the table has
	dialogue bool // a row holds a whole conversation; else one turn
	tickets  bool
}

// newLayout finds out what the columns of a header hold: what the mapping says,
// then names that are sure, then names that may mean it. It is not ok when the
// table has no column of what was said, or none of who said it.
func newLayout(header []string, m *Mapping, words *fields.Words) (l layout, ok bool) {
	g := newGuesser(header, m, words)
	for f := range fieldCount {
		if f != FieldText && f != FieldDialogue {
			g.guess(f, true)
		}
	}
	ok = g.shape()
	g.rest()
	return g.finish(m), ok
}

// newFieldsLayout finds out what the columns hold of a table of fields of
// interactions, without turns. It is not ok without an id and some other field.
func newFieldsLayout(header []string, m *Mapping, words *fields.Words) (l layout, ok bool) {
	g := newGuesser(header, m, words)
	for _, sure := range []bool{true, false} {
		for f := range FieldTickets {
			g.guess(f, sure)
		}
	}
	for f := FieldTickets; f < fieldCount; f++ {
		g.layout.columns[f] = -1
	}
	found := 0
	for f := range FieldTickets {
		if g.has(f) {
			found++
		}
	}
	return g.finish(m), g.has(FieldID) && found > 1
}

// guesser fills in a layout.
type guesser struct {
	layout  layout
	header  []string
	guesses [][]fields.Guess // by column
	units   []string         // by column
	used    []bool           // by column
	closed  map[Field]bool   // the mapping says that it is not read
}

func newGuesser(header []string, m *Mapping, words *fields.Words) *guesser {
	n := len(header)
	g := &guesser{header: header, guesses: make([][]fields.Guess, n), units: make([]string, n), used: make([]bool, n), closed: map[Field]bool{}}
	g.layout.width = n
	for f := range g.layout.columns {
		g.layout.columns[f] = -1
	}
	for i, name := range header {
		g.guesses[i], g.units[i] = words.Column(name)
	}
	g.mapped(m)
	return g
}

// finish returns the layout.
func (g *guesser) finish(m *Mapping) layout {
	for f, unit := range m.units() {
		g.layout.units[f] = unit
	}
	for f := FieldTicketID; f <= FieldTicketClosedAt; f++ {
		g.layout.tickets = g.layout.tickets || g.has(f)
	}
	return g.layout
}

func (g *guesser) has(f Field) bool { return g.layout.columns[f] >= 0 }

func (g *guesser) take(f Field, column int) {
	g.layout.columns[f], g.layout.units[f] = column, g.units[column]
	g.used[column] = true
}

// mapped takes the columns that the mapping names.
func (g *guesser) mapped(m *Mapping) {
	for f := range fieldCount {
		names, ok := m.columns()[f]
		if !ok {
			continue
		}
		g.closed[f] = len(names) == 0
		for _, name := range names {
			i := slices.IndexFunc(g.header, func(h string) bool { return fields.Normal(h) == fields.Normal(name) })
			if i >= 0 && !g.has(f) {
				g.take(f, i)
			}
		}
	}
}

// guess takes the column whose name means f most of all.
func (g *guesser) guess(f Field, sure bool) bool {
	if g.has(f) || g.closed[f] {
		return g.has(f)
	}
	best, rank := -1, 0
	name := f.String()
	for i, list := range g.guesses {
		for _, guess := range list {
			if guess.Field == name && guess.Sure == sure && !g.used[i] && (best < 0 || guess.Rank < rank) {
				best, rank = i, guess.Rank
			}
		}
	}
	if best >= 0 {
		g.take(f, best)
	}
	return best >= 0
}

// shape tells a table of turns from one of conversations. Turns have a speaker.
func (g *guesser) shape() bool {
	switch {
	case g.has(FieldDialogue):
		g.layout.dialogue = true
	case g.has(FieldText): // mapped
		_ = g.has(FieldRole) || g.guess(FieldRole, false)
	case g.has(FieldRole):
		return g.guess(FieldText, true) || g.guess(FieldText, false)
	case g.guess(FieldDialogue, true):
		g.layout.dialogue = true
	case !g.guess(FieldText, true):
		return false
	case !g.guess(FieldRole, false): // who speaks stands in the text
		g.layout.columns[FieldDialogue], g.layout.columns[FieldText] = g.layout.columns[FieldText], -1
		g.layout.dialogue = true
	}
	return true
}

// rest takes the columns that may be what has no column yet. What may be a time
// of the turn, or of the interaction, is one of the turn where there are turns.
func (g *guesser) rest() {
	if !g.layout.dialogue {
		for f := FieldBegin; f <= FieldNumber; f++ {
			g.guess(f, false)
		}
	} else {
		for f := FieldRole; f < FieldDialogue; f++ {
			g.layout.columns[f] = -1
		}
	}
	for f := range FieldTickets {
		g.guess(f, false)
	}
}

// Column is a column of a table and what it is taken for.
type Column struct {
	Name  string `json:"name"`
	Field string `json:"field"`          // empty when it is not read
	Unit  string `json:"unit,omitempty"` // of bare numbers: ms, s, min; empty when it is not known
}

// list gives the columns of the header with their fields.
func (l *layout) list(header []string) []Column {
	out := make([]Column, len(header))
	for i, name := range header {
		out[i].Name = name
	}
	for f, i := range l.columns {
		if i >= 0 {
			out[i].Field, out[i].Unit = Field(f).String(), l.units[f]
		}
	}
	return out
}
