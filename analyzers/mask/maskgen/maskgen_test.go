package maskgen_test

import (
	"reflect"
	"strings"
	"testing"

	"zhijian/analyzers/mask/maskgen"
)

func TestTheSameSeedGivesTheSame(t *testing.T) {
	if !reflect.DeepEqual(maskgen.Values(300, 1), maskgen.Values(300, 1)) {
		t.Error("two runs with one seed differ")
	}
	if reflect.DeepEqual(maskgen.Values(300, 1), maskgen.Values(300, 2)) {
		t.Error("two seeds give the same")
	}
}

// A place covers one character of its turn; a canary that stands in one turn is
// really there.
func TestPlaces(t *testing.T) {
	forms := map[string]int{}
	for _, c := range maskgen.Values(10_000, 1) {
		if len(c.Secret) == 0 {
			t.Fatalf("no secret in %+v", c)
		}
		forms[string(c.Kind)+"/"+c.Form]++
		last := maskgen.Place{}
		for _, p := range c.Secret {
			text := c.Turns[p.Turn].Text[p.Begin:p.End]
			if len([]rune(text)) != 1 || text == "\uFFFD" {
				t.Fatalf("place %+v is %q in %q", p, text, c.Turns[p.Turn].Text)
			}
			if p.Turn < last.Turn || p.Turn == last.Turn && p.Begin < last.End {
				t.Fatalf("places out of order in %+v", c)
			}
			last = p
		}
		if n := len(c.Canaries); n > 0 && !contains(c, c.Canaries[n-1]) {
			t.Fatalf("canary %q is not in %+v", c.Canaries[n-1], c.Turns)
		}
	}
	for _, want := range []string{"mobile/spoken", "mobile/split-echo", "identity/fillers", "bankcard/wide", "landline/area-dash", "email/spoken", "plate/dot", "address/spoken", "name/asked", "code/mixed", "password/single"} {
		if forms[want] < 5 {
			t.Errorf("%d cases of %s", forms[want], want)
		}
	}
}

func contains(c maskgen.Case, text string) bool {
	for _, turn := range c.Turns {
		if strings.Contains(turn.Text, text) {
			return true
		}
	}
	return false
}

func TestHarmless(t *testing.T) {
	for _, k := range maskgen.Harmless() {
		cases := maskgen.Negatives(k, 200, 1)
		for _, c := range cases {
			if len(c.Keep) == 0 || len(c.Secret) > 0 || len(c.Canaries) > 0 {
				t.Fatalf("%s: %+v", k, c)
			}
		}
	}
}
