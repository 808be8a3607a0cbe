package inspect

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"strings"

	"zhijian/pipeline/ingest"
	"zhijian/pipeline/printable"
)

// WriteText writes the report for a person, in Chinese.
func (r *Report) WriteText(w io.Writer) error {
	out := &printer{w: bufio.NewWriter(w)}
	for i := range r.Files {
		out.file(&r.Files[i])
	}
	if r.OtherFiles > 0 {
		out.line(0, "另有 %d 个文件未列出（--files 可增加）", r.OtherFiles)
	}
	out.line(0, "合计：会话 %d，拒收 %d，重复 %d", r.Interactions, r.Rejected, r.Duplicate)
	return out.w.Flush()
}

// printer writes lines; a failure comes out of Flush.
type printer struct{ w *bufio.Writer }

func (p *printer) line(indent int, format string, args ...any) {
	text := printable.Text(fmt.Sprintf(format, args...))
	_, _ = fmt.Fprintf(p.w, "%s%s\n", strings.Repeat("  ", indent), text)
}

func (p *printer) file(f *File) {
	name := f.Name
	if f.Member != "" {
		name += "!" + f.Member
	}
	p.line(0, "%s", name)
	format := cmp.Or(f.Format, "未识别")
	if f.Charset != "" {
		format += "，字符集 " + f.Charset
	}
	p.line(1, "格式 %s", format)
	p.columns(f.Columns)
	p.line(1, "会话 %d，拒收 %d", f.Interactions, f.Rejected)
	p.speakers(f)
	p.first(f.First)
	for _, problem := range f.Problems {
		place := ""
		if problem.Line > 0 {
			place = fmt.Sprintf("，首见第 %d 行", problem.Line)
		}
		if problem.ID != "" {
			place += "，id " + problem.ID
		}
		p.line(1, "问题 %s ×%d%s：%s", problem.Reason, problem.Count, place, problem.Detail)
	}
	p.line(0, "")
}

func (p *printer) columns(columns []ingest.Column) {
	if len(columns) == 0 {
		return
	}
	p.line(1, "列")
	for _, c := range columns {
		switch {
		case c.Field == "":
			p.line(2, "%s（不读）", c.Name)
		case c.Unit != "":
			p.line(2, "%s → %s（%s）", c.Name, c.Field, c.Unit)
		default:
			p.line(2, "%s → %s", c.Name, c.Field)
		}
	}
}

func (p *printer) speakers(f *File) {
	if len(f.Speakers) == 0 {
		return
	}
	p.line(1, "说话人")
	for _, s := range f.Speakers {
		p.line(2, "%s → %s（%d 次会话）", cmp.Or(s.Label, "（无标签）"), cmp.Or(string(s.Role), "无法判断"), s.Interactions)
	}
	if f.Certainty != nil {
		p.line(2, "有标签不明的会话按所说的话判断，把握最低 %.3f（至少 %.2f 才采用）", *f.Certainty, ingest.SideCertainty)
	}
}

func (p *printer) first(f *First) {
	if f == nil {
		return
	}
	p.line(1, "首个会话 %s（%s，%d 句）", f.ID, f.Channel, f.Count)
	for _, t := range f.Turns {
		at := ""
		if t.BeginMS != nil {
			s := *t.BeginMS / 1000
			at = fmt.Sprintf("[%02d:%02d] ", s/60, s%60)
		}
		p.line(2, "%s%s：%s", at, t.Role, strings.ReplaceAll(t.Text, "\n", " "))
	}
}
