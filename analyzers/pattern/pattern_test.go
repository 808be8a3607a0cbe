package pattern

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"zhijian/analyzers/normalize"
)

func newTestCompiler() *Compiler {
	lists := map[string][]string{"time": {"今天", "<num>个工作日", "24小时"}}
	return NewCompiler(lists, func(s string) string { n := normalize.Normalize(s); return n.Norm })
}

func TestFindAll(t *testing.T) {
	tests := []struct {
		name, pattern, text string
		want                []string
	}{
		{"literal", "您好", "喂您好呀", []string{"您好"}},
		{"traditional in the pattern", "請稍等", "请稍等", []string{"请稍等"}},
		{"gap", "您是说~4(对吗|是吗)", "您是说要退货对吗", []string{"您是说要退货对吗"}},
		{"gap too short", "您是说~3(对吗|是吗)", "您是说要退掉货物对吗", nil},
		{"gap crosses a comma", "帮您~4登记", "帮您，先登记", []string{"帮您，先登记"}},
		{"gap stays in the sentence", "帮您~4登记", "帮您。先登记", nil},
		{"shortest gap first", "请~6吗", "请问吗好吗", []string{"请问吗"}},
		{"clause begin", "^不知道", "这个，不知道", []string{"不知道"}},
		{"not at clause begin", "^不知道", "我不知道", nil},
		{"clause end", "知道了$", "我知道了，再见", []string{"知道了"}},
		{"text end", "知道了$", "我知道了", []string{"知道了"}},
		{"joiner of recognisers is an edge", "^好的$", "嗯_好的_再见", []string{"好的"}},
		{"word list", "<time>内", "3个工作日内", []string{"3个工作日内"}},
		{"numeral mask", "<num>天", "[数字x]天", []string{"[数字x]天"}},
		{"any mask", "工号<mask>", "工号[工号x]", []string{"工号[工号x]"}},
		{"full-width sign is literal and trimmed off", "好吗？", "不好吗，好吗？", []string{"好吗"}},
		{"case", "VIP客户", "vip客户", []string{"vip客户"}},
		{"dot in a number", "99.9%", "99x9%，99.9%", []string{"99.9%"}},
		{"several", "好(的|吧)", "好的好吧", []string{"好的", "好吧"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p, err := newTestCompiler().Compile(tt.pattern)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			p.FindAll(tt.text, func(b, e int) { got = append(got, tt.text[b:e]) })
			if !slices.Equal(got, tt.want) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestCompileRefuses(t *testing.T) {
	tests := []struct{ name, pattern, want string }{
		{"star", "好的*", "unbounded"},
		{"plus", "好+", "unbounded"},
		{"dot", "您.好", "gap"},
		{"word edge", `\b您好`, "words:"},
		{"word class", `您\w好`, "words:"},
		{"unknown list", "<nolist>好", `"nolist"`},
		{"open list", "<num好", ">"},
		{"nothing obligatory", "(您好)?", "must occur"},
		{"gap alone", "~4", "must occur"},
		{"wide repetition", "好{1,61}", "over 60"},
		{"wide gap", "您~99好", "over 60"},
		{"lookahead", "(?=您)好", "(?…)"},
		{"broken group", "(您好", "missing closing"},
		{"trailing backslash", `好\`, "at the end"},
		{"not UTF-8", "好\xff", "UTF-8"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := newTestCompiler().Compile(tt.pattern)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want an error with %q", err, tt.want)
			}
		})
	}
}

func TestRequired(t *testing.T) {
	tests := []struct {
		pattern string
		want    [][]string
	}{
		{"请~4稍等一下", [][]string{{"请"}, {"稍等一下"}}},
		{"(您好|你好)~2再见", [][]string{{"你好", "您好"}, {"再见"}}},
		{"好(的|吧)", [][]string{{"好"}, {"吧", "的"}}},
		{"(谢谢|感谢)", [][]string{{"感谢", "谢谢"}}},
		{"(请)?问", [][]string{{"问"}}},
		{"(好|好的)?您~3(退|)款", [][]string{{"您"}, {"款"}}},
	}
	for _, tt := range tests {
		p, err := newTestCompiler().Compile(tt.pattern)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(tt.want, p.Required); diff != "" {
			t.Errorf("%s: %s", tt.pattern, diff)
		}
	}
}

// inOrder reports whether one literal of each set stands in text, one behind the other.
func inOrder(sets [][]string, text string) bool {
	for _, set := range sets {
		end := -1
		for _, l := range set {
			if i := strings.Index(text, l); i >= 0 && (end < 0 || i+len(l) < end) {
				end = i + len(l)
			}
		}
		if end < 0 {
			return false
		}
		text = text[end:]
	}
	return true
}

func TestCrosses(t *testing.T) {
	for source, want := range map[string]bool{
		"您~3好": false, "^不知道$": false, "好吗？~3谢谢": true, "[^。！？；]{0,4}好": false, "[^，]{1,3}好": true,
		"$0": true, "0^": true, "(^好|^行)的": false, "x(^好|行)": true, "好(的|$)": false, "好(的|$)~3谢谢": true, "(好$|(行|是)$)": false,
		"(a|b)(^好)": true, "(好$)?": true, "((a)|^b)c": false,
	} {
		if got := crosses(source); got != want {
			t.Errorf("%s: got %v", source, got)
		}
	}
}

// FuzzCompile holds that whatever compiles matches only texts that hold all
// its required literals in order, and that a pattern which crosses no sentence
// finds in the sentences what it finds in the text: the pre-filter must never lose a match.
func FuzzCompile(f *testing.F) {
	for _, p := range []string{"您~3好", "^不知道$", "<time>(内|前)", "好{1,3}的?", "[您你]好", `a\.b`} {
		f.Add(p, "您好，不知道3个工作日内好好的a.b")
	}
	c := newTestCompiler()
	f.Fuzz(func(t *testing.T, pattern, text string) {
		p, err := c.Compile(pattern)
		if err != nil {
			return
		}
		n := normalize.Normalize(text)
		if !p.Crosses {
			sameBySentence(t, p, n.Norm)
		}
		p.FindAll(n.Norm, func(begin, end int) {
			if begin >= end || end > len(n.Norm) {
				t.Fatalf("span %d-%d of %d bytes", begin, end, len(n.Norm))
			}
			if !inOrder(p.Required, n.Norm) {
				t.Fatalf("pattern %q matched %q without %q in order", pattern, n.Norm, p.Required)
			}
		})
	})
}

// sameBySentence checks that matching sentence by sentence loses nothing.
func sameBySentence(t *testing.T, p *Pattern, text string) {
	t.Helper()
	var whole, parts []int
	p.FindAll(text, func(begin, end int) { whole = append(whole, begin, end) })
	for from := 0; from < len(text); {
		to := SentenceEnd(text, from)
		p.FindAll(text[from:to], func(begin, end int) { parts = append(parts, from+begin, from+end) })
		from = to
	}
	if len(parts) < len(whole) {
		t.Fatalf("pattern %q in %q: whole %v, by sentence %v", p.Source, text, whole, parts)
	}
}
