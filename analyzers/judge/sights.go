package judge

import (
	"zhijian/analyzers/acts"
	"zhijian/analyzers/transcript"
)

// sights are the hits of an interaction by act, so that a finder looks only at what
// its acts have: most acts stand in no turn, and many are in no finder. Acts of
// earlier interactions are told by their epoch, so that nothing need be cleared.
type sights struct {
	acts  []seen // by act
	all   []sight
	epoch uint32
}

// seen are the first and the last sight of an act, indexes into all.
type seen struct {
	epoch       uint32
	first, last int32
	sides       transcript.Sides // of its turns
}

// sight is the hits of one act in one turn, in order of position: [begin, end) of
// those of the turn. There are no pointers in it: dozens are written for every
// interaction.
type sight struct {
	turn, begin, end int32
	next             int32 // the act's next sight, in a later turn; 0 ends the list
}

// open begins an interaction.
func (s *sights) open() {
	s.epoch++
	if s.epoch == 0 {
		clear(s.acts)
		s.epoch = 1
	}
	s.all = append(s.all[:0], sight{}) // so that 0 is none
}

// look reads the hits in turns of the sides, as far as anybody asks for them, and
// wakes who does.
func (c *court) look() {
	w := &c.judge.wakes
	c.sights.open()
	c.sleep()
	for _, t := range c.structure.all {
		hits, side := c.in.Acts.All(t), c.structure.sides[t]
		for from, to := 0, 0; from < len(hits); from = to {
			act := hits[from].Act
			for to = from + 1; to < len(hits) && hits[to].Act == act; {
				to++
			}
			at := row(act, side)
			want := w.wanted[at]
			if want&asked != 0 && counting(hits[from:to]) {
				c.turns[t].acts.add(act)
			}
			if want&sought != 0 {
				e := c.sights.add(act, sight{turn: int32(t), begin: int32(from), end: int32(to)})
				if e.sides&side == 0 {
					e.sides |= side
					c.wake(at)
				}
			}
		}
	}
}

// counting reports whether one of the hits is not masked.
func counting(hits []acts.Hit) bool {
	for i := range hits {
		if hits[i].Except == "" {
			return true
		}
	}
	return false
}

// add adds a sight of an act.
func (s *sights) add(act int, x sight) *seen {
	at := int32(len(s.all))
	s.all = append(s.all, x)
	e := &s.acts[act]
	if e.epoch == s.epoch {
		s.all[e.last].next = at
		e.last = at
	} else {
		*e = seen{epoch: s.epoch, first: at, last: at}
	}
	return e
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

// sighted are the hits of a sight.
func (c *court) sighted(x *sight) []acts.Hit { return c.in.Acts.All(int(x.turn))[x.begin:x.end] }
