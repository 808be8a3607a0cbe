package acts

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"unicode/utf8"

	"zhijian/analyzers/normalize"
	"zhijian/analyzers/pattern"
	"zhijian/analyzers/phrase"
	"zhijian/analyzers/pinyin"
	"zhijian/lexicon"
)

// crossRunes is the length from which a phrase is also looked for across two
// turns of one side: shorter ones meet by chance.
const crossRunes = 4

// Matcher finds a fixed set of acts. It is immutable but for its pool of
// scratch memory, and safe for concurrent use.
type Matcher struct {
	defs     []Definition
	index    map[string]int
	literals *phrase.Automaton
	wanted   []literal // by number in literals
	patterns []compiledPattern
	excepts  [][]int // by definition: indexes into patterns
	sounds   *sounds // nil when no definition is fuzzy
	similar  Similarity
	scratch  *sync.Pool
}

// Similarity scores a clause against the acts that use examples. It must be
// safe for concurrent use.
type Similarity interface {
	// Nearest calls found for each act whose examples text is like, with a
	// score of 0 to 100 and the nearest example.
	Nearest(text string, found func(act, score int, example string))
	// Rivals calls found for the act that wins text in each group of rivals, with
	// its share in percent and the nearest of its examples.
	Rivals(text string, found func(act, share int, example string))
}

// Sound is what disguised forms of fuzzy acts are found with. With the zero
// Sound they are not looked for.
type Sound struct {
	Table  *pinyin.Table
	Rarity Rarity
}

// literal is all that one literal is looked for.
type literal struct {
	uses  []use
	needs []need
}

// use is a phrase or word that a literal is.
type use struct {
	kind useKind
	def  int
	rule string // phrase or word as written
	pos  string // part of speech that a word must have; empty: any
	long bool   // phrase long enough to be looked for across turns
}

type useKind uint8

const (
	usePhrase useKind = iota
	useWord
)

// need is one set of required literals that a literal belongs to, with what is
// asked of its pattern whenever the literal is found.
type need struct {
	pat     int32 // index into patterns
	set     uint8 // number of the set in the pattern's order
	last    bool  // it is the pattern's last set
	crosses bool  // the pattern may match across the end of a sentence
}

type compiledPattern struct {
	*pattern.Pattern
	def    int
	except bool
}

// compiler gathers literals while definitions are added.
type compiler struct {
	m        *Matcher
	patterns *pattern.Compiler
	ids      map[string]int // literal -> index
	lits     []string
	errs     []error
}

// Compile builds a matcher. Every fault is reported, each beginning with
// file:line. The similarity may be nil when no definition uses it.
func Compile(defs []Definition, lists map[string][]string, sound Sound, similar Similarity) (*Matcher, error) {
	m := &Matcher{defs: defs, index: map[string]int{}, excepts: make([][]int, len(defs)), similar: similar}
	c := &compiler{m: m, patterns: pattern.NewCompiler(lists, fold), ids: map[string]int{}}
	for i := range defs {
		if _, twice := m.index[defs[i].ID]; twice {
			c.fault(&defs[i], defs[i].Line, "act %q is defined twice", defs[i].ID)
		}
		m.index[defs[i].ID] = i
		c.add(i)
	}
	if len(c.errs) > 0 {
		return nil, errors.Join(c.errs...)
	}
	var err error
	if m.literals, err = phrase.Build(c.lits); err != nil {
		return nil, fmt.Errorf("acts: %w", err)
	}
	if m.sounds, err = compileSounds(defs, sound); err != nil {
		return nil, fmt.Errorf("acts: %w", err)
	}
	m.scratch = &sync.Pool{New: func() any { return newScratch(len(m.patterns)) }}
	return m, nil
}

// Index returns the index of the act with this id.
func (m *Matcher) Index(id string) (int, bool) {
	i, ok := m.index[id]
	return i, ok
}

// Definition returns the act with this index.
func (m *Matcher) Definition(i int) *Definition { return &m.defs[i] }

// fold brings literal text of lexicon and rubric into normal form.
func fold(s string) string {
	t := normalize.Normalize(s)
	return t.Norm
}

func (c *compiler) fault(d *Definition, line int, format string, args ...any) {
	c.errs = append(c.errs, fmt.Errorf("%s:%d: %s", d.File, line, fmt.Sprintf(format, args...)))
}

func (c *compiler) add(i int) {
	d := &c.m.defs[i]
	for _, p := range d.Phrases {
		lit := fold(p.Value)
		if strings.TrimSpace(lit) == "" {
			c.fault(d, p.Line, "phrase %q is empty in normal form and never matches", p.Value)
			continue
		}
		c.use(lit, use{kind: usePhrase, def: i, rule: p.Value, long: utf8.RuneCountInString(lit) >= crossRunes})
	}
	for _, w := range d.Words {
		text, pos, _ := strings.Cut(w.Value, "/")
		if text = fold(text); text == "" {
			c.fault(d, w.Line, "word %q is empty in normal form and never matches", w.Value)
			continue
		}
		c.use(text, use{kind: useWord, def: i, rule: w.Value, pos: pos})
	}
	c.addPatterns(i, d.Patterns, false)
	c.addPatterns(i, d.Except, true)
}

func (c *compiler) addPatterns(def int, texts []lexicon.Text, except bool) {
	d := &c.m.defs[def]
	for _, t := range texts {
		p, err := c.patterns.Compile(t.Value)
		if err != nil {
			c.fault(d, t.Line, "act %q: %v", d.ID, err)
			continue
		}
		id := len(c.m.patterns)
		c.m.patterns = append(c.m.patterns, compiledPattern{Pattern: p, def: def, except: except})
		if except {
			c.m.excepts[def] = append(c.m.excepts[def], id)
		}
		for k, set := range p.Required {
			for _, lit := range set {
				l := &c.m.wanted[c.literal(lit)]
				l.needs = append(l.needs, need{pat: int32(id), set: uint8(k), last: k == len(p.Required)-1, crosses: p.Crosses})
			}
		}
	}
}

// literal is the index of a literal in the automaton.
func (c *compiler) literal(lit string) int {
	id, ok := c.ids[lit]
	if !ok {
		id = len(c.lits)
		c.ids[lit] = id
		c.lits = append(c.lits, lit)
		c.m.wanted = append(c.m.wanted, literal{})
	}
	return id
}

func (c *compiler) use(lit string, u use) {
	l := &c.m.wanted[c.literal(lit)]
	l.uses = append(l.uses, u)
}

// Len is the number of acts.
func (m *Matcher) Len() int { return len(m.defs) }
