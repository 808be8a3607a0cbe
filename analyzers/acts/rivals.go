package acts

import (
	"strings"

	"zhijian/analyzers/normalize"
)

// Competes reports whether the act is one of a group of rivals: it is found by
// Rivals, beside what its words and patterns find.
func (f *Facts) Competes(act int) bool { return f.m != nil && f.m.defs[act].Rivals != "" }

// Rivals weighs turns, read together as one text, against the acts that compete
// for it, and gives a hit for the winner of each group. The hit is the whole of
// the turn that has most in common with the winner's nearest example.
func (f *Facts) Rivals(texts []normalize.Text, turns []int) []Hit {
	var out []Hit
	f.weigh(texts, turns, true, func(act, share int, example string) {
		at := likest(texts, turns, example)
		t := &texts[at]
		out = append(out, Hit{Act: act, Turn: at, End: len(t.Norm), Span: t.Span(0, len(t.Norm)),
			Tier: Similar, Score: share, Rule: "rivals " + f.m.defs[act].Rivals, Nearest: example})
	})
	return out
}

// Winners are the hits of Rivals for who asks which acts won, and how clearly,
// alone: they name neither turn nor place nor example, to find which takes as long
// again as to weigh.
func (f *Facts) Winners(texts []normalize.Text, turns []int) []Hit {
	var out []Hit
	f.weigh(texts, turns, false, func(act, share int, _ string) {
		out = append(out, Hit{Act: act, Tier: Similar, Score: share})
	})
	return out
}

func (f *Facts) weigh(texts []normalize.Text, turns []int, nearest bool, found func(act, share int, example string)) {
	if f.m == nil || f.m.similar == nil || len(turns) == 0 {
		return
	}
	size := 0
	for _, t := range turns {
		size += len(texts[t].Norm) + 1
	}
	var text strings.Builder
	text.Grow(size)
	for _, t := range turns {
		text.WriteString(texts[t].Norm)
		text.WriteByte(' ')
	}
	f.m.similar.Rivals(text.String(), nearest, found)
}

// likest is the turn that has most characters of example; of several the first.
func likest(texts []normalize.Text, turns []int, example string) int {
	best, most := turns[0], -1
	for _, t := range turns {
		common := 0
		for _, r := range example {
			if strings.ContainsRune(texts[t].Norm, r) {
				common++
			}
		}
		if common > most {
			best, most = t, common
		}
	}
	return best
}
