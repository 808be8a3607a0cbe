package benchmarks

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"zhijian/analyzers/judge"
	"zhijian/analyzers/rubric"
	"zhijian/analyzers/suite"
)

// count holds the outcomes of one item.
type count struct {
	right, all        int
	truePos, falsePos int // of fail
	falseNeg          int
	confusion         map[string]int // "want>got"
}

func (c *count) add(want, got string) {
	if c.confusion == nil {
		c.confusion = map[string]int{}
	}
	c.all++
	if want == got {
		c.right++
	} else {
		c.confusion[want+">"+got]++
	}
	switch {
	case want == "fail" && got == "fail":
		c.truePos++
	case got == "fail":
		c.falsePos++
	case want == "fail":
		c.falseNeg++
	}
}

func (c *count) accuracy() float64 { return float64(c.right) / float64(max(c.all, 1)) }

// f1 is the F1 of fail; NaN-free: 1 when there is nothing to find and nothing found.
func (c *count) f1() float64 {
	if c.truePos+c.falsePos+c.falseNeg == 0 {
		return 1
	}
	return 2 * float64(c.truePos) / float64(2*c.truePos+c.falsePos+c.falseNeg)
}

type tally struct {
	items  map[string]*count
	sets   map[string]*count
	labels map[string]*count
	near   count
	tricks map[string]*count
}

func newTally() *tally {
	return &tally{items: map[string]*count{}, sets: map[string]*count{}, labels: map[string]*count{}, tricks: map[string]*count{}}
}

func at(m map[string]*count, key string) *count {
	if m[key] == nil {
		m[key] = &count{}
	}
	return m[key]
}

func (ta *tally) conversation(t *testing.T, set string, g *goldLine, a *suite.Analysis) {
	for i := range a.Judgement.Findings {
		f := &a.Judgement.Findings[i]
		want, got := g.Verdicts[f.Item.ID], string(f.Verdict)
		at(ta.items, f.Item.ID).add(want, got)
		at(ta.sets, set).add(want, got)
		if want != got {
			show(t, f.Item.ID, a, want, got, g.Why, f)
		}
	}
	for id, want := range g.Labels {
		got := a.Judgement.Labels[id]
		at(ta.labels, id).add(fmt.Sprint(want), got)
		if fmt.Sprint(want) != got {
			show(t, "label:"+id, a, fmt.Sprint(want), got, nil, nil)
		}
	}
}

func (ta *tally) nearMiss(t *testing.T, set string, g *goldLine, a *suite.Analysis) {
	for i := range a.Judgement.Findings {
		f := &a.Judgement.Findings[i]
		if f.Item.ID != g.Item {
			continue
		}
		ta.near.add(g.Verdict, string(f.Verdict))
		at(ta.sets, set).add(g.Verdict, string(f.Verdict))
		at(ta.tricks, g.Trick).add(g.Verdict, string(f.Verdict))
		if g.Verdict != string(f.Verdict) {
			show(t, "near:"+f.Item.ID, a, g.Verdict, string(f.Verdict), g.Trick+": "+fmt.Sprint(g.Why), f)
		}
	}
}

// show prints one wrong verdict when the flag asks for it.
func show(t *testing.T, id string, a *suite.Analysis, want, got string, why any, f *judge.Finding) {
	if *goldErrorsFlag == "" || *goldErrorsFlag != "*" && !strings.Contains(id, *goldErrorsFlag) {
		return
	}
	if m, ok := why.(map[string]any); ok {
		why = m[strings.TrimPrefix(id, "near:")]
	}
	t.Logf("%s %s: want %s, got %s (%v)", a.Interaction.ID, id, want, got, why)
	if f == nil {
		return
	}
	for _, e := range f.Evidence {
		words := e.Window
		if e.Turn >= 0 {
			words = a.Interaction.Turns[e.Turn].Text[e.Span.Begin:e.Span.End]
		}
		t.Logf("    %s %s turn %d %q by %q %s %s", e.Rule, e.Polarity, e.Turn, words, e.Matched, e.Tier, e.SuppressedBy)
	}
}

func (ta *tally) report(t *testing.T, r *rubric.Rubric) {
	var b strings.Builder
	fmt.Fprintf(&b, "\n%-36s %5s %6s %5s  wrong (want>got)\n", "item", "acc", "F1", "fails")
	var f1s []float64
	for i := range r.Items {
		id := r.Items[i].ID
		c := at(ta.items, id)
		fails := c.truePos + c.falseNeg
		if fails >= minFails {
			f1s = append(f1s, c.f1())
		}
		fmt.Fprintf(&b, "%-36s %5.3f %6.3f %5d  %s\n", id, c.accuracy(), c.f1(), fails, pairs(c.confusion))
	}
	for _, m := range []map[string]*count{ta.sets, ta.labels, ta.tricks} {
		b.WriteString("\n")
		for _, k := range sortedKeys(m) {
			fmt.Fprintf(&b, "%-36s %5.3f  (%d of %d)  %s\n", k, m[k].accuracy(), m[k].right, m[k].all, pairs(m[k].confusion))
		}
	}
	fmt.Fprintf(&b, "\nnear misses                          %5.3f  (%d of %d)\n", ta.near.accuracy(), ta.near.right, ta.near.all)
	fmt.Fprintf(&b, "macro F1 of fail, items with >= %d fails: %.3f\n", minFails, mean(f1s))
	t.Log(b.String())
}

// minFails is how many fails an item needs to count in the macro F1.
const minFails = 5

func mean(v []float64) float64 {
	sum := 0.0
	for _, x := range v {
		sum += x
	}
	return sum / float64(max(len(v), 1))
}

func sortedKeys(m map[string]*count) []string {
	var keys []string
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

func pairs(m map[string]int) string {
	var out []string
	for k, n := range m {
		out = append(out, fmt.Sprintf("%s:%d", k, n))
	}
	slices.Sort(out)
	return strings.Join(out, " ")
}
