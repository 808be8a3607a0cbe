package handout

import (
	"fmt"
	"strings"

	"zhijian/pipeline/insight/coach"
	"zhijian/pipeline/insight/report/words"
	"zhijian/pipeline/insight/sheet"
	"zhijian/pipeline/printable"
)

// Book is a workbook of the cases, with columns to fill in.
func Book(r *coach.Result) *sheet.Book {
	cases := sheet.Sheet{Name: "辅导案例", Fixed: 3, Columns: []sheet.Column{
		{Title: "坐席"}, {Title: "姓名", Width: 10}, {Title: "序号", Width: 6}, {Title: "班组", Width: 10}, {Title: "类型", Width: 10},
		{Title: "技能", Width: 16}, {Title: "严重度", Width: 8}, {Title: "理由", Width: 44}, {Title: "片段", Width: 70},
		{Title: "可以这样说", Width: 44}, {Title: "同事的做法", Width: 60}, {Title: "辅导", Choices: []string{"已辅导", "暂不辅导", "判断有误"}, Input: true, Width: 10},
		{Title: "备注", Input: true, Width: 30}, {Title: "标准", Width: 24}, {Title: "批次", Width: 12}, {Title: "会话", Width: 20}, {Title: "渠道", Width: 10},
		{Title: "队列"}, {Title: "来意", Width: 10}, {Title: "客户情绪", Width: 10}, {Title: "得分", Width: 8}, {Title: "时间", Width: 10},
		{Title: "同事", Width: 12}, {Title: "同事的会话", Width: 20}, {Title: "项目编号", Width: 24},
	}}
	n := 0
	for i := range r.Cases {
		if n++; i > 0 && r.Cases[i-1].Agent.ID != r.Cases[i].Agent.ID {
			n = 1
		}
		cases.Rows = append(cases.Rows, caseRow(n, &r.Cases[i]))
	}
	agents := sheet.Sheet{Name: "坐席", Columns: []sheet.Column{{Title: "坐席"}, {Title: "姓名", Width: 10}, {Title: "班组", Width: 10},
		{Title: "会话"}, {Title: "比较的项目"}, {Title: "弱于同事"}, {Title: "强于同事"}, {Title: "案例"}}}
	for _, s := range r.Agents {
		agents.Rows = append(agents.Rows, []sheet.Cell{sheet.Text(s.Agent.ID), sheet.Text(s.Agent.Name), sheet.Text(s.Agent.Team), sheet.Integer(int64(s.Interactions)),
			sheet.Integer(int64(s.Compared)), sheet.Integer(int64(s.Weaker)), sheet.Integer(int64(s.Stronger)), sheet.Integer(int64(s.Cases))})
	}
	return &sheet.Book{Title: "辅导案例 " + spanText(r), Sheets: []sheet.Sheet{cases, agents, help()}}
}

func caseRow(n int, c *coach.Case) []sheet.Cell {
	score, at := sheet.Cell{}, ""
	if c.Source.Score != nil {
		score = sheet.Number(*c.Source.Score, 1)
	}
	if t, _ := focus(&c.Clip); t != nil {
		at = printable.Clock(t.BeginMS)
	}
	example, colleague, id := sheet.Cell{}, "", ""
	if e := c.Example; e != nil {
		example, colleague, id = Rich(&e.Clip, e.Skill+"（"+sameText(e.Same)+"）\n"), e.Agent.ID, e.Source.Day+" "+e.Source.InteractionID
	}
	return []sheet.Cell{
		sheet.Text(c.Agent.ID), sheet.Text(c.Agent.Name), sheet.Integer(int64(n)), sheet.Text(c.Agent.Team), sheet.Text(kindText(c.Kind)),
		sheet.Text(c.Skill.Name), sheet.Text(words.Severity(c.Skill.Severity).ZH), sheet.Text(c.Reason), Rich(&c.Clip, ""),
		sheet.Text(c.Skill.Coaching), example, {}, {}, sheet.Text(c.Skill.Norm), sheet.Text(c.Source.Day), sheet.Text(c.Source.InteractionID),
		sheet.Text(words.Channel(c.Source.Channel).ZH), sheet.Text(c.Source.Queue), sheet.Text(words.Intent(c.Source.Intent).ZH),
		sheet.Text(words.Emotion(c.Source.Emotion).ZH), score, sheet.Text(at), sheet.Text(colleague), sheet.Text(id), sheet.Text(c.Skill.ItemID),
	}
}

// Rich is a clip in a cell, behind a title, a line for each turn.
func Rich(c *coach.Clip, title string) sheet.Cell {
	runs := []sheet.Run{{Text: title}}
	for _, f := range c.Fields {
		runs = append(runs, sheet.Run{Text: "数据：" + coach.Measures(f) + "\n"})
	}
	last := int32(-1)
	for i := range c.Turns {
		t := &c.Turns[i]
		if i > 0 && t.Index > last+1 {
			runs = append(runs, sheet.Run{Text: "……\n"})
		}
		last = t.Index
		runs = append(runs, sheet.Run{Text: head(t)})
		for _, p := range pieces(t) {
			mark := map[coach.Mark]sheet.Mark{coach.Violation: sheet.Bad, coach.Credit: sheet.Good, coach.Silenced: sheet.Silenced}[p.mark]
			runs = append(runs, sheet.Run{Text: strings.ReplaceAll(p.text, "\n", " "), Mark: mark})
		}
		runs = append(runs, sheet.Run{Text: note(t) + "\n"})
	}
	return sheet.Rich(runs...)
}

func help() sheet.Sheet {
	s := sheet.Sheet{Name: "说明", Prose: true, Columns: []sheet.Column{{Title: "内容", Width: 16}, {Title: "含义", Width: 100}}}
	for _, l := range [][2]string{
		{"弱项", "与同队列、同渠道、同来意的同事相比，不合格率可靠地更高：给出差距和 95% 区间，多重比较已校正；样本不足时不下结论。"},
		{"明确违规", "重要项或红线项不合格，且原话明确。"},
		{"差一点", "做了一半、略超标准、只是相似，或因引述、假设等不算违规的说法。拿不准的请先核对再谈。"},
		{"片段", "红色加粗：不合格的原话；绿色下划线：做到的原话；灰色删除线：找到但不计的话；“此处没有找到”：查过这几轮，没有应有的话。"},
		{"同事的做法", "同渠道、尽量同队列同来意的同事合格的原话。"},
		{"辅导、备注", "由培训人员填写。"},
		{"提醒", "得分是去听一听的理由，不是对人的结论。礼貌用语是合规，不代表客户满意。"},
	} {
		s.Rows = append(s.Rows, []sheet.Cell{sheet.Text(l[0]), sheet.Text(l[1])})
	}
	return s
}

// OutcomeBook is a workbook of what became of coached skills.
func OutcomeBook(outcomes []coach.Outcome) *sheet.Book {
	s := sheet.Sheet{Name: "辅导之后", Fixed: 2, Columns: []sheet.Column{{Title: "坐席"}, {Title: "技能", Width: 16}, {Title: "结果", Width: 12}, {Title: "辅导前截至"}, {Title: "案例"},
		{Title: "前：次数"}, {Title: "前：不合格"}, {Title: "后：次数"}, {Title: "后：不合格"}, {Title: "变化（百分点）"}, {Title: "区间下限"}, {Title: "区间上限"},
		{Title: "同事前（%）"}, {Title: "同事后（%）"}, {Title: "说明", Width: 80}}}
	for i := range outcomes {
		o := &outcomes[i]
		change := []sheet.Cell{{}, {}, {}}
		if o.Trend != coach.Unknown {
			change = []sheet.Cell{sheet.Number(100*o.Change.Diff, 1), sheet.Number(100*o.Change.Low, 1), sheet.Number(100*o.Change.High, 1)}
		}
		row := []sheet.Cell{sheet.Text(agentText(o.Agent)), sheet.Text(nameOf(&o.Skill)), sheet.Text(trendText(o.Trend)), sheet.Text(o.Since), sheet.Integer(int64(o.Cases)),
			sheet.Integer(o.Before.N), sheet.Integer(o.Before.Fails), sheet.Integer(o.After.N), sheet.Integer(o.After.Fails)}
		row = append(append(row, change...), share(o.PeersBefore), share(o.PeersAfter), sheet.Text(outcomeText(o)))
		s.Rows = append(s.Rows, row)
	}
	return &sheet.Book{Title: fmt.Sprintf("辅导之后：%d 项", len(outcomes)), Sheets: []sheet.Sheet{s}}
}

func share(s coach.Share) sheet.Cell {
	if s.N == 0 {
		return sheet.Cell{}
	}
	return sheet.Number(100*s.Rate, 1)
}
