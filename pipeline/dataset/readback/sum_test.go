package readback

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// addOne is what AddLevels and the methods of Sequence come to, level by level: value
// is nil for what is not there.
func (s *Sum) addOne(reps, defs []byte, value *uint64) {
	s.Levels++
	for _, rep := range reps {
		s.Reps = s.Reps.Then(uint64(rep))
	}
	for _, def := range defs {
		s.Defs = s.Defs.Then(uint64(def))
	}
	if value != nil {
		s.Values = s.Values.Then(*value)
	}
}

// Two sequences have the same sum only when they are the same. (Hashes collide, but
// not among the few that are drawn here.)
func TestSumTellsSequencesApart(t *testing.T) {
	type step struct {
		rep, def byte
		value    string
	}
	sum := func(steps []step) (s Sum) {
		for _, x := range steps {
			var value *uint64
			if x.def == 2 {
				value = new(HashText(x.value))
			}
			s.addOne([]byte{x.rep}, []byte{x.def}, value)
		}
		return s
	}
	steps := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) step {
		x := step{rep: rapid.ByteRange(0, 1).Draw(t, "rep"), def: rapid.ByteRange(0, 2).Draw(t, "def")}
		if x.def == 2 {
			x.value = rapid.StringN(0, 20, 40).Draw(t, "value")
		}
		return x
	}), 0, 6)
	rapid.Check(t, func(t *rapid.T) {
		a, b := steps.Draw(t, "a"), steps.Draw(t, "b")
		if rapid.Bool().Draw(t, "permuted") {
			b = rapid.Permutation(a).Draw(t, "order")
		}
		if same := slices.Equal(a, b); same != (sum(a) == sum(b)) {
			t.Fatalf("same %t: %v %v", same, a, b)
		}
	})
}

// A run is its numbers one by one, and so are many numbers at once.
func TestSequence(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var one, many Sequence
		for range rapid.IntRange(1, 5).Draw(t, "portions") {
			var values []uint64
			if rapid.Bool().Draw(t, "run") {
				n, value := rapid.IntRange(0, 300).Draw(t, "n"), rapid.Uint64().Draw(t, "value")
				values = slices.Repeat([]uint64{value}, n)
				many = many.ThenRun(value, n)
			} else {
				values = rapid.SliceOfN(rapid.Uint64(), 0, 12).Draw(t, "values")
				many = many.ThenAll(values)
			}
			for _, v := range values {
				one = one.Then(v)
			}
		}
		if one != many {
			t.Fatalf("%x one by one, %x in portions", one, many)
		}
	})
}

// Levels are added as one by one, in whatever portions.
func TestAddLevels(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		most := rapid.ByteRange(0, 2).Draw(t, "most")
		list := most > 0 && rapid.Bool().Draw(t, "list")
		var one, all Sum
		for range rapid.IntRange(1, 4).Draw(t, "portions") {
			var reps, defs []byte
			n := rapid.IntRange(0, 12).Draw(t, "levels")
			for range n {
				if list {
					reps = append(reps, rapid.ByteRange(0, 1).Draw(t, "rep"))
				}
				if most > 0 {
					defs = append(defs, rapid.ByteRange(0, most).Draw(t, "def"))
				}
				one.addOne(reps[max(0, len(reps)-1):], defs[max(0, len(defs)-1):], nil)
			}
			all.AddLevels(reps, defs, n)
		}
		if one != all {
			t.Fatalf("%+v one by one, %+v at once", one, all)
		}
	})
}

// Every byte and the length of a text count, whatever its length.
func TestHashText(t *testing.T) {
	seen := map[uint64]string{}
	put := func(s string) {
		h := HashText(s)
		if other, is := seen[h]; is && other != s {
			t.Errorf("%q and %q have one hash", s, other)
		}
		if HashBytes([]byte(s)) != h {
			t.Errorf("%q: other hash as bytes", s)
		}
		seen[h] = s
	}
	for n := range 40 {
		zeros := strings.Repeat("\x00", n)
		put(zeros)
		for i := range n {
			put(zeros[:i] + "a" + zeros[i+1:])
			put(zeros[:i] + "b" + zeros[i+1:])
		}
	}
}
