package fsystest

import (
	"maps"
	"math/rand/v2"
	"slices"
)

// Crash returns what the machine finds after it went down now, and leaves m alone.
// What was not durable is lost; with chance, only a part of it is: some of the
// changes of folders took effect, some files hold a part of what was written, or
// zeros.
func (m *Memory) Crash(chance *rand.Rand) *Memory {
	m.mu.Lock()
	defer m.mu.Unlock()
	durable := map[*node]map[string]*node{} // as it was, to be put back
	for _, c := range m.pending {
		for _, d := range c.dirs {
			if _, ok := durable[d]; !ok {
				durable[d] = maps.Clone(d.durable)
			}
		}
		if chance != nil && chance.IntN(2) == 0 {
			c.apply()
		}
	}
	after := NewMemory()
	after.root = m.root.survivor(chance, map[*node]*node{})
	for d, entries := range durable {
		d.durable = entries
	}
	return after
}

// survivor copies what is durable of n, once for each node.
func (n *node) survivor(chance *rand.Rand, copies map[*node]*node) *node {
	if c, ok := copies[n]; ok {
		return c
	}
	if !n.dir {
		content := n.left(chance)
		copies[n] = &node{data: content, synced: slices.Clone(content)}
		return copies[n]
	}
	c := newDir()
	copies[n] = c
	for _, name := range slices.Sorted(maps.Keys(n.durable)) {
		child := n.durable[name].survivor(chance, copies)
		c.entries[name], c.durable[name] = child, child
	}
	return c
}

// left is the content of a file after a crash.
func (n *node) left(chance *rand.Rand) []byte {
	if chance == nil || string(n.data) == string(n.synced) {
		return slices.Clone(n.synced)
	}
	half := len(n.data) / 2
	switch chance.IntN(3) {
	case 0:
		return slices.Clone(n.data[:chance.IntN(len(n.data)+1)])
	case 1:
		return append(slices.Clone(n.data[:half]), make([]byte, len(n.data)-half)...)
	}
	return slices.Clone(n.synced)
}
