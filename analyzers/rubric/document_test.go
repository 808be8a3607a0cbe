package rubric

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const sound = `rubric: {id: a, version: "1", schema: 1}
sections:
- {id: s, name: 开场, weight: 100}
items:
- id: a.b
  name: 问候
  section: s
  kind: procedure
  weight: 1
  source: x
  find:
  - {id: g, act: greeting}
  pass: g
`

func TestSound(t *testing.T) {
	r, err := Parse("r.yaml", []byte(sound))
	if err != nil {
		t.Fatal(err)
	}
	if it := r.Items[0]; it.Pos != (Pos{5, 3}) || it.Find[0].Pos != (Pos{12, 5}) || it.Find[0].Who != "agent" || it.Severity != Minor {
		t.Errorf("item read as %+v", it)
	}
}

// Every fault is found in one go, however many there are.
func TestFaults(t *testing.T) {
	for name, test := range map[string]struct {
		source string
		want   []string
	}{
		"unknown keys and wrong kinds": {
			strings.NewReplacer("  weight: 1\n", "  wieght: 1\n  status: [stable]\n", "act: greeting}", "akt: greeting, who: nobody}").Replace(sound),
			[]string{
				`r.yaml:5:3: item "a.b": weight 0 is not positive`,
				`r.yaml:9:3: unknown key "wieght" (did you mean "weight"?)`,
				"r.yaml:10:11: expected text, found a list",
				`r.yaml:13:13: unknown key "akt" (did you mean "act"?)`,
				`r.yaml:13:5: who "nobody" is not one of [agent customer any]`,
				`r.yaml:13:5: finder "g": give exactly one of act, acts, turn, or phrases/words/patterns/similar`,
			},
		},
		"broken syntax": {
			sound + "  bad: [1\n",
			[]string{"r.yaml:15:1: did not find expected ',' or ']'"},
		},
		"a key twice": {
			strings.Replace(sound, "  weight: 1\n", "  weight: 1\n  weight: 2\n", 1),
			[]string{`r.yaml:10:3: mapping key "weight" already defined at line 9`},
		},
		"a text where a list should be": {
			strings.Replace(sound, "{id: g, act: greeting}", "g", 1),
			[]string{"r.yaml:12:5: expected a map, found text `g`"},
		},
		"no header": {
			strings.Replace(sound, "rubric:", "rubrik:", 1),
			[]string{`r.yaml:1:1: unknown key "rubrik" (did you mean "rubric"?)`},
		},
		"aliases that multiply": {
			sound + "- &a {id: x}\n- [*a, *a, *a]\n- [*a, *a, *a]\n",
			[]string{"r.yaml:15:4: anchors and aliases are not part of the rubric language: write it out"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			_, errs := ParseAll("r.yaml", []byte(test.source))
			var got []string
			for _, e := range errs {
				got = append(got, e.Error())
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
			if _, err := Parse("r.yaml", []byte(test.source)); err == nil {
				t.Error("Parse found nothing")
			}
		})
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(sound))
	f.Add([]byte("items:\n- {find: [{id: x, turn: 'chars > 1'}]}\n"))
	f.Fuzz(func(t *testing.T, source []byte) {
		r, errs := ParseAll("f", source)
		if r == nil && len(errs) == 0 {
			t.Fatal("neither rubric nor fault")
		}
		for _, e := range errs {
			if e.Line < 1 || e.Column < 1 || e.Msg == "" {
				t.Fatalf("fault without place or words: %+v", e)
			}
		}
	})
}

func TestDidYouMean(t *testing.T) {
	names := []string{"weight", "where", "who"}
	for wrong, want := range map[string]string{"wieght": `did you mean "weight"?`, "whoo": `did you mean "who"?`, "colour": "", "x": ""} {
		if got := DidYouMean(wrong, names); got != want {
			t.Errorf("%q: %q, want %q", wrong, got, want)
		}
	}
}
