package dict

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestParse(t *testing.T) {
	const text = "# 注释\n\n工单 200 n\r\n5g套餐 100 nz\n"
	got, err := Parse("x.txt", text)
	if err != nil {
		t.Fatal(err)
	}
	want := []Word{{"工单", 200, "n"}, {"5g套餐", 100, "nz"}}
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestParseFaults(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"no frequency", "工单", "x.txt:1: 1 fields, want word, frequency and tag"},
		{"no tag", "工单 200", "x.txt:1: 2 fields, want word, frequency and tag"},
		{"a field too many", "工单 200 n n", "x.txt:1: 4 fields"},
		{"low frequency", "# c\n工单 1 n", `x.txt:2: frequency 1 of "工单": at least 2`},
		{"negative frequency", "工单 -5 n", "x.txt:1: frequency -5"},
		{"huge frequency", "工单 10000001 n", "x.txt:1: frequency 10000001"},
		{"overflowing frequency", "工单 99999999999999999999 n", "x.txt:1: frequency \"99999999999999999999\" is not a whole number"},
		{"frequency in words", "工单 多 n", "x.txt:1: frequency \"多\" is not a whole number"},
		{"fraction", "工单 2.5 n", "x.txt:1: frequency \"2.5\" is not a whole number"},
		{"repeated", "工单 200 n\n光猫 200 n\n工单 300 v", `x.txt:3: "工单" repeats line 1`},
		{"tab", "工单\t200\tn", "x.txt:1: U+0009 in the line"},
		{"two spaces", "工单  200 n", "x.txt:1: two spaces in a row"},
		{"space before", " 工单 200 n", "x.txt:1: word is empty"},
		{"only a frequency", " 200 n", "x.txt:1: word is empty"},
		{"space behind", "工单 200 n ", "x.txt:1: space at the end"},
		{"ideographic space", "工\u3000单 200 n", "x.txt:1: U+3000 in the line"},
		{"invisible character", "工\u200b单 200 n", "x.txt:1: U+200B in the line"},
		{"byte order mark", "\ufeff工单 200 n", "x.txt:1: byte order mark"},
		{"mark further on", "光猫 200 n\n\ufeff工单 200 n", "x.txt:2: U+FEFF in the line"},
		{"unknown tag", "工单 200 noun", `x.txt:1: unknown tag "noun" of "工单"`},
		{"broken bytes", "工\xff 200 n", "x.txt:1: not UTF-8"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			words, err := Parse("x.txt", tt.text)
			if err == nil || !strings.Contains(err.Error(), tt.want) || words != nil {
				t.Errorf("got %v, %v, want an error with %q", words, err, tt.want)
			}
		})
	}
}

func TestParseReportsEveryFault(t *testing.T) {
	_, err := Parse("x.txt", "工单\n光猫 200 n\n价保 1 v\n")
	if err == nil || !strings.Contains(err.Error(), "x.txt:1:") || !strings.Contains(err.Error(), "x.txt:3:") {
		t.Errorf("error %v, want lines 1 and 3", err)
	}
}

func TestCheckEmptyWord(t *testing.T) {
	for _, w := range []Word{{"", 200, "n"}, {"a b", 200, "n"}, {"\xff", 200, "n"}} {
		if err := w.Check(); err == nil {
			t.Errorf("Check(%q) found nothing", w.Text)
		}
	}
}

func TestUser(t *testing.T) {
	words, err := User()
	if err != nil {
		t.Fatal(err)
	}
	if len(words) < 700 {
		t.Errorf("%d words, want 700 or more", len(words))
	}
}

// What Parse accepts, it accepts again when written out, and it is all sound.
func checkParse(t rapid.TB, text string) {
	words, err := Parse("x.txt", text)
	if err != nil {
		if !strings.HasPrefix(err.Error(), "x.txt:") {
			t.Fatalf("error without a place: %v", err)
		}
		return
	}
	var b strings.Builder
	for _, w := range words {
		if err := w.Check(); err != nil {
			t.Fatalf("accepted %v: %v", w, err)
		}
		fmt.Fprintf(&b, "%s %d %s\n", w.Text, w.Freq, w.POS)
	}
	again, err := Parse("x.txt", b.String())
	if err != nil || !slices.Equal(again, words) {
		t.Fatalf("%v written and read again is %v, %v", words, again, err)
	}
}

func TestLaws(t *testing.T) {
	part := rapid.SampledFrom([]string{"工单", "光猫", "5g", " ", "\n", "\t", "#", "200", "2", "1", "n", "nz", "v", "\ufeff", "\xff", "\r\n"})
	rapid.Check(t, func(t *rapid.T) {
		checkParse(t, strings.Join(rapid.SliceOfN(part, 0, 30).Draw(t, "text"), ""))
	})
}

func FuzzParse(f *testing.F) {
	f.Add("工单 200 n\n# c\n5g套餐 100 nz\n")
	f.Add(" 200 n\n工单\t2 n")
	f.Fuzz(func(t *testing.T, text string) { checkParse(t, text) })
}
