package verify

import (
	"math"
	"slices"

	"zhijian/analyzers/rubric"
)

// The arithmetic of scores, from its description:
//
//   - An item earns its weight when it passes. When it fails it loses its weight,
//     or, with deduct, per_hit points for each violation beyond grace, at most cap.
//   - A bonus adds per_hit points for each credit of a pass, at most cap.
//   - Items of a group lose no more than the group's cap together; what is too
//     much is given back to the first of them.
//   - na, not_evaluated and experimental items neither earn nor cost.
//   - A section's share is points / possible, at most 1. The total is the mean of
//     the shares by the sections' weights, leaving out sections without possible
//     points, times 100.
//   - A fatal fail with a violation that is neither similar nor a homophone makes
//     the total 0, or its section's share 0, or only raises the flag.
//   - Coverage is the weight of what was evaluated over that of what applies.

// evidence is what the tables say of one item.
type evidence struct {
	verdict string
	against int  // violations that count
	inFavor int  // credits that count
	firm    bool // one of the violations is neither similar nor a homophone
}

// points is what an item comes to.
type points struct {
	earned, possible int
	deducted         int // before caps
	fatal            bool
}

// outcome is what an interaction comes to.
type outcome struct {
	items    []points
	sections []section
	raw      float64 // meaningless when nothing is possible
	final    float64
	possible int
	coverage float64
	fatal    []string // items with a fatal effect
}

type section struct {
	earned, possible int
	share            float64 // 0..1
	zeroed           bool
}

func evaluated(v string) bool { return v == "pass" || v == "fail" }

func compute(r *rubric.Rubric, found []evidence) outcome {
	o := outcome{items: make([]points, len(found)), sections: make([]section, len(r.Sections))}
	applies, known := 0, 0
	for i, e := range found {
		it := &r.Items[i]
		if it.Status == rubric.Experimental || e.verdict == "na" {
			continue
		}
		applies += it.Weight
		if !evaluated(e.verdict) {
			continue
		}
		known += it.Weight
		o.items[i] = single(it, e)
		if o.items[i].fatal {
			o.fatal = append(o.fatal, it.ID)
		}
	}
	for _, g := range r.Groups {
		refund(r, g, o.items)
	}
	if applies > 0 {
		o.coverage = float64(known) / float64(applies)
	}
	o.total(r)
	return o
}

// single is an item by itself.
func single(it *rubric.Item, e evidence) points {
	p := points{earned: it.Weight, possible: it.Weight}
	if e.verdict == "pass" {
		if it.Bonus != nil {
			p.earned += min(it.Bonus.Cap, it.Bonus.PerHit*e.inFavor)
		}
		return p
	}
	p.fatal = it.Severity == rubric.Fatal && (e.firm || e.against == 0)
	if it.Deduct == nil {
		p.deducted, p.earned = it.Weight, 0
		return p
	}
	most := it.Weight
	if it.Deduct.Cap > 0 {
		most = min(most, it.Deduct.Cap)
	}
	if counted := e.against - it.Deduct.Grace; counted > 0 {
		p.deducted = counted * it.Deduct.PerHit
	}
	p.earned -= min(p.deducted, most)
	return p
}

// refund gives back what the items of a group lost beyond its cap.
func refund(r *rubric.Rubric, g rubric.Group, items []points) {
	over := -g.Cap
	for i := range items {
		if r.Items[i].Group == g.ID {
			over += max(items[i].possible-items[i].earned, 0)
		}
	}
	for i := range items {
		if over > 0 && r.Items[i].Group == g.ID && items[i].earned < items[i].possible {
			back := min(over, items[i].possible-items[i].earned)
			items[i].earned += back
			over -= back
		}
	}
}

func (o *outcome) total(r *rubric.Rubric) {
	weights, raw, final, form := 0.0, 0.0, 0.0, false
	for k := range r.Sections {
		s := &o.sections[k]
		for i := range o.items {
			it := &r.Items[i]
			form = form || o.items[i].fatal && it.Fatal == rubric.FatalForm
			if it.Section == r.Sections[k].ID {
				s.earned += o.items[i].earned
				s.possible += o.items[i].possible
				s.zeroed = s.zeroed || o.items[i].fatal && it.Fatal == rubric.FatalSection
			}
		}
		o.possible += s.possible
		if s.possible == 0 {
			continue
		}
		s.share = math.Min(1, float64(s.earned)/float64(s.possible))
		w := float64(r.Sections[k].Weight)
		weights += w
		raw += w * s.share
		if !s.zeroed {
			final += w * s.share
		}
	}
	if weights > 0 {
		o.raw, o.final = 100*raw/weights, 100*final/weights
	}
	if form {
		o.final = 0
	}
}

// slack is what computing in floating point may add to the error of rounding.
const slack = 1e-9

// rounds reports whether stored is exact rounded to so many decimals. Exactly
// between two values, either will do.
func rounds(stored, exact float64, decimals int) bool {
	unit := math.Pow10(-decimals)
	onGrid := math.Abs(stored/unit-math.Round(stored/unit)) < 1e-6
	return onGrid && math.Abs(stored-exact) <= unit/2+slack
}

// weak lists the tiers that have no fatal effect alone.
func weak(tier string) bool { return slices.Contains([]string{"similar", "homophone"}, tier) }
