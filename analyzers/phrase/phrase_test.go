package phrase

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode"

	"pgregory.net/rapid"
)

func scan(a *Automaton, text string) []string {
	var out []string
	a.Scan(text, func(p, begin, end int) { out = append(out, fmt.Sprintf("%d@%d-%d", p, begin, end)) })
	slices.Sort(out)
	return out
}

// naive finds what Scan must find, by trying every phrase at every offset.
func naive(phrases []string, text string) []string {
	var out []string
	for p, phrase := range phrases {
		for i := range len(text) {
			if strings.HasPrefix(text[i:], phrase) {
				out = append(out, fmt.Sprintf("%d@%d-%d", p, i, i+len(phrase)))
			}
		}
	}
	slices.Sort(out)
	return out
}

func TestScan(t *testing.T) {
	tests := []struct {
		name    string
		phrases []string
		text    string
		want    []string
	}{
		{"none", []string{"您好"}, "喂", nil},
		{"overlapping and nested", []string{"请稍等", "稍等", "稍等一下"}, "请稍等一下", []string{"0@0-9", "1@3-9", "2@3-15"}},
		{"suffix of a longer miss", []string{"不知道了", "知道"}, "不知道", []string{"1@3-9"}},
		{"same phrase twice", []string{"好", "好"}, "好", []string{"0@0-3", "1@0-3"}},
		{"empty text", []string{"好"}, "", nil},
		{"characters that no phrase has", []string{"a"}, "xax", []string{"0@1-2"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a, err := Build(tt.phrases)
			if err != nil {
				t.Fatal(err)
			}
			if got := scan(a, tt.text); !slices.Equal(got, tt.want) {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
}

func TestScanFindsWhatTryingFinds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		letters := rapid.SampledFrom([]rune("不知道了好a您"))
		phrases := rapid.SliceOfN(rapid.StringOfN(letters, 1, 4, -1), 1, 12).Draw(t, "phrases")
		text := rapid.StringOfN(letters, 0, 3*worthBlock, -1).Draw(t, "text")
		a, err := Build(phrases)
		if err != nil {
			t.Fatal(err)
		}
		if got, want := scan(a, text), naive(phrases, text); !slices.Equal(got, want) {
			t.Fatalf("got %v, want %v", got, want)
		}
	})
}

// TestScanOfManyCharacters crowds the cells with nodes of many children.
func TestScanOfManyCharacters(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		few := rapid.SampledFrom([]rune{0x80, 0xFF, 0x4E00, 0x7F, 0, 'a', '😀', '𠮷'})
		letter := rapid.OneOf(few, rapid.RuneFrom(nil, unicode.Han), rapid.Rune())
		phrases := rapid.SliceOfN(rapid.StringOfN(letter, 1, 3, -1), 1, 400).Draw(t, "phrases")
		text := strings.Join(rapid.SliceOfN(rapid.SampledFrom(phrases), 0, 20).Draw(t, "text"), "中")
		a, err := Build(phrases)
		if err != nil {
			t.Fatal(err)
		}
		if got, want := scan(a, text), naive(phrases, text); !slices.Equal(got, want) {
			t.Fatalf("got %v, want %v", got, want)
		}
	})
}

// TestScanOrder holds the order in which occurrences are reported.
func TestScanOrder(t *testing.T) {
	a, err := Build([]string{"稍等一下", "稍等", "请稍等", "稍等", "等"})
	if err != nil {
		t.Fatal(err)
	}
	var got []int
	a.Scan("请稍等一下", func(p, _, _ int) { got = append(got, p) })
	if want := []int{2, 1, 3, 0, 4}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestPhrasesGoOn(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		letters := rapid.SampledFrom([]rune("不知道了好a您"))
		phrases := rapid.SliceOfN(rapid.StringOfN(letters, 1, 4, -1), 0, 12).Draw(t, "phrases")
		text := rapid.StringOfN(letters, 1, 4, -1).Draw(t, "text")
		a, err := Build(phrases)
		if err != nil {
			t.Fatal(err)
		}
		var symbols []Symbol
		for _, r := range text {
			symbols = append(symbols, a.alphabet.Symbol(r))
		}
		want := slices.ContainsFunc(phrases, func(p string) bool { return len(p) > len(text) && strings.HasPrefix(p, text) })
		if got := a.trie.GoesOn(symbols); got != want {
			t.Fatalf("got %v, want %v", got, want)
		}
	})
}

func TestBuildRefusesEmptyPhrase(t *testing.T) {
	if _, err := Build([]string{"好", ""}); err == nil {
		t.Error("an empty phrase was accepted")
	}
}

func TestBuildOfNothingFindsNothing(t *testing.T) {
	a, err := Build(nil)
	if err != nil {
		t.Fatal(err)
	}
	if got := scan(a, "您好"); got != nil {
		t.Errorf("got %v", got)
	}
}
