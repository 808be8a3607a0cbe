package acts

import (
	"errors"
	"fmt"
	"math"
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
	alphabet *phrase.Alphabet
	marks    marks
	literals *phrase.Trie
	wanted   []literal // by number in literals
	uses     []use
	triggers []trigger
	seconds  []beside // by trigger
	nears    []symbolSet
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
	// its share in percent and, if asked for, the nearest of its examples.
	Rivals(text string, nearest bool, found func(act, share int, example string))
}

// Sound is what disguised forms of fuzzy acts are found with. With the zero
// Sound they are not looked for.
type Sound struct {
	Table  *pinyin.Table
	Rarity Rarity
}

// literal is all that one literal is looked for: rows of uses and triggers.
type literal struct {
	uses, usesEnd         int32
	triggers, triggersEnd int32
}

// use is a phrase or word that a literal is.
type use struct {
	kind useKind
	long bool // phrase long enough to be looked for across turns
	def  int32
	// spread is the index in sounds.spreads of a phrase of a fuzzy act, or none.
	spread int32
	rule   string // phrase or word as written
	pos    string // part of speech that a word must have; empty: any
}

// none stands for no index.
const none = -1

type useKind uint8

const (
	usePhrase useKind = iota
	useWord
)

// trigger tells that a pattern is worth trying where its literal stands: on matches
// that begin least to most characters ahead of it. It is small, and those of a literal
// lie side by side, since far more of them are looked at than patterns are tried.
type trigger struct {
	pattern     int32 // index into patterns
	least, most int32
	flags       uint8
	beside      beside
}

// What a trigger asks of its place.
const (
	opens   uint8 = 1 << iota // a clause edge stands ahead of the literal
	closes                    // a clause edge stands behind it
	crosses                   // the pattern may match across the end of a sentence
)

// beside is what must stand near a literal, too.
type beside struct {
	near        int32 // index into nears, or none
	least, most uint8 // characters between
	ahead       bool  // it stands ahead of the literal
	edge        bool  // the end of the sentence will do
}

type compiledPattern struct {
	pattern.Pattern
	def    int
	except bool
}

// compiler gathers literals while definitions are added.
type compiler struct {
	m        *Matcher
	patterns *pattern.Compiler
	compiled []*pattern.Pattern // of the definitions that are not added yet, in order
	faults   []error            // instead of these
	ids      map[string]int32   // literal -> index
	literals [][]phrase.Symbol
	uses     []found[use]
	triggers []found[asking]
	nears    map[*pattern.Near]int32 // index in the matcher's sets
	sets     map[symbolSet]int32     // the same by content
	sounds   sounds
	errs     []error
}

// asking is a trigger and the second thing that it asks for. They are kept apart, since
// the first is seldom there.
type asking struct {
	trigger
	second beside
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
	c := &compiler{m: m, patterns: patterns, ids: map[string]int32{}, nears: map[*pattern.Near]int32{}, sets: map[symbolSet]int32{}, sounds: sounds{Sound: sound}}
	c.learn(defs)
	c.compile(defs)
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

// build makes the matcher's tables of what was gathered.
func (c *compiler) build() (err error) {
	m := c.m
	if m.literals, err = phrase.NewTrie(m.alphabet.Last(), c.literals); err != nil {
		return err
	}
	var uses, triggers []int32
	var asked []asking
	m.uses, uses = byLiteral(c.uses, len(c.literals))
	asked, triggers = byLiteral(c.triggers, len(c.literals))
	m.triggers, m.seconds = make([]trigger, len(asked)), make([]beside, len(asked))
	for i := range asked {
		m.triggers[i], m.seconds[i] = asked[i].trigger, asked[i].second
	}
	m.wanted = make([]literal, len(c.literals))
	for i, l := 0, (literal{}); i < len(m.wanted); i++ {
		l = literal{uses: l.usesEnd, usesEnd: uses[i], triggers: l.triggersEnd, triggersEnd: triggers[i]}
		m.wanted[i] = l
	}
	m.sounds, err = c.sounds.build()
	return err
}

// byLiteral puts what was found for each literal side by side, in the order in which
// it was added, and tells where that of each literal ends; it begins where that of the
// literal before ends.
func byLiteral[T any](all []found[T], literals int) (out []T, ends []int32) {
	ends = make([]int32, literals+1) // until all are put, where the next of each literal goes
	for i := range all {
		ends[all[i].literal+1]++
	}
	for i := range literals {
		ends[i+1] += ends[i]
	}
	out = make([]T, len(all))
	for i := range all {
		at := &ends[all[i].literal]
		out[*at] = all[i].what
		*at++
	}
	return out, ends[:literals]
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
		u := use{kind: usePhrase, def: int32(i), rule: p.Value, long: utf8.RuneCountInString(lit) >= crossRunes, spread: none}
		if d.Fuzzy {
			u.spread = c.sounds.add(soundEntry{def: i, text: lit, rule: p.Value})
		}
		c.use(lit, u)
	}
	for _, w := range d.Words {
		text, pos, _ := strings.Cut(w.Value, "/")
		if text = fold(text); text == "" {
			c.fault(d, w.Line, "word %q is empty in normal form and never matches", w.Value)
			continue
		}
		c.use(text, use{kind: useWord, def: int32(i), rule: w.Value, pos: pos, spread: none})
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
		c.m.patterns = append(c.m.patterns, compiledPattern{Pattern: *p, def: def, except: except})
		if except {
			c.m.excepts[def] = append(c.m.excepts[def], id)
		}
		for k := range triggers {
			c.triggers = append(c.triggers, found[asking]{c.literal(triggers[k].Literal), c.trigger(id, p.Crosses, &triggers[k])})
		}
	}
}

func (c *compiler) trigger(id int, crossing bool, t *pattern.Trigger) asking {
	out := asking{trigger: trigger{pattern: int32(id), least: int32(t.Least), most: int32(t.Most)}}
	set := func(flag uint8, on bool) {
		if on {
			out.flags |= flag
		}
	}
	set(opens, t.Opens)
	set(closes, t.Closes)
	set(crosses, crossing)
	out.beside, out.second = c.beside(t.Beside, 0), c.beside(t.Beside, 1)
	return out
}

// beside is the kth condition of a list, if there are as many.
func (c *compiler) beside(list []pattern.Beside, k int) beside {
	if k >= len(list) || list[k].Most > math.MaxUint8 {
		return beside{near: none}
	}
	b := &list[k]
	return beside{near: c.near(b.Near), least: uint8(b.Least), most: uint8(b.Most), ahead: b.Ahead, edge: b.Edge}
}

// near is the index of the characters of n among the sets.
func (c *compiler) near(n *pattern.Near) int32 {
	if id, ok := c.nears[n]; ok {
		return id
	}
	var set symbolSet
	symbols, err := c.m.alphabet.Add(nil, string(n.Runes))
	c.fail(err)
	for _, symbol := range symbols {
		set.add(symbol)
	}
	id, ok := c.sets[set]
	if !ok {
		id = int32(len(c.m.nears))
		c.m.nears = append(c.m.nears, set)
		c.sets[set] = id
	}
	c.nears[n] = id
	return id
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
		symbols, err := c.m.alphabet.Add(make([]phrase.Symbol, 0, len(lit)/3+1), lit)
		c.fail(err)
		c.literals = append(c.literals, symbols)
	}
	return id
}

// Len is the number of acts.
func (m *Matcher) Len() int { return len(m.defs) }
