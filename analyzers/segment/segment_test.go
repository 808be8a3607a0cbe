package segment

import (
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"zhijian/analyzers/normalize"
	"zhijian/lexicon/dict"
)

// newUser builds the segmenter with the shipped user dictionary.
func newUser(t testing.TB) *Segmenter {
	t.Helper()
	words, err := dict.User()
	if err != nil {
		t.Fatal(err)
	}
	s, err := New(words...)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// cut writes the tokens of norm with slashes between them.
func cut(s *Segmenter, norm string) string {
	var out []string
	for _, t := range s.Tokens(norm, nil) {
		out = append(out, t.Text(norm))
	}
	return strings.Join(out, "/")
}

// TestSegmenter shares one segmenter, which takes half a second to build.
func TestSegmenter(t *testing.T) {
	s := newUser(t)
	t.Run("user words", func(t *testing.T) { testUserWords(t, s) })
	t.Run("edges", func(t *testing.T) { testEdges(t, s) })
	t.Run("cover", func(t *testing.T) {
		rapid.Check(t, func(t *rapid.T) { checkCover(t, s, rapid.String().Draw(t, "text")) })
	})
	t.Run("broken bytes", func(t *testing.T) {
		for _, text := range []string{"", "a", "\xff", "好\xe4\xb8", "\x00\n", "4G套餐VIP", strings.Repeat("好", 5000)} {
			checkCover(t, s, text)
		}
	})
	t.Run("buffer", func(t *testing.T) { testBuffer(t, s) })
	t.Run("concurrent", func(t *testing.T) { testConcurrent(t, s) })
	t.Run("known", func(t *testing.T) { testKnown(t, s) })
}

// testUserWords: each word of the user dictionary is in normal form and one token
// with its own tag.
func testUserWords(t *testing.T, s *Segmenter) {
	words, err := dict.User()
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range words {
		if norm := normalize.Normalize(w.Text).Norm; norm != w.Text {
			t.Errorf("%s is not in normal form, which is %s", w.Text, norm)
		}
		tokens := s.Tokens(w.Text, nil)
		if len(tokens) != 1 || tokens[0].POS.String() != w.POS {
			t.Errorf("%s is cut into %s, tags %v, want one token with tag %s", w.Text, cut(s, w.Text), tokens, w.POS)
		}
	}
}

// testEdges: user words do not eat their neighbours, nor glue acts together.
func testEdges(t *testing.T, s *Segmenter) {
	for _, want := range []string{
		"修改/单号", "返/现金/给/我", "不过/保修/的话", "收到/付款/了", "打开/卡片", "亲自/提交",
		"很/差/评价", "指定/投诉渠道", "退/单独/购买/的", "三个/月/费用", "钱/退到/账号/里/了",
		"还/没/到账/呢", "未/签收", "我/要/转/人工", "不/知道", "请问/一下", "麻烦/您",
		"开/电子发票/还是/专票", "申请/价保", "光猫/坏/了", "宽带账号/密码", "花呗/分期",
	} {
		if got := cut(s, strings.ReplaceAll(want, "/", "")); got != want {
			t.Errorf("cut into %s, want %s", got, want)
		}
	}
}

// checkCover: tokens follow each other without gaps, cover the text, are never
// empty and never cut a character.
func checkCover(t rapid.TB, s *Segmenter, text string) {
	at := int32(0)
	for _, tok := range s.Tokens(text, nil) {
		if tok.Begin != at || tok.End <= tok.Begin {
			t.Fatalf("token %v after %d of %q", tok, at, text)
		}
		at = tok.End
	}
	if int(at) != len(text) {
		t.Fatalf("tokens end at %d of %d bytes of %q", at, len(text), text)
	}
}

func testBuffer(t *testing.T, s *Segmenter) {
	first := s.Tokens("您好", nil)
	both := s.Tokens("再见", slices.Clone(first))
	if len(both) != 2 || both[0] != first[0] || both[1].Begin != 0 {
		t.Errorf("appended %v to %v", both, first)
	}
}

func testConcurrent(t *testing.T, s *Segmenter) {
	const norm = "您好，请问有什么可以帮您？我的宽带坏了，4g也不能用。"
	want := s.Tokens(norm, nil)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for range 200 {
				if got := s.Tokens(norm, nil); !slices.Equal(got, want) {
					t.Errorf("got %v, want %v", got, want)
				}
			}
		})
	}
	wg.Wait()
}

func testKnown(t *testing.T, s *Segmenter) {
	for word, want := range map[string]bool{"客服": true, "光猫": true, "宝子": false, "": false, "光猫坏了": false} {
		if got := s.Known(word); got != want {
			t.Errorf("Known(%q) = %v", word, got)
		}
	}
}

func TestUserWordsComeFirst(t *testing.T) {
	s, err := New(dict.Word{Text: "客服", Freq: 9999, POS: "nz"})
	if err != nil {
		t.Fatal(err)
	}
	tokens := s.Tokens("客服", nil)
	if len(tokens) != 1 || tokens[0].POS != TagOf("nz") {
		t.Errorf("tokens %v, want one with the user dictionary's tag nz", tokens)
	}
}

func TestNewFaults(t *testing.T) {
	tests := []struct {
		name  string
		words []dict.Word
		want  string
	}{
		{"empty word", []dict.Word{{Text: "", Freq: 200, POS: "n"}}, "word is empty"},
		{"low frequency", []dict.Word{{Text: "光猫", Freq: 1, POS: "n"}}, "at least 2"},
		{"upper case", []dict.Word{{Text: "U盾", Freq: 200, POS: "n"}}, "in normal form"},
		{"repeated", []dict.Word{{Text: "光猫", Freq: 200, POS: "n"}, {Text: "光猫", Freq: 200, POS: "v"}}, "twice"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := New(tt.words...); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %v, want one with %q", err, tt.want)
			}
			if testing.Short() {
				return // gse takes seconds to load
			}
			if _, err := NewOracle(tt.words...); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("gse: error %v, want one with %q", err, tt.want)
			}
		})
	}
}

func TestVersionIsTheModules(t *testing.T) {
	mod, err := os.ReadFile("../../go.mod")
	if err != nil {
		t.Fatal(err)
	}
	if line := "github.com/go-ego/gse " + Version() + "\n"; !strings.Contains(string(mod), line) {
		t.Errorf("go.mod does not require %q", line)
	}
}
