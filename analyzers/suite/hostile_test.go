package suite

import (
	"strings"
	"testing"
	"time"

	"zhijian/analyzers/transcript"
	"zhijian/benchmarks/clock"
)

// Texts made to be slow: what they cost must grow with their length, not with its
// square. Processor times are compared with those of the same text four times shorter; ten
// times is between the four of a line and the sixteen of a square.
func TestHostileTextsCostWhatTheirLengthCosts(t *testing.T) {
	if testing.Short() {
		t.Skip("measures time")
	}
	s, err := Shipped(Options{Zone: time.UTC})
	if err != nil {
		t.Fatal(err)
	}
	const size = 16 << 10
	one := func(role transcript.Role, text string) func(int) []transcript.Turn {
		return func(bytes int) []transcript.Turn {
			return []transcript.Turn{{Role: transcript.RoleAgent, Text: "您好"}, {Role: role, Text: strings.Repeat(text, bytes/len(text))}}
		}
	}
	for name, turns := range map[string]func(int) []transcript.Turn{
		"complaints":  one(transcript.RoleCustomer, "我要投诉你们的服务太差了"),
		"clauses":     one(transcript.RoleAgent, "请稍等，您好，"),
		"quotes":      one(transcript.RoleCustomer, "他说“你是傻瓜”"),
		"open quotes": one(transcript.RoleAgent, "“滚"),
		"lists":       one(transcript.RoleAgent, "保证不了、"),
		"questions":   one(transcript.RoleAgent, "您叫什么？"),
		"one letter":  one(transcript.RoleAgent, "a"),
		"one Han":     one(transcript.RoleCustomer, "好"),
		"spaced":      one(transcript.RoleAgent, "傻 瓜 "),
	} {
		t.Run(name, func(t *testing.T) {
			analyze := func(bytes int) func() error {
				in := &transcript.Interaction{ID: "x", Channel: transcript.ChannelChat, Turns: turns(bytes)}
				return func() error {
					_, err := s.Analyze(in)
					return err
				}
			}
			const most = 10
			ratio, err := clock.Ratio(most, 20, analyze(size), analyze(4*size))
			if err != nil {
				t.Fatal(err)
			}
			t.Logf("four times the text takes %.1f times as long", ratio)
			if ratio > most {
				t.Errorf("four times the text takes %.1f times as long", ratio)
			}
		})
	}
}
