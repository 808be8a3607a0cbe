package compare

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"zhijian/pipeline/printable"
)

// shownAgents is how many agents a person is shown; the JSON form has all.
const shownAgents = 20

// WriteText writes the report for a person, in Chinese.
func (r *Report) WriteText(w io.Writer) error {
	t := &text{w: bufio.NewWriter(w)}
	t.line("标准对比：%s → %s", r.Before, r.After)
	t.line("会话 %d（拒收 %d，重复 %d）：有变化 %d，升 %d，降 %d；平均 %.2f → %.2f（%+.2f）",
		r.Interactions, r.Rejected, r.Duplicate, r.Changed, r.Up, r.Down, r.MeanBefore, r.MeanAfter, r.MeanAfter-r.MeanBefore)
	t.line("红线：新增 %d 次，消除 %d 次", r.NewFatal, r.LostFatal)
	t.items("项目", r.Items)
	t.items("标签", r.Labels)
	t.agents(r.Agents)
	t.most(r)
	return t.w.Flush()
}

// text writes the parts of the page. Its writer keeps the first error for Flush.
type text struct{ w *bufio.Writer }

func (t *text) line(format string, args ...any) {
	_, _ = t.w.WriteString(printable.Text(fmt.Sprintf(format, args...)) + "\n") // the writer keeps the error
}

func (t *text) blank() { _ = t.w.WriteByte('\n') } // the writer keeps the error

func (t *text) items(title string, items []Item) {
	if len(items) == 0 {
		return
	}
	t.blank()
	t.line("%s", title)
	for i := range items {
		it := &items[i]
		only := map[string]string{"before": "，仅旧标准", "after": "，仅新标准"}[it.Only]
		parts := make([]string, 0, len(it.Moves)+1)
		for _, m := range it.Moves {
			parts = append(parts, fmt.Sprintf("%s %d", moveText(m.From, m.To), m.Count))
		}
		if it.Points != 0 {
			parts = append(parts, fmt.Sprintf("得分 %+d", it.Points))
		}
		if it.NewFatal+it.LostFatal > 0 {
			parts = append(parts, fmt.Sprintf("红线新增 %d、消除 %d", it.NewFatal, it.LostFatal))
		}
		t.line("  %s%s：%s", nameText(it), only, strings.Join(parts, "，"))
		for _, e := range it.Examples {
			t.line("    例 %s %s%s", e.InteractionID, moveText(e.From, e.To), evidenceText(e.Evidence))
		}
	}
}

func nameText(it *Item) string {
	if it.Name == "" {
		return it.ID
	}
	return it.Name + "（" + it.ID + "）"
}

func evidenceText(pieces []string) string {
	if len(pieces) == 0 {
		return ""
	}
	return "：" + strings.Join(pieces, "；")
}

func moveText(from, to string) string { return verdictText(from) + "→" + verdictText(to) }

// verdictText is a verdict in Chinese; a label's value stands for itself.
func verdictText(v string) string {
	names := map[string]string{"pass": "合格", "fail": "不合格", "na": "不适用", "not_evaluated": "未评", "": "无"}
	if n, ok := names[v]; ok {
		return n
	}
	return v
}

func (t *text) agents(agents []Agent) {
	if len(agents) == 0 {
		return
	}
	t.blank()
	t.line("坐席（变化大的在前，共 %d 人）", len(agents))
	for i := range agents[:min(shownAgents, len(agents))] {
		a := &agents[i]
		who := strings.TrimSpace(a.ID + " " + a.Name)
		if a.Team != "" {
			who += "（" + a.Team + "）"
		}
		fatal := ""
		if a.NewFatal+a.LostFatal > 0 {
			fatal = fmt.Sprintf("；红线新增 %d、消除 %d", a.NewFatal, a.LostFatal)
		}
		t.line("  %s：%d 次会话，平均 %.2f → %.2f（%+.2f）%s", who, a.Scored, a.Before, a.After, a.After-a.Before, fatal)
	}
}

func (t *text) most(r *Report) {
	if len(r.Most) == 0 {
		return
	}
	t.blank()
	t.line("会话（变化最大的 %d 个，共 %d 个）", len(r.Most), r.Changed)
	for i := range r.Most {
		c := &r.Most[i]
		var parts []string
		for _, m := range c.Moves {
			parts = append(parts, m.ID+" "+moveText(m.From, m.To))
		}
		if len(c.NewFatal) > 0 {
			parts = append(parts, "新增红线 "+strings.Join(c.NewFatal, "、"))
		}
		if len(c.LostFatal) > 0 {
			parts = append(parts, "消除红线 "+strings.Join(c.LostFatal, "、"))
		}
		t.line("  %s 坐席 %s：%s → %s（%+.2f）；%s", c.InteractionID, orDash(c.AgentID), scoreText(c.Before), scoreText(c.After), c.Delta(), strings.Join(parts, "，"))
	}
}

func orDash(s string) string {
	if s == "" {
		return "—"
	}
	return s
}

func scoreText(s *float64) string {
	if s == nil {
		return "无"
	}
	return fmt.Sprintf("%.2f", *s)
}
