package pattern

import (
	"slices"
	"testing"
)

func TestCharactersAreCounted(t *testing.T) {
	c := newCharacters()
	never := c.chance('好')
	for _, r := range "好的好𠮷的好𠮷一" {
		c.add(r)
	}
	c.estimate()
	if got := c.commonest(); !slices.Equal(got, []rune("好的𠮷一")) {
		t.Errorf("commonest first: %q", got)
	}
	for r, want := range map[rune]int{'好': 3, '的': 2, '𠮷': 2, '一': 1, '二': 0, '𠮶': 0} {
		if got := c.count(r); got != want {
			t.Errorf("%q was counted %d times, want %d", r, got, want)
		}
		if got := c.chance(r); got != c.chanceOf(want) {
			t.Errorf("%q has the chance %v, want %v", r, got, c.chanceOf(want))
		}
	}
	if never <= c.chance('二') || c.chance('二') >= c.chance('一') || c.chance('一') >= c.chance('好') {
		t.Error("what was counted more often is not likelier")
	}
}
