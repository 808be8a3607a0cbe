package pattern

import "zhijian/analyzers/phrase"

// Text is a text in normal form, read for matching: its characters and their numbers in
// the alphabet of the compiler.
type Text struct {
	Runes   []rune
	Symbols []phrase.Symbol
}

// Slice is the part [from, to) of t.
func (t Text) Slice(from, to int) Text {
	return Text{Runes: t.Runes[from:to], Symbols: t.Symbols[from:to]}
}

// read reads a text for the pattern.
func (p *Pattern) read(text string) (t Text) {
	for _, r := range text {
		t.Runes, t.Symbols = append(t.Runes, r), append(t.Symbols, p.program.alphabet.Symbol(r))
	}
	return t
}

// FindAll calls found with the span in bytes of each non-overlapping match in text,
// clause edges trimmed off. Text must be in normal form.
func (p *Pattern) FindAll(text string, found func(begin, end int)) {
	t := p.read(text)
	offsets := make([]int, 0, len(t.Runes)+1)
	for i := range text {
		offsets = append(offsets, i)
	}
	offsets = append(offsets, len(text))
	var m Machine
	m.Read(t)
	for from := 0; ; {
		match, ok := m.Find(p, from, len(t.Runes))
		if !ok {
			return
		}
		if match.Begin < match.End {
			found(offsets[match.Begin], offsets[match.End])
		}
		from = match.Next
	}
}

func (p *Pattern) matches(text string) bool {
	var m Machine
	t := p.read(text)
	m.Read(t)
	_, ok := m.Find(p, 0, len(t.Runes))
	return ok
}

// Match is a place where a pattern matches, in characters.
type Match struct {
	Begin, End int // clause edges trimmed off; End <= Begin when nothing else is left
	Next       int // where to look on
}

// Machine runs patterns on a text, one after the other, and reuses its memory. It serves
// one goroutine at a time.
type Machine struct {
	m machine
}

// Read makes text the one in which patterns are found.
func (x *Machine) Read(text Text) { x.m.Text = text }

// Find is the first match of a pattern that begins at from or behind it, and at last or
// ahead of it.
func (x *Machine) Find(p *Pattern, from, last int) (match Match, ok bool) {
	m := &x.m
	begin, end := m.search(p, from, last)
	if end < 0 {
		return Match{}, false
	}
	match = Match{Begin: begin, End: end, Next: end}
	for match.Begin < end && m.trimmed(m.Symbols[match.Begin]) {
		match.Begin++
	}
	for match.End > match.Begin && m.trimmed(m.Symbols[match.End-1]) {
		match.End--
	}
	return match, true
}
