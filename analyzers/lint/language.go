package lint

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"zhijian/analyzers/echo"
	"zhijian/analyzers/pattern"
	"zhijian/analyzers/phrase"
	"zhijian/analyzers/rubric"
	"zhijian/lexicon"
)

// lexicon checks the shipped acts and word lists.
func (l *linter) lexicon() {
	used := map[string]bool{echo.ListName: true}
	for i := range l.in.Lexicon.Acts {
		a := &l.in.Lexicon.Acts[i]
		l.means("act "+a.ID, place{file: "lexicon/" + a.File, Pos: rubric.Pos{Line: a.Line, Column: 1}}, l.fuzzy[a.ID], &a.Matchers, used)
	}
	for _, name := range slices.Sorted(maps.Keys(l.in.Lexicon.Lists)) {
		if !used[name] {
			at := place{file: "lexicon/lists/" + name + ".txt", Pos: rubric.Pos{Line: 1, Column: 1}}
			l.report(at, true, "delete it, or write <"+name+"> in a pattern", "no act uses the word list %q", name)
		}
	}
}

// ownLanguage checks the acts and the inline finders of the rubric.
func (l *linter) ownLanguage() {
	used := map[string]bool{}
	for i := range l.r.Acts {
		a := &l.r.Acts[i]
		l.means("act "+a.ID, place{Pos: rubric.Pos{Line: a.Line, Column: 1}}, l.fuzzy[a.ID], &a.Matchers, used)
	}
	l.eachFinder(func(owner string, f *rubric.Finder) {
		if !f.Empty() {
			l.means(owner+": finder "+f.ID, place{Pos: f.Pos}, f.Fuzzy, &f.Matchers, used)
		}
	})
}

func (l *linter) eachFinder(visit func(owner string, f *rubric.Finder)) {
	for i := range l.r.Labels {
		for k := range l.r.Labels[i].Find {
			visit("label "+l.r.Labels[i].ID, &l.r.Labels[i].Find[k])
		}
	}
	for i := range l.r.Items {
		for k := range l.r.Items[i].Find {
			visit("item "+l.r.Items[i].ID, &l.r.Items[i].Find[k])
		}
	}
}

// language is the check of one act or inline finder.
type language struct {
	l        *linter
	owner    string
	where    place // of the act or finder itself
	fuzzy    bool  // disguised forms are looked for too
	m        *lexicon.Matchers
	phrases  []string // in normal form, by index in m.Phrases; empty for faulty ones
	words    []string
	patterns []*pattern.Pattern // nil for faulty ones
	excepts  []*pattern.Pattern
}

// means checks one set of matchers and notes the word lists that it uses.
func (l *linter) means(owner string, where place, fuzzy bool, m *lexicon.Matchers, used map[string]bool) {
	c := &language{l: l, owner: owner, where: where, fuzzy: fuzzy, m: m}
	c.readPhrases()
	c.readWords()
	c.patterns = c.readPatterns(m.Patterns, used)
	c.excepts = c.readPatterns(m.Except, used)
	for what, texts := range map[string][]lexicon.Text{
		"phrase": m.Phrases, "word": m.Words, "pattern": m.Patterns, "exception": m.Except, "example": m.Examples, "counterexample": m.Counterexamples,
	} {
		c.duplicates(what, texts)
	}
	c.shadowed()
	c.checkExcepts()
	c.checkExamples()
}

func (c *language) at(t lexicon.Text) place { return place{Pos: rubric.PosOf(t), file: c.where.file} }

func (c *language) fault(t lexicon.Text, hint, format string, args ...any) {
	c.l.report(c.at(t), false, hint, "%s: %s", c.owner, fmt.Sprintf(format, args...))
}

func (c *language) warn(t lexicon.Text, hint, format string, args ...any) {
	c.l.report(c.at(t), true, hint, "%s: %s", c.owner, fmt.Sprintf(format, args...))
}

func (c *language) readPhrases() {
	c.phrases = make([]string, len(c.m.Phrases))
	for i, p := range c.m.Phrases {
		norm := fold(p.Value)
		switch {
		case strings.TrimSpace(norm) == "":
			c.fault(p, "delete it", "phrase %q is empty in normal form and never matches", p.Value)
			continue
		case strings.Contains(norm, "\n"):
			c.fault(p, "write it on one line, or as two phrases", "phrase %q holds a line break and matches only across lines of one turn", p.Value)
			continue
		case p.Value != strings.TrimSpace(p.Value):
			c.warn(p, "leave the space out", "phrase %q begins or ends with a space, which speech recognition does not write", p.Value)
		}
		c.phrases[i] = norm
	}
}

// readWords checks that the segmenter can give each word as whole tokens.
func (c *language) readWords() {
	c.words = make([]string, len(c.m.Words))
	for i, w := range c.m.Words {
		text, pos, _ := strings.Cut(w.Value, "/")
		norm := fold(text)
		if strings.TrimSpace(norm) == "" {
			c.fault(w, "delete it", "word %q is empty in normal form and never matches", w.Value)
			continue
		}
		c.words[i] = norm
		if pos == "" {
			continue
		}
		tokens := c.l.in.Segmenter.Tokens(norm, nil)
		if len(tokens) != 1 || !tokens[0].POS.Begins(pos) {
			var got []string
			for _, t := range tokens {
				got = append(got, t.Text(norm)+"/"+t.POS.String())
			}
			c.warn(w, "use another part of speech, or a phrase", "word %q: by itself it is segmented as %s", w.Value, strings.Join(got, " "))
		}
	}
}

func (c *language) readPatterns(sources []lexicon.Text, used map[string]bool) []*pattern.Pattern {
	out := make([]*pattern.Pattern, len(sources))
	for i, s := range sources {
		noteLists(s.Value, used)
		p, err := c.l.patterns.Compile(s.Value)
		if err != nil {
			c.fault(s, "", "%v", err)
			continue
		}
		out[i] = p
	}
	return out
}

// noteLists notes the word lists that a pattern names.
func noteLists(source string, used map[string]bool) {
	for _, part := range strings.Split(source, "<")[1:] {
		if name, _, ok := strings.Cut(part, ">"); ok {
			used[name] = true
		}
	}
}

func (c *language) duplicates(what string, texts []lexicon.Text) {
	first := map[string]lexicon.Text{}
	for _, t := range texts {
		norm := t.Value
		if what != "pattern" && what != "exception" {
			norm = fold(norm)
		}
		if f, twice := first[norm]; twice {
			c.warn(t, "delete one", "%s %q stands already at line %d", what, t.Value, c.line(f))
			continue
		}
		first[norm] = t
	}
}

// line is the line of a text in the file that the reader sees.
func (c *language) line(t lexicon.Text) int {
	if c.where.file != "" {
		return t.Line
	}
	return c.l.r.Fault(rubric.PosOf(t), "").Line
}

// shadowed finds phrases that contain another phrase of the act: wherever they
// stand the shorter one is found too. Where the words around the shorter phrase
// matter to a guard, the longer one has its use: 不满意 beside 满意. So it has in
// an act that is also found by sound, where length decides.
func (c *language) shadowed() {
	if c.fuzzy {
		return
	}
	var list []string
	var index []int
	for i, p := range c.phrases {
		if p != "" {
			list, index = append(list, p), append(index, i)
		}
	}
	a, err := phrase.Build(list)
	if err != nil {
		return // only for a lexicon beyond all bounds, which does not compile either
	}
	for i, p := range c.phrases {
		inner := ""
		a.Scan(p, func(id, begin, end int) {
			q := c.phrases[index[id]]
			if len(q) < len(p) && len(q) > len(inner) && !c.l.cued(p[:begin]+p[end:]) {
				inner = q
			}
		})
		if inner != "" && utf8.RuneCountInString(inner) > 1 {
			c.warn(c.m.Phrases[i], "delete it", "phrase %q never adds a hit: wherever it stands, %q is found", c.m.Phrases[i].Value, inner)
		}
	}
}

// cued reports whether a text holds a cue of some guard.
func (l *linter) cued(text string) bool {
	if text == "" {
		return false
	}
	for _, g := range l.in.Lexicon.Guards.ByKind() {
		for _, cue := range slices.Concat(g.Before, g.After) {
			if strings.Contains(text, fold(cue)) {
				return true
			}
		}
	}
	return false
}
