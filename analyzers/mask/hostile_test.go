package mask

import (
	"fmt"
	"strings"
	"testing"

	"zhijian/analyzers/transcript"
	"zhijian/benchmarks/clock"
)

// Texts made to be slow: what they cost must grow with their length, not with its
// square. Four times the text is between the four of a line and the sixteen of a square.
func TestHostileTextsCostWhatTheirLengthCosts(t *testing.T) {
	if testing.Short() {
		t.Skip("measures time")
	}
	const size = 32 << 10
	for name, text := range map[string]string{
		"one number in parts": "12 ",
		"dashes":              "1-",
		"fillers":             "1嗯",
		"numbers and commas":  "a1,",
		"telephone numbers":   "13812345678，",
		"one long address":    "/1234567",
		"names":               "我叫王小明，",
		"titles":              "王先生",
		"streets":             "中山路12号3栋4单元501室，",
		"mail":                "a@b.cn,",
		"at signs":            "a@",
		"licence plates":      "京A1",
		"codes":               "验证码1234",
		"one blank word":      "a",
	} {
		t.Run(name, func(t *testing.T) {
			mask := func(bytes int) func() error {
				said := strings.Repeat(text, bytes/len(text))
				in := &transcript.Interaction{Turns: []transcript.Turn{
					{Role: transcript.RoleAgent, Text: "http://例子.com" + said},
					{Role: transcript.RoleCustomer, Text: said},
				}}
				return func() error {
					New(Config{}).Interaction(in)
					return nil
				}
			}
			const most = 10
			ratio, err := clock.Ratio(most, 20, mask(size), mask(4*size))
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

// Of a long turn the groups are looked up, of a short one they are searched: both find
// the last one that says the same.
func TestFinder(t *testing.T) {
	for _, numbers := range []int{0, 1, fewGroups, fewGroups + 1, 5 * fewGroups} {
		var before strings.Builder
		for i := range numbers {
			fmt.Fprintf(&before, "%d，", i*i%97) // some of them more than once
		}
		s := &search{m: New(Config{}), turns: []turn{{text: before.String()}, {text: "0，1，4，95，96，97，"}}}
		s.group(0)
		s.group(1)
		now := s.turns[1].groups
		find := s.finder(0, numbers)
		for g := now[0]; g < now[1]; g++ {
			want := -1
			for b := range numbers {
				if s.text(b) == s.text(g) {
					want = b
				}
			}
			if got := find(g); got != want {
				t.Errorf("%d numbers: %s is found at %d, want %d", numbers, s.text(g), got, want)
			}
		}
	}
}
