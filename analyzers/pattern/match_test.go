package pattern

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

// allMatches are the matches of a pattern before their edges are trimmed, in bytes.
func allMatches(p *Pattern, text string) [][]int {
	runes := []rune(text)
	read := p.read(text)
	var all [][]int
	m := machine{Text: read}
	for from := 0; ; {
		begin, end := m.search(p, from, len(runes))
		if end < 0 {
			return all
		}
		all = append(all, []int{len(string(runes[:begin])), len(string(runes[:end]))})
		from = end
	}
}

// sameAsRegexp fails when the machine and package regexp differ.
func sameAsRegexp(t interface{ Fatalf(string, ...any) }, p *Pattern, text string) {
	want := regexp.MustCompile(p.Expanded()).FindAllStringIndex(text, -1)
	if got := allMatches(p, text); !slices.EqualFunc(got, want, slices.Equal) {
		t.Fatalf("pattern %q (%s) in %q: got %v, regexp finds %v", p.Source, p.Expanded(), text, got, want)
	}
}

// drawPattern draws a pattern over few letters, so that texts often match.
func drawPattern(t *rapid.T, depth int) string {
	atoms := []string{"a", "好", "好的", "您", "ab", "[a好]", "[^b的]", "(a|您好|您|a的|好|万|丈)", "(丘|丁|亀)?", "<num>", "<time>", "^", "$", "(^|好)", "(的|$|您~1好)", "，", "~2", "~", `\[`, "()", "[0-9a]"}
	if depth == 0 {
		return rapid.SampledFrom(atoms).Draw(t, "atom")
	}
	sub := func() string { return drawPattern(t, depth-1) }
	switch rapid.IntRange(0, 5).Draw(t, "shape") {
	case 0:
		return rapid.SampledFrom(atoms).Draw(t, "atom")
	case 1:
		return "(" + sub() + "|" + sub() + "|" + sub() + ")"
	case 2:
		return "(" + sub() + ")" + rapid.SampledFrom([]string{"?", "??", "{0,2}", "{1,3}?", "{2}", "{0,3}?"}).Draw(t, "repeat")
	case 3:
		return rapid.SampledFrom([]string{"[a好，]", "好", "[^的]"}).Draw(t, "set") + rapid.SampledFrom([]string{"{0,3}", "{1,2}?", "{2,4}", "?", "??"}).Draw(t, "run")
	default:
		return sub() + sub()
	}
}

func TestMatchesAreThoseOfRegexp(t *testing.T) {
	few, many := newTestCompiler(), newTestCompiler()
	var others []string
	for r := '一'; r < '一'+3000; r++ {
		others = append(others, string(r))
	}
	learn(t, many, others...)
	rapid.Check(t, func(t *rapid.T) {
		c := rapid.SampledFrom([]*Compiler{few, many}).Draw(t, "compiler")
		source := drawPattern(t, rapid.IntRange(1, 4).Draw(t, "depth"))
		p, err := c.Compile(source)
		if err != nil {
			return
		}
		letters := rapid.SampledFrom([]string{"a", "b", "好", "的", "您", "，", "。", "3", "[数字x]", "今天", "个工作日", "丁", "万", "龟"})
		text := strings.Join(rapid.SliceOfN(letters, 0, 12).Draw(t, "text"), "")
		sameAsRegexp(t, p, text)
		sameByTriggers(t, p, text)
	})
}

// TestHardPatternsTakeLittleTime tries patterns on which plain backtracking
// would take longer than anyone waits, so that most decisions are noted.
func TestHardPatternsTakeLittleTime(t *testing.T) {
	c := newTestCompiler()
	text := strings.Repeat("好", 300)
	for _, source := range []string{
		strings.Repeat("~60", 8) + "好~60的", "(好|好好|好好好){0,60}的", strings.Repeat("(好?)?", 40) + "好{40}的",
		"(" + strings.Repeat("好{0,9}", 9) + "|的)的",
	} {
		p, err := c.Compile(source)
		if err != nil {
			t.Fatal(err)
		}
		sameAsRegexp(t, p, text)
		sameAsRegexp(t, p, text+"的"+text)
		sameByTriggers(t, p, text+"的"+text)
	}
}

// FuzzMatch holds the machine to package regexp.
func FuzzMatch(f *testing.F) {
	for _, p := range []string{"您~3好", "^不知道$", "<time>(内|前)?好", "好{1,3}?的?", "[您你]好{0,2}", "(好|好的){0,3}您", `[\x41a]您`} {
		f.Add(p, "您好，不知道3个工作日内好好的a您.b")
	}
	c := newTestCompiler()
	f.Fuzz(func(t *testing.T, pattern, text string) {
		if len(pattern) > 200 || len(text) > 400 || !utf8.ValidString(text) {
			return
		}
		if p, err := c.Compile(pattern); err == nil {
			sameAsRegexp(t, p, text)
			sameByTriggers(t, p, text)
		}
	})
}
