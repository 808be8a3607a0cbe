package handout

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"golang.org/x/text/width"

	"zhijian/pipeline/insight/coach"
	"zhijian/pipeline/printable"
)

// WriteTable writes the cases as a table for the terminal, agent by agent.
func WriteTable(w io.Writer, r *coach.Result) error {
	out := &lines{bufio.NewWriter(w)}
	out.line("辅导案例 %s：坐席 %d 位，案例 %d 个", spanText(r), len(r.Agents), len(r.Cases))
	next := 0
	for i := range r.Agents {
		s := &r.Agents[i]
		out.line("\n%s：%s", agentText(s.Agent), summaryText(s))
		var rows [][]string
		var reasons []string
		for ; next < len(r.Cases) && r.Cases[next].Agent.ID == s.Agent.ID; next++ {
			c := &r.Cases[next]
			rows = append(rows, row(len(rows)+1, c))
			reasons = append(reasons, c.Reason)
		}
		widths := columns(rows)
		for k, row := range rows {
			out.line("  %s\n       %s", aligned(row, widths), reasons[k])
		}
	}
	return out.w.Flush()
}

func spanText(r *coach.Result) string {
	if r.From == r.To {
		return r.To
	}
	return r.From + " 至 " + r.To
}

// row is a case in the table.
func row(n int, c *coach.Case) []string {
	at, said := "", ""
	if t, span := focus(&c.Clip); t != nil {
		at = fmt.Sprintf("第 %d 轮 %s", t.Index, printable.Clock(t.BeginMS))
		said = note(t)
		if span != nil {
			said = "“" + shortened(printable.Text(t.Text[span.Begin:span.End]), 20) + "”"
		}
	}
	example := ""
	if c.Example != nil {
		example = "参照 " + printable.Text(c.Example.Agent.ID+" "+c.Example.Source.InteractionID)
	}
	return []string{fmt.Sprint(n), kindText(c.Kind), printable.Text(c.Skill.Name), c.Source.Day + " " + printable.Text(c.Source.InteractionID),
		strings.TrimSpace(at), said, example}
}

func shortened(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n]) + "…"
	}
	return s
}

// columns are the widths that the cells of each column take.
func columns(rows [][]string) []int {
	var out []int
	for _, row := range rows {
		for i, cell := range row {
			if i == len(out) {
				out = append(out, 0)
			}
			out[i] = max(out[i], cells(cell))
		}
	}
	return out
}

// aligned is a row whose cells stand below each other.
func aligned(row []string, widths []int) string {
	var b strings.Builder
	for i, cell := range row {
		if widths[i] == 0 {
			continue
		}
		b.WriteString(cell)
		b.WriteString(strings.Repeat(" ", widths[i]-cells(cell)+2))
	}
	return strings.TrimRight(b.String(), " ")
}

// cells is the width of a text on a terminal: Han characters take two.
func cells(s string) int {
	n := 0
	for _, r := range s {
		n++
		if k := width.LookupRune(r).Kind(); k == width.EastAsianWide || k == width.EastAsianFullwidth || k == width.EastAsianAmbiguous && r > 0x2000 {
			n++
		}
	}
	return n
}

// WriteOutcomes writes what became of coached skills, for the terminal.
func WriteOutcomes(w io.Writer, outcomes []coach.Outcome) error {
	out := &lines{bufio.NewWriter(w)}
	out.line("辅导之后：技能 %d 项", len(outcomes))
	for i := range outcomes {
		o := &outcomes[i]
		out.line("  %s  %s  %s（案例 %d 个）\n       %s", agentText(o.Agent), printable.Text(nameOf(&o.Skill)), trendText(o.Trend), o.Cases, outcomeText(o))
	}
	return out.w.Flush()
}

// nameOf is the name of a skill; its id when no rubric of the period has it.
func nameOf(s *coach.Skill) string {
	if s.Name == "" {
		return s.ItemID
	}
	return s.Name
}
