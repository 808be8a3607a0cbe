package acts

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"unicode/utf8"

	"golang.org/x/sync/errgroup"

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
	alphabet *phrase.Alphabet
	marks    marks
	literals *phrase.Trie
	wanted   []literal // by number in literals, and one more
	uses     []use
	finding  lookout // for patterns
	masking  lookout // for exceptions
	nears    []symbolSet
	patterns []pattern.Pattern
	rules    []rule   // by pattern
	excepts  [][]int  // by definition: indexes into patterns
	excepted []uint64 // a bit for each definition that has any
	sounds   *sounds  // nil when no definition is fuzzy
	similar  Similarity
	scratch  *sync.Pool
}

// Similarity scores a clause against the acts that use examples. It must be
// safe for concurrent use.
type Similarity interface {
	// Nearest calls found for each act whose examples text is like, with a
	// score of 0 to 100 and the nearest example.
	Nearest(text []rune, found func(act, score int, example string))
	// Rivals calls found for the act that wins text in each group of rivals, with
	// its share in percent and, if asked for, the nearest of its examples.
	Rivals(text string, nearest bool, found func(act, share int, example string))
}

// Sound is what disguised forms of fuzzy acts are found with. With the zero
// Sound they are not looked for.
type Sound struct {
	Table  *pinyin.Table
	Rarity Rarity
}

// literal is what one literal is looked for: where its uses and its triggers of patterns
// and of exceptions begin. They end where those of the next begin.
type literal struct {
	uses, finding, masking uint32
}

// rule is what is told of a pattern that matches.
type rule struct {
	source string // as written
	def    int32
}

// use is a phrase or word that a literal is.
type use struct {
	kind useKind
	long bool // phrase long enough to be looked for across turns
	def  int32
	rule string // phrase or word as written
	pos  string // part of speech that a word must have; empty: any
}

type useKind uint8

const (
	usePhrase useKind = iota
	useWord
)

// compiler gathers literals while definitions are added.
type compiler struct {
	m        *Matcher
	patterns *pattern.Compiler
	compiled []*pattern.Pattern // of the definitions that are not added yet, in order
	faults   []error            // instead of these
	ids      map[string]int32   // literal -> index
	literals [][]phrase.Symbol
	symbols  []phrase.Symbol // of literals; when it moves they stay where they are
	uses     []found[use]
	finding  []found[asking]
	masking  []found[asking]
	nears    map[*pattern.Near]nearSet
	sets     map[symbolSet]int32 // index in the matcher's sets, by content
	sounds   *sounds             // by itself: the matcher keeps it, and none of the rest
	errs     []error
}

// found is what a literal is looked for.
type found[T any] struct {
	literal int32
	what    T
}

// Compile builds a matcher. Every fault is reported, each beginning with
// file:line. The similarity may be nil when no definition uses it.
func Compile(defs []Definition, lists map[string][]string, sound Sound, similar Similarity) (*Matcher, error) {
	patterns := pattern.NewCompiler(lists, fold)
	m := &Matcher{defs: defs, index: map[string]int{}, alphabet: patterns.Alphabet(), marks: newMarks(), excepts: make([][]int, len(defs)), similar: similar}
	c := &compiler{m: m, patterns: patterns, nears: map[*pattern.Near]nearSet{}, sets: map[symbolSet]int32{}, sounds: &sounds{Sound: sound}}
	c.learn(defs)
	c.compile(defs)
	c.makeRoom()
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
	if err := c.build(); err != nil {
		return nil, fmt.Errorf("acts: %w", err)
	}
	m.scratch = &sync.Pool{New: func() any { return &scratch{} }}
	return m, nil
}

// learn shows the pattern compiler the words of all definitions.
func (c *compiler) learn(defs []Definition) {
	c.fail(c.patterns.Learn(func(yield func(string) bool) {
		for i := range defs {
			for _, texts := range [][]lexicon.Text{defs[i].Phrases, defs[i].Examples, defs[i].Counterexamples} {
				for _, t := range texts {
					if !yield(t.Value) {
						return
					}
				}
			}
		}
	}))
}

// compile compiles the patterns of all definitions, in the order in which they are added.
func (c *compiler) compile(defs []Definition) {
	var sources []string
	for i := range defs {
		for _, texts := range [][]lexicon.Text{defs[i].Patterns, defs[i].Except} {
			for _, t := range texts {
				sources = append(sources, t.Value)
			}
		}
	}
	c.compiled, c.faults = c.patterns.CompileAll(sources)
}

// makeRoom makes room for what the definitions will add.
func (c *compiler) makeRoom() {
	uses, triggers := 0, 0
	for i := range c.m.defs {
		uses += len(c.m.defs[i].Phrases) + len(c.m.defs[i].Words)
	}
	for _, p := range c.compiled {
		if p != nil {
			triggers += len(p.Triggers)
		}
	}
	c.uses, c.finding = make([]found[use], 0, uses), make([]found[asking], 0, triggers)
	literals := max(uses, triggers) // about as many: several patterns have the same
	c.ids, c.literals = make(map[string]int32, literals), make([][]phrase.Symbol, 0, literals)
	c.m.patterns, c.m.rules = make([]pattern.Pattern, 0, len(c.compiled)), make([]rule, 0, len(c.compiled))
}

// build makes the matcher's tables of what was gathered.
func (c *compiler) build() error {
	m := c.m
	var both errgroup.Group // the alphabet is complete: nothing changes it any more
	both.Go(func() (err error) {
		m.literals, err = phrase.NewTrie(m.alphabet.Last(), c.literals)
		return err
	})
	both.Go(func() (err error) {
		m.sounds, err = c.sounds.build(m.alphabet)
		return err
	})
	c.group()
	return both.Wait()
}

// group puts what literals are looked for side by side.
func (c *compiler) group() {
	m := c.m
	var uses, finding, masking []uint32
	m.uses, uses = byLiteral(c.uses, len(c.literals))
	m.finding, finding = c.lookout(c.finding)
	m.masking, masking = c.lookout(c.masking)
	m.wanted = make([]literal, len(c.literals)+1)
	for i := range m.wanted {
		m.wanted[i] = literal{uses: uses[i], finding: finding[i], masking: masking[i]}
	}
	m.excepted = make([]uint64, len(m.defs)/64+1)
	for def, patterns := range m.excepts {
		m.excepted[def/64] |= uint64(is(len(patterns) > 0)) << (def % 64)
	}
}

// lookout makes a lookout for triggers, and tells where those of each literal begin.
func (c *compiler) lookout(triggers []found[asking]) (l lookout, begins []uint32) {
	asked, begins := byLiteral(triggers, len(c.literals))
	l = lookout{looks: make([]look, len(asked)), triggers: make([]trigger, len(asked)), owners: make([]int32, len(asked))}
	for i := range asked {
		l.looks[i], l.triggers[i], l.owners[i] = asked[i].look, asked[i].trigger, c.m.rules[asked[i].pattern].def
	}
	return l, begins
}

// byLiteral puts what was found for each literal side by side, in the order in which
// it was added, and tells where that of each literal begins, and at last where all ends.
func byLiteral[T any](all []found[T], literals int) (out []T, begins []uint32) {
	places := make([]uint32, literals+2) // until all are put, where the next of each literal goes, from the second on
	for i := range all {
		places[all[i].literal+2]++
	}
	for i := range literals {
		places[i+2] += places[i+1]
	}
	out = make([]T, len(all))
	for i := range all {
		at := &places[all[i].literal+1]
		out[*at] = all[i].what
		*at++
	}
	return out, places[:literals+1]
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
		u := use{kind: usePhrase, def: int32(i), rule: p.Value, long: utf8.RuneCountInString(lit) >= crossRunes}
		if d.Fuzzy {
			c.sounds.add(soundEntry{def: i, text: lit, rule: p.Value})
		}
		c.use(lit, u)
	}
	for _, w := range d.Words {
		text, pos, _ := strings.Cut(w.Value, "/")
		if text = fold(text); text == "" {
			c.fault(d, w.Line, "word %q is empty in normal form and never matches", w.Value)
			continue
		}
		c.use(text, use{kind: useWord, def: int32(i), rule: w.Value, pos: pos})
	}
	c.addPatterns(i, d.Patterns, false)
	c.addPatterns(i, d.Except, true)
}

func (c *compiler) addPatterns(def int, texts []lexicon.Text, except bool) {
	d := &c.m.defs[def]
	for _, t := range texts {
		p, err := c.compiled[0], c.faults[0]
		c.compiled, c.faults = c.compiled[1:], c.faults[1:]
		if err != nil {
			c.fault(d, t.Line, "act %q: %v", d.ID, err)
			continue
		}
		triggers := p.Triggers
		p.Triggers = nil // nobody asks for them again
		id := len(c.m.patterns)
		c.m.patterns, c.m.rules = append(c.m.patterns, *p), append(c.m.rules, rule{source: p.Source, def: int32(def)})
		list := &c.finding
		if except {
			c.m.excepts[def] = append(c.m.excepts[def], id)
			list = &c.masking
		}
		for k := range triggers {
			literal := c.literal(triggers[k].Literal)
			*list = append(*list, found[asking]{literal, c.asking(id, &triggers[k], len(c.literals[literal]))})
		}
	}
}

// fail notes the first failure to number a character.
func (c *compiler) fail(err error) {
	if err != nil && len(c.errs) == 0 {
		c.errs = append(c.errs, fmt.Errorf("acts: %w", err))
	}
}

func (c *compiler) use(lit string, u use) {
	c.uses = append(c.uses, found[use]{c.literal(lit), u})
}

// literal is the index of a literal in the trie.
func (c *compiler) literal(lit string) int32 {
	id, ok := c.ids[lit]
	if !ok {
		id = int32(len(c.literals))
		c.ids[lit] = id
		symbols, err := c.m.alphabet.Add(c.symbols, lit)
		c.fail(err)
		c.literals = append(c.literals, symbols[min(len(c.symbols), len(symbols)):len(symbols):len(symbols)])
		c.symbols = symbols
	}
	return id
}

// Len is the number of acts.
func (m *Matcher) Len() int { return len(m.defs) }
