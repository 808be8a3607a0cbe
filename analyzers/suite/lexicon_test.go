package suite_test

import (
	"testing"

	"zhijian/analyzers/acts"
	"zhijian/analyzers/judge"
	"zhijian/analyzers/rubric"
	"zhijian/lexicon"
)

func TestLexiconCompiles(t *testing.T) {
	lx, err := lexicon.Load()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := acts.Compile(judge.Definitions(&rubric.Rubric{}, lx), lx.Lists, acts.Sound{}, nil); err != nil {
		t.Error(err)
	}
}
