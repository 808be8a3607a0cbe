package benchmarks

import (
	"testing"

	"zhijian/analyzers/rubrictest"
)

// TestShippedRubric runs the tests that stand in the shipped rubric.
func TestShippedRubric(t *testing.T) {
	s := shippedSuite(t)
	ran := 0
	for _, o := range rubrictest.Run(s, decodeNative) {
		ran++
		if !o.OK() {
			t.Errorf("%s: %s (line %d): %s", o.Owner, o.Test.Name, o.Test.Line, o.Reason)
		}
	}
	if ran == 0 {
		t.Error("the shipped rubric has no tests")
	}
}
