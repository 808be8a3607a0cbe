// Package score turns verdicts into points by arithmetic that a reader can redo
// from the tables: integer points, caps before totals, one rounding at the end.
// It reads verdicts and the rubric's numbers and nothing else, so that scores
// can be recomputed from a dataset alone.
package score

import (
	"math"
	"slices"

	"zhijian/analyzers/rubric"
)

// Verdict is what scoring needs to know of one item's verdict.
type Verdict struct {
	Verdict    string // pass, fail, na or not_evaluated
	Violations int    // evidence against the agent that counts
	Credits    int    // evidence for the agent that counts
	LowTier    bool   // every violation is similar or disguised: no fatal effect
}

// Item is the score of one item.
type Item struct {
	Points      int  // earned, after caps
	Possible    int  // 0 when na, not evaluated or not scored
	Deducted    int  // before caps
	FatalEffect bool // this verdict made the interaction, its section, or the flag fatal
}

// Section is the score of one section.
type Section struct {
	ID       string
	Points   int
	Possible int
	Weight   int
	Score    float64 // 0..100, meaningless when Possible is 0
	Zeroed   bool    // by a fatal fail that is limited to its section
}

// Result is the score of one interaction.
type Result struct {
	Items      []Item // in the rubric's order
	Sections   []Section
	Raw        float64 // 0..100 before fatal effects, two decimals; meaningless when Scored is false
	Final      float64
	Scored     bool    // at least one item was evaluated
	Coverage   float64 // 0..1, four decimals: share of the applicable weight that was evaluated
	Fatal      bool
	FatalItems []string
	Incomplete bool // coverage below the rubric's least, or nothing evaluated
}

// Rounding of totals and of the coverage.
const (
	scoreUnit    = 100
	coverageUnit = 10000
)

// Scorer is a rubric made ready for scoring. It is immutable and safe for
// concurrent use.
type Scorer struct {
	rubric *rubric.Rubric
	items  []scored
	groups [][]int // by group: its items, in the rubric's order
}

// scored is what scoring reads of an item, close together: the rubric's items are
// large, and all are read for every interaction.
type scored struct {
	weight    int
	deduct    *rubric.Deduct
	bonus     *rubric.Bonus
	section   int32 // index; -1 for none
	counts    bool  // it is not experimental
	fatal     bool
	ofForm    bool // a fatal fail zeroes the form
	ofSection bool // a fatal fail zeroes the section
}

// New makes a rubric ready. The rubric must not change afterwards.
func New(r *rubric.Rubric) *Scorer {
	s := &Scorer{rubric: r, items: make([]scored, len(r.Items)), groups: make([][]int, len(r.Groups))}
	for i := range r.Items {
		it := &r.Items[i]
		section := slices.IndexFunc(r.Sections, func(x rubric.Section) bool { return x.ID == it.Section })
		s.items[i] = scored{
			weight: it.Weight, deduct: it.Deduct, bonus: it.Bonus, section: int32(section), counts: it.Status != rubric.Experimental,
			fatal: it.Severity == rubric.Fatal, ofForm: it.Fatal == rubric.FatalForm, ofSection: it.Fatal == rubric.FatalSection,
		}
		for g := range r.Groups {
			if r.Groups[g].ID == it.Group {
				s.groups[g] = append(s.groups[g], i)
			}
		}
	}
	return s
}

// Compute scores the verdicts of one interaction, given in the rubric's order.
func Compute(r *rubric.Rubric, verdicts []Verdict) Result {
	return New(r).Score(func(item int) Verdict { return verdicts[item] })
}

// Score scores the verdicts of one interaction, by the index of the item.
func (s *Scorer) Score(verdict func(item int) Verdict) Result {
	res := Result{}
	s.score(&res, verdict)
	return res
}

// score scores the verdicts of one interaction, in the memory of another's score.
func (s *Scorer) score(res *Result, verdict func(item int) Verdict) {
	r := s.rubric
	*res = Result{Items: zeros(res.Items, len(r.Items)), Sections: zeros(res.Sections, len(r.Sections))}
	applicable, evaluated := 0, 0
	zeroed := false // by a fatal fail of the form
	for i := range s.items {
		it := &s.items[i]
		if !it.counts {
			continue
		}
		v := verdict(i)
		switch v.Verdict {
		case "pass", "fail":
			applicable += it.weight
			evaluated += it.weight
		case "not_evaluated":
			applicable += it.weight
			continue
		default:
			continue
		}
		res.Items[i] = it.score(&v)
		if res.Items[i].FatalEffect {
			zeroed = zeroed || it.ofForm
			res.Fatal = true
			res.FatalItems = append(res.FatalItems, r.Items[i].ID)
		}
	}
	s.capGroups(res.Items)
	s.sum(res)
	res.total(zeroed)
	if applicable > 0 {
		res.Coverage = round(float64(evaluated)/float64(applicable), coverageUnit)
	}
	res.Incomplete = !res.Scored || res.Coverage < r.MinCover
}

// zeros are n zero values in the memory of others.
func zeros[T any](memory []T, n int) []T {
	memory = slices.Grow(memory[:0], n)[:n]
	clear(memory)
	return memory
}

// score scores an item that passed or failed.
func (it *scored) score(v *Verdict) Item {
	s := Item{Points: it.weight, Possible: it.weight}
	if v.Verdict == "fail" {
		lost := it.weight
		if d := it.deduct; d != nil {
			s.Deducted = max(0, v.Violations-d.Grace) * d.PerHit
			lost = min(s.Deducted, it.weight)
			if d.Cap > 0 {
				lost = min(lost, d.Cap)
			}
		} else {
			s.Deducted = lost
		}
		s.Points -= lost
		s.FatalEffect = it.fatal && !v.LowTier
	}
	if b := it.bonus; b != nil && v.Verdict == "pass" {
		s.Points += min(v.Credits*b.PerHit, b.Cap)
	}
	return s
}

// capGroups gives back what a group's items lost beyond the group's cap, to the
// items in the rubric's order.
func (s *Scorer) capGroups(items []Item) {
	for g, members := range s.groups {
		lost := 0
		for _, i := range members {
			lost += max(0, items[i].Possible-items[i].Points)
		}
		back := lost - s.rubric.Groups[g].Cap
		for _, i := range members {
			if back <= 0 {
				break
			}
			give := min(back, max(0, items[i].Possible-items[i].Points))
			items[i].Points += give
			back -= give
		}
	}
}

// sum adds up the items by section.
func (s *Scorer) sum(res *Result) {
	for k := range res.Sections {
		from := &s.rubric.Sections[k]
		res.Sections[k] = Section{ID: from.ID, Weight: from.Weight}
	}
	for i := range s.items {
		if s.items[i].section < 0 {
			continue
		}
		it, sec := &res.Items[i], &res.Sections[s.items[i].section]
		sec.Points += it.Points
		sec.Possible += it.Possible
		sec.Zeroed = sec.Zeroed || it.FatalEffect && s.items[i].ofSection
	}
}

// total is the mean of the sections that were evaluated, by weight. A bonus can
// lift a section to 100 and not beyond. Zeroed says that a fatal fail zeroes the
// whole form.
func (res *Result) total(zeroed bool) {
	var raw, final, weights float64
	for k := range res.Sections {
		s := &res.Sections[k]
		if s.Possible == 0 {
			continue
		}
		share := min(1, float64(s.Points)/float64(s.Possible))
		w := float64(s.Weight)
		weights += w
		raw += share * w
		if !s.Zeroed {
			final += share * w
		}
		s.Score = round(share*scoreUnit, scoreUnit)
	}
	if weights == 0 {
		return
	}
	res.Scored = true
	res.Raw = round(raw/weights*scoreUnit, scoreUnit)
	res.Final = round(final/weights*scoreUnit, scoreUnit)
	if zeroed {
		res.Final = 0
	}
}

func round(v, unit float64) float64 { return math.Round(v*unit) / unit }
