package pattern

import (
	"cmp"
	"regexp/syntax"
	"slices"
	"strings"
	"unicode/utf8"
)

// Trigger is a literal that tells where a pattern is worth trying. Every match of a
// pattern holds one of its triggers, at its distance from where the match begins: a
// text without any of them need not be tried, nor a beginning too far from all.
type Trigger struct {
	Literal string
	// Opens and Closes tell that a clause edge stands at once before the literal, or
	// behind it; the beginning and the end of the text and of a sentence are edges too.
	Opens, Closes bool
	// Least and Most are how many characters of the match can stand ahead of the literal.
	Least, Most int
	// Beside is what must stand near the literal, too.
	Beside []Beside
}

// maxTexts is how many literals a part of a pattern may stand for to be spelled out.
const maxTexts = 128

// maxClass is the largest character class that is spelled out.
const maxClass = 24

// maxDistance stands for any distance in a trigger.
const maxDistance = 1 << 20

// edgeMark stands for a clause edge in the texts of a part. No rune begins with this byte.
const edgeMark = "\xff"

// piece is a row of neighbouring parts of a pattern that are spelled out, and how
// many characters can stand ahead of them.
type piece struct {
	parts       []*syntax.Regexp
	least, most int
	at          *place
}

// triggers are the rarest literals of which t cannot match without one; nil when
// it can.
func (c *Compiler) triggers(t *syntax.Regexp) []Trigger {
	_, pieces := c.choose(t, 0, 0, nil)
	var out []Trigger
	for i := range pieces {
		p := &pieces[i]
		texts, beside := spellAll(p.parts), c.beside(p.at)
		n, all := len(beside), slices.Repeat(beside, len(texts)) // each trigger changes its own
		out = slices.Grow(out, len(texts))
		for k, text := range texts {
			t := Trigger{Least: p.least, Most: p.most}
			if n > 0 {
				t.Beside = all[k*n : k*n+n : k*n+n]
			}
			out = append(out, c.trigger(text, t))
		}
	}
	order := make([]*Trigger, len(out))
	for i := range out {
		order[i] = &out[i]
	}
	slices.SortFunc(order, func(a, b *Trigger) int {
		if d := strings.Compare(a.Literal, b.Literal); d != 0 { // nearly always
			return d
		}
		return cmp.Or(cmp.Compare(edges(a), edges(b)), cmp.Compare(a.Least, b.Least), cmp.Compare(a.Most, b.Most))
	})
	kept := make([]Trigger, 0, len(out))
	for _, t := range order {
		if n := len(kept); n == 0 || !kept[n-1].covers(t) {
			kept = append(kept, *t)
		}
	}
	return kept
}

func edges(t *Trigger) int {
	n := 0
	if t.Opens {
		n++
	}
	if t.Closes {
		n += 2
	}
	return n
}

// covers makes t stand for o, too, if it stands wherever o does.
func (t *Trigger) covers(o *Trigger) bool {
	longer, isPrefix := strings.CutPrefix(o.Literal, t.Literal)
	switch {
	case !isPrefix, t.Opens && !o.Opens, t.Closes && (!o.Closes || longer != ""):
		return false
	case o.Least < t.Least, o.Most > t.Most:
		return false
	case !slices.EqualFunc(t.Beside, o.Beside, func(a, b Beside) bool { return a.Near == b.Near }):
		return false
	}
	for i := range t.Beside {
		a, b := &t.Beside[i], &o.Beside[i]
		between := 0
		if !a.Ahead {
			between = utf8.RuneCountInString(longer)
		}
		a.Least, a.Most = min(a.Least, b.Least+between), max(a.Most, b.Most+between)
	}
	return true
}

// trigger makes a trigger of the rarest literal between the edges of a text; t is what
// is known of the whole text. Each edge may take up one character.
func (c *Compiler) trigger(text string, t Trigger) Trigger {
	if !strings.Contains(text, edgeMark) {
		t.Literal, t.Most = text, min(t.Most, maxDistance)
		return t
	}
	literals := strings.Split(text, edgeMark)
	best, chance := 0, noChance
	for i, literal := range literals {
		part := Trigger{Literal: literal, Opens: i > 0, Closes: i+1 < len(literals)}
		if p := c.rarity(part); literal != "" && p < chance {
			best, chance = i, p
		}
	}
	t.Literal, t.Opens, t.Closes = literals[best], best > 0, best+1 < len(literals)
	ahead, behind := 0, 0
	for i, literal := range literals {
		switch n := utf8.RuneCountInString(literal); {
		case i < best:
			ahead += n
		case i > best:
			behind += n
		}
	}
	edgesAhead, edgesBehind := best, len(literals)-1-best
	t.Least, t.Most = t.Least+ahead, min(t.Most+ahead+edgesAhead, maxDistance)
	for i := range t.Beside {
		if b := &t.Beside[i]; b.Ahead {
			b.Least, b.Most = b.Least+ahead, b.Most+ahead+edgesAhead
		} else {
			b.Least, b.Most = b.Least+behind, b.Most+behind+edgesBehind
		}
	}
	return t
}

func (c *Compiler) rarity(t Trigger) float64 {
	p := c.chance([]rune(t.Literal))
	if t.Opens {
		p *= edgeChance
	}
	if t.Closes {
		p *= edgeChance
	}
	return p
}

// choose finds what is rarest among the pieces of which every match of t holds one
// text, and its chance; more than 1 and nil when there are none. least and most are
// what can stand ahead of t.
func (c *Compiler) choose(t *syntax.Regexp, least, most int, at *place) (chance float64, pieces []piece) {
	switch t.Op {
	case syntax.OpCapture:
		return c.choose(t.Sub[0], least, most, at)
	case syntax.OpRepeat:
		if t.Min > 0 { // the first time; nothing is known of what stands behind it
			return c.choose(t.Sub[0], least, most, at.first())
		}
	case syntax.OpConcat:
		return c.chooseRow(t.Sub, least, most, at)
	case syntax.OpAlternate:
		return c.chooseBranches(t, least, most, at)
	case syntax.OpLiteral, syntax.OpCharClass:
		if p := c.measure(t); p.usable() {
			return p.cost(), []piece{{parts: []*syntax.Regexp{t}, least: least, most: most, at: at}}
		}
	}
	return noChance, nil
}

// noChance is worse than any chance.
const noChance = 2.0

// chooseBranches spells out an alternation as a whole, or takes the best of each branch.
func (c *Compiler) chooseBranches(t *syntax.Regexp, least, most int, at *place) (chance float64, pieces []piece) {
	chance = noChance
	if p := c.measure(t); p.usable() {
		chance, pieces = p.cost(), []piece{{parts: []*syntax.Regexp{t}, least: least, most: most, at: at}}
	}
	sum := 0.0
	var all []piece
	for _, branch := range t.Sub {
		p, best := c.choose(branch, least, most, at)
		if best == nil {
			return chance, pieces
		}
		sum += p
		all = append(all, best...)
	}
	if pieces == nil || sum < chance {
		return sum, all
	}
	return chance, pieces
}

// chooseRow takes the best run of neighbouring parts that can be spelled out, or the
// best within one that cannot.
func (c *Compiler) chooseRow(row []*syntax.Regexp, least, most int, at *place) (chance float64, pieces []piece) {
	chance = noChance
	measures := make([]measure, len(row))
	for i, t := range row {
		measures[i] = c.measure(t)
	}
	for i := range row {
		run := measures[i]
		for end := i + 1; run.texts > 0; end++ {
			if run.usable() && run.cost() < chance {
				chance, pieces = run.cost(), []piece{{parts: row[i:end], least: least, most: most, at: &place{row, i, end, at}}}
			}
			if end == len(row) {
				break
			}
			run = run.followedBy(measures[end])
		}
		if measures[i].texts == 0 {
			if p, best := c.choose(row[i], least, most, &place{row, i, i + 1, at}); p < chance {
				chance, pieces = p, best
			}
		}
		least, most = least+measures[i].least, most+measures[i].most
	}
	return chance, pieces
}

// spellAll lists the texts of a row of parts that measure found few of.
func spellAll(row []*syntax.Regexp) []string {
	if len(row) == 0 {
		return []string{""}
	}
	out := spell(nil, row[0])
	for _, t := range row[1:] {
		out = join(out, spell(nil, t))
	}
	return out
}

func join(a, b []string) []string {
	out := make([]string, 0, len(a)*len(b))
	for _, x := range a {
		for _, y := range b {
			out = append(out, x+y)
		}
	}
	return out
}

// spell appends the texts of a part that measure found few of.
func spell(out []string, t *syntax.Regexp) []string {
	if isEdge(t) {
		return append(out, edgeMark)
	}
	switch t.Op {
	case syntax.OpLiteral:
		return append(out, string(t.Rune))
	case syntax.OpCharClass:
		return append(out, classLiterals(t.Rune)...)
	case syntax.OpCapture:
		return spell(out, t.Sub[0])
	case syntax.OpConcat:
		return append(out, spellAll(t.Sub)...)
	case syntax.OpAlternate:
		for _, s := range t.Sub {
			out = spell(out, s)
		}
		return out
	case syntax.OpQuest:
		return append(spell(out, t.Sub[0]), "")
	case syntax.OpRepeat:
		once, times := spell(nil, t.Sub[0]), []string{""}
		for k := 0; k <= t.Max; k++ {
			if k >= t.Min {
				out = append(out, times...)
			}
			if k < t.Max {
				times = join(times, once)
			}
		}
		return out
	}
	return append(out, "")
}

// classSize is how many characters a class has; 0 when there are too many to spell out.
func classSize(ranges []rune) int {
	if !fewer(ranges, maxClass+1) {
		return 0
	}
	n := 0
	for i := 0; i < len(ranges); i += 2 {
		n += int(ranges[i+1]-ranges[i]) + 1
	}
	return n
}

// classLiterals are the characters of a class; nil when there are too many.
func classLiterals(ranges []rune) []string {
	n := classSize(ranges)
	if n == 0 {
		return nil
	}
	out := make([]string, 0, n)
	for r := range runesOf(ranges) {
		out = append(out, string(r))
	}
	return out
}
