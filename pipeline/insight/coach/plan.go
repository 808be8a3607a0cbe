package coach

import (
	"cmp"
	"slices"

	"zhijian/pipeline/insight/peers"
)

// slot is a place among the cases of an agent, with what could fill it.
type slot struct {
	kind    Kind
	item    int
	found   *peers.Finding
	options best
}

// plan lists the slots of an agent, those first that should be filled first.
// Findings are by item and may be nil.
func plan(p *person, items []Skill, findings []*peers.Finding) []slot {
	weak := weakSlots(p, items, findings)
	taken := map[int]bool{}
	for _, s := range weak {
		taken[s.item] = true
	}
	plain := clearSlots(p, items, findings, taken)
	for _, s := range plain {
		taken[s.item] = true
	}
	near := nearSlots(p, items, findings, taken)
	var out []slot
	take := func(from *[]slot) {
		if len(*from) > 0 {
			out = append(out, (*from)[0])
			*from = (*from)[1:]
		}
	}
	again := slices.Clone(weak[:min(len(weak), 2)]) // a second case of the weakest skills
	for _, from := range []*[]slot{&weak, &weak, &plain, &near, &weak, &plain, &again, &again, &near} {
		take(from)
	}
	out = append(out, weak...)
	return append(out, plain...)
}

// weakSlots are the skills in which the agent is weaker than peers: those first in
// which the most points are surely lost.
func weakSlots(p *person, items []Skill, findings []*peers.Finding) []slot {
	var out []slot
	for k := range p.items {
		if f := findings[k]; f != nil && f.Standing == peers.Weaker && len(p.items[k].fails) > 0 {
			out = append(out, slot{kind: Weak, item: k, found: f, options: p.items[k].fails})
		}
	}
	slices.SortStableFunc(out, func(a, b slot) int {
		return cmp.Compare(b.found.Low*items[b.item].Weight, a.found.Low*items[a.item].Weight)
	})
	return out
}

// clearSlots are the major and fatal items that failed in plain words: fatal ones
// first, then those that failed most.
func clearSlots(p *person, items []Skill, findings []*peers.Finding, taken map[int]bool) []slot {
	var out []slot
	for k := range p.items {
		if taken[k] || gravity(items[k].Severity) == 0 {
			continue
		}
		var words best
		for _, r := range p.items[k].fails {
			if r.words {
				words = append(words, r)
			}
		}
		if len(words) > 0 {
			out = append(out, slot{kind: Clear, item: k, found: findings[k], options: words})
		}
	}
	slices.SortStableFunc(out, func(a, b slot) int {
		return cmp.Or(cmp.Compare(gravity(items[b.item].Severity), gravity(items[a.item].Severity)), cmp.Compare(p.items[b.item].clear, p.items[a.item].clear))
	})
	return out
}

func gravity(severity string) int {
	return max(slices.Index([]string{"minor", "major", "fatal"}, severity), 0)
}

// nearSlots are the near misses: what was measured first, then what was half done,
// then what is uncertain. Uncertain ones are worth a talk where a fail is grave.
func nearSlots(p *person, items []Skill, findings []*peers.Finding, taken map[int]bool) []slot {
	var out []slot
	for k := range p.items {
		if taken[k] || len(p.items[k].near) == 0 {
			continue
		}
		var options best
		for _, r := range p.items[k].near {
			if gravity(items[k].Severity) > 0 || r.near == Threshold || r.near == Partial {
				options = append(options, r)
			}
		}
		if len(options) > 0 {
			out = append(out, slot{kind: Near, item: k, found: findings[k], options: options})
		}
	}
	order := []Nearness{Threshold, Partial, Unsure, Guarded}
	slices.SortStableFunc(out, func(a, b slot) int {
		return cmp.Or(cmp.Compare(slices.Index(order, a.options[0].near), slices.Index(order, b.options[0].near)), cmp.Compare(items[b.item].Weight, items[a.item].Weight))
	})
	return out
}

// choice is what is looked at for one slot: the first that teaches something new
// becomes the case.
type choice struct {
	slot
	refs []ref
}

// looked is how many are looked at for a slot.
const looked = 2

// choose gives the first slots their interactions: none twice, and of what is left
// those of other days and other reasons to call. There are some slots more than
// cases are wanted, for when clips turn out to be alike.
func choose(slots []slot, strata []peers.Stratum, n int) []choice {
	var out []choice
	used := map[[2]string]bool{}
	days, intents := map[string]int{}, map[string]int{}
	for _, s := range slots {
		if len(out) == n+looked {
			break
		}
		c := choice{slot: s}
		for len(c.refs) < looked {
			k := -1
			var least int
			for i := range s.options {
				r := &s.options[i]
				if used[[2]string{r.day, r.id}] {
					continue
				}
				if again := days[r.day] + intents[strata[r.stratum].Intent]; k < 0 || again < least {
					k, least = i, again
				}
			}
			if k < 0 {
				break
			}
			r := s.options[k]
			c.refs = append(c.refs, r)
			used[[2]string{r.day, r.id}] = true
			if len(c.refs) == 1 {
				days[r.day]++
				intents[strata[r.stratum].Intent]++
			}
		}
		if len(c.refs) > 0 {
			out = append(out, c)
		}
	}
	return out
}
