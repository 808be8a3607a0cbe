package acts_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"zhijian/analyzers/acts"
	"zhijian/lexicon"
)

// Without an exception its hits count; the other exceptions and the matcher
// itself stay as they are.
func TestWithoutExcept(t *testing.T) {
	m := compile(t, acts.Definition{Act: lexicon.Act{ID: "hedge", Matchers: lexicon.Matchers{
		Phrases: texts("应该", "可能"), Except: texts("不应该", "不可能")}}})
	turn := "这不应该，也不可能"
	masked := []string{"-0:exact:应该", "-0:exact:可能"}
	for except, want := range [][]string{{"0:exact:应该", "-0:exact:可能"}, {"-0:exact:应该", "0:exact:可能"}} {
		if diff := cmp.Diff(want, match(t, m.WithoutExcept(0, except), turn)); diff != "" {
			t.Errorf("without %d (-want +got):\n%s", except, diff)
		}
	}
	if diff := cmp.Diff(masked, match(t, m, turn)); diff != "" {
		t.Errorf("the matcher itself (-want +got):\n%s", diff)
	}
}
