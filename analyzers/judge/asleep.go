package judge

// ends are the ways in which a condition can end.
type ends struct {
	holds, fails bool
}

// ends tells how a condition of a label or item can end while all of its finders
// sleep, whatever the other variables are.
func (j *Judge) ends(cond *condition, finders []finder) ends {
	if cond.graph == nil {
		return ends{holds: true, fails: true}
	}
	s := sleeper{graph: cond.graph, blank: &j.blank, own: map[slot]bool{}, seen: map[int32]bool{}}
	for i := range finders {
		for k := range finders[i].vars {
			v := &finders[i].vars[k]
			s.own[slot{v.inSlot().ask, v.slot}] = true
		}
	}
	s.follow(cond.first)
	return s.ends
}

// slot is where a variable stands, by what asks for it.
type slot struct {
	ask  ask
	slot int32
}

// sleeper follows a condition to all ends that it can reach.
type sleeper struct {
	graph *graph
	blank *scene
	own   map[slot]bool // of finders that sleep: these variables are known
	seen  map[int32]bool
	ends  ends
}

func (s *sleeper) follow(at int32) {
	switch {
	case at == holds:
		s.ends.holds = true
	case at == fails:
		s.ends.fails = true
	case !s.seen[at]:
		s.seen[at] = true
		l := s.graph.leaves[at]
		known := s.knows(&l)
		alone := graph{leaves: []leaf{l}, texts: s.graph.texts}
		alone.leaves[0].yes, alone.leaves[0].no = holds, fails
		yes := known && alone.eval(0, s.blank)
		if !known || yes {
			s.follow(l.yes)
		}
		if !yes {
			s.follow(l.no)
		}
	}
}

func (s *sleeper) knows(l *leaf) bool {
	if l.ask == askInts {
		return s.own[slot{askInt, l.slot}] && s.own[slot{askInt, l.other}]
	}
	return s.own[slot{l.ask, l.slot}]
}
