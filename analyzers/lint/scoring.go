package lint

import (
	"fmt"
	"slices"
	"strings"

	"zhijian/analyzers/judge"
	"zhijian/analyzers/rubric"
)

// scoring checks that every weight counts and every cap can bind.
func (l *linter) scoring() {
	scored := map[string]int{} // section -> items that are scored
	needs := false
	for i := range l.r.Items {
		it := &l.r.Items[i]
		if it.Status != rubric.Experimental {
			scored[it.Section]++
		}
		needs = needs || len(it.Needs) > 0
	}
	for _, s := range l.r.Sections {
		if scored[s.ID] == 0 {
			l.warn(s.Pos, "add items, or give its weight to other sections", "section %q weighs %d and has no items that are scored", s.ID, s.Weight)
		}
	}
	if l.r.MinCover > 0 && !needs {
		l.warn(rubric.Pos{Line: 1, Column: 1}, "leave it out", "min_coverage %v never binds: no item needs an input that can be missing", l.r.MinCover)
	}
	for _, g := range l.r.Groups {
		l.checkGroup(&g)
	}
	for i := range l.r.Items {
		it := &l.r.Items[i]
		l.checkDeduct(it)
		l.checkBonus(it, scored[it.Section])
	}
}

// mostLost is the most points that a failed item can lose.
func mostLost(it *rubric.Item) int {
	if it.Deduct != nil && it.Deduct.Cap > 0 {
		return min(it.Deduct.Cap, it.Weight)
	}
	return it.Weight
}

func (l *linter) checkGroup(g *rubric.Group) {
	sum, members := 0, 0
	for i := range l.r.Items {
		if it := &l.r.Items[i]; it.Group == g.ID && it.Status != rubric.Experimental {
			sum += mostLost(it)
			members++
		}
	}
	switch {
	case members == 0:
		l.warn(g.Pos, "delete it, or put items into it", "group %q has no items", g.ID)
	case g.Cap >= sum:
		l.warn(g.Pos, fmt.Sprintf("a cap below %d would", sum), "group %q: cap %d never binds, its items lose %d points together at most", g.ID, g.Cap, sum)
	}
}

func (l *linter) checkDeduct(it *rubric.Item) {
	d := it.Deduct
	if d == nil {
		return
	}
	if d.Cap == it.Weight {
		l.warn(it.Pos, "leave it out", "item %q: deduct cap %d never binds, the weight is the cap", it.ID, d.Cap)
	}
	if d.Grace == 0 && d.PerHit >= mostLost(it) {
		l.warn(it.Pos, "lower per_hit, or leave deduct out", "item %q: the first hit costs all %d points, so that deduct says nothing", it.ID, mostLost(it))
	}
}

func (l *linter) checkBonus(it *rubric.Item, inSection int) {
	b := it.Bonus
	if b == nil {
		return
	}
	if b.PerHit > 0 && b.Cap%b.PerHit != 0 {
		l.warn(it.Pos, "make the cap a multiple of per_hit", "item %q: the last lot of the bonus is cut: per_hit %d, cap %d", it.ID, b.PerHit, b.Cap)
	}
	if inSection == 1 {
		l.warn(it.Pos, "put it into a section with other items", "item %q: a bonus never counts in a section of one item, which is full without it", it.ID)
	}
	if !slices.ContainsFunc(it.Find, func(f rubric.Finder) bool { return judge.Role(it, &f) == judge.Credit }) {
		l.fault(it.Pos, "let pass read a finder, or set polarity: credit", "item %q: the bonus is never earned, no finder gives credit", it.ID)
	}
}

// doublePenalties finds pairs of items that punish the same words and do not say
// that it is meant.
func (l *linter) doublePenalties() {
	known := map[string]bool{}
	for i := range l.r.Items {
		known[l.r.Items[i].ID] = true
	}
	punish := make([]map[string]bool, len(l.r.Items))
	for i := range l.r.Items {
		it := &l.r.Items[i]
		for _, o := range it.Overlaps {
			if !known[o] || o == it.ID {
				l.fault(it.Pos, rubric.DidYouMean(o, itemIDs(l.r)), "item %q overlaps %q, which is no other item", it.ID, o)
			}
		}
		if it.Status != rubric.Experimental {
			punish[i] = l.punished(it)
		}
		for k := range i {
			other := &l.r.Items[k]
			if slices.Contains(it.Overlaps, other.ID) || slices.Contains(other.Overlaps, it.ID) || apart(it, other) {
				continue
			}
			if both := common(punish[k], punish[i]); len(both) > 0 {
				l.warn(it.Pos, fmt.Sprintf("if that is meant, write overlaps: [%s]", other.ID),
					"items %q and %q punish the same words: %s", it.ID, other.ID, strings.Join(both, ", "))
			}
		}
	}
}

func itemIDs(r *rubric.Rubric) []string {
	out := make([]string, len(r.Items))
	for i := range r.Items {
		out[i] = r.Items[i].ID
	}
	return out
}

// apart reports whether two items never apply to one interaction, by channel.
func apart(a, b *rubric.Item) bool {
	return len(a.Channels) > 0 && len(b.Channels) > 0 &&
		!slices.ContainsFunc(a.Channels, func(ch string) bool { return slices.Contains(b.Channels, ch) })
}

// punished names what speaks against the agent in an item: acts and phrases, by side.
func (l *linter) punished(it *rubric.Item) map[string]bool {
	out := map[string]bool{}
	for i := range it.Find {
		f := &it.Find[i]
		if judge.Role(it, f) != judge.Violation || f.Turn.Value != "" {
			continue
		}
		for _, a := range l.actsOf(f) {
			if a.ID != "" {
				out["act "+a.ID+" of "+f.Who] = true
				continue
			}
			for _, p := range a.Phrases {
				out[fmt.Sprintf("%q of %s", fold(p.Value), f.Who)] = true
			}
			for _, p := range a.Patterns {
				out[fmt.Sprintf("%q of %s", p.Value, f.Who)] = true
			}
		}
	}
	return out
}

func common(a, b map[string]bool) []string {
	var out []string
	for k := range a {
		if b[k] {
			out = append(out, k)
		}
	}
	slices.Sort(out)
	return out
}
