package guard

import (
	"iter"
	"slices"
	"strings"
	"unicode/utf8"
)

// cues are the cues of one side of a guard, by their first rune: a text is gone
// through once, however many cues there are.
type cues struct {
	first map[rune][]cue
	runes runes // that some cue begins with
}

// cue is a text with the exceptions that contain it.
type cue struct {
	text    string
	excepts []except
}

// except is an exception in which the cue stands at an offset.
type except struct {
	text string
	at   int
}

func newCues(texts, excepts []string) cues {
	c := cues{first: map[rune][]cue{}}
	for _, t := range texts {
		r := first(t)
		c.runes.add(r)
		c.first[r] = append(c.first[r], newCue(t, excepts))
	}
	return c
}

func newCue(text string, excepts []string) cue {
	c := cue{text: text}
	for _, ex := range excepts {
		for at := 0; at+len(text) <= len(ex); at++ {
			if strings.HasPrefix(ex[at:], text) {
				c.excepts = append(c.excepts, except{ex, at})
			}
		}
	}
	return c
}

// excepted reports whether the cue, which stands at at, lies within one of its
// exceptions.
func (c *cue) excepted(text string, at int) bool {
	return slices.ContainsFunc(c.excepts, func(e except) bool {
		return e.at <= at && strings.HasPrefix(text[at-e.at:], e.text)
	})
}

// in yields the cues that occur in text; one may come several times.
func (c *cues) in(text string) iter.Seq[*cue] {
	return func(yield func(*cue) bool) {
		for i, r := range text {
			if !c.runes.mayHave(r) {
				continue
			}
			these := c.first[r]
			for k := range these {
				if strings.HasPrefix(text[i:], these[k].text) && !yield(&these[k]) {
					return
				}
			}
		}
	}
}

// runes tells of most runes that they are not in a set.
type runes [8]uint64

func (s *runes) add(r rune)          { s[r>>6&7] |= 1 << (r & 63) }
func (s *runes) mayHave(r rune) bool { return s[r>>6&7]>>(r&63)&1 != 0 }

// lastRune is the last rune of text, valid UTF-8 and not empty, and its length.
func lastRune(text string) (r rune, size int) {
	if n := len(text); n >= 3 && text[n-3]>>4 == 0xE {
		if x, y := text[n-2]^utf8.RuneSelf, text[n-1]^utf8.RuneSelf; x|y < 1<<6 { // nearly all
			return rune(text[n-3]&0xF)<<12 | rune(x)<<6 | rune(y), 3
		}
	}
	return utf8.DecodeLastRuneInString(text)
}

func first(text string) rune {
	r, _ := utf8.DecodeRuneInString(text)
	return r
}
