package opencc

import (
	"bufio"
	"os"
	"strings"
	"testing"
	"unicode/utf8"
)

// pairs reads a text file of the tables.
func pairs(t *testing.T, name string) map[string]string {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	m := map[string]string{}
	sc := bufio.NewScanner(f)
	for sc.Scan() {
		key, value, ok := strings.Cut(sc.Text(), " ")
		if !ok || m[key] != "" {
			t.Fatalf("%s: bad or repeated line %q", name, sc.Text())
		}
		m[key] = value
	}
	if err := sc.Err(); err != nil {
		t.Fatal(err)
	}
	return m
}

// Every rune that can be encoded converts as characters.txt says, and no other.
func TestCharacters(t *testing.T) {
	want := pairs(t, "characters.txt")
	if len(want) < 2900 {
		t.Fatalf("only %d characters", len(want))
	}
	for r := rune(0); r <= 0x10FFFF; r++ {
		if 0xD800 <= r && r < 0xE000 {
			continue
		}
		// A Latin letter behind the character keeps phrases out.
		if got := At(string(r) + "x"); got != want[string(r)] {
			t.Fatalf("At(%q) = %q, want %q", r, got, want[string(r)])
		}
		if want[string(r)] != "" && (!Touches(r) || !Suspect(r)) {
			t.Fatalf("%q is converted but not touched or no suspect", r)
		}
	}
}

func TestPhrases(t *testing.T) {
	all := pairs(t, "phrases.txt")
	if len(all) < 400 {
		t.Fatalf("only %d phrases", len(all))
	}
	for key, want := range all {
		if got := At(key + "x"); got != want {
			t.Errorf("At(%q) = %q, want %q", key, got, want)
		}
		if key != want && !strings.ContainsFunc(key, Suspect) {
			t.Errorf("%s is converted without a suspect", key)
		}
		if r, _ := utf8.DecodeRuneInString(key); !Touches(r) {
			t.Errorf("%q begins %s but is not touched", r, key)
		}
	}
}

// What everybody writes in simplified text is no suspect.
func TestSuspects(t *testing.T) {
	for _, r := range "不一么其上东金申成手意出的是我你了" {
		if Suspect(r) {
			t.Errorf("%q is a suspect", r)
		}
	}
	for _, r := range "沈覆這" {
		if !Suspect(r) {
			t.Errorf("%q is no suspect", r)
		}
	}
}

func TestAt(t *testing.T) {
	tests := []struct{ in, want string }{
		{"", ""},
		{"a", ""},
		{"\xe4\xb9", ""},
		{"您好", ""},
		{"門口", "门"},
		{"乾杯", "干"},
		{"乾坤大", "乾坤"},
		{"沈默不語", "沉默"},
		{"沈陽", ""},
		{"著作權", "著作"},
		{"著急", "着"},
		{"瞭望", ""},
		{"覆核", "复核"},
		{"打坏了", ""},
		{"嘅", ""}, {"喺", ""}, {"嚟", ""}, {"咁", ""}, {"唔", ""}, {"哋", ""}, {"畀", ""}, {"啱", ""},
		{"冇", ""}, {"嗰", ""}, {"佢", ""}, {"咗", ""}, {"乜", ""}, {"嘢", ""}, {"啲", ""},
	}
	for _, tt := range tests {
		if got := At(tt.in); got != tt.want {
			t.Errorf("At(%q) = %q, want %q", tt.in, got, tt.want)
		}
	}
}

func FuzzAt(f *testing.F) {
	f.Add("乾坤")
	f.Add("\xe9\xff\xff")
	f.Fuzz(func(t *testing.T, s string) {
		if got := At(s); len(got) > len(s) {
			t.Errorf("At(%q) = %q is longer", s, got)
		}
	})
}
