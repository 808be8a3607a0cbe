package acts

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"zhijian/analyzers/phrase"
)

// TestAGlanceSeesWhatStandsThere holds sift to looking at one character after the other.
func TestAGlanceSeesWhatStandsThere(t *testing.T) {
	symbols := rapid.Custom(func(t *rapid.T) phrase.Symbol { return phrase.Symbol(rapid.IntRange(0, 200).Draw(t, "symbol")) })
	rapid.Check(t, func(t *rapid.T) {
		var f folds
		for range rapid.IntRange(1, 3).Draw(t, "texts") { // each leaves its rows to the next
			text := rapid.SliceOfN(symbols, 0, 40).Draw(t, "text")
			f.read(text)
			at := rapid.IntRange(0, len(text)).Draw(t, "place")
			looks := []look{{}} // of another literal, which sees nothing
			var want []uint32
			for range rapid.IntRange(1, 8).Draw(t, "looks") {
				l, passes := drawLook(t, symbols, text, at)
				if passes {
					want = append(want, uint32(len(looks)))
				}
				looks = append(looks, l)
			}
			g := sights{met: []met{{behind: 1}, {first: 1, behind: uint32(len(looks)), begin: int32(at)}}, looks: len(looks)}
			g.look(&lookout{looks: looks}, &f)
			var got []uint32
			for _, h := range g.hopeful {
				if got = append(got, h.trigger()); h.met() != 1 {
					t.Fatalf("a trigger of literal %d, not 1", h.met())
				}
			}
			if !slices.Equal(got, want) {
				t.Fatalf("at %d of %v: got %v, want %v of %+v", at, text, got, want, looks)
			}
		}
	})
}

// drawLook draws a look from a place of a text, and tells whether it should pass.
func drawLook(t *rapid.T, symbols *rapid.Generator[phrase.Symbol], text []phrase.Symbol, at int) (l look, passes bool) {
	first := rapid.IntRange(-128, 127).Draw(t, "first")
	last := rapid.IntRange(first, min(127, first+1<<foldWidths-2)).Draw(t, "last")
	l = look{glance: newGlance(int8(first), int8(last))}
	if l.from() != first || l.to() != last+1 || !l.folds() {
		t.Fatalf("%d to %d became %+v, %d to %d", first, last, l.glance, l.from(), l.to())
	}
	near := rapid.SliceOfN(symbols, 1, 5).Draw(t, "near")
	for _, s := range near {
		l.folded |= fold64(s)
	}
	for i := max(0, at+first); i < min(len(text), at+last+1); i++ {
		passes = passes || slices.ContainsFunc(near, func(s phrase.Symbol) bool { return s%foldBits == text[i]%foldBits })
	}
	return l, passes
}

func TestWideGlancesAreTold(t *testing.T) {
	for first := -128; first <= 127; first++ {
		for last := first; last <= min(127, first+127); last++ {
			g := newGlance(int8(first), int8(last))
			if g.from() != first || g.to() != last+1 || g.folds() != (last-first+1 < 1<<foldWidths) {
				t.Fatalf("%d to %d became %+v, %d to %d", first, last, g, g.from(), g.to())
			}
		}
	}
}
