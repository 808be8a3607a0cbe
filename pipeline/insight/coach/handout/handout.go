// Package handout writes coaching cases for people, in Chinese: a table for the
// terminal, Markdown, and a workbook to fill in. Text of the tables is hostile: it
// can do nothing in any of them.
package handout

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"zhijian/pipeline/insight/coach"
	"zhijian/pipeline/insight/report/words"
	"zhijian/pipeline/printable"
)

// WriteJSON writes a result, or outcomes, as JSON.
func WriteJSON(w io.Writer, v any) error {
	out, err := json.Marshal(v, jsontext.Multiline(true), json.Deterministic(true))
	if err != nil {
		return err
	}
	_, err = w.Write(append(out, '\n'))
	return err
}

// lines writes lines of text; its writer keeps the first error for Flush.
type lines struct{ w *bufio.Writer }

func (l *lines) line(format string, args ...any) {
	_, _ = fmt.Fprintf(l.w, format+"\n", args...) // the writer keeps the error
}

func kindText(k coach.Kind) string {
	return map[coach.Kind]string{coach.Weak: "弱项", coach.Clear: "明确违规", coach.Near: "差一点"}[k]
}

func trendText(t coach.Trend) string {
	return map[coach.Trend]string{coach.Improved: "变好", coach.Worsened: "变差", coach.Unchanged: "看不出变化", coach.Unknown: "样本不足"}[t]
}

func agentText(a coach.Agent) string {
	s := strings.TrimSpace(printable.Text(a.ID + " " + a.Name))
	if a.Team != "" {
		s += "（" + printable.Text(a.Team) + "）"
	}
	return s
}

// focus is the first turn of a clip that matters, and the span in it that matters
// most: what speaks against the agent before what speaks for them, and these before
// what was silenced, measured, or looked for in vain. Both can be nil.
func focus(c *coach.Clip) (*coach.Turn, *coach.Span) {
	for _, m := range []coach.Mark{coach.Violation, coach.Credit, coach.Silenced} {
		for i := range c.Turns {
			for k := range c.Turns[i].Spans {
				if s := &c.Turns[i].Spans[k]; s.Mark == m {
					return &c.Turns[i], s
				}
			}
		}
	}
	for _, matters := range []func(*coach.Turn) bool{
		func(t *coach.Turn) bool { return t.Measured != "" },
		func(t *coach.Turn) bool { return t.Searched },
	} {
		for i := range c.Turns {
			if matters(&c.Turns[i]) {
				return &c.Turns[i], nil
			}
		}
	}
	return nil, nil
}

// sourceText says which interaction it is.
func sourceText(s *coach.Source) string {
	parts := []string{s.Day, printable.Text(s.InteractionID), words.Channel(s.Channel).ZH}
	if s.Queue != "" {
		parts = append(parts, printable.Text(s.Queue))
	}
	if s.Intent != "" {
		parts = append(parts, words.Intent(s.Intent).ZH)
	}
	if s.Emotion != "" {
		parts = append(parts, words.Emotion(s.Emotion).ZH)
	}
	if s.Score != nil {
		parts = append(parts, fmt.Sprintf("得分 %.1f", *s.Score))
	}
	return strings.Join(parts, "，")
}

// sameText says what an example shares with its case.
func sameText(same []string) string {
	if len(same) == 0 {
		return ""
	}
	names := map[string]string{"queue": "队列", "channel": "渠道", "intent": "来意", "emotion": "客户情绪"}
	var out []string
	for _, s := range same {
		out = append(out, names[s])
	}
	return "同" + strings.Join(out, "、")
}

// summaryText says what was found of an agent.
func summaryText(s *coach.Summary) string {
	switch {
	case s.Compared == 0:
		return fmt.Sprintf("会话 %d 次，样本不足，未与同事比较；案例 %d 个", s.Interactions, s.Cases)
	case s.Weaker+s.Stronger == 0:
		return fmt.Sprintf("会话 %d 次，比较 %d 项，与同事没有可靠的差别；案例 %d 个", s.Interactions, s.Compared, s.Cases)
	}
	return fmt.Sprintf("会话 %d 次，比较 %d 项，弱于同事 %d 项，强于同事 %d 项；案例 %d 个", s.Interactions, s.Compared, s.Weaker, s.Stronger, s.Cases)
}

// outcomeText says what became of a skill.
func outcomeText(o *coach.Outcome) string {
	share := func(s coach.Share) string {
		if s.N == 0 {
			return "没有会话"
		}
		return fmt.Sprintf("%.0f%%（%d/%d）", 100*s.Rate, s.Fails, s.N)
	}
	s := fmt.Sprintf("不合格率：辅导前（至 %s）%s，辅导后 %s", o.Since, share(o.Before), share(o.After))
	if o.Trend != coach.Unknown {
		s += fmt.Sprintf("，变化 %+.0f 个百分点（95%% 区间 %+.0f 至 %+.0f）", 100*o.Change.Diff, 100*o.Change.Low, 100*o.Change.High)
	}
	if o.PeersBefore.N > 0 && o.PeersAfter.N > 0 {
		s += fmt.Sprintf("；同期同事 %.0f%% → %.0f%%", 100*o.PeersBefore.Rate, 100*o.PeersAfter.Rate)
	}
	return s
}

// piece is a stretch of a clip as it is shown.
type piece struct {
	text string
	mark coach.Mark // empty for plain text
}

// How much of a long turn is shown: around what is set off, or of its begin.
const (
	besides = 40
	alone   = 160
)

// pieces cuts the text of a turn at its spans, and shortens what lies between.
func pieces(t *coach.Turn) []piece {
	var out []piece
	at := 0
	for i, s := range t.Spans {
		out = append(out, piece{text: between(t.Text[at:s.Begin], i == 0, false)}, piece{text: t.Text[s.Begin:s.End], mark: s.Mark})
		at = s.End
	}
	return append(out, piece{text: between(t.Text[at:], len(t.Spans) == 0, true)})
}

// between shortens plain text: in front of the first span its end is kept, behind
// the last one its begin, and both ends of what lies between two.
func between(s string, first, last bool) string {
	r := []rune(s)
	switch {
	case first && last && len(r) > alone:
		return string(r[:alone]) + "……"
	case first && last, len(r) <= 2*besides:
		return s
	case first:
		return "……" + string(r[len(r)-besides:])
	case last:
		return string(r[:besides]) + "……"
	}
	return string(r[:besides]) + "……" + string(r[len(r)-besides:])
}

// note is what is said beside a turn.
func note(t *coach.Turn) string {
	switch {
	case t.Measured != "":
		return "（" + coach.Measures(printable.Text(t.Measured)) + "）"
	case t.Searched:
		return "（此处没有找到）"
	}
	return ""
}

// head is what stands before the words of a turn.
func head(t *coach.Turn) string {
	s := words.Role(t.Role).ZH
	if c := printable.Clock(t.BeginMS); c != "" {
		s += " " + c
	}
	return s + "："
}
