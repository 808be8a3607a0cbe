package readback

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// Two sequences have the same sum only when they are the same. (Hashes collide, but
// not among the few that are drawn here.)
func TestSumTellsSequencesApart(t *testing.T) {
	type step struct {
		rep, def byte
		value    string
	}
	sum := func(steps []step) (s Sum) {
		for _, x := range steps {
			if x.def < 2 {
				s.Add(x.rep, x.def, 0)
			} else {
				s.Add(x.rep, x.def, HashText(x.value))
			}
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

// A run is its values one by one.
func TestAddRun(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var one, run Sum
		for range rapid.IntRange(1, 5).Draw(t, "runs") {
			n, value := rapid.IntRange(0, 300).Draw(t, "n"), rapid.Uint64().Draw(t, "value")
			rep, def := rapid.ByteRange(0, 1).Draw(t, "rep"), rapid.ByteRange(0, 2).Draw(t, "def")
			for range n {
				one.Add(rep, def, value)
			}
			run.AddRun(rep, def, value, n)
		}
		if one != run {
			t.Fatalf("%+v one by one, %+v in runs", one, run)
		}
	})
}

// Levels are added as one by one, in whatever portions.
func TestAddLevels(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		most := rapid.ByteRange(0, 2).Draw(t, "most")
		list := most > 0 && rapid.Bool().Draw(t, "list")
		common := rapid.ByteRange(0, most).Draw(t, "common") // many of one kind are a case of their own
		var one, all Sum
		for range rapid.IntRange(1, 4).Draw(t, "portions") {
			var reps, defs []byte
			var values []uint64
			for range rapid.IntRange(0, 12).Draw(t, "levels") {
				rep, def, value := byte(0), rapid.OneOf(rapid.Just(common), rapid.ByteRange(0, most)).Draw(t, "def"), uint64(0)
				if list {
					rep = rapid.ByteRange(0, 1).Draw(t, "rep")
					reps = append(reps, rep)
				}
				if most > 0 {
					defs = append(defs, def)
				}
				if def == most {
					value = rapid.Uint64().Draw(t, "value")
					values = append(values, value)
				}
				one.Add(rep, def, value)
			}
			all.AddLevels(reps, defs, most, values)
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
		if HashText([]byte(s)) != h {
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
