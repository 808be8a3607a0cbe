package rubric

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"time"

	"zhijian/lexicon"
)

// Inputs that an item may need; when one is missing the item is not evaluated.
const (
	NeedTimes         = "times"
	NeedRing          = "ring_ms"
	NeedEndedBy       = "ended_by"
	NeedEndedAt       = "ended_at"
	NeedStartedAt     = "started_at"
	NeedTicketCreated = "ticket_created"
	NeedTicketDelay   = "ticket_delay" // from the end to the ticket; known as well when there is no ticket
)

// Needs lists every input that an item can need.
func Needs() []string {
	return []string{NeedTimes, NeedRing, NeedEndedBy, NeedEndedAt, NeedStartedAt, NeedTicketCreated, NeedTicketDelay}
}

// Guards lists the guards that a finder can switch on.
func Guards() []string {
	return []string{"negation", "quotation", "reported", "hypothetical", "question"}
}

// Tiers lists the tiers of text evidence that a finder can accept, surest first.
func Tiers() []string { return []string{"exact", "pattern", "similar", "homophone"} }

// Kinds lists the kinds of items.
func Kinds() []string {
	return []string{"procedure", "politeness", "forbidden", "timing", "record"}
}

func channels() []string { return []string{"voice", "chat", "email", "social"} }

func verdicts() []string { return []string{"pass", "fail", "na", "not_evaluated"} }

// checker collects faults.
type checker struct {
	r        *Rubric
	errs     Errors
	sections map[string]bool
	groups   map[string]bool
	finderID *regexp.Regexp
}

// check finds every fault that the rubric alone shows and fills in defaults.
func (r *Rubric) check() Errors {
	c := &checker{r: r, sections: map[string]bool{}, groups: map[string]bool{}, finderID: regexp.MustCompile(`^[a-z][a-z0-9_]*$`)}
	c.checkSections()
	c.checkGroups()
	seen := map[string]int{}
	for i := range r.Labels {
		l := &r.Labels[i]
		c.unique(seen, "label", l.ID, l.Pos)
		c.checkLabel(l)
	}
	for i := range r.Items {
		it := &r.Items[i]
		c.unique(seen, "item", it.ID, it.Pos)
		c.checkItem(it)
	}
	if len(r.Items) == 0 {
		c.fault(Pos{1, 1}, "rubric without items")
	}
	slices.SortStableFunc(c.errs, func(a, b *Error) int { return a.Line - b.Line })
	return c.errs
}

func (c *checker) fault(at Pos, format string, args ...any) {
	c.errs = append(c.errs, c.r.errorf(at, format, args...))
}

func (c *checker) oneOf(at Pos, what, value string, allowed []string) {
	if !slices.Contains(allowed, value) {
		c.fault(at, "%s %q is not one of %v", what, value, allowed)
	}
}

func (c *checker) unique(seen map[string]int, what, id string, at Pos) {
	if id == "" {
		c.fault(at, "%s without id", what)
		return
	}
	if line := seen[id]; line != 0 {
		c.fault(at, "%s %q stands already at line %d", what, id, line)
	}
	seen[id] = at.Line
}

func (c *checker) checkSections() {
	total := 0
	for _, s := range c.r.Sections {
		if s.ID == "" || c.sections[s.ID] {
			c.fault(s.Pos, "section id %q is empty or stands twice", s.ID)
		}
		if s.Weight <= 0 {
			c.fault(s.Pos, "section %q: weight %d is not positive", s.ID, s.Weight)
		}
		c.sections[s.ID] = true
		total += s.Weight
	}
	if total != 100 {
		at := Pos{1, 1}
		if len(c.r.Sections) > 0 {
			at = c.r.Sections[0].Pos
		}
		c.fault(at, "weights of the sections add up to %d, want 100", total)
	}
}

func (c *checker) checkGroups() {
	for _, g := range c.r.Groups {
		if g.ID == "" || c.groups[g.ID] || g.Cap <= 0 {
			c.fault(g.Pos, "group %q: id must be unique and cap positive", g.ID)
		}
		c.groups[g.ID] = true
	}
}

func (c *checker) checkLabel(l *Label) {
	if len(l.Values) == 0 {
		c.fault(l.Pos, "label %q without values", l.ID)
	}
	c.oneOf(l.Pos, "label "+l.ID+": default", l.Default, l.Values)
	for _, ch := range l.Choose {
		at := Pos{ch.When.Line, ch.When.Column}
		c.oneOf(at, "label "+l.ID+": value", ch.Value, l.Values)
		if ch.When.Value == "" {
			c.fault(l.Pos, "label %q: value %q without when", l.ID, ch.Value)
		}
	}
	c.checkFinders(l.Find)
	c.checkTests(l.Tests, l.Values)
}

func (c *checker) checkItem(it *Item) {
	defaults(it)
	at := it.Pos
	c.oneOf(at, "kind", it.Kind, Kinds())
	c.oneOf(at, "severity", string(it.Severity), []string{string(Minor), string(Major), string(Fatal)})
	c.oneOf(at, "status", string(it.Status), []string{string(Stable), string(Experimental), string(Deprecated)})
	c.oneOf(at, "fatal", string(it.Fatal), []string{string(FatalForm), string(FatalSection), string(FatalFlag)})
	if !c.sections[it.Section] {
		c.fault(at, "item %q: unknown section %q", it.ID, it.Section)
	}
	if it.Weight <= 0 {
		c.fault(at, "item %q: weight %d is not positive", it.ID, it.Weight)
	}
	if it.Name == "" || it.Source == "" {
		c.fault(at, "item %q: name and source must be given", it.ID)
	}
	if (it.Pass.Value == "") == (it.Fail.Value == "") {
		c.fault(at, "item %q: give exactly one of pass and fail", it.ID)
	}
	for _, ch := range it.Channels {
		c.oneOf(at, "channel", ch, channels())
	}
	for _, n := range it.Needs {
		c.oneOf(at, "need", n, Needs())
	}
	c.checkScoring(it)
	c.checkValidity(it)
	c.checkFinders(it.Find)
	c.checkTests(it.Tests, verdicts())
}

func defaults(it *Item) {
	if it.Severity == "" {
		it.Severity = Minor
	}
	if it.Status == "" {
		it.Status = Stable
	}
	if it.Fatal == "" {
		it.Fatal = FatalForm
	}
}

func (c *checker) checkScoring(it *Item) {
	if it.Group != "" && !c.groups[it.Group] {
		c.fault(it.Pos, "item %q: unknown group %q", it.ID, it.Group)
	}
	if d := it.Deduct; d != nil {
		if d.PerHit <= 0 || d.Grace < 0 || d.Cap < 0 || d.Cap > it.Weight {
			c.fault(it.Pos, "item %q: deduct needs per_hit > 0, grace >= 0 and a cap of at most the weight %d", it.ID, it.Weight)
		}
	}
	if b := it.Bonus; b != nil && (b.PerHit <= 0 || b.Cap < b.PerHit) {
		c.fault(it.Pos, "item %q: bonus needs per_hit > 0 and a cap of at least one lot", it.ID)
	}
}

func (c *checker) checkValidity(it *Item) {
	if it.Valid == nil {
		return
	}
	for _, d := range []string{it.Valid.From, it.Valid.Until} {
		if _, err := time.Parse(time.DateOnly, d); d != "" && err != nil {
			c.fault(it.Pos, "item %q: date %q is not YYYY-MM-DD", it.ID, d)
		}
	}
	if it.Valid.From != "" && it.Valid.Until != "" && it.Valid.From > it.Valid.Until {
		c.fault(it.Pos, "item %q: valid from %s after until %s", it.ID, it.Valid.From, it.Valid.Until)
	}
}

func (c *checker) checkFinders(finders []Finder) {
	known := map[string]bool{}
	for i := range finders {
		f := &finders[i]
		if !c.finderID.MatchString(f.ID) || known[f.ID] {
			c.fault(f.Pos, "finder id %q must be snake_case and unique in its item", f.ID)
		}
		if f.Who == "" {
			f.Who = "agent"
		}
		c.oneOf(f.Pos, "who", f.Who, []string{"agent", "customer", "any"})
		for _, g := range f.Guards {
			c.oneOf(f.Pos, "guard", g, Guards())
		}
		for _, t := range f.Tier {
			c.oneOf(f.Pos, "tier", t, Tiers())
		}
		if f.Polarity != "" {
			c.oneOf(f.Pos, "polarity", f.Polarity, []string{"violation", "credit", "context"})
		}
		c.checkMeans(f)
		c.checkWhere(f)
		c.checkRelative(f, known)
		known[f.ID] = true
	}
}

// checkMeans wants exactly one way of finding.
func (c *checker) checkMeans(f *Finder) {
	n := 0
	for _, given := range []bool{f.Act != "", len(f.Acts) > 0, !f.Empty(), f.Turn.Value != ""} {
		if given {
			n++
		}
	}
	if n != 1 {
		c.fault(f.Pos, "finder %q: give exactly one of act, acts, turn, or phrases/words/patterns/similar", f.ID)
	}
}

func (c *checker) checkWhere(f *Finder) {
	w := f.Where
	if w == nil {
		return
	}
	if w.First < 0 || w.Last < 0 || w.LastFraction < 0 || w.LastFraction > 1 || w.FromMS < 0 || w.ToMS < 0 {
		c.fault(f.Pos, "finder %q: where has a number out of range", f.ID)
	}
	if *w == (Where{}) {
		c.fault(f.Pos, "finder %q: where says nothing", f.ID)
	}
}

func (c *checker) checkRelative(f *Finder, known map[string]bool) {
	n := 0
	for _, rel := range []*Relative{f.After, f.Before, f.Around} {
		if rel == nil {
			continue
		}
		n++
		if !known[rel.Of] {
			c.fault(f.Pos, "finder %q: anchor %q is not a finder above it", f.ID, rel.Of)
		}
		if rel.Pick == "" {
			rel.Pick = "any"
		}
		c.oneOf(f.Pos, "pick", rel.Pick, []string{"any", "each", "first", "last"})
		if rel.Same == "" {
			rel.Same = "false"
		}
		c.oneOf(f.Pos, "same", rel.Same, []string{"true", "false", "after", "before"})
		if _, err := rel.Reach(); err != nil {
			c.fault(f.Pos, "finder %q: %v", f.ID, err)
		}
	}
	if n > 1 {
		c.fault(f.Pos, "finder %q: give at most one of after, before and around", f.ID)
	}
}

// All is the reach of a window that goes to the end.
const All = 1 << 30

// Reach is the number of turns of the window beside the anchor's own; All for
// "all", 0 when only the anchor's turn counts.
func (r *Relative) Reach() (int, error) {
	switch r.Turns.Value {
	case "all":
		return All, nil
	case "":
		return 0, nil
	}
	n, err := strconv.Atoi(r.Turns.Value)
	if err != nil || n < 0 {
		return 0, fmt.Errorf("turns %q is neither a number nor all", r.Turns.Value)
	}
	return n, nil
}

func (c *checker) checkTests(tests []Test, wants []string) {
	for _, t := range tests {
		c.oneOf(t.Pos, "want", t.Want, wants)
		if len(t.Turns) == 0 {
			c.fault(t.Pos, "test %q without turns", t.Name)
		}
		if t.At != nil && (*t.At < 0 || *t.At >= len(t.Turns)) {
			c.fault(t.Pos, "test %q: at %d is not one of its %d turns", t.Name, *t.At, len(t.Turns))
		}
	}
}

// PosOf is the position of a text.
func PosOf(t lexicon.Text) Pos { return Pos{t.Line, t.Column} }
