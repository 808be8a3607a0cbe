// Package pattern compiles the pattern language of lexicon and rubric: Go
// regular expressions without their traps, with gaps, clause edges and word
// lists. A compiled pattern knows literals of which it cannot match without one, so
// that it need run only where one automaton has found them.
//
// Beyond regular expressions:
//
//	~N      a gap of at most N characters that stays within the sentence; ~ alone is ~6
//	^  $    the beginning and the end of a clause
//	<name>  any entry of the word list name; <num> a digit or numeral, <mask> a mask such as [数字x]
//
// Unbounded repetition, the dot, \b and \w are refused: the first two make a
// pattern run away over a whole turn, the last two never match beside Han.
package pattern

import (
	"errors"
	"fmt"
	"regexp"
	"regexp/syntax"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"unicode/utf8"
)

// maxSource bounds the expanded source of one pattern, word lists included.
const maxSource = 64 << 10

// maxRepeat bounds {m,n}.
const maxRepeat = 60

const (
	gapClass  = `[^` + SentenceEnds + `]`
	edgeClass = `[，。！？；、:～~…—\-"“”（）\[\]_\s]`
	numExpr   = `(?:[0-9零〇一二两三四五六七八九十百千万几半幺]|\[数字[a-z0-9]{0,12}\])`
	maskExpr  = `\[[^\[\]\n]{1,12}\]`
	maskList  = "mask"
	numList   = "num"
)

// Pattern is a compiled pattern. It is immutable and safe for concurrent use. It is
// small: patterns are tried now here, now there.
type Pattern struct {
	program program
	*Reading
}

// Reading is what is known of a pattern to those who do not run it.
type Reading struct {
	Source string // as written
	// Triggers tell where the pattern is worth trying; there is at least one.
	Triggers []Trigger
	// Crosses tells that a match may reach over the end of a sentence. Other
	// patterns can be tried on each sentence, its final sign included, alone.
	Crosses  bool
	expanded string
}

// Normalizer folds a piece of literal text into the normal form that patterns
// are matched against.
type Normalizer func(string) string

// Compiler compiles patterns against a set of word lists. It serves one goroutine at a
// time, and no pattern may run while it compiles another.
type Compiler struct {
	store     *store
	lists     map[string]string // name -> alternation, normalised and quoted
	normalize Normalizer
	seen      *characters
	shutOut   *strings.Replacer // of classes that shut out the ends of sentences
}

// NewCompiler prepares the word lists. Entries are literal text, not patterns.
func NewCompiler(lists map[string][]string, normalize Normalizer) *Compiler {
	c := &Compiler{store: newStore(), lists: map[string]string{numList: numExpr, maskList: maskExpr}, normalize: normalize, seen: newCharacters(), shutOut: newShutOut()}
	for name, entries := range lists {
		quoted := make([]string, len(entries))
		for i, e := range entries {
			quoted[i] = c.entry(e)
		}
		c.lists[name] = "(?:" + strings.Join(quoted, "|") + ")"
	}
	return c
}

// entry quotes a list entry, in which <num> and <mask> may stand.
func (c *Compiler) entry(e string) string {
	var b strings.Builder
	for e != "" {
		i := strings.Index(e, "<")
		if i < 0 {
			b.WriteString(regexp.QuoteMeta(c.normalize(e)))
			break
		}
		b.WriteString(regexp.QuoteMeta(c.normalize(e[:i])))
		switch {
		case strings.HasPrefix(e[i:], "<num>"):
			b.WriteString(numExpr)
			e = e[i+len("<num>"):]
		case strings.HasPrefix(e[i:], "<mask>"):
			b.WriteString(maskExpr)
			e = e[i+len("<mask>"):]
		default:
			b.WriteString("<")
			e = e[i+1:]
		}
	}
	return b.String()
}

// Compile compiles one pattern. The error says what is wrong and what to write
// instead; it carries no position, which the caller knows.
func (c *Compiler) Compile(source string) (*Pattern, error) {
	d := c.read(source)
	return c.lay(&d)
}

// CompileAll compiles patterns as Compile does one, reading several at a time and laying
// them out meanwhile. For each it gives the pattern, or the error.
func (c *Compiler) CompileAll(sources []string) ([]*Pattern, []error) {
	const some = 32 // sources that one goroutine reads at a time
	parts := slices.Collect(slices.Chunk(sources, some))
	drafts := make([]chan []draft, len(parts))
	for i := range drafts {
		drafts[i] = make(chan []draft, 1)
	}
	var next atomic.Int64
	for range min(runtime.GOMAXPROCS(0), len(parts)) {
		go func() {
			for i := int(next.Add(1)) - 1; i < len(parts); i = int(next.Add(1)) - 1 {
				part := make([]draft, len(parts[i]))
				for k, source := range parts[i] {
					part[k] = c.read(source)
				}
				drafts[i] <- part
			}
		}()
	}
	patterns, errs := make([]*Pattern, 0, len(sources)), make([]error, 0, len(sources))
	for _, part := range drafts { // in order: what is laid out is numbered as it comes
		for _, d := range <-part {
			p, err := c.lay(&d)
			patterns, errs = append(patterns, p), append(errs, err)
		}
	}
	return patterns, errs
}

// draft is a pattern that was read and is not laid out.
type draft struct {
	Pattern
	tree    *syntax.Regexp
	longest int // characters that a match can have
	err     error
}

// read makes a draft. It changes nothing of the compiler and looks at nothing that lay
// changes.
func (c *Compiler) read(source string) (d draft) {
	d.Reading = &Reading{Source: source}
	if d.expanded, d.err = c.expand(source); d.err != nil {
		return d
	}
	if len(d.expanded) > maxSource {
		d.err = fmt.Errorf("pattern is %d bytes long when its word lists are put in; at most %d: split it", len(d.expanded), maxSource)
		return d
	}
	tree, err := syntax.Parse(d.expanded, syntax.Perl)
	if err == nil {
		err = check(tree)
	}
	if err != nil {
		d.err = fmt.Errorf("pattern %q: %w", source, err)
		return d
	}
	d.tree, d.longest = tree, longest(tree)
	d.Triggers, d.Crosses = c.triggers(tree), crosses(c.shutOut.Replace(source))
	if len(d.Triggers) == 0 {
		d.err = fmt.Errorf("pattern %q has no word that must occur: write out at least one", source)
	}
	return d
}

// lay makes a pattern of a draft.
func (c *Compiler) lay(d *draft) (_ *Pattern, err error) {
	if d.err != nil {
		return nil, d.err
	}
	p := d.Pattern
	p.program, err = newProgram(c.store, d.tree, d.longest)
	if err != nil {
		return nil, err
	}
	return &p, nil
}

// Expanded is the regular expression that the pattern stands for, word lists put in.
func (p *Pattern) Expanded() string { return p.expanded }

// expand turns the pattern language into a regular expression.
func (c *Compiler) expand(source string) (string, error) {
	var out, literal strings.Builder
	flush := func() {
		out.WriteString(c.normalize(literal.String()))
		literal.Reset()
	}
	if !utf8.ValidString(source) {
		return "", errors.New("pattern is not valid UTF-8")
	}
	inClass := false
	for i := 0; i < len(source); {
		if n := plain(source[i:]); n > 0 {
			literal.WriteString(source[i : i+n])
			i += n
			continue
		}
		if source[i] == '.' && dotInWord(source, i) {
			literal.WriteString(`\.`)
			i++
			continue
		}
		flush()
		n, err := c.special(source[i:], &out, &inClass)
		if err != nil {
			return "", fmt.Errorf("pattern %q: %w", source, err)
		}
		i += n
	}
	flush()
	return out.String(), nil
}

// plain is how many bytes of a text ahead of its first ASCII sign stand for themselves.
func plain(text string) int {
	for i := range len(text) {
		if c := text[i]; c < utf8.RuneSelf && !isAlnum(rune(c)) {
			return i
		}
	}
	return len(text)
}

// special handles one ASCII sign at the head of rest and returns how many bytes it took.
func (c *Compiler) special(rest string, out *strings.Builder, inClass *bool) (int, error) {
	ch := rest[0]
	switch {
	case ch == '\\':
		if len(rest) < 2 {
			return 0, errors.New(`"\" at the end`)
		}
		if strings.IndexByte("bBwWzA", rest[1]) >= 0 {
			return 0, fmt.Errorf(`\%c never matches beside Han characters: use ^ and $ for clause edges or words: for whole words`, rest[1])
		}
		out.WriteString(rest[:2])
		return 2, nil
	case *inClass:
		*inClass = ch != ']'
	case ch == '[':
		*inClass = true
	case ch == '~':
		n := 1
		for n < len(rest) && rest[n] >= '0' && rest[n] <= '9' {
			n++
		}
		limit := "6"
		if n > 1 {
			limit = rest[1:n]
		}
		out.WriteString(gapClass + "{0," + limit + "}?")
		return n, nil
	case ch == '^':
		out.WriteString(`(?:\A|` + edgeClass + `)`)
		return 1, nil
	case ch == '$':
		out.WriteString(`(?:\z|` + edgeClass + `)`)
		return 1, nil
	case ch == '<':
		end := strings.IndexByte(rest, '>')
		if end < 0 {
			return 0, errors.New(`"<" without ">"`)
		}
		list, ok := c.lists[rest[1:end]]
		if !ok {
			return 0, fmt.Errorf("unknown word list %q", rest[1:end])
		}
		out.WriteString(list)
		return end + 1, nil
	case ch == '.':
		return 0, errors.New("the dot matches anything: write a gap such as ~4")
	case strings.HasPrefix(rest, "(?:"):
		out.WriteString("(?:")
		return 3, nil
	case strings.HasPrefix(rest, "(?"):
		return 0, errors.New("(?…) groups other than (?:…) are not part of the language")
	}
	out.WriteByte(ch)
	return 1, nil
}

// dotInWord reports whether the dot at i stands between letters or digits, as
// in 99.9: there it is meant as itself.
func dotInWord(source string, i int) bool {
	return i > 0 && i+1 < len(source) && isAlnum(rune(source[i-1])) && isAlnum(rune(source[i+1]))
}

func isAlnum(r rune) bool {
	return r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
}

// check refuses what could run away.
func check(t *syntax.Regexp) error {
	switch t.Op {
	case syntax.OpStar, syntax.OpPlus:
		return errors.New("unbounded repetition: write {0,8} or a gap such as ~8")
	case syntax.OpRepeat:
		if t.Max < 0 || t.Max > maxRepeat {
			return fmt.Errorf("repetition or gap over %d", maxRepeat)
		}
	case syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		return errors.New("the dot matches anything: write a gap such as ~4")
	}
	for _, s := range t.Sub {
		if err := check(s); err != nil {
			return err
		}
	}
	return nil
}
