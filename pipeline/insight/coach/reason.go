package coach

import (
	"fmt"
	"strconv"
	"strings"

	"zhijian/pipeline/insight/facts"
	"zhijian/pipeline/insight/peers"
	"zhijian/pipeline/printable"
)

// reason says in Chinese why a case was chosen; near is why it is a near miss.
func reason(c *Case, near string) string {
	var parts []string
	switch c.Kind {
	case Weak:
		return comparison(c.Compared)
	case Clear:
		what := "重大项不合格"
		if c.Skill.Severity == "fatal" {
			what = "红线项不合格"
		}
		parts = append(parts, what+"，原话明确"+quoted(&c.Clip, Violation))
	case Near:
		parts = append(parts, near)
	}
	if c.Compared != nil {
		parts = append(parts, comparison(c.Compared))
	} else {
		parts = append(parts, "样本不足，未与同事比较")
	}
	return strings.Join(parts, "；")
}

// nearReason says why the verdict on an item is a near miss; empty when it is none.
func nearReason(n Nearness, itemID string, c *Clip, f *facts.Case) string {
	switch n {
	case Threshold:
		for i := range f.Hits {
			if h := &f.Hits[i]; h.ItemID == itemID && h.Tier == "field" && h.SuppressedBy == "" {
				return fmt.Sprintf("略超标准：%s（标准 %s），偏离 %.0f%%", Measures(h.Text), Measures(h.Matched), 100*beyond(h.Text, h.Matched))
			}
		}
	case Partial:
		return "做了一半：说了" + quoted(c, Credit) + "，但没有做全"
	case Unsure:
		for i := range f.Hits {
			if h := &f.Hits[i]; h.ItemID == itemID && h.Polarity == "violation" && h.SuppressedBy == "" && h.Nearest != "" {
				return fmt.Sprintf("拿不准：%s只是像“%s”（相似 %d），请先核对再谈", quoted(c, Violation), shortened(printable.Text(h.Nearest), 20), h.Score)
			}
		}
		return "拿不准：" + quoted(c, Violation) + "只是读音相近，请先核对再谈"
	case Guarded:
		return "说法擦边：" + quoted(c, Silenced) + "因" + silencer(c) + "不算违规"
	}
	return ""
}

// comparison tells how the agent stands beside peers.
func comparison(f *peers.Finding) string {
	digits := 0
	if max(f.Rate, f.PeerRate) < 0.1 {
		digits = 1
	}
	percent := func(x float64) string { return strconv.FormatFloat(100*x, 'f', digits, 64) }
	s := fmt.Sprintf("本人 %d 次中 %d 次不合格（%s%%），同队列、渠道、来意的同事为 %s%%", f.N, f.Fails, percent(f.Rate), percent(f.PeerRate))
	if f.Standing == peers.Level {
		return s + "，没有可靠的差别"
	}
	word, low, high := "高", f.Low, f.High
	if f.Diff < 0 {
		word, low, high = "低", -f.High, -f.Low
	}
	return fmt.Sprintf("%s，%s %s 个百分点（95%% 区间 %s 至 %s）", s, word, percent(max(f.Diff, -f.Diff)), percent(low), percent(high))
}

// quoted gives the longest words of a mark, in quotation marks.
func quoted(c *Clip, m Mark) string {
	most := ""
	for _, t := range c.Turns {
		for _, s := range t.Spans {
			if s.Mark == m && s.End-s.Begin > len(most) {
				most = t.Text[s.Begin:s.End]
			}
		}
	}
	if most == "" {
		return ""
	}
	return "“" + shortened(printable.Text(most), 24) + "”"
}

// silencer names what silenced the first such words of a clip.
func silencer(c *Clip) string {
	words := map[string]string{"quotation": "引用", "reported": "转述", "hypothetical": "假设", "question": "询问"}
	for _, t := range c.Turns {
		for _, s := range t.Spans {
			if w := words[s.By]; s.Mark == Silenced && w != "" {
				return w
			}
		}
	}
	return "上下文"
}

// shortened cuts text after n characters.
func shortened(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n]) + "…"
	}
	return s
}
