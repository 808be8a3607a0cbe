package handout

import (
	"bufio"
	"io"
	"strings"

	"zhijian/pipeline/insight/coach"
	"zhijian/pipeline/insight/report/words"
	"zhijian/pipeline/printable"
)

// WriteMarkdown writes the cases in full: reason, norm, dialogue, what to say
// instead and the example.
func WriteMarkdown(w io.Writer, r *coach.Result) error {
	m := &markdown{lines{bufio.NewWriter(w)}}
	m.line("# 辅导案例 %s", spanText(r))
	next := 0
	for i := range r.Agents {
		s := &r.Agents[i]
		m.line("\n## %s\n\n%s。", escaped(agentText(s.Agent)), summaryText(s))
		for n := 1; next < len(r.Cases) && r.Cases[next].Agent.ID == s.Agent.ID; n++ {
			m.one(n, &r.Cases[next])
			next++
		}
	}
	return m.w.Flush()
}

// WriteMarkdownOutcomes writes what became of coached skills.
func WriteMarkdownOutcomes(w io.Writer, outcomes []coach.Outcome) error {
	m := &markdown{lines{bufio.NewWriter(w)}}
	m.line("# 辅导之后\n")
	for i := range outcomes {
		o := &outcomes[i]
		m.line("- **%s**　%s：%s。%s", escaped(agentText(o.Agent)), escaped(nameOf(&o.Skill)), trendText(o.Trend), outcomeText(o))
	}
	return m.w.Flush()
}

// markdown writes cases in Markdown.
type markdown struct{ lines }

func (m *markdown) one(n int, c *coach.Case) {
	s := &c.Skill
	m.line("\n### %d. %s：%s（%s，%g 分）\n", n, kindText(c.Kind), escaped(s.Name), words.Severity(s.Severity).ZH, s.Weight)
	m.line("- 理由：%s", escaped(c.Reason))
	if s.Norm != "" {
		m.line("- 标准：%s", escaped(s.Norm))
	}
	m.line("- 会话：%s", escaped(sourceText(&c.Source)))
	m.clip(&c.Clip)
	if s.Coaching != "" {
		m.line("\n**可以这样说**：%s", escaped(s.Coaching))
	}
	if e := c.Example; e != nil {
		about := sameText(e.Same)
		if e.Skill != s.Name {
			about += "；" + escaped(e.Skill)
		}
		m.line("\n**同事的做法**（%s，%s；%s）", escaped(agentText(e.Agent)), escaped(sourceText(&e.Source)), about)
		m.clip(&e.Clip)
	}
}

func (m *markdown) clip(c *coach.Clip) {
	for _, f := range c.Fields {
		m.line("- 数据：%s", escaped(coach.Measures(printable.Text(f))))
	}
	m.line("")
	last := int32(-1)
	for i := range c.Turns {
		t := &c.Turns[i]
		if t.Index > last+1 && i > 0 {
			m.line("> ……\n>")
		}
		last = t.Index
		var b strings.Builder
		for _, p := range pieces(t) {
			text := escaped(p.text)
			switch {
			case strings.TrimSpace(p.text) == "" || p.mark == "":
				b.WriteString(text)
			case p.mark == coach.Silenced:
				b.WriteString("〔" + text + "〕")
			default:
				b.WriteString("**【" + text + "】**")
			}
		}
		m.line("> %s%s%s\n>", head(t), b.String(), note(t))
	}
}

// escaped is text that is nothing but text in Markdown.
func escaped(s string) string {
	var b strings.Builder
	for _, r := range printable.Text(strings.ReplaceAll(s, "\n", " ")) {
		switch {
		case r == '&':
			b.WriteString("&amp;")
		case r == '<':
			b.WriteString("&lt;")
		case r == '>':
			b.WriteString("&gt;")
		case strings.ContainsRune("\\`*_{}[]()#+-.!|~@:\"'=$^", r):
			b.WriteByte('\\')
			b.WriteRune(r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}
