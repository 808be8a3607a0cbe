package pattern

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestSamples(t *testing.T) {
	c := NewCompiler(map[string][]string{"fruit": {"苹果", "梨"}}, func(s string) string { return s })
	for source, want := range map[string][]string{
		"(退|换)货了?":   {"换货", "退货", "换货了", "退货了"},
		"吃~4<fruit>": {"吃苹果", "吃梨"},
		"^好{2}$":     {"好好"},
		"[一二]天":      {"一天", "二天"},
		"甲[^乙]":      {"甲某"},
	} {
		p, err := c.Compile(source)
		if err != nil {
			t.Fatal(err)
		}
		got := p.Samples(10)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", source, diff)
		}
		if few := p.Samples(1); len(few) > 1 {
			t.Errorf("%s: %q for a limit of 1", source, few)
		}
	}
}
