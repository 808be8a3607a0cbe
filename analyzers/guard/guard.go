// Package guard decides whether a hit was meant by its speaker: words that are
// denied, quoted, reported, supposed or asked are silenced, and kept as
// suppressed. Which cues silence is data of the lexicon.
package guard

import (
	"strings"
	"unicode/utf8"

	"zhijian/analyzers/normalize"
	"zhijian/lexicon"
)

// Set holds the guards by name. It is immutable and safe for concurrent use.
type Set struct {
	guards map[string]*guard
}

type guard struct {
	before, after, except []string
	window, windowAfter   int
	pairs                 [][2]string
	stops                 string // runes that end the scope
}

// New prepares the guards of a lexicon.
func New(g *lexicon.Guards) *Set {
	s := &Set{guards: map[string]*guard{}}
	for kind, spec := range g.ByKind() {
		s.guards[kind] = &guard{
			before: fold(spec.Before), after: fold(spec.After), except: fold(spec.Except),
			window: spec.Window, windowAfter: spec.WindowAfter,
			pairs: foldPairs(spec.Pairs), stops: stops(spec.Scope),
		}
	}
	return s
}

func fold(texts []string) []string {
	out := make([]string, len(texts))
	for i, t := range texts {
		n := normalize.Normalize(t)
		out[i] = n.Norm
	}
	return out
}

func foldPairs(pairs [][2]string) [][2]string {
	out := make([][2]string, len(pairs))
	for i, p := range pairs {
		out[i] = [2]string(fold(p[:]))
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
	g := s.guards[name]
	return g != nil && (g.cueBefore(text, begin) || g.cueAfter(text, end) || g.enclosed(text, begin, end))
}

// cueBefore looks for the nearest cue that ends at most window runes ahead of begin.
func (g *guard) cueBefore(text string, begin int) bool {
	from := max(0, begin-(g.window+longest)*utf8.UTFMax)
	if g.stops != "" {
		if i := strings.LastIndexAny(text[from:begin], g.stops); i >= 0 {
			_, size := utf8.DecodeRuneInString(text[from+i:])
			from += i + size
		}
	}
	for _, cue := range g.before {
		for at := begin; ; {
			i := strings.LastIndex(text[from:at], cue)
			if i < 0 {
				break
			}
			at = from + i
			if utf8.RuneCountInString(text[at+len(cue):begin]) > g.window {
				break
			}
			if !g.excepted(text, at, len(cue)) {
				return true
			}
		}
	}
	return g.listed(text, from)
}

// listed reports whether the clause that begins at from goes on with a list
// (不能承诺保本、稳赚) to an earlier member of which a cue applies. Cues of one
// character say too little there.
func (g *guard) listed(text string, from int) bool {
	far := max(0, from-reach)
	for strings.Contains(g.stops, listMark) && strings.HasSuffix(text[far:from], listMark) {
		end := from - len(listMark)
		from = far
		if i := strings.LastIndexAny(text[far:end], g.stops); i >= 0 {
			_, size := utf8.DecodeRuneInString(text[far+i:])
			from = far + i + size
		}
		for _, cue := range g.before {
			i := strings.Index(text[from:end], cue)
			if i >= 0 && utf8.RuneCountInString(cue) > 1 && !g.excepted(text, from+i, len(cue)) {
				return true
			}
		}
	}
	return false
}

// listMark stands between the members of a list.
const listMark = "、"

// cueAfter looks for the nearest cue that begins at most windowAfter runes behind end.
func (g *guard) cueAfter(text string, end int) bool {
	rest := text[end:min(len(text), end+(g.windowAfter+longest)*utf8.UTFMax)]
	if g.stops != "" {
		if i := strings.IndexAny(rest, g.stops); i >= 0 {
			_, size := utf8.DecodeRuneInString(rest[i:])
			rest = rest[:i+size] // the stop itself may be the cue, such as ？
		}
	}
	for _, cue := range g.after {
		for skip := 0; ; {
			i := strings.Index(rest[skip:], cue)
			if i < 0 || utf8.RuneCountInString(rest[:skip+i]) > g.windowAfter {
				break
			}
			if !g.excepted(text, end+skip+i, len(cue)) {
				return true
			}
			skip += i + len(cue)
		}
	}
	return false
}

// longest is the length in runes that a cue or exception has at most.
const longest = 16

// excepted reports whether the cue lies within one of the exceptions.
func (g *guard) excepted(text string, at, size int) bool {
	for _, ex := range g.except {
		from := max(0, at+size-len(ex))
		to := min(len(text), at+len(ex))
		if from < to && strings.Contains(text[from:to], ex) {
			return true
		}
	}
	return false
}

// reach is how far around a hit marks and lists are followed, in bytes: farther
// than any sentence goes, and short enough for a text of nothing but hits.
const reach = 1 << 10

// enclosed reports whether the hit lies between a pair of marks that is closed.
func (g *guard) enclosed(text string, begin, end int) bool {
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
