package segment

import (
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"zhijian/lexicon/dict"
)

// load builds the segmenter once for all tests of a function.
func load(t testing.TB, words ...dict.Word) *Segmenter {
	t.Helper()
	s, err := New(words...)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func words(s *Segmenter, norm string) []string {
	var out []string
	for _, t := range s.Tokens(norm, nil) {
		out = append(out, t.Text(norm))
	}
	return out
}

func TestUserWordsComeFirst(t *testing.T) {
	s := load(t, dict.Word{Text: "光猫", Freq: 2000, POS: "nz"}, dict.Word{Text: "客服", Freq: 9999, POS: "nz"})
	if got, want := strings.Join(words(s, "光猫坏了找客服"), "/"), "光猫/坏/了/找/客服"; got != want {
		t.Errorf("cut into %s, want %s", got, want)
	}
	for _, tok := range s.Tokens("光猫客服", nil) {
		if tok.POS != "nz" {
			t.Errorf("tag %q, want the user dictionary's nz", tok.POS)
		}
	}
}

func TestConcurrentUse(t *testing.T) {
	s := load(t)
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

func TestVersionIsTheModules(t *testing.T) {
	mod, err := os.ReadFile("../../go.mod")
	if err != nil {
		t.Fatal(err)
	}
	if line := "github.com/go-ego/gse " + Version() + "\n"; !strings.Contains(string(mod), line) {
		t.Errorf("go.mod does not require %q", line)
	}
}
