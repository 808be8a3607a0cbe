package coach

import (
	"cmp"
	"slices"

	"zhijian/pipeline/insight/facts"
	"zhijian/pipeline/insight/peers"
)

// level is how much of a stratum an example shares with a case.
type level struct{ queue, intent bool }

// levels come with the likest first. The channel is always the same: what is said
// in a chat does not teach a call.
func levels() []level {
	return []level{{true, true}, {false, true}, {true, false}, {false, false}}
}

func (l level) of(s peers.Stratum) peers.Stratum {
	if !l.queue {
		s.Queue = ""
	}
	if !l.intent {
		s.Intent = ""
	}
	return s
}

// shelf has the examples of all items by how like they are.
type shelf struct {
	kept   map[shelfKey]best
	tone   []bool // of the items: is it about how the agent speaks?
	soothe []int  // items about how to meet emotions, those first that tell most
}

type shelfKey struct {
	item    int
	level   level
	stratum peers.Stratum
}

// keptOnShelf is how many examples of a level are kept, each of another agent.
const keptOnShelf = 6

func newShelf(c *collector) *shelf {
	s := &shelf{kept: map[shelfKey]best{}, soothe: c.soothing()}
	for item, strata := range c.examples {
		s.tone = append(s.tone, c.items[item].Kind == "forbidden" || c.items[item].Kind == "politeness")
		for k := range c.strata { // in the order in which they were seen
			if strata[k] == nil {
				continue
			}
			for _, l := range levels() {
				key := shelfKey{item, l, l.of(c.strata[k])}
				b := s.kept[key]
				for _, r := range *strata[k] {
					b.addOf(&r, keptOnShelf)
				}
				s.kept[key] = b
			}
		}
	}
	return s
}

// find lists up to looked examples of others for a case, the likest first. Those
// in used come last, as they are shown with another case of the agent. Where nobody
// has words to show, as for what must not be said, the item is about the tone, and
// the customer was in a temper, the example is how a colleague met the like.
func (s *shelf) find(item int, of *ref, stratum peers.Stratum, used map[facts.Key]bool) []lookKey {
	out := s.of(item, item, of, stratum, used)
	if len(out) == 0 && of.hot && s.tone[item] {
		for _, k := range s.soothe {
			out = append(out, s.of(k, item, of, stratum, used)...)
		}
	}
	return out[:min(len(out), looked)]
}

// of lists examples of an item.
func (s *shelf) of(item, avoid int, of *ref, stratum peers.Stratum, used map[facts.Key]bool) []lookKey {
	var out []lookKey
	for _, l := range levels() {
		b := slices.Clone(s.kept[shelfKey{item, l, l.of(stratum)}])
		slices.SortStableFunc(b, func(x, y ref) int {
			return cmp.Or(last(used[keyOf(&x)], used[keyOf(&y)]), last(x.hot != of.hot, y.hot != of.hot))
		})
		for i := range b {
			k := lookKey{keyOf(&b[i]), item, avoid}
			if b[i].agent.ID != of.agent.ID && len(out) < looked && !slices.Contains(out, k) {
				out = append(out, k)
			}
		}
	}
	return out
}

func keyOf(r *ref) facts.Key { return facts.Key{Day: r.day, InteractionID: r.id} }

// last puts what is true behind what is not.
func last(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}

// soothing lists the items about how to meet emotions: those of politeness that
// come into force far more often when a customer shows one. The judgement is the
// tables', so that it holds for any rubric.
func (c *collector) soothing() []int {
	const (
		times = 3  // as often
		least = 20 // times in force
	)
	var out []int
	lift := map[int]float64{}
	for k, n := range c.inForce {
		if c.items[k].Kind != "politeness" || n[1] < least || c.seen[1] == 0 {
			continue
		}
		calm := (float64(n[0]) + 1) / float64(c.seen[0]+1)
		lift[k] = float64(n[1]) / float64(c.seen[1]) / calm
		if lift[k] >= times {
			out = append(out, k)
		}
	}
	slices.SortStableFunc(out, func(a, b int) int { return cmp.Compare(c.inForce[b][1], c.inForce[a][1]) })
	return out
}
