package explain

import (
	"fmt"
	"strings"

	"zhijian/analyzers/rubric"
)

func sideText(role string) string {
	return named(role, map[string]string{"agent": "坐席", "customer": "客户", "any": "双方", "bot": "机器人", "system": "系统"})
}

func verdictText(v string) string {
	return named(v, map[string]string{"pass": "合格", "fail": "不合格", "na": "不适用", "not_evaluated": "未评"})
}

func tierText(tier string) string {
	return named(tier, map[string]string{"exact": "原词", "pattern": "句式", "similar": "相似", "homophone": "变体", "metric": "测量", "field": "字段", "absence": "缺失"})
}

func severityText(s string) string {
	return named(s, map[string]string{"fatal": "红线", "major": "重要", "minor": "一般"})
}

// named looks a code up; a code without a name stands for itself.
func named(code string, names map[string]string) string {
	if n, ok := names[code]; ok {
		return n
	}
	return code
}

// silencedText says what silenced a hit.
func silencedText(by string) string {
	if except, ok := strings.CutPrefix(by, "except:"); ok {
		return "例外“" + except + "”"
	}
	return guardText(by)
}

func guardText(g string) string {
	return named(g, map[string]string{"negation": "否定", "quotation": "引述", "reported": "转述", "hypothetical": "假设", "question": "提问"})
}

// waitingFor describes what a finder looks for, and where.
func waitingFor(f *rubric.Finder) string {
	var b strings.Builder
	for _, w := range []struct {
		rel   *rubric.Relative
		where string
	}{{f.After, "之后"}, {f.Before, "之前"}, {f.Around, "前后"}} {
		if w.rel != nil {
			b.WriteString(windowText(w.rel, w.where))
		}
	}
	b.WriteString(sideText(f.Who) + placeText(f) + "，" + meansText(f))
	if len(f.Guards) > 0 {
		names := make([]string, len(f.Guards))
		for i, g := range f.Guards {
			names[i] = guardText(g)
		}
		b.WriteString("；不计" + strings.Join(names, "、"))
	}
	return b.String()
}

func windowText(r *rubric.Relative, where string) string {
	anchor := named(r.Pick, map[string]string{"any": "任一处", "each": "每一处", "first": "第一处", "last": "最后一处"})
	if r.Nth > 0 {
		anchor = fmt.Sprintf("第 %d 处", r.Nth)
	}
	reach := "同一轮"
	switch {
	case r.Turns.Value == "all":
		reach = "全部各轮"
	case r.Turns.Value != "" && r.Turns.Value != "0":
		reach = " " + r.Turns.Value + " 轮内"
	}
	same := named(r.Same, map[string]string{"true": "（含同一轮）", "after": "（含同一轮其后）", "before": "（含同一轮其前）", "false": ""})
	return fmt.Sprintf("在%s %s %s%s%s，", anchor, r.Of, where, reach, same)
}

func placeText(f *rubric.Finder) string {
	var parts []string
	if w := f.Where; w != nil {
		if w.First > 0 {
			parts = append(parts, fmt.Sprintf("前 %d 轮", w.First))
		}
		if w.Last > 0 {
			parts = append(parts, fmt.Sprintf("最后 %d 轮", w.Last))
		}
		if w.LastFraction > 0 {
			parts = append(parts, fmt.Sprintf("最后 %.0f%% 的轮次", w.LastFraction*100))
		}
		if w.FromMS > 0 || w.ToMS > 0 {
			parts = append(parts, fmt.Sprintf("%d 至 %d 毫秒之间", w.FromMS, w.ToMS))
		}
	}
	if f.NotLast {
		parts = append(parts, "不含末轮")
	}
	return strings.Join(parts, "、")
}

// shown is how many phrases or patterns are spelled out.
const shown = 4

func meansText(f *rubric.Finder) string {
	switch {
	case f.Act != "":
		return "言语行为 " + f.Act
	case len(f.Acts) > 0:
		return "言语行为 " + strings.Join(f.Acts, " 或 ")
	case f.Turn.Value != "":
		return "满足 " + f.Turn.Value
	}
	var parts []string
	add := func(name string, n int, text func(int) string) {
		if n > 0 {
			parts = append(parts, listText(name, n, text))
		}
	}
	add("短语", len(f.Phrases), func(i int) string { return f.Phrases[i].Value })
	add("词", len(f.Words), func(i int) string { return f.Words[i].Value })
	add("句式", len(f.Patterns), func(i int) string { return f.Patterns[i].Value })
	if f.Similar > 0 {
		add("近似例句", len(f.Examples), func(i int) string { return f.Examples[i].Value })
	}
	return strings.Join(parts, "，")
}

// listText spells out the first of n texts.
func listText(name string, n int, text func(int) string) string {
	quoted := make([]string, 0, shown)
	for i := range min(shown, n) {
		quoted = append(quoted, "“"+shortened(text(i), around)+"”")
	}
	s := name + strings.Join(quoted, "")
	if n > shown {
		s += fmt.Sprintf("等 %d 个", n)
	}
	return s
}
