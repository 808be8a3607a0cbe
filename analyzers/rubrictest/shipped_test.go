package rubrictest

import (
	"testing"

	"zhijian/analyzers/rubric"
)

// leastTests is how many tests of an item want a fail, and how many a pass.
const leastTests = 3

// Every shipped item is tested from both sides: dialogues that violate it and
// near misses that do not.
func TestShippedItemsAreTestedFromBothSides(t *testing.T) {
	source, err := rubric.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	r, err := rubric.Parse(rubric.BuiltinName, source)
	if err != nil {
		t.Fatal(err)
	}
	for i := range r.Items {
		it := &r.Items[i]
		wants := map[string]int{}
		for _, test := range it.Tests {
			wants[test.Want]++
		}
		if wants["fail"] < leastTests || wants["pass"] < leastTests {
			t.Errorf("%v", r.Fault(it.Pos, it.ID+": fewer than 3 tests that want fail, or than 3 that want pass"))
		}
	}
}
