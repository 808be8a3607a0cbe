package report

import (
	"zhijian/pipeline/insight/facts"
	"zhijian/pipeline/insight/report/words"
)

// times gathers the measured values by channel.
type times struct {
	by map[string]*[7]sketch
	n  map[string]int64
}

func newTimes() *times { return &times{by: map[string]*[7]sketch{}, n: map[string]int64{}} }

func (t *times) add(c *facts.Case) {
	in := c.Interaction
	s, ok := t.by[in.Channel]
	if !ok {
		s = &[7]sketch{}
		for i := range s {
			s[i] = sketch{}
		}
		t.by[in.Channel] = s
	}
	t.n[in.Channel]++
	for i, v := range [7]*int64{in.DurationMS, in.FirstReplyMS, in.MaxReplyMS, in.SilenceMS, wide(in.Interruptions)} {
		if v != nil {
			s[i].add(float64(*v))
		}
	}
	for i, v := range [2]*float64{in.TalkRatio, in.AgentCharsPerMin} {
		if v != nil {
			s[5+i].add(*v)
		}
	}
}

func wide(v *int32) *int64 {
	if v == nil {
		return nil
	}
	w := int64(*v)
	return &w
}

// measures are the distributions, each in the channels that have values.
func (t *times) measures() []Measure {
	all := []Measure{
		{ID: "first-reply", Unit: InMilliseconds, Name: words.Text{ZH: "首次响应", EN: "First reply"}, Explain: words.Text{ZH: "从客户第一句话到坐席第一次回应；标准要求在线 60 秒内。", EN: "From the customer's first turn to the agent's first reply; the standard asks for 60 s in chats."}},
		{ID: "longest-wait", Unit: InMilliseconds, Name: words.Text{ZH: "最长等待", EN: "Longest wait"}, Explain: words.Text{ZH: "客户等候回应最久的一次。", EN: "The longest wait for a reply."}},
		{ID: "duration", Unit: InMilliseconds, Name: words.Text{ZH: "会话时长", EN: "Duration"}, Explain: words.Text{ZH: "从开始到结束。", EN: "From start to end."}},
		{ID: "silence", Unit: InMilliseconds, Name: words.Text{ZH: "静音合计", EN: "Silence"}, Explain: words.Text{ZH: "各轮之间静音的总和。", EN: "Silence between turns, in sum."}},
		{ID: "interruptions", Unit: Counted, Name: words.Text{ZH: "打断次数", EN: "Interruptions"}, Explain: words.Text{ZH: "坐席在客户说话中途开口的次数。", EN: "Turns of the agent that begin inside one of the customer's."}},
		{ID: "talk-ratio", Unit: AsShare, Name: words.Text{ZH: "坐席说话占比", EN: "Agent's share of the talk"}, Explain: words.Text{ZH: "坐席说话时间占双方说话时间的份额。", EN: "The agent's part of the speaking time."}},
		{ID: "speech-rate", Unit: PerMinute, Name: words.Text{ZH: "语速（字/分）", EN: "Speech rate, characters a minute"}, Explain: words.Text{ZH: "坐席每分钟字数；标准要求电话 120 至 300。", EN: "The agent's characters a minute; the standard asks for 120 to 300 on the phone."}},
	}
	place := [7]int{1, 2, 0, 3, 4, 5, 6}
	var out []Measure
	for i, m := range all {
		for _, channel := range []string{"voice", "chat", "email", "social"} {
			if t.n[channel] == 0 {
				continue
			}
			s := t.by[channel][place[i]]
			if n := s.n(); n > 0 {
				m.Strips = append(m.Strips, Strip{
					Channel: words.Channel(channel), N: n, Unknown: t.n[channel] - n,
					Quantiles: [5]float64(s.quantiles(0.05, 0.25, 0.5, 0.75, 0.95)),
				})
			}
		}
		if len(m.Strips) > 0 {
			out = append(out, m)
		}
	}
	return out
}
