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

func learn(t *testing.T, c *Compiler, texts ...string) {
	t.Helper()
	if err := c.Learn(slices.Values(texts)); err != nil {
		t.Fatal(err)
	}
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
		{"behind a sign that begins the text", "^好的$", "，好的", []string{"好的"}},
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

func TestTriggers(t *testing.T) {
	tests := []struct {
		pattern string
		want    []Trigger
	}{
		{"请~4稍等一下", []Trigger{{Literal: "稍等一下", Least: 1, Most: 5}}},
		{"(您好|你的)~2再会", []Trigger{{Literal: "再会", Least: 2, Most: 4}}},
		{"(退|换)(货|款)了?", []Trigger{{Literal: "换款"}, {Literal: "换货"}, {Literal: "退款"}, {Literal: "退货"}}},
		{"^(嗯)?好$", []Trigger{{Literal: "嗯好", Opens: true, Closes: true, Most: 1}, {Literal: "好", Opens: true, Closes: true, Most: 1}}},
		{"[^您]{0,3}是(吗|么)", []Trigger{{Literal: "是么", Most: 3}, {Literal: "是吗", Most: 3}}},
		{"(好的|知道~3了|行)您", []Trigger{{Literal: "好的"}, {Literal: "知道"}, {Literal: "行"}}},
		{"我(们)?(的)?(好|好的)", []Trigger{{Literal: "我们好"}, {Literal: "我们的好"}, {Literal: "我好"}, {Literal: "我的好"}}},
		{"<num>{1,3}个[零-龟]", []Trigger{{Literal: "个", Least: 1, Most: 48}}},
	}
	for _, tt := range tests {
		c := newTestCompiler()
		learn(t, c, "的的的的您您您您个")
		p, err := c.Compile(tt.pattern)
		if err != nil {
			t.Fatal(err)
		}
		for i := range p.Triggers {
			p.Triggers[i].Beside = nil // see TestBeside
		}
		if diff := cmp.Diff(tt.want, p.Triggers); diff != "" {
			t.Errorf("%s: %s", tt.pattern, diff)
		}
	}
}

func TestBeside(t *testing.T) {
	signs := []rune("\t\n\f\r \"-:[]_~—“”…、。完掉的！（），；？～")
	tests := []struct {
		pattern string
		want    []Beside
	}{
		{"您~3退货", []Beside{{&Near{Runes: []rune("您"), Ahead: true}, 0, 3}}},
		{"退货~3(您|你)", []Beside{{&Near{Runes: []rune("你您")}, 0, 3}}},
		{"退货(完|掉)?(的|$)", []Beside{{&Near{Runes: signs, Edge: true}, 0, 0}, {&Near{Runes: slices.DeleteFunc(slices.Clone(signs), func(r rune) bool { return strings.ContainsRune("完掉", r) }), Edge: true}, 0, 1}}},
		{"(退货~2的|换货的)~3了", []Beside{{&Near{Runes: []rune("的")}, 0, 2}, {&Near{Runes: []rune("了")}, 1, 6}}},
		{"退货[^的]{0,3}", nil},
		{"退货", nil},
		{"的{1,2}(退货~2){2}的", []Beside{{&Near{Runes: []rune("的"), Ahead: true}, 0, 0}}},
		{"您~1退货~1家", []Beside{{&Near{Runes: []rune("家")}, 0, 1}, {&Near{Runes: []rune("您"), Ahead: true}, 0, 1}}},
	}
	for _, tt := range tests {
		c := newTestCompiler()
		learn(t, c, strings.Repeat("的了您你", 100))
		p, err := c.Compile(tt.pattern)
		if err != nil {
			t.Fatal(err)
		}
		first := p.Triggers[0]
		for i := range p.Triggers {
			if p.Triggers[i].Literal == "退货" {
				first = p.Triggers[i]
			}
		}
		if diff := cmp.Diff(tt.want, first.Beside); diff != "" {
			t.Errorf("%s: %s", tt.pattern, diff)
		}
	}
}

// standing lists the windows of beginnings that the triggers leave in a text.
func standing(p *Pattern, text []rune) [][2]int {
	edge := func(i int) bool {
		return i == 0 || i == len(text) || strings.ContainsRune(Edges, text[i]) || strings.ContainsRune(SentenceEnds, text[i-1])
	}
	var out [][2]int
	for _, tr := range p.Triggers {
		literal := []rune(tr.Literal)
		for at := 0; at+len(literal) <= len(text); at++ {
			opens := at == 0 || strings.ContainsRune(Edges, text[at-1])
			if slices.Equal(text[at:at+len(literal)], literal) && (!tr.Opens || opens) && (!tr.Closes || edge(at+len(literal))) && holds(&tr, text, at, at+len(literal)) {
				out = append(out, [2]int{max(0, at-tr.Most), at - tr.Least})
			}
		}
	}
	slices.SortFunc(out, func(a, b [2]int) int { return a[0] - b[0] })
	return out
}

// holds reports whether what must stand near the literal at text[begin:end] does.
func holds(t *Trigger, text []rune, begin, end int) bool {
	for _, b := range t.Beside {
		stands := false
		for k := b.Least; k <= b.Most; k++ {
			i := end + k
			if b.Ahead {
				i = begin - 1 - k
			}
			stands = stands || b.Edge && (i == -1 || i == len(text)) || i >= 0 && i < len(text) && slices.Contains(b.Runes, text[i])
		}
		if !stands {
			return false
		}
	}
	return true
}

// sameByTriggers fails when trying a pattern where its triggers tell finds something
// else than trying it everywhere.
func sameByTriggers(t interface{ Fatalf(string, ...any) }, p *Pattern, text string) {
	runes := []rune(text)
	m := machine{Text: p.read(text)}
	var want, got [][2]int
	for from := 0; ; {
		begin, end := m.search(p, from, len(runes))
		if end < 0 {
			break
		}
		want, from = append(want, [2]int{begin, end}), end
	}
	from := 0
	for _, window := range standing(p, runes) {
		for {
			begin, end := m.search(p, max(from, window[0]), window[1])
			if end < 0 {
				from = max(from, window[1]+1) // no match begins in this window, nor in a later one as far
				break
			}
			got, from = append(got, [2]int{begin, end}), end
		}
	}
	if !slices.Equal(got, want) {
		t.Fatalf("pattern %q with triggers %v in %q: everywhere %v, where triggers stand %v", p.Source, p.Triggers, text, want, got)
	}
}

func TestCrosses(t *testing.T) {
	for source, want := range map[string]bool{
		"您~3好": false, "^不知道$": false, "好吗？~3谢谢": true, "[^。！？；]{0,4}好": false, "[^，]{1,3}好": true,
		"$0": true, "0^": true, "(^好|^行)的": false, "x(^好|行)": true, "好(的|$)": false, "好(的|$)~3谢谢": true, "(好$|(行|是)$)": false,
		"(a|b)(^好)": true, "(好$)?": true, "((a)|^b)c": false,
	} {
		if got := crosses(newShutOut().Replace(source)); got != want {
			t.Errorf("%s: got %v", source, got)
		}
	}
}

// FuzzCompile holds that whatever compiles matches only where its triggers stand,
// and that a pattern which crosses no sentence finds in the sentences what it finds
// in the text: the pre-filter must never lose a match.
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
		sameByTriggers(t, p, n.Norm)
		p.FindAll(n.Norm, func(begin, end int) {
			if begin >= end || end > len(n.Norm) {
				t.Fatalf("span %d-%d of %d bytes", begin, end, len(n.Norm))
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
