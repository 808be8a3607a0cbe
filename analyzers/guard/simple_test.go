package guard

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"zhijian/lexicon"
)

// simple looks for each cue by itself: what Guard does, without the index of
// cues by their first rune and without what is known of the text.
type simple struct {
	before, after, except []string
	window, windowAfter   int
	pairs                 [][2]string
	stops                 string // runes that end the scope
}

func newSimple(spec *lexicon.Guard) *simple {
	return &simple{before: fold(spec.Before), after: fold(spec.After), except: fold(spec.Except),
		window: spec.Window, windowAfter: spec.WindowAfter, pairs: foldPairs(spec.Pairs), stops: stops(spec.Scope)}
}

func (g *simple) silences(text string, begin, end int) bool {
	return g.cueBefore(text, begin) || g.cueAfter(text, end) || g.enclosed(text, begin, end)
}

// cueBefore looks for the nearest cue that ends at most window runes ahead of begin.
func (g *simple) cueBefore(text string, begin int) bool {
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
func (g *simple) listed(text string, from int) bool {
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

// cueAfter looks for the nearest cue that begins at most windowAfter runes behind end.
func (g *simple) cueAfter(text string, end int) bool {
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

// excepted reports whether the cue lies within one of the exceptions.
func (g *simple) excepted(text string, at, size int) bool {
	for _, ex := range g.except {
		from := max(0, at+size-len(ex))
		to := min(len(text), at+len(ex))
		if from < to && strings.Contains(text[from:to], ex) {
			return true
		}
	}
	return false
}

// enclosed reports whether the hit lies between a pair of marks that is closed.
func (g *simple) enclosed(text string, begin, end int) bool {
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

// Texts of cues, exceptions, marks, stops and other words are silenced as the
// simple guard silences them, wherever the hit is.
func TestGuardIsSimple(t *testing.T) {
	lx, err := lexicon.Load()
	if err != nil {
		t.Fatal(err)
	}
	set := New(&lx.Guards)
	for name, spec := range lx.Guards.ByKind() {
		words := slices.Concat(fold(spec.Before), fold(spec.After), fold(spec.Except),
			strings.Split("，。！？；、:…\n_“”‘’「」\"", ""), []string{"稳", "赚", "保本", "不", "a", " ", "\xe4\xb8"})
		for _, p := range spec.Pairs {
			words = append(words, p[0], p[1])
		}
		guard, simple := set.Named(name), newSimple(spec)
		t.Run(name, rapid.MakeCheck(func(t *rapid.T) {
			text := strings.Join(rapid.SliceOfN(rapid.SampledFrom(words), 0, 30).Draw(t, "words"), "")
			known := &Text{Norm: text}
			for range 3 {
				begin := rapid.IntRange(0, len(text)).Draw(t, "begin")
				end := rapid.IntRange(begin, len(text)).Draw(t, "end")
				if got, want := guard.Silences(known, begin, end), simple.silences(text, begin, end); got != want {
					t.Fatalf("%q [%d,%d): got %v, want %v", text, begin, end, got, want)
				}
			}
		}))
	}
}
