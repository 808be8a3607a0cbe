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
			at, edges := rapid.IntRange(0, len(text)).Draw(t, "place"), uint8(rapid.IntRange(0, 1).Draw(t, "opens"))*opens
			var looks []look
			var want []uint32
			for range rapid.IntRange(0, 8).Draw(t, "looks") {
				l, passes := drawLook(t, symbols, text, at, edges)
				if passes {
					want = append(want, 100+uint32(len(looks)))
				}
				looks = append(looks, l)
			}
			out := make([]hopeful, len(looks))
			var got []uint32
			for _, h := range out[:f.sift(out, hopeful{trigger: 100, met: 7}, looks, at, edges)] {
				if got = append(got, h.trigger); h.met != 7 {
					t.Fatalf("a trigger of literal %d, not 7", h.met)
				}
			}
			if !slices.Equal(got, want) {
				t.Fatalf("at %d of %v: got %v, want %v of %+v", at, text, got, want, looks)
			}
		}
	})
}

// drawLook draws a look from a place of a text, and tells whether it should pass.
func drawLook(t *rapid.T, symbols *rapid.Generator[phrase.Symbol], text []phrase.Symbol, at int, edges uint8) (l look, passes bool) {
	first := rapid.IntRange(-128, 127).Draw(t, "first")
	last := rapid.IntRange(first, min(127, first+1<<foldWidths-2)).Draw(t, "last")
	l = look{glance: newGlance(int8(first), int8(last)), flags: rapid.SampledFrom([]uint8{0, opens, closes, crosses}).Draw(t, "flags")}
	if l.first != int8(first) || l.last() != int8(last) || !l.folds() {
		t.Fatalf("%d to %d became %+v, to %d", first, last, l.glance, l.last())
	}
	near := rapid.SliceOfN(symbols, 1, 5).Draw(t, "near")
	for _, s := range near {
		l.folded |= fold64(s)
	}
	for i := max(0, at+first); i < min(len(text), at+last+1); i++ {
		passes = passes || slices.ContainsFunc(near, func(s phrase.Symbol) bool { return s%foldBits == text[i]%foldBits })
	}
	return l, passes && l.flags&(opens|closes)&^edges == 0
}

func TestWideGlancesAreTold(t *testing.T) {
	for first := -128; first <= 127; first++ {
		for last := first; last <= min(127, first+127); last++ {
			g := newGlance(int8(first), int8(last))
			if g.first != int8(first) || g.last() != int8(last) || g.folds() != (last-first+1 < 1<<foldWidths) {
				t.Fatalf("%d to %d became %+v, to %d", first, last, g, g.last())
			}
		}
	}
}
