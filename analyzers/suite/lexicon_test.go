package suite_test

import (
	"testing"

	"zhijian/analyzers/acts"
	"zhijian/analyzers/judge"
	"zhijian/analyzers/pinyin"
	"zhijian/analyzers/rubric"
	"zhijian/lexicon"
)

func TestLexiconCompiles(t *testing.T) {
	table, err := pinyin.New()
	if err != nil {
		t.Fatal(err)
	}
	lx, err := lexicon.Load()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := acts.Compile(judge.Definitions(&rubric.Rubric{}, lx), lx.Lists, table, nil); err != nil {
		t.Error(err)
	}
}
