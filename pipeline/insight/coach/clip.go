package coach

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"zhijian/pipeline/dataset"
	"zhijian/pipeline/insight/facts"
)

// The size of a clip, in turns.
const (
	around   = 2  // before and after what matters
	lookBack = 5  // at most, for what the customer said
	clipMost = 14 // in all
	fewTurns = 6  // that were searched in vain: more are not all shown
)

// ClipOf cuts out of an interaction, read with hits and turns, what shows the
// verdict on an item.
func ClipOf(f *facts.Case, itemID string) Clip {
	var own []*dataset.Hit
	for i := range f.Hits {
		if f.Hits[i].ItemID == itemID {
			own = append(own, &f.Hits[i])
		}
	}
	c := newCutter(f)
	for _, h := range own {
		c.mark(h)
	}
	if len(c.focus) == 0 {
		c.searched(own)
	}
	return c.clip()
}

// cutter makes a clip.
type cutter struct {
	f        *facts.Case
	at       map[int32]int // position of a turn by its index
	focus    []int         // positions that matter, the most important first
	spans    map[int][]Span
	measured map[int]string
	vain     map[int]bool // searched in vain
	fields   []string
}

func newCutter(f *facts.Case) *cutter {
	c := &cutter{f: f, at: map[int32]int{}, spans: map[int][]Span{}, measured: map[int]string{}, vain: map[int]bool{}}
	for i := range f.Turns {
		c.at[f.Turns[i].TurnIndex] = i
	}
	return c
}

// mark sets the words of a hit off.
func (c *cutter) mark(h *dataset.Hit) {
	if h.TurnIndex == nil {
		if h.Tier == "field" && h.SuppressedBy == "" {
			c.fields = append(c.fields, h.Text)
		}
		return
	}
	i, ok := c.at[*h.TurnIndex]
	if !ok || h.BeginByte == nil || h.EndByte == nil {
		return
	}
	m := Credit
	switch {
	case h.SuppressedBy != "" && (h.Polarity == "violation" || guarded(h.SuppressedBy)):
		m = Silenced
	case h.SuppressedBy != "":
		return // a word that is another word: it says nothing here
	case h.Tier == "metric" && h.Polarity == "violation":
		c.measured[i] = h.Matched
		c.focus = append(c.focus, i)
		return
	case h.Polarity == "violation":
		m = Violation
	}
	s := Span{Begin: int(*h.BeginByte), End: int(*h.EndByte), Mark: m, By: h.SuppressedBy}
	if text := c.f.Turns[i].Text; s.Begin < s.End && s.End <= len(text) && border(text, s.Begin) && border(text, s.End) {
		c.spans[i] = append(c.spans[i], s)
		c.focus = append(c.focus, i)
	}
}

// border reports whether a character begins, or the text ends, at byte i.
func border(text string, i int) bool { return i == len(text) || utf8.RuneStart(text[i]) }

// searched takes the turns in which something was looked for in vain, and the turn
// with the reason to look for it. Of several searches the shortest is the most
// telling.
func (c *cutter) searched(hits []*dataset.Hit) {
	var least []int
	for _, h := range hits {
		if h.Tier != "absence" || h.SuppressedBy != "" {
			continue
		}
		if i, ok := c.at[leading(h.Matched, "第", "轮")]; ok {
			c.focus = append(c.focus, i)
		}
		var window []int
		for _, n := range listed(h.Text) {
			if i, ok := c.at[n]; ok {
				window = append(window, i)
			}
		}
		if least == nil || len(window) > 0 && len(window) < len(least) {
			least = window
		}
	}
	if len(least) > fewTurns && least[0] > 2 || len(least) == len(c.f.Turns) {
		least = least[len(least)-fewTurns:] // towards the end
	}
	for _, i := range least[:min(len(least), fewTurns)] {
		c.vain[i] = true
		c.focus = append(c.focus, i)
	}
}

// leading is the number between two words at the begin of a text; -1 for none.
func leading(s, before, after string) int32 {
	s, ok := strings.CutPrefix(s, before)
	digits, _, ok2 := strings.Cut(s, after)
	n, err := strconv.ParseInt(digits, 10, 32)
	if !ok || !ok2 || err != nil {
		return -1
	}
	return int32(n)
}

// listed are the numbers of a list such as 已查坐席轮 1,3,5.
func listed(s string) []int32 {
	_, list, _ := strings.Cut(s, " ")
	var out []int32
	for digits := range strings.SplitSeq(list, ",") {
		if n, err := strconv.ParseInt(strings.TrimSpace(digits), 10, 32); err == nil {
			out = append(out, int32(n))
		}
	}
	return out
}

// clip puts the turns together: around what matters, and back to what the customer
// said. Without anything that matters, the begin of the interaction is shown.
func (c *cutter) clip() Clip {
	turns := c.f.Turns
	out := Clip{Of: len(turns), Fields: c.fields}
	shown := map[int]bool{}
	if len(c.focus) == 0 {
		for i := range min(len(turns), fewTurns) {
			shown[i] = true
		}
	}
	for _, i := range c.focus { // the turns that matter come before their surroundings
		if len(shown) < clipMost {
			shown[i] = true
		}
	}
	for _, i := range c.focus {
		from := max(i-around, 0)
		for from > max(i-lookBack, 0) && !slices.ContainsFunc(turns[from:i], func(t dataset.Turn) bool { return t.Role == "customer" }) {
			from--
		}
		for k := i - 1; k >= from && len(shown) < clipMost; k-- {
			shown[k] = true
		}
		for k := i + 1; k <= min(i+around, len(turns)-1) && len(shown) < clipMost; k++ {
			shown[k] = true
		}
	}
	for i := range turns {
		if shown[i] {
			t := &turns[i]
			out.Turns = append(out.Turns, Turn{Index: t.TurnIndex, Role: t.Role, BeginMS: t.BeginMS, Text: strings.Clone(t.Text),
				Spans: apart(c.spans[i]), Searched: c.vain[i], Measured: c.measured[i]})
		}
	}
	return out
}

// apart sorts spans and leaves out those that overlap a more important one:
// violations come before credits, and these before what was silenced.
func apart(spans []Span) []Span {
	order := []Mark{Violation, Credit, Silenced}
	slices.SortStableFunc(spans, func(a, b Span) int {
		return cmp.Or(cmp.Compare(slices.Index(order, a.Mark), slices.Index(order, b.Mark)), cmp.Compare(a.Begin, b.Begin), cmp.Compare(b.End, a.End))
	})
	var out []Span
	for _, s := range spans {
		if !slices.ContainsFunc(out, func(o Span) bool { return s.Begin < o.End && o.Begin < s.End }) {
			out = append(out, s)
		}
	}
	slices.SortFunc(out, func(a, b Span) int { return cmp.Compare(a.Begin, b.Begin) })
	return out
}
