package dataset

// Room is memory for what rows point at, given out piece by piece. That of a batch
// that is filled again is given out again, so that rows cost the collector little. It
// is not safe for concurrent use.
type Room[T any] struct {
	used []T // what was given out of the newest array; older ones belong to their rows
}

// leastRoom is the size of the first array.
const leastRoom = 256

// Take returns an empty slice that can hold n values.
func (r *Room[T]) Take(n int) []T {
	if n > cap(r.used)-len(r.used) {
		r.used = make([]T, 0, max(n, 2*cap(r.used), leastRoom))
	}
	begin := len(r.used)
	r.used = r.used[:begin+n]
	return r.used[begin:begin:len(r.used)]
}

// Add returns a place that holds v.
func (r *Room[T]) Add(v T) *T {
	place := append(r.Take(1), v)
	return &place[0]
}

// Memory is what the rows of a batch may point at: lists, and values that can be
// null. Who fills the batch may take from it, and need not.
type Memory struct {
	Texts    Room[string]
	Int32s   Room[int32]
	Int64s   Room[int64]
	Doubles  Room[float64]
	Sections Room[SectionScore]
}

// again gives all of it out again.
func (m *Memory) again() {
	m.Texts.used, m.Sections.used = m.Texts.used[:0], m.Sections.used[:0]
	m.Int32s.used, m.Int64s.used, m.Doubles.used = m.Int32s.used[:0], m.Int64s.used[:0], m.Doubles.used[:0]
}
