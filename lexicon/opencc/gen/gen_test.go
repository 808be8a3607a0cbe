package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestTableIsCurrent(t *testing.T) {
	tables, err := readTexts("..")
	if err != nil {
		t.Fatal(err)
	}
	want, err := tables.goSource()
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile("../table.go")
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != string(want) {
		t.Error("table.go is not what the text files give: run go generate")
	}
}

func TestReadPairsFaults(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"one field", "乾干\n", ":1: "},
		{"three fields", "乾 干 甘\n", ":1: "},
		{"lengths", "乾 a\n", "lengths differ"},
		{"repeated", "乾 干\n乾 乾\n", ":2: \"乾\": repeated"},
		{"order", "乾 干\n丟 丢\n", ":2: "},
		{"empty line", "乾 干\n\n", ":2: "},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "x.txt")
			if err := os.WriteFile(path, []byte(tt.text), 0o600); err != nil {
				t.Fatal(err)
			}
			err := readPairs(path, func(string, string) error { return nil })
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %v, want one with %q", err, tt.want)
			}
		})
	}
}

func TestCheckFindsCircles(t *testing.T) {
	bad := &tables{
		characters: map[rune]rune{'沉': '沈'},
		phrases:    map[string]string{"沈默": "沉默"},
	}
	if err := bad.check(); err == nil {
		t.Error("a circle went unnoticed")
	}
}

func TestRefresh(t *testing.T) {
	from, dir := t.TempDir(), t.TempDir()
	dict := filepath.Join(from, "dist", "esm-lib", "dict")
	if err := os.MkdirAll(dict, 0o700); err != nil {
		t.Fatal(err)
	}
	files := map[string]string{
		filepath.Join(dict, "TSCharacters.js"):         `export default "乾 干|顯 显|㗲 𠵾|昇 升";`,
		filepath.Join(dict, "HKVariantsRev.js"):        `export default "么 幺";`,
		filepath.Join(dict, "TWVariantsRev.js"):        `export default "著 着";`,
		filepath.Join(dict, "TSPhrases.js"):            `export default "乾坤 乾坤|乾坤一 乾坤一|張昇 张昇|打坏 打坯";`,
		filepath.Join(dict, "TWVariantsRevPhrases.js"): `export default "人才 人才|顯著 顯著";`,
		filepath.Join(dir, "project.txt"):              "# ours\n\n妳 你\n-打坏\n-么\n",
	}
	for path, text := range files {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := run(dir, from); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		charactersFile: "乾 干\n妳 你\n昇 升\n著 着\n顯 显\n",
		phrasesFile:    "乾坤 乾坤\n张昇 张昇\n張昇 张昇\n显著 显著\n顯著 显著\n",
	} {
		got, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		if string(got) != want {
			t.Errorf("%s:\n%s\nwant\n%s", name, got, want)
		}
	}
}
