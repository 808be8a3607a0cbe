package explain

import (
	"fmt"
	"slices"
	"strings"

	"zhijian/analyzers/rubric"
	"zhijian/pipeline/dataset"
	"zhijian/pipeline/printable"
)

// deduction is the arithmetic of one item, where it is more than all or nothing.
func deduction(row *dataset.Item, it *rubric.Item) string {
	if row.Possible == 0 {
		return ""
	}
	var parts []string
	lost := 0
	switch d := it.Deduct; {
	case row.Verdict == "fail" && d != nil:
		most := it.Weight
		if d.Cap > 0 {
			most = min(most, d.Cap)
		}
		lost = min(int(row.Deducted), most)
		parts = append(parts, fmt.Sprintf("违规 %d 次，免扣 %d 次，每次 %d 分，应扣 %d，封顶 %d，扣 %d", row.Hits, d.Grace, d.PerHit, row.Deducted, most, lost))
	case row.Verdict == "fail":
		lost = int(row.Deducted)
		parts = append(parts, fmt.Sprintf("扣 %d", lost))
	}
	if b := it.Bonus; b != nil && row.Verdict == "pass" && row.Hits > 0 {
		parts = append(parts, fmt.Sprintf("加分 %d 次，每次 %d 分，封顶 %d，加 %d", row.Hits, b.PerHit, b.Cap, int(row.Points)-it.Weight))
	}
	if back := int(row.Points) - (it.Weight - lost); row.Verdict == "fail" && back > 0 {
		parts = append(parts, fmt.Sprintf("组 %s 封顶，退回 %d", it.Group, back))
	}
	if row.FatalEffect {
		parts = append(parts, named(string(it.Fatal), map[string]string{"form": "红线：总分归零", "section": "红线：本节归零", "flag": "红线：只作标记"}))
	}
	return strings.Join(parts, "；")
}

// arithmetic writes the way from the points to the total.
func (t *text) arithmetic() {
	t.line("\n算式")
	var terms, finals, weights []string
	for k := range t.Interaction.SectionScores {
		s := &t.Interaction.SectionScores[k]
		name := t.sectionName(s.Section)
		if s.Possible == 0 || s.Score == nil {
			t.line("  %s：没有可评的项目，不计", name)
			continue
		}
		share, capped := fmt.Sprintf("%d/%d", s.Points, s.Possible), ""
		if s.Points > s.Possible {
			share, capped = "1", "，最多 100"
		}
		t.line("  %s：100 × %d/%d = %.2f%s", name, s.Points, s.Possible, *s.Score, capped)
		terms = append(terms, fmt.Sprintf("%.0f×%s", s.Weight, share))
		weights = append(weights, fmt.Sprintf("%.0f", s.Weight))
		if !t.zeroed(s.Section) {
			finals = append(finals, terms[len(terms)-1])
		}
	}
	if len(terms) == 0 {
		t.line("  没有可评的项目，没有总分")
		return
	}
	t.line("  红线前 = 100 × (%s) / (%s) = %s", strings.Join(terms, " + "), strings.Join(weights, " + "), scoreText(t.Interaction.ScoreRaw))
	t.total(finals, weights)
	t.line("  覆盖 = 已评的权重 %d / 适用的权重 %d = %.2f%%", t.weight("pass", "fail"), t.weight("pass", "fail", "not_evaluated"), 100*t.Interaction.Coverage)
}

// total writes how the fatal effects lead from the sum to the final score.
func (t *text) total(finals, weights []string) {
	final := scoreText(t.Interaction.ScoreFinal)
	switch {
	case t.form() != "":
		t.line("  总分 = %s（%s 触及红线）", final, t.form())
	case len(finals) < len(weights):
		sum := "0"
		if len(finals) > 0 {
			sum = strings.Join(finals, " + ")
		}
		t.line("  总分 = 100 × (%s) / (%s) = %s（归零的节按 0 计）", sum, strings.Join(weights, " + "), final)
	default:
		t.line("  总分 = 红线前 = %s", final)
	}
}

func (t *text) sectionName(id string) string {
	for _, s := range t.Rubric.Sections {
		if s.ID == id && s.Name != "" {
			return s.Name
		}
	}
	return id
}

// zeroed reports whether a fatal fail zeroes a section.
func (t *text) zeroed(section string) bool {
	return slices.ContainsFunc(t.Items, func(row dataset.Item) bool {
		it := t.Case.item(row.ItemID)
		return row.FatalEffect && row.Section == section && it != nil && it.Fatal == rubric.FatalSection
	})
}

// form names the items that zero the whole form.
func (t *text) form() string {
	var ids []string
	for _, row := range t.Items {
		if it := t.Case.item(row.ItemID); row.FatalEffect && it != nil && it.Fatal == rubric.FatalForm {
			ids = append(ids, row.ItemID)
		}
	}
	return strings.Join(ids, "、")
}

// weight is the weight of the scored items with one of the verdicts.
func (t *text) weight(verdicts ...string) int {
	sum := 0
	for _, row := range t.Items {
		if it := t.Case.item(row.ItemID); it != nil && it.Status != rubric.Experimental && slices.Contains(verdicts, row.Verdict) {
			sum += it.Weight
		}
	}
	return sum
}

// dialogue writes the turns with all words that count set off.
func (t *text) dialogue() {
	t.line("\n对话")
	for i := range t.Turns {
		turn := &t.Turns[i]
		at := ""
		if turn.BeginMS != nil {
			at = fmt.Sprintf("（%.1f 秒）", float64(*turn.BeginMS)/1000)
		}
		t.line("  %d %s%s：%s", turn.TurnIndex, sideText(turn.Role), at, t.marked(turn))
	}
}

// marked is the text of a turn with the hits in words set off; where hits
// overlap, the first counts.
func (t *text) marked(turn *dataset.Turn) string {
	var hits []*dataset.Hit
	for i := range t.Hits {
		h := &t.Hits[i]
		if h.TurnIndex != nil && *h.TurnIndex == turn.TurnIndex && h.SuppressedBy == "" && h.Tier != "metric" && h.BeginByte != nil && h.EndByte != nil {
			hits = append(hits, h)
		}
	}
	slices.SortStableFunc(hits, func(a, b *dataset.Hit) int { return int(*a.BeginByte) - int(*b.BeginByte) })
	var b strings.Builder
	done := 0
	for _, h := range hits {
		begin, end := int(*h.BeginByte), int(*h.EndByte)
		if begin < done || begin >= end || end > len(turn.Text) {
			continue
		}
		mark := t.style.Credit
		if h.Polarity == "violation" {
			mark = t.style.Violation
		}
		b.WriteString(printable.Text(turn.Text[done:begin]) + mark[0] + printable.Text(turn.Text[begin:end]) + mark[1])
		done = end
	}
	return b.String() + printable.Text(turn.Text[done:])
}
