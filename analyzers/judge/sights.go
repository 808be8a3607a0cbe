package judge

import "zhijian/analyzers/acts"

// sights are the hits of an interaction by act, so that a finder looks only at
// what its acts have: most acts stand in no turn. Acts of earlier interactions
// are told by their epoch, so that nothing need be cleared.
type sights struct {
	acts  []seen // by act
	all   []sight
	epoch uint32
}

// seen are the first and the last sight of an act, indexes into all.
type seen struct {
	epoch       uint32
	first, last int32
}

// sight is the hits of one act in one turn, in order of position.
type sight struct {
	hits []acts.Hit
	turn int
	next int32 // the act's next sight, in a later turn; 0 ends the list
}

// open reads the hits of an interaction of so many turns. Masked ones are left
// out of the acts that stand in a turn.
func (s *sights) open(facts *acts.Facts, turns []turn) {
	s.epoch++
	if s.epoch == 0 {
		clear(s.acts)
		s.epoch = 1
	}
	s.all = append(s.all[:0], sight{}) // so that 0 is none
	for t := range turns {
		hits := facts.All(t)
		for from := 0; from < len(hits); {
			act, masked, to := hits[from].Act, true, from
			for ; to < len(hits); to++ {
				h := &hits[to]
				if h.Act != act {
					break
				}
				masked = masked && h.Except != ""
			}
			if !masked {
				turns[t].acts.add(act)
			}
			s.add(act, hits[from:to], t)
			from = to
		}
	}
}

func (s *sights) add(act int, hits []acts.Hit, turn int) {
	at := int32(len(s.all))
	s.all = append(s.all, sight{hits: hits, turn: turn})
	e := &s.acts[act]
	if e.epoch == s.epoch {
		s.all[e.last].next = at
		e.last = at
		return
	}
	*e = seen{epoch: s.epoch, first: at, last: at}
}

// of is the first sight of an act, nil when there is none.
func (s *sights) of(act int32) *sight {
	if act < 0 || s.acts[act].epoch != s.epoch {
		return nil
	}
	return &s.all[s.acts[act].first]
}

// next is the act's next sight, nil behind the last.
func (s *sights) next(x *sight) *sight {
	if x.next == 0 {
		return nil
	}
	return &s.all[x.next]
}
