package summary

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"zhijian/pipeline/dataset"
	"zhijian/pipeline/printable"
)

// How much of a list is shown to a person; the JSON form has all of it.
const (
	shownItems = 10
	shownFiles = 10
	barWidth   = 30
)

// WriteText writes the summary for a person, in Chinese.
func (s *Summary) WriteText(w io.Writer) error {
	t := &text{w: bufio.NewWriter(w)}
	t.head(s)
	t.scores(&s.Scores)
	t.items(s.Items)
	t.agents(&s.Agents)
	t.rejects(s)
	t.remarks(s)
	return t.w.Flush()
}

// text writes the parts of the page.
type text struct{ w *bufio.Writer }

func (t *text) line(format string, args ...any) {
	_, _ = fmt.Fprintf(t.w, format+"\n", args...) // the writer keeps the first error for Flush
}

func (t *text) head(s *Summary) {
	t.line("质检完成：批次 %s，运行 %s，标准 %s", s.Date, s.RunID, s.Rubric)
	t.line("读入 %s，文件 %d 个", countsText(s.Counts), s.FileCount)
	if s.Reused > 0 {
		t.line("续跑：其中 %d 条沿用上次中断前已完成的结果", s.Reused)
	}
	if s.Out != "" {
		t.line("结果在 %s", printable.Text(s.Out))
	}
}

func countsText(c dataset.Counts) string {
	return fmt.Sprintf("%d = 评分 %d + 拒收 %d + 重复 %d", c.Read, c.Scored, c.Rejected, c.Duplicate)
}

func (t *text) scores(s *Scores) {
	t.line("\n得分分布")
	if s.Scored == 0 {
		t.line("  没有可评分的会话")
		return
	}
	most := int64(1)
	for _, n := range s.Buckets {
		most = max(most, n)
	}
	for i := len(s.Buckets) - 1; i >= 0; i-- {
		n := s.Buckets[i]
		bar := strings.Repeat("█", int((n*barWidth+most-1)/most))
		line := fmt.Sprintf("  %3d-%-3d %7d  %5.1f%%  %s", i*10, upper(i), n, percent(n, s.Scored), bar)
		t.line("%s", strings.TrimRight(line, " "))
	}
	t.line("  平均 %.1f，最低 %.1f，最高 %.1f；触及红线 %d 次；信息不全 %d 次；无法评分 %d 次", s.Mean, s.Min, s.Max, s.Fatal, s.Incomplete, s.Unscored)
}

// upper is the highest whole score of a bucket.
func upper(bucket int) int {
	if bucket == 9 {
		return 100
	}
	return bucket*10 + 9
}

func percent(part, whole int64) float64 { return 100 * float64(part) / float64(whole) }

func (t *text) items(items []Item) {
	if len(items) == 0 || items[0].Failed == 0 {
		return
	}
	t.line("\n不合格最多的项目（不合格/已评）")
	for i, it := range items[:min(shownItems, len(items))] {
		if it.Failed == 0 {
			break
		}
		t.line("  %2d. %6d/%-6d %5.1f%%  %s（%s）", i+1, it.Failed, it.Passed+it.Failed, 100*it.FailRate(), it.Name, it.ID)
	}
}

func (t *text) agents(a *Agents) {
	if a.Known == 0 {
		return
	}
	t.line("\n坐席平均分（至少 %d 次会话才排名；%d 人中有 %d 人）", a.MinSample, a.Known, a.Ranked)
	t.ranking("高", a.Highest)
	t.ranking("低", a.Lowest)
	if a.Unknown > 0 {
		t.line("  另有 %d 次会话没有坐席工号", a.Unknown)
	}
}

func (t *text) ranking(end string, agents []Agent) {
	for _, a := range agents {
		who := strings.TrimSpace(a.ID + " " + a.Name)
		if a.Team != "" {
			who += "（" + a.Team + "）"
		}
		t.line("  %s %5.1f 分，%4d 次  %s", end, a.Mean, a.Scored, printable.Text(who))
	}
}

func (t *text) rejects(s *Summary) {
	if len(s.Rejects) == 0 {
		return
	}
	t.line("\n未评分的记录（明细见 rejects 表）")
	for _, r := range s.Rejects {
		t.line("  %7d  %s（%s）", r.Count, reasonText(r.Reason), r.Reason)
	}
	shown := 0
	for _, f := range s.TroubleFiles {
		if f.Rejected+f.Duplicate == 0 {
			continue
		}
		if shown++; shown <= shownFiles {
			t.line("  %s：读入 %s", printable.Text(f.Name), countsText(f.Counts))
		}
	}
	if shown > shownFiles {
		t.line("  ……另有 %d 个文件", shown-shownFiles)
	}
}

func (t *text) remarks(s *Summary) {
	if len(s.Skipped)+len(s.Warnings) == 0 {
		return
	}
	t.line("\n提示")
	for i, w := range s.Warnings {
		if i == shownFiles {
			t.line("  ……另有 %d 条", len(s.Warnings)-shownFiles)
			break
		}
		t.line("  %s", printable.Text(warningText(w)))
	}
	for i, k := range s.Skipped {
		if i == shownFiles {
			t.line("  ……另跳过 %d 个", len(s.Skipped)-shownFiles)
			break
		}
		t.line("  已跳过 %s：%s", printable.Text(k.Path), skipText(k.Reason))
	}
}
