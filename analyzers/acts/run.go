package acts

// candidate is a pattern to be tried on beginnings from first to last. It sorts by
// pattern and first.
type candidate ranked

func newCandidate(pattern int32, first, last int) candidate {
	return candidate{major: uint64(pattern)<<32 | uint64(first), minor: uint64(last)}
}

func (c candidate) pattern() int32 { return int32(c.major >> 32) }
func (c candidate) first() int     { return int(uint32(c.major)) }
func (c candidate) last() int      { return int(c.minor) }

// run tries candidates on a part of the turn, pattern by pattern, and calls found with
// the place in bytes of each match. These are all matches there: the triggers have told
// where one can begin.
func (m *Matcher) run(s *scratch, part clause, list []candidate, found func(pattern int32, begin, end int)) {
	if len(list) == 0 {
		return
	}
	sortRanked(list)
	s.machine.Read(s.line.Slice(part.begin, part.end))
	offsets := s.line.offsets[part.begin : part.end+1]
	id, next := int32(-1), 0 // where the pattern can begin next: all before was tried
	for _, c := range list {
		if c.pattern() != id {
			id, next = c.pattern(), 0
		}
		for first, last := max(c.first()-part.begin, next), c.last()-part.begin; first <= last; first = next {
			match, ok := s.machine.Find(&m.patterns[id], first, last)
			if !ok {
				next = last + 1
				break
			}
			next = match.Next
			if match.Begin < match.End {
				found(id, int(offsets[match.Begin]), int(offsets[match.End]))
			}
		}
	}
}
