package docs

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"zhijian/analyzers/acts"
	"zhijian/analyzers/guard"
	"zhijian/analyzers/judge"
	"zhijian/analyzers/lint"
	"zhijian/analyzers/rubric"
	"zhijian/analyzers/rubrictest"
	"zhijian/analyzers/suite"
	"zhijian/analyzers/transcript"
	"zhijian/lexicon"
	"zhijian/pipeline/ingest"
)

// TestExampleRubrics lints the rubrics on the page and runs their tests.
func TestExampleRubrics(t *testing.T) {
	res, err := suite.Load()
	if err != nil {
		t.Fatal(err)
	}
	decoder := ingest.NewNativeDecoder()
	decode := func(record []byte) (*transcript.Interaction, error) {
		return decoder.Decode(record, transcript.Source{File: "example"})
	}
	for _, guide := range guides() {
		found := blocks(read(t, guide), "yaml rubric")
		if len(found) == 0 {
			t.Errorf("%s: no example", guide)
		}
		for _, source := range found {
			for _, fault := range lint.Check(guide, []byte(source), lint.Input{Lexicon: res.Lexicon, Segmenter: res.Segmenter}) {
				t.Error(fault)
			}
			runTests(t, res, guide, source, decode)
		}
	}
}

// runTests runs the tests of a rubric.
func runTests(t *testing.T, res *suite.Resources, guide, source string, decode rubrictest.Decoder) {
	t.Helper()
	r, err := rubric.Parse(guide, []byte(source))
	if err != nil {
		t.Error(err)
		return
	}
	s, err := suite.New(res, r, suite.Options{})
	if err != nil {
		t.Error(err)
		return
	}
	outcomes := rubrictest.Run(s, decode)
	if len(outcomes) == 0 {
		t.Errorf("%s: the example has no tests", guide)
	}
	for _, o := range outcomes {
		if !o.OK() {
			t.Errorf("%s: %s: %s: %s", guide, o.Owner, o.Test.Name, o.Reason)
		}
	}
}

// TestFragments compiles the parts of rubrics on the page.
func TestFragments(t *testing.T) {
	for _, guide := range guides() {
		found := blocks(read(t, guide), "yaml")
		if len(found) == 0 {
			t.Errorf("%s: no fragment", guide)
		}
		for _, fragment := range found {
			if err := compile(rubricOf("", "true") + "---\n" + fragment); err != nil {
				t.Errorf("%s: %v", guide, err)
			}
		}
	}
}

// TestVariables compiles a condition with every variable that the page names.
func TestVariables(t *testing.T) {
	var pages [][]string
	for _, guide := range guides() {
		variables := namesUnder(t, guide, "## Conditions", "## 条件")
		for _, name := range variables {
			check(t, guide, name, "{id: f, act: hold_request}", "(f || true) && "+name+" == "+name)
		}
		measures := namesUnder(t, guide, "### Measures of a turn", "### 轮次的度量")
		for _, name := range measures {
			known := strings.ReplaceAll(name, `"act"`, `"hold_request"`)
			check(t, guide, name, "{id: f, turn: '"+known+" == "+known+"'}", "f")
		}
		wanted := judge.Variables()
		maps.Copy(wanted, judge.FinderVariables("f"))
		for name := range wanted {
			if name != "verdict" && !slices.Contains(variables, name) { // verdict stands in the text
				t.Errorf("%s does not name the variable %s", guide, name)
			}
		}
		for name := range judge.TurnVariables() {
			if !slices.ContainsFunc(measures, func(m string) bool { return m == name || m == name+`("act")` }) {
				t.Errorf("%s does not name the measure %s", guide, name)
			}
		}
		pages = append(pages, append(variables, measures...))
	}
	if diff := cmp.Diff(pages[0], pages[1]); diff != "" {
		t.Errorf("the two languages name different variables (-%s +%s):\n%s", guides()[0], guides()[1], diff)
	}
}

// namesUnder lists the names in the first column of the tables under a heading,
// given in the languages of the guides.
func namesUnder(t *testing.T, guide string, headings ...string) []string {
	t.Helper()
	var out []string
	for _, section := range sections(read(t, guide)) {
		title, _, _ := strings.Cut(section, "\n")
		if !slices.Contains(headings, title) {
			continue
		}
		for _, table := range tables(section) {
			for _, row := range table {
				out = append(out, names(row[0])...)
			}
		}
	}
	return out
}

// check compiles a rubric of one item with this finder and condition.
func check(t *testing.T, guide, name, finder, pass string) {
	t.Helper()
	if err := compile(rubricOf(finder, pass)); err != nil {
		t.Errorf("%s: %s: %v", guide, name, err)
	}
}

func rubricOf(finder, pass string) string {
	return fmt.Sprintf(`
rubric: {id: example, version: "1", name: 例, schema: 1}
sections: [{id: a, name: 例, weight: 100}]
items:
- {id: a.item, name: 例, section: a, kind: procedure, weight: 1, source: 例, find: [%s], pass: '%s'}
`, finder, strings.ReplaceAll(pass, "'", "''"))
}

// compile reports what is wrong with a rubric, given a lexicon of one act.
func compile(source string) error {
	lx := &lexicon.Lexicon{Acts: []lexicon.Act{{ID: "hold_request", Matchers: lexicon.Matchers{Phrases: []lexicon.Text{{Value: "稍等"}}}}}}
	r, err := rubric.Parse("example", []byte(source))
	if err != nil {
		return err
	}
	m, err := acts.Compile(judge.Definitions(r, lx), lx.Lists, acts.Sound{}, nil)
	if err != nil {
		return err
	}
	_, err = judge.Compile(r, m, guard.New(&lx.Guards), judge.Clock{})
	return err
}
