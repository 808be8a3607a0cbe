package acts

import "slices"

// What the tools that test rubrics need to know and to vary.

// All returns the hits of a turn, of every act, masked ones included, by act and
// then by position. They are read-only.
func (f *Facts) All(turn int) []Hit {
	begin := int32(0)
	if turn > 0 {
		begin = f.ends[turn-1]
	}
	return f.hits[begin:f.ends[turn]]
}

// WithoutExcept returns a matcher that lacks one exception of an act, given by
// its index in the act's list.
func (m *Matcher) WithoutExcept(act, except int) *Matcher {
	changed := *m
	changed.masking.owners = slices.Clone(m.masking.owners)
	for i := range m.masking.triggers {
		if int(m.masking.triggers[i].pattern) == m.excepts[act][except] {
			changed.masking.owners[i] = nobody
		}
	}
	return &changed
}

// nobody is the definition of an exception that masks nothing.
const nobody = -1
