package rubrictest

import (
	"slices"
	"strings"

	"zhijian/analyzers/acts"
	"zhijian/analyzers/normalize"
	"zhijian/analyzers/pattern"
	"zhijian/analyzers/segment"
	"zhijian/analyzers/transcript"
)

// Bounds on the search for a text that an exception silences.
const (
	exceptSamples  = 24
	patternSamples = 4
	maxTried       = 160
)

// suggest makes up a text in which only this exception keeps the act from being
// found. Given as a counterexample, it would notice that the exception is gone.
// It is empty when none was found: the exception may be useless.
func (m *mutator) suggest(act, k int, spoiled *acts.Matcher) string {
	def := m.tests.suite.Matcher.Definition(act)
	except, err := m.patterns.Compile(def.Except[k].Value)
	if err != nil {
		return "" // it was compiled before
	}
	finds := m.finds(act, def)
	tried := 0
	for _, e := range except.Samples(exceptSamples) {
		for _, text := range overlaps(e, finds) {
			if tried++; tried > maxTried {
				return ""
			}
			a := m.analyse(text)
			if masked(a.facts, 1, act, def.Except[k].Value) && !unmasked(a.facts, 1, act) && unmasked(spoiled.Match(a.in, a.texts, a.tokens), 1, act) {
				return text
			}
		}
	}
	return ""
}

// finds are texts that an act finds: its phrases, words and samples of its patterns.
func (m *mutator) finds(act int, def *acts.Definition) []string {
	if f, ok := m.found[act]; ok {
		return f
	}
	var out []string
	for _, p := range def.Phrases {
		out = append(out, p.Value)
	}
	for _, w := range def.Words {
		text, _, _ := strings.Cut(w.Value, "/")
		out = append(out, text)
	}
	for _, t := range def.Patterns {
		if p, err := m.patterns.Compile(t.Value); err == nil {
			out = append(out, p.Samples(patternSamples)...)
		}
	}
	m.found[act] = out
	return out
}

// overlaps lays every find over e in each way that agrees; e itself comes first.
func overlaps(e string, finds []string) []string {
	out := []string{e}
	for _, f := range finds {
		for i := range f {
			if i > 0 && strings.HasPrefix(e, f[i:]) {
				out = append(out, f[:i]+e)
			}
		}
		for i := range e {
			if i > 0 && strings.HasPrefix(f, e[i:]) {
				out = append(out, e[:i]+f)
			}
		}
	}
	return slices.Compact(out)
}

// analyse finds the acts of a text by itself.
func (m *mutator) analyse(text string) analysed {
	n := normalize.Normalize(text)
	a := analysed{
		in:    &transcript.Interaction{Turns: []transcript.Turn{{Role: transcript.RoleAgent, Text: text}}},
		texts: []normalize.Text{n}, tokens: [][]segment.Token{m.res.Segmenter.Tokens(n.Norm, nil)},
	}
	a.facts = m.tests.suite.Matcher.Match(a.in, a.texts, a.tokens)
	return a
}

// newPatterns compiles patterns as the matcher does.
func newPatterns(lists map[string][]string) *pattern.Compiler {
	return pattern.NewCompiler(lists, func(s string) string {
		n := normalize.Normalize(s)
		return n.Norm
	})
}
