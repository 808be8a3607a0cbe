package sample

import (
	"fmt"
	"io"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"zhijian/pipeline/insight/coach/handout"
	"zhijian/pipeline/insight/report/words"
	"zhijian/pipeline/insight/sheet"
	"zhijian/pipeline/printable"
)

// WriteJSON writes the sample as JSON.
func (r *Result) WriteJSON(w io.Writer) error {
	out, err := json.Marshal(r, jsontext.Multiline(true), json.Deterministic(true))
	if err != nil {
		return err
	}
	_, err = w.Write(append(out, '\n'))
	return err
}

// WriteCSV writes the rows to review as CSV.
func (r *Result) WriteCSV(w io.Writer) error {
	s := r.rows()
	return sheet.WriteCSV(w, &s)
}

// WriteXLSX writes a workbook: the rows to review with what can be answered, the
// whole conversations, and what the columns mean.
func (r *Result) WriteXLSX(w io.Writer) error {
	return sheet.WriteXLSX(w, &sheet.Book{Title: "复核样本 " + r.To, Sheets: []sheet.Sheet{r.rows(), r.conversations(), r.help()}})
}

// answers are what a reviewer can say of a verdict.
func answers() []string { return []string{"同意", "不同意", "无法判断"} }

func classText(c Class) string {
	return map[Class]string{Fatal: "红线", Fired: "有命中", Quiet: "无命中"}[c]
}

// column is a column of the rows to review and its meaning.
type column struct {
	sheet.Column
	meaning string
}

func columns() []column {
	return []column{
		{sheet.Column{Title: "序号", Width: 6}, "会话在样本中的次序；一个会话有几行，每行一项判定"},
		{sheet.Column{Title: "会话", Width: 22}, "会话编号"},
		{sheet.Column{Title: "坐席", Width: 10}, "坐席编号"},
		{sheet.Column{Title: "项目", Width: 16}, "标准中的项目"},
		{sheet.Column{Title: "程序判定", Width: 10}, "程序的判定：合格或不合格"},
		{sheet.Column{Title: "片段", Width: 70}, "与判定有关的对话；全文见工作表“对话”"},
		{sheet.Column{Title: "复核结论", Width: 12, Choices: answers(), Input: true}, "请选择：是否同意程序判定"},
		{sheet.Column{Title: "备注", Width: 30, Input: true}, "不同意的理由；没有查出的问题也写在这里"},
		{sheet.Column{Title: "标准依据", Width: 24}, "条款出处"},
		{sheet.Column{Title: "严重度", Width: 8}, "一般、重要、红线"},
		{sheet.Column{Title: "批次", Width: 12}, "批次日期"},
		{sheet.Column{Title: "姓名", Width: 10}, "坐席姓名"},
		{sheet.Column{Title: "班组", Width: 10}, "坐席班组"},
		{sheet.Column{Title: "渠道", Width: 10}, "电话、在线、邮件、社交媒体"},
		{sheet.Column{Title: "队列", Width: 12}, "技能组或业务"},
		{sheet.Column{Title: "来意", Width: 10}, "客户来意"},
		{sheet.Column{Title: "得分", Width: 8}, "总分"},
		{sheet.Column{Title: "层", Width: 8}, "红线：触及红线；有命中：有项目因说过的话、测得的值或字段不合格；无命中：其余"},
		{sheet.Column{Title: "分层项目", Width: 24}, "抽样时所在层的项目：该会话命中的项目中最少见的一项；无命中的为空"},
		{sheet.Column{Title: "分数段", Width: 10}, "抽样时所在的分数段；红线会话按红线前得分"},
		{sheet.Column{Title: "会话入样概率", Width: 14}, "该会话被抽中的概率，精确"},
		{sheet.Column{Title: "会话权重", Width: 12}, "1 ÷ 会话入样概率"},
		{sheet.Column{Title: "判定入样概率", Width: 14}, "该会话的这项判定被抽中的概率，精确"},
		{sheet.Column{Title: "判定权重", Width: 12}, "1 ÷ 判定入样概率"},
		{sheet.Column{Title: "项目编号", Width: 26}, "标准中的编号"},
	}
}

// rows is the sheet to fill in.
func (r *Result) rows() sheet.Sheet {
	s := sheet.Sheet{Name: "复核", Fixed: 2}
	for _, c := range columns() {
		s.Columns = append(s.Columns, c.Column)
	}
	for i := range r.Cases {
		for k := range r.Cases[i].Verdicts {
			s.Rows = append(s.Rows, r.Cases[i].row(i+1, &r.Cases[i].Verdicts[k]))
		}
	}
	return s
}

func (c *Sampled) row(n int, v *Verdict) []sheet.Cell {
	score := sheet.Cell{}
	if c.Source.Score != nil {
		score = sheet.Number(*c.Source.Score, 1)
	}
	verdict := map[string]string{"pass": "合格", "fail": "不合格"}[v.Verdict]
	return []sheet.Cell{
		sheet.Integer(int64(n)), sheet.Text(c.Source.InteractionID), sheet.Text(c.Agent.ID), sheet.Text(v.Skill.Name), sheet.Text(verdict),
		handout.Rich(&v.Clip, ""), {}, {}, sheet.Text(v.Skill.Norm), sheet.Text(words.Severity(v.Skill.Severity).ZH), sheet.Text(c.Source.Day),
		sheet.Text(c.Agent.Name), sheet.Text(c.Agent.Team), sheet.Text(words.Channel(c.Source.Channel).ZH), sheet.Text(c.Source.Queue),
		sheet.Text(words.Intent(c.Source.Intent).ZH), score, sheet.Text(classText(c.Class)), sheet.Text(c.Item), sheet.Text(c.Band),
		sheet.Number(c.P, 6), sheet.Number(c.W, 2), sheet.Number(v.P, 6), sheet.Number(v.W, 2), sheet.Text(v.Skill.ItemID),
	}
}

// conversations is the sheet with all turns of what was drawn.
func (r *Result) conversations() sheet.Sheet {
	s := sheet.Sheet{Name: "对话", Fixed: 2, Columns: []sheet.Column{
		{Title: "序号", Width: 6}, {Title: "会话", Width: 22}, {Title: "轮", Width: 6}, {Title: "角色", Width: 8}, {Title: "时间", Width: 10}, {Title: "文本", Width: 110},
	}}
	for i := range r.Cases {
		c := &r.Cases[i]
		for k := range c.Turns {
			t := &c.Turns[k]
			s.Rows = append(s.Rows, []sheet.Cell{sheet.Integer(int64(i + 1)), sheet.Text(c.Source.InteractionID), sheet.Integer(int64(t.Index)),
				sheet.Text(words.Role(t.Role).ZH), sheet.Text(printable.Clock(t.BeginMS)), sheet.Text(t.Text)})
		}
	}
	return s
}

// help is the sheet that explains the others.
func (r *Result) help() sheet.Sheet {
	s := sheet.Sheet{Name: "说明", Prose: true, Columns: []sheet.Column{{Title: "内容", Width: 18}, {Title: "含义", Width: 110}}}
	add := func(name, meaning string) {
		s.Rows = append(s.Rows, []sheet.Cell{sheet.Text(name), sheet.Text(meaning)})
	}
	span := r.To
	if r.From != r.To {
		span = r.From + " 至 " + r.To
	}
	add("样本", fmt.Sprintf("批次 %s，种子 %s；同样的数据和种子抽出同样的样本", span, r.Seed))
	for _, c := range r.Classes {
		add("层："+classText(c.Class), fmt.Sprintf("会话 %d 次，抽取 %d 次", c.Interactions, c.Drawn))
	}
	add("怎样复核", "先看“对话”里的全文，再在“复核结论”中选择是否同意程序判定；黄色的列由复核人填写")
	add("怎样估计总体", "样本各层的抽取比例不同，直接数行数会有偏差，要按权重计算。"+
		"例：某项目不合格判定的准确率 = 结论为“同意”的行的判定权重之和 ÷ 结论为“同意”或“不同意”的行的判定权重之和（只取该项目、程序判定为不合格的行）")
	add("公式", "=SUMIFS(X:X,D:D,\"项目\",E:E,\"不合格\",G:G,\"同意\")/(SUMIFS(X:X,D:D,\"项目\",E:E,\"不合格\",G:G,\"同意\")+SUMIFS(X:X,D:D,\"项目\",E:E,\"不合格\",G:G,\"不同意\"))（去掉开头的撇号使用）")
	add("会话的估计", "关于会话的总数（如某坐席的会话数）用会话权重，每个会话只算一次")
	add("提醒", "得分是去听一听的理由，不是对人的结论")
	for _, c := range columns() {
		add("列："+c.Title, c.meaning)
	}
	return s
}

// Text is what was drawn, in a few lines for the terminal.
func (r *Result) Text() string {
	var b strings.Builder
	span := r.To
	if r.From != r.To {
		span = r.From + " 至 " + r.To
	}
	rows := 0
	for i := range r.Cases {
		rows += len(r.Cases[i].Verdicts)
	}
	fmt.Fprintf(&b, "复核样本 %s：会话 %d 次，判定 %d 项，种子 %s\n", span, len(r.Cases), rows, r.Seed)
	for _, c := range r.Classes {
		fmt.Fprintf(&b, "  %s：会话 %d 次，抽取 %d 次\n", classText(c.Class), c.Interactions, c.Drawn)
	}
	return b.String()
}
