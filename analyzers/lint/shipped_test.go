package lint

import (
	"testing"

	"zhijian/analyzers/rubric"
	"zhijian/lexicon"
)

// The shipped rubric and its language have no errors.
func TestShippedRubric(t *testing.T) {
	source, err := rubric.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	lx, err := lexicon.Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range Check(rubric.BuiltinName, source, Input{Lexicon: lx, Segmenter: segmenter(), Language: true}) {
		if !e.Warning {
			t.Error(e)
		}
	}
}
