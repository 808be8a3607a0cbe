package similar

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func twoActs() []Class {
	return []Class{
		{
			Examples:        []string{"请您稍等一下", "您等我一会儿", "麻烦等两分钟", "稍候我看看", "先别挂等我查一下", "耽误您半分钟"},
			Counterexamples: []string{"等三天就到账", "您等了多久", "耐心等待工作日", "等快递送到再说"},
		},
		{},
		{
			Examples:        []string{"感谢您的来电", "谢谢您打电话来", "多谢您的支持", "感谢您一直以来的信任", "谢谢您的耐心"},
			Counterexamples: []string{"请核对谢谢", "报一下单号谢谢", "麻烦发照片谢谢"},
		},
	}
}

func nearestOf(m *Model, text string) []string {
	var out []string
	m.Nearest([]rune(text), func(class, score int, example string) {
		out = append(out, fmt.Sprintf("%d %d %s", class, score, example))
	})
	return out
}

func TestNearestNamesClassScoreAndExample(t *testing.T) {
	m := Train(twoActs())
	got := nearestOf(m, "您稍等一下下")
	if len(got) != 1 || got[0][0] != '0' {
		t.Fatalf("got %q, want the first act alone", got)
	}
	for _, text := range []string{"今天天气不错", "", "，。", "你好"} {
		if got := nearestOf(m, text); got != nil {
			t.Errorf("%q is like %q", text, got)
		}
	}
}

func TestExamplesAreLikeTheirActAndCounterexamplesAreNot(t *testing.T) {
	classes := twoActs()
	m := Train(classes)
	for i, c := range classes {
		for _, e := range c.Examples {
			if !slices.ContainsFunc(nearestOf(m, e), func(s string) bool { return s[0] == byte('0'+i) }) {
				t.Errorf("%q is not like its own act", e)
			}
		}
		for _, e := range c.Counterexamples {
			if slices.ContainsFunc(nearestOf(m, e), func(s string) bool { return s[0] == byte('0'+i) }) {
				t.Errorf("%q is like the act that it is no example of", e)
			}
		}
	}
}

func TestTrainingIsDeterministic(t *testing.T) {
	a, b := Train(twoActs()), Train(twoActs())
	if !slices.Equal(a.weights, b.weights) || !slices.Equal(a.bias, b.bias) {
		t.Error("the same examples gave different weights")
	}
}

func TestScoresAreInRange(t *testing.T) {
	m := Train(twoActs())
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOfN(rapid.SampledFrom([]rune("请您稍等一下感谢来电支持快递 ，ab1")), 0, 30, -1).Draw(t, "text")
		m.Nearest([]rune(text), func(class, score int, example string) {
			if score < 50 || score > 100 || example == "" || class == 1 {
				t.Fatalf("class %d score %d example %q", class, score, example)
			}
		})
	})
}
