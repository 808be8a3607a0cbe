package acts

// candidate is a pattern to be tried on beginnings from first to last. It sorts by
// pattern, first and last.
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
	sortRanked(list)
	text, id, next := s.line.Slice(part.begin, part.end), int32(none), 0
	for _, c := range list {
		if c.pattern() != id {
			id, next = c.pattern(), part.begin
		}
		p := &m.patterns[id]
		for first := max(c.first(), next); first <= c.last(); first = next {
			match, ok := s.machine.Find(p, text, first-part.begin, c.last()-part.begin)
			if !ok {
				break
			}
			next = part.begin + match.Next
			if match.Begin < match.End {
				begin, end := s.line.bytes(part.begin+match.Begin, part.begin+match.End)
				found(id, begin, end)
			}
		}
	}
}
