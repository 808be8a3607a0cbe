package mask_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"zhijian/analyzers/mask"
	"zhijian/analyzers/mask/maskgen"
)

const generated = 10_000

// tally counts cases by name.
type tally map[string]*struct{ bad, all int }

func (t tally) add(name string, bad bool) {
	if t[name] == nil {
		t[name] = new(struct{ bad, all int })
	}
	t[name].all++
	if bad {
		t[name].bad++
	}
}

func (t tally) report(tb testing.TB, what string) {
	tb.Helper()
	for _, name := range slices.Sorted(maps.Keys(t)) {
		tb.Logf("%-28s %5d of %5d %s", name, t[name].bad, t[name].all, what)
	}
}

// readable gives the secret characters of a case that are left as they were.
func readable(c *maskgen.Case, out []mask.Text) string {
	var b strings.Builder
	for _, p := range c.Secret {
		if was := c.Turns[p.Turn].Text[p.Begin:p.End]; out[p.Turn].Text[p.Begin:p.End] == was {
			b.WriteString(was)
		}
	}
	return b.String()
}

// canary gives a canary of the case that the output still holds.
func canary(c *maskgen.Case, out []mask.Text) string {
	for _, k := range c.Canaries {
		for i := range out {
			if strings.Contains(out[i].Text, k) {
				return k
			}
		}
	}
	return ""
}

// The law: of ten thousand well-formed values 99.5 % are masked to the last
// secret character.
func TestRecall(t *testing.T) {
	m := mask.New(mask.Config{})
	kinds, forms, irregular := tally{}, tally{}, tally{}
	missed, regular, shown := 0, 0, 0
	for i, c := range maskgen.Values(generated, 1) {
		out := m.Interaction(c.Interaction("x"))
		left, alive := readable(&c, out), canary(&c, out)
		bad := left != "" || alive != ""
		if c.Irregular {
			irregular.add(string(c.Kind)+"/"+c.Form, bad)
			continue
		}
		regular++
		kinds.add(string(c.Kind), bad)
		forms.add(string(c.Kind)+"/"+c.Form, bad)
		if bad {
			missed++
			if shown++; shown <= 60 {
				t.Logf("case %d %s/%s: %q readable, canary %q in %s", i, c.Kind, c.Form, left, alive, talk(&c, out))
			}
		}
	}
	kinds.report(t, "missed")
	irregular.report(t, "missed (irregular)")
	if testing.Verbose() {
		forms.report(t, "missed")
	}
	recall := 100 * float64(regular-missed) / float64(regular)
	t.Logf("recall %.2f %% of %d", recall, regular)
	if recall < 99.5 {
		t.Errorf("recall %.2f %%, want 99.5", recall)
	}
}

func talk(c *maskgen.Case, out []mask.Text) string {
	var b strings.Builder
	for i := range out {
		fmt.Fprintf(&b, "%s: %s → %s | ", c.Turns[i].Role, c.Turns[i].Text, out[i].Text)
	}
	return b.String()
}

// The law: at most 1 % of order numbers, amounts and dates are masked. For staff
// numbers it is none.
func TestHarmlessStay(t *testing.T) {
	most := map[maskgen.Kind]float64{maskgen.Order: 1, maskgen.Amount: 1, maskgen.Date: 1, maskgen.Staff: 0, maskgen.Tracking: 1,
		maskgen.Hotline: 0, maskgen.Clock: 0, maskgen.Product: 1, maskgen.Words: 1}
	m := mask.New(mask.Config{})
	for _, k := range maskgen.Harmless() {
		wrong, shown := 0, 0
		const n = 3000
		for i, c := range maskgen.Negatives(k, n, 1) {
			out := m.Interaction(c.Interaction("x"))
			bad := false
			for _, p := range c.Keep {
				bad = bad || out[p.Turn].Text[p.Begin:p.End] != c.Turns[p.Turn].Text[p.Begin:p.End]
			}
			if bad {
				wrong++
				if shown++; shown <= 15 {
					t.Logf("case %d %s/%s: %s", i, k, c.Form, talk(&c, out))
				}
			}
		}
		rate := 100 * float64(wrong) / n
		t.Logf("%-10s %.2f %% wrongly masked", k, rate)
		if rate > most[k] {
			t.Errorf("%s: %.2f %% wrongly masked, want at most %.1f", k, rate, most[k])
		}
	}
}
