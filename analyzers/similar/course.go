package similar

import "slices"

// course is a set of samples as they are gone through in training, epoch by epoch: in a
// fixed order, and so laid out that the processor need not wait for memory. Vectors lie
// side by side. Their features stand in the same order as ever, but are called by their
// places, the most frequent first, so that nearly all weights asked for lie together.
type course struct {
	samples []sample
	places  []int32 // by feature
}

// newCourse takes samples with vectors over so many features.
func newCourse(samples []sample, features int) *course {
	c := &course{samples: make([]sample, len(samples)), places: make([]int32, features)}
	counts, size := make([]int32, features), 0
	for i := range samples {
		size += len(samples[i].vector)
		for _, f := range samples[i].vector {
			counts[f.id]++
		}
	}
	begins := make([]int32, len(samples)+2) // by how many samples a feature is missing from: its place
	for _, n := range counts {
		begins[len(samples)-int(n)+1]++
	}
	for n := range begins[1:] {
		begins[n+1] += begins[n]
	}
	for id, n := range counts {
		at := &begins[len(samples)-int(n)]
		c.places[id] = *at
		*at++
	}
	room := make([]feature, size)
	for at, i := range shuffled(len(samples)) {
		c.samples[at] = samples[i]
		c.samples[at].vector = c.place(room, samples[i].vector)
		room = room[len(c.samples[at].vector):]
	}
	return c
}

// place puts a vector into room, or new memory where there is none, its features called
// by their places.
func (c *course) place(room, v []feature) []feature {
	room = append(room[:0], v...)
	for i := range room {
		room[i].id = c.places[room[i].id]
	}
	return slices.Clip(room)
}

// shuffled is a fixed permutation of n numbers: a generator of its own, so that
// no change of the standard library changes a verdict.
func shuffled(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	state := uint64(20261121)
	for i := n - 1; i > 0; i-- {
		state = state*6364136223846793005 + 1442695040888963407
		j := int((state >> 33) % uint64(i+1))
		out[i], out[j] = out[j], out[i]
	}
	return out
}
