// Package guard decides whether a hit was meant by its speaker: words that are
// denied, quoted, reported, supposed or asked are silenced, and kept as
// suppressed. Which cues silence is data of the lexicon.
package guard

import (
	"slices"
	"strings"
	"unicode/utf8"

	"zhijian/analyzers/normalize"
	"zhijian/lexicon"
)

// Set holds the guards by name. It is immutable and safe for concurrent use.
type Set struct {
	guards map[string]*Guard
}

// Guard is one way of silencing. It is immutable and safe for concurrent use.
// The nil Guard silences nothing.
type Guard struct {
	name                string
	before, after       cues
	window, windowAfter int
	pairs               [][2]string
	marks               *marks // of all guards
	stops               string // runes that end the scope
	stopping            runes
}

// Text is a text in normal form with what guards have found out about it, for the
// next hit in it. It is not safe for concurrent use.
type Text struct {
	Norm       string
	looked     bool
	open, shut int // where the first pair of any guard begins and the last ends
}

// New prepares the guards of a lexicon.
func New(g *lexicon.Guards) *Set {
	s, all := &Set{guards: map[string]*Guard{}}, &marks{}
	for kind, spec := range g.ByKind() {
		except := fold(spec.Except)
		guard := &Guard{
			name: kind, before: newCues(fold(spec.Before), except), after: newCues(fold(spec.After), except),
			window: spec.Window, windowAfter: spec.WindowAfter,
			pairs: foldPairs(spec.Pairs), marks: all, stops: stops(spec.Scope),
		}
		for _, r := range guard.stops {
			guard.stopping.add(r)
		}
		all.pairs = append(all.pairs, guard.pairs...)
		s.guards[kind] = guard
	}
	return s
}

// Named returns the guard of this name, nil when there is none.
func (s *Set) Named(name string) *Guard { return s.guards[name] }

// Name is the name under which rules switch the guard on.
func (g *Guard) Name() string { return g.name }

func fold(texts []string) []string {
	out := make([]string, len(texts))
	for i, t := range texts {
		n := normalize.Normalize(t)
		out[i] = n.Norm
	}
	return out
}

func foldPairs(pairs [][2]string) [][2]string {
	var out [][2]string
	for _, p := range pairs {
		if folded := [2]string(fold(p[:])); !slices.Contains(out, folded) { // 「」 is “” in normal form
			out = append(out, folded)
		}
	}
	return out
}

func stops(scope string) string {
	switch scope {
	case "clause":
		return "，。！？；、:…\n_"
	case "sentence":
		return "。！？；\n"
	}
	return ""
}

// Silences reports whether the named guard silences the hit [begin, end) of
// text, which is in normal form. An unknown name silences nothing.
func (s *Set) Silences(name, text string, begin, end int) bool {
	return s.guards[name].Silences(&Text{Norm: text}, begin, end)
}

// Silences reports whether the guard silences the hit [begin, end) of text.
func (g *Guard) Silences(text *Text, begin, end int) bool {
	return g != nil && (g.cueBefore(text.Norm, begin) || g.cueAfter(text.Norm, end) ||
		len(g.pairs) > 0 && g.marks.around(text, begin, end) && g.enclosed(text.Norm, begin, end))
}

// cueBefore looks for a cue that ends at most window runes ahead of begin.
func (g *Guard) cueBefore(text string, begin int) bool {
	if len(g.before.first) == 0 {
		return false
	}
	from := max(0, begin-(g.window+longest)*utf8.UTFMax)
	stop, hopeful := g.back(text[from:begin])
	from += stop
	return hopeful && g.within(text, from, begin) || g.listed(text, from)
}

// within looks for a cue in [from, begin) that ends at most window runes ahead of begin.
func (g *Guard) within(text string, from, begin int) bool {
	for cue := range g.before.in(text[from:begin]) {
		for at := begin; ; {
			i := strings.LastIndex(text[from:at], cue.text)
			if i < 0 {
				break
			}
			at = from + i
			if utf8.RuneCountInString(text[at+len(cue.text):begin]) > g.window {
				break
			}
			if !cue.excepted(text, at) {
				return true
			}
		}
	}
	return false
}

// back goes back from the end of text to the last rune that ends the scope, and returns
// where that ends, 0 when there is none, and whether a cue may begin behind it.
func (g *Guard) back(text string) (stop int, hopeful bool) {
	for at := len(text); at > 0; {
		r, size := lastRune(text[:at])
		if g.stopsAt(r) {
			return at, hopeful
		}
		hopeful = hopeful || g.before.runes.mayHave(r)
		at -= size
	}
	return 0, hopeful
}

// stopsAt reports whether a rune ends the scope.
func (g *Guard) stopsAt(r rune) bool {
	return g.stopping.mayHave(r) && strings.ContainsRune(g.stops, r)
}

// listed reports whether the clause that begins at from goes on with a list
// (不能承诺保本、稳赚) to an earlier member of which a cue applies. Cues of one
// character say too little there.
func (g *Guard) listed(text string, from int) bool {
	far := max(0, from-reach)
	for strings.HasSuffix(text[far:from], listMark) && strings.Contains(g.stops, listMark) {
		end := from - len(listMark)
		stop, _ := g.back(text[far:end])
		from = far + stop
		for cue := range g.before.in(text[from:end]) {
			i := strings.Index(text[from:end], cue.text)
			if utf8.RuneCountInString(cue.text) > 1 && !cue.excepted(text, from+i) {
				return true
			}
		}
	}
	return false
}

// listMark stands between the members of a list.
const listMark = "、"

// cueAfter looks for a cue that begins at most windowAfter runes behind end.
func (g *Guard) cueAfter(text string, end int) bool {
	if len(g.after.first) == 0 {
		return false
	}
	rest, hopeful := text[end:min(len(text), end+(g.windowAfter+longest)*utf8.UTFMax)], false
	for i, r := range rest {
		hopeful = hopeful || g.after.runes.mayHave(r)
		if g.stopsAt(r) {
			rest = rest[:i+utf8.RuneLen(r)] // the stop itself may be the cue, such as ？
			break
		}
	}
	if !hopeful {
		return false
	}
	for cue := range g.after.in(rest) {
		for skip := 0; ; {
			i := strings.Index(rest[skip:], cue.text)
			if i < 0 || utf8.RuneCountInString(rest[:skip+i]) > g.windowAfter {
				break
			}
			if !cue.excepted(text, end+skip+i) {
				return true
			}
			skip += i + len(cue.text)
		}
	}
	return false
}

// longest is the length in runes that a cue or exception has at most.
const longest = 16

// reach is how far around a hit marks and lists are followed, in bytes: farther
// than any sentence goes, and short enough for a text of nothing but hits.
const reach = 1 << 10

// enclosed reports whether the hit lies between a pair of marks that is closed.
func (g *Guard) enclosed(text string, begin, end int) bool {
	from := max(0, begin-reach)
	text = text[from:min(len(text), end+reach)]
	begin, end = begin-from, end-from
	for _, p := range g.pairs {
		open := strings.LastIndex(text[:begin], p[0])
		if open < 0 || !strings.Contains(text[end:], p[1]) {
			continue
		}
		if p[0] == p[1] {
			if strings.Count(text[:begin], p[0])%2 == 1 {
				return true
			}
			continue
		}
		if !strings.Contains(text[open+len(p[0]):begin], p[1]) {
			return true
		}
	}
	return false
}
