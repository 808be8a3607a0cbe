package explain

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
	"unicode"

	"zhijian/analyzers/rubric"
	"zhijian/pipeline/dataset"
	"zhijian/pipeline/printable"
)

// Style says how words are set off from the text around them.
type Style struct {
	Violation, Credit, Silenced [2]string // what stands before and behind
}

// Plain sets words off with brackets, for files and pipes.
func Plain() Style {
	b := [2]string{"【", "】"}
	return Style{Violation: b, Credit: b, Silenced: b}
}

// Terminal sets words off with colours: red what speaks against the agent, green
// what speaks for them, grey what was silenced.
func Terminal() Style {
	const reset = "\x1b[0m"
	return Style{Violation: [2]string{"\x1b[1;31m", reset}, Credit: [2]string{"\x1b[1;32m", reset}, Silenced: [2]string{"\x1b[2;9m", reset}}
}

// WriteText writes the case for a person, in Chinese.
func (c *Case) WriteText(w io.Writer, s Style) error {
	t := &text{Case: c, w: bufio.NewWriter(w), style: s}
	t.head()
	for k := range c.Rubric.Sections {
		t.section(k)
	}
	t.dialogue()
	t.arithmetic()
	return t.w.Flush()
}

// text writes the parts of the page. Its writer keeps the first error for Flush.
type text struct {
	*Case
	w     *bufio.Writer
	style Style
}

func (t *text) line(format string, args ...any) {
	_, _ = t.w.WriteString(fmt.Sprintf(format, args...) + "\n") // the writer keeps the error
}

func (t *text) head() {
	in := &t.Interaction
	t.line("会话 %s（%s），批次 %s，运行 %s", printable.Text(in.InteractionID), in.Channel, t.Manifest.Date, t.Manifest.RunID)
	t.line("坐席 %s；客户 %s；队列 %s；开始 %s", joined(in.AgentID, in.AgentName, in.Team), joined(in.CustomerID, in.CustomerTier), joined(in.Queue), startText(in.StartedAt))
	t.line("来源 %s 第 %d 行；标准 %s（%.12s）", printable.Text(in.SourceFile), in.SourceLine, t.Manifest.Rubric, t.Manifest.RubricSHA256)
	t.line("来意 %s，优先级 %s，情绪 %s，结果 %s，投诉服务 %s，需跟进 %s，班次 %s", joined(in.Intent), joined(in.Priority), joined(in.CustomerEmotion),
		joined(in.Resolution), yesNo(in.ServiceComplaint), yesNo(in.FollowUpNeeded), joined(in.Shift))
	fatal := ""
	if in.Fatal {
		fatal = "；触及红线：" + strings.Join(in.FatalItems, "、")
	}
	t.line("总分 %s（红线前 %s），覆盖 %.2f%%，%s%s", scoreText(in.ScoreFinal), scoreText(in.ScoreRaw), 100*in.Coverage,
		named(in.Status, map[string]string{"scored": "已评分", "incomplete": "信息不全"}), fatal)
}

// joined joins what is known; nothing known is a dash.
func joined(parts ...string) string {
	known := slices.DeleteFunc(slices.Clone(parts), func(s string) bool { return s == "" })
	return cmp.Or(printable.Text(strings.Join(known, " ")), "—")
}

func yesNo(b bool) string {
	if b {
		return "是"
	}
	return "否"
}

func scoreText(s *float64) string {
	if s == nil {
		return "无"
	}
	return fmt.Sprintf("%.2f", *s)
}

func startText(at *time.Time) string {
	if at == nil {
		return "—"
	}
	return at.UTC().Format("2006-01-02 15:04:05 UTC")
}

func (t *text) section(k int) {
	s := &t.Rubric.Sections[k]
	t.line("\n%s（%s），权重 %d", cmp.Or(s.Name, s.ID), s.ID, s.Weight)
	for i := range t.Items {
		if t.Items[i].Section == s.ID {
			t.item(&t.Items[i])
		}
	}
}

// item writes one item: verdict, points, rule, evidence and what is missing.
func (t *text) itemHead(row *dataset.Item, it *rubric.Item) {
	points := fmt.Sprintf("%d/%d 分", row.Points, row.Possible)
	if row.Possible == 0 {
		points = "不计分"
	}
	t.line("  %s  %s  %s（%s，%s）", verdictText(row.Verdict), points, it.Name, it.ID, severityText(row.Severity))
	if row.Reason != "" {
		t.line("      原因 %s", printable.Text(row.Reason))
	}
}

func (t *text) item(row *dataset.Item) {
	it := t.Case.item(row.ItemID)
	if it == nil {
		return // a dataset whose rubric lacks its own items does not verify
	}
	t.itemHead(row, it)
	if it.Status == rubric.Experimental {
		t.line("      试行，不计分")
	}
	if row.Verdict == "na" {
		t.waiting(it, nil, it.Applies.Value)
		return
	}
	t.rule(it)
	hits := t.hitsOf(it.ID)
	for i := range hits {
		t.hit(it, &hits[i])
	}
	if row.Verdict != "not_evaluated" {
		t.waiting(it, hits, it.Pass.Value+" "+it.Fail.Value)
	}
	if how := deduction(row, it); how != "" {
		t.line("      计分 %s", how)
	}
	if row.Verdict == "fail" && it.Coaching != "" {
		t.line("      改进 %s", it.Coaching)
	}
}

func (t *text) rule(it *rubric.Item) {
	rule := "合格条件 " + it.Pass.Value
	if it.Fail.Value != "" {
		rule = "不合格条件 " + it.Fail.Value
	}
	if it.Applies.Value != "" {
		rule += "；适用条件 " + it.Applies.Value
	}
	t.line("      %s", rule)
}

// hit writes one piece of evidence.
func (t *text) hit(it *rubric.Item, h *dataset.Hit) {
	how := fmt.Sprintf("%s %d", tierText(h.Tier), h.Score)
	if h.Matched != "" && h.Matched != h.Text {
		how += "，匹配 " + shortened(printable.Text(h.Matched), shownRunes)
	}
	if h.Nearest != "" {
		how += "，近似“" + printable.Text(h.Nearest) + "”"
	}
	kind, mark := "加分", t.style.Credit
	if h.Polarity == "violation" {
		kind, mark = "违规", t.style.Violation
	}
	switch {
	case h.Tier == "absence":
		t.line("      缺少 %s：%s；%s%s", h.RuleID, waitingFor(finder(it, h.RuleID)), printable.Text(h.Text), anchorText(h.Matched))
	case h.SuppressedBy != "":
		t.line("      不计 %s（%s），因%s：%s", h.RuleID, how, silencedText(printable.Text(h.SuppressedBy)), t.quote(h, t.style.Silenced))
	case h.TurnIndex == nil:
		t.line("      %s %s（%s）：%s", kind, h.RuleID, how, printable.Text(h.Text))
	case h.Tier == "metric":
		t.line("      %s %s（%s）：%s", kind, h.RuleID, how, t.quote(h, [2]string{}))
	default:
		t.line("      %s %s（%s）：%s", kind, h.RuleID, how, t.quote(h, mark))
	}
}

// finder is the finder of an item by its id; an empty one when it has none.
func finder(it *rubric.Item, id string) *rubric.Finder {
	for i := range it.Find {
		if it.Find[i].ID == id {
			return &it.Find[i]
		}
	}
	return &rubric.Finder{}
}

func anchorText(anchor string) string {
	if anchor == "" {
		return ""
	}
	return "，起于" + shortened(printable.Text(anchor), shownRunes)
}

// shownRunes is how much of a pattern is shown, aloneRunes of a measured turn.
const (
	shownRunes = 40
	aloneRunes = 60
)

func shortened(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n]) + "…"
	}
	return s
}

// quote gives the words of a hit in their turn.
func (t *text) quote(h *dataset.Hit, mark [2]string) string {
	if h.TurnIndex == nil || int(*h.TurnIndex) >= len(t.Turns) || h.BeginByte == nil || h.EndByte == nil {
		return printable.Text(h.Text)
	}
	words := t.Turns[*h.TurnIndex].Text
	begin, end := int(*h.BeginByte), int(*h.EndByte)
	if begin > end || end > len(words) {
		return printable.Text(h.Text)
	}
	at := fmt.Sprintf("第 %d 轮 %s：", *h.TurnIndex, sideText(h.Role))
	if mark == ([2]string{}) {
		return at + shortened(printable.Text(words[begin:end]), aloneRunes)
	}
	s := at + lastRunes(printable.Text(words[:begin])) + mark[0] + printable.Text(words[begin:end]) + mark[1] + shortened(printable.Text(words[end:]), around)
	next := slices.IndexFunc(t.Hits, func(o dataset.Hit) bool { // the part in the next turn, if it runs on
		return o.HitID == h.HitID && o.TurnIndex != nil && *o.TurnIndex != *h.TurnIndex
	})
	if next < 0 {
		return s
	}
	o := &t.Hits[next]
	return fmt.Sprintf("%s → 第 %d 轮 %s%s%s", s, *o.TurnIndex, mark[0], printable.Text(o.Text), mark[1])
}

// around is how many characters are shown on each side of the words.
const around = 24

func lastRunes(s string) string {
	if r := []rune(s); len(r) > around {
		return "…" + string(r[len(r)-around:])
	}
	return s
}

// waiting tells what the finders that a condition reads were waiting for, if the
// dataset has no hit of them. The hits of applies are not in the dataset, and
// what speaks against the agent is not either when it was within what is allowed.
func (t *text) waiting(it *rubric.Item, hits []dataset.Hit, condition string) {
	for i := range it.Find {
		f := &it.Find[i]
		told := slices.ContainsFunc(hits, func(h dataset.Hit) bool { return h.RuleID == f.ID && h.SuppressedBy == "" })
		if !told && f.Polarity != "context" && reads(condition, f.ID) {
			t.line("      无命中记录 %s：%s", f.ID, waitingFor(f))
		}
	}
}

// reads reports whether a condition reads a variable of a finder.
func reads(condition, finder string) bool {
	for _, name := range strings.FieldsFunc(condition, func(r rune) bool { return r != '_' && !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		switch rest, ok := strings.CutPrefix(name, finder); {
		case !ok:
		case slices.Contains([]string{"", "_count", "_turns", "_kinds", "_first", "_last", "_missing"}, rest):
			return true
		}
	}
	return false
}
