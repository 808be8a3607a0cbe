package acts_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"zhijian/analyzers/acts"
	"zhijian/analyzers/normalize"
	"zhijian/analyzers/pattern"
	"zhijian/analyzers/segment"
	"zhijian/analyzers/transcript"
	"zhijian/lexicon"
)

// fatal is what tests of both kinds have.
type fatal interface {
	Helper()
	Fatal(args ...any)
	Fatalf(format string, args ...any)
}

// oracle finds the hits of patterns in the simple way: it tries every pattern on every
// sentence, or on the text if it crosses sentences.
type oracle struct {
	patterns []*pattern.Pattern
}

func fold(s string) string { n := normalize.Normalize(s); return n.Norm }

func newOracle(t fatal, sources []lexicon.Text, lists map[string][]string) *oracle {
	t.Helper()
	c := pattern.NewCompiler(lists, fold)
	o := &oracle{}
	for _, s := range sources {
		p, err := c.Compile(s.Value)
		if err != nil {
			t.Fatal(err)
		}
		o.patterns = append(o.patterns, p)
	}
	return o
}

// hits lists the matches of the i-th pattern in a text in normal form.
func (o *oracle) hits(i int, norm string) (out []string) {
	p := o.patterns[i]
	for from := 0; from < len(norm); {
		to := pattern.SentenceEnd(norm, from)
		if p.Crosses {
			to = len(norm)
		}
		p.FindAll(norm[from:to], func(b, e int) { out = append(out, fmt.Sprintf("%d-%d", from+b, from+e)) })
		from = to
	}
	return out
}

// alone makes an act of each pattern, so that hits of one do not hide those of another.
func alone(t fatal, sources []lexicon.Text, lists map[string][]string) *acts.Matcher {
	t.Helper()
	var defs []acts.Definition
	for i, s := range sources {
		defs = append(defs, act(fmt.Sprint(i), lexicon.Matchers{Patterns: []lexicon.Text{s}}))
	}
	m, err := acts.Compile(defs, lists, acts.Sound{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// sameAsOracle fails when the matcher does not find in a text what the patterns do.
func sameAsOracle(t fatal, m *acts.Matcher, o *oracle, sources []lexicon.Text, text string) {
	n := normalize.Normalize(text)
	facts := m.Match(&transcript.Interaction{Turns: []transcript.Turn{{Text: text}}}, []normalize.Text{n}, [][]segment.Token{nil})
	for i := range sources {
		var got []string
		for _, h := range facts.Of(0, i) {
			got = append(got, fmt.Sprintf("%d-%d", h.Begin, h.End))
		}
		if want := o.hits(i, n.Norm); !slices.Equal(got, want) {
			t.Fatalf("pattern %q in %q: got %v, tried everywhere it matches %v", sources[i].Value, n.Norm, got, want)
		}
	}
}

// shipped are all patterns and exceptions of the lexicon, and texts in which they match
// or nearly do.
func shipped(t fatal) (lists map[string][]string, sources []lexicon.Text, pieces []string) {
	t.Helper()
	lx, err := lexicon.Load()
	if err != nil {
		t.Fatal(err)
	}
	for i := range lx.Acts {
		a := &lx.Acts[i]
		sources = slices.Concat(sources, a.Patterns, a.Except)
		for _, texts := range [][]lexicon.Text{a.Phrases, a.Examples, a.Counterexamples} {
			for _, t := range texts {
				pieces = append(pieces, t.Value)
			}
		}
	}
	return lx.Lists, sources, pieces
}

func TestPatternsOfTheLexiconAreFoundWhereTheyMatch(t *testing.T) {
	lists, sources, pieces := shipped(t)
	o, m := newOracle(t, sources, lists), alone(t, sources, lists)
	for i, p := range o.patterns {
		if i%4 == 0 { // samples take long
			pieces = append(pieces, p.Samples(2)...)
		}
	}
	signs := rapid.SampledFrom([]string{"", "", "", "，", "。", "？", " ", "\n", "3", "您", "我", "的", "[数字x]", "！", "😀", "了", "吗"})
	rapid.Check(t, func(t *rapid.T) {
		var text strings.Builder
		for range rapid.IntRange(1, 5).Draw(t, "pieces") {
			piece := []rune(rapid.SampledFrom(pieces).Draw(t, "piece"))
			begin := rapid.IntRange(0, len(piece)/3).Draw(t, "begin")
			text.WriteString(string(piece[begin:]))
			text.WriteString(signs.Draw(t, "sign"))
		}
		sameAsOracle(t, m, o, sources, text.String())
	})
}

// drawPattern draws a pattern over few letters, so that texts often match.
func drawPattern(t *rapid.T, depth int) string {
	atoms := []string{"a", "好", "好的", "您", "[a好]", "[^b的]", "<num>", "^", "$", "，", "。", "~2", "~", "不知道", "的", "()"}
	sub := func() string { return drawPattern(t, depth-1) }
	switch shape := rapid.IntRange(0, 4).Draw(t, "shape"); {
	case depth == 0 || shape == 0:
		return rapid.SampledFrom(atoms).Draw(t, "atom")
	case shape == 1:
		return "(" + sub() + "|" + sub() + "|" + sub() + ")"
	case shape == 2:
		return "(" + sub() + ")" + rapid.SampledFrom([]string{"?", "??", "{0,2}", "{1,3}?", "{2}"}).Draw(t, "repeat")
	}
	return sub() + sub()
}

func TestDrawnPatternsAreFoundWhereTheyMatch(t *testing.T) {
	c := pattern.NewCompiler(nil, fold)
	rapid.Check(t, func(t *rapid.T) {
		var sources []lexicon.Text
		for len(sources) < 4 {
			source := drawPattern(t, rapid.IntRange(1, 3).Draw(t, "depth"))
			if _, err := c.Compile(source); err == nil {
				sources = append(sources, lexicon.Text{Value: source, Line: len(sources) + 1})
			}
		}
		letters := rapid.SampledFrom([]string{"a", "b", "好", "的", "您", "，", "。", "3", "[数字x]", "不知道", "？", " ", "😀"})
		text := strings.Join(rapid.SliceOfN(letters, 0, 14).Draw(t, "text"), "")
		sameAsOracle(t, alone(t, sources, nil), newOracle(t, sources, nil), sources, text)
	})
}
