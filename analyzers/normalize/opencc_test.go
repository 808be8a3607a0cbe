package normalize

import (
	"encoding/json"
	"os"
	"strings"
	"testing"
)

// openccDiffers are OpenCC's cases that this conversion answers otherwise, and why.
func openccDiffers() map[string]string {
	return map[string]string{
		"t2s BYVoid_OpenCC_PR_1228_existing_behaviors":            "殢 𣨼 differ in bytes",
		"t2s BYVoid_OpenCC_PR_1229_existing_behaviors":            "圞 𪢮 differ in bytes",
		"t2s BYVoid_OpenCC_PR_464_xi_vs_xi":                       "樠 𣗊 and 潕 𣲘 differ in bytes",
		"t2s BYVoid_OpenCC_Issue_767_solace":                      "著 is 着 here, as in tw2s",
		"hk2s BYVoid_OpenCC_Issue_767_solace":                     "著 is 着 here, as in tw2s",
		"t2s t2s_huai_and_pi_phrases":                             "坏 stays 坏 for the sake of Simplified text",
		"tw2s BYVoid_OpenCC_Issue_1469_simplified_me_passthrough": "老么 stays for the sake of Simplified text",
	}
}

type openccCase struct {
	ID, Input string
	Expected  map[string]string
}

func readOpenCCCases(t *testing.T) []openccCase {
	t.Helper()
	data, err := os.ReadFile("../../../shared/data/opencc_testcases.json")
	if os.IsNotExist(err) {
		t.Skip("no folder shared beside the project: OpenCC's cases are not checked")
	}
	if err != nil {
		t.Fatal(err)
	}
	var file struct{ Cases []openccCase }
	if err := json.Unmarshal(data, &file); err != nil {
		t.Fatal(err)
	}
	return file.Cases
}

// TestOpenCCCases holds simplification to OpenCC's own cases: each is right but
// for those listed, and of their characters nearly all.
func TestOpenCCCases(t *testing.T) {
	cases, differs := readOpenCCCases(t), openccDiffers()
	for _, config := range []string{"t2s", "tw2s", "hk2s"} {
		n, passed, chars, right := 0, 0, 0, 0
		for _, c := range cases {
			want, ok := c.Expected[config]
			if !ok {
				continue
			}
			n++
			got, key := simplify(c.Input), config+" "+c.ID
			switch why := differs[key]; {
			case got == want && why != "":
				t.Errorf("%s no longer differs: take it off the list", key)
			case got == want:
				passed++
			case why == "":
				t.Errorf("%s: %s\n got  %s\n want %s", key, c.Input, got, want)
			}
			chars += len([]rune(want))
			right += same(got, want)
		}
		t.Logf("%s: %d of %d cases, %d of %d characters", config, passed, n, right, chars)
		if n < 20 || right*1000 < chars*990 {
			t.Errorf("%s: %d of %d characters in %d cases, want 99 %% of 20 cases or more", config, right, chars, n)
		}
	}
}

// same counts the places where a and b have the same character.
func same(a, b string) int {
	n, rest := 0, []rune(b)
	for i, r := range []rune(a) {
		if i < len(rest) && r == rest[i] {
			n++
		}
	}
	return n
}

// TestSimplifiedTextStays guards words of Simplified text that hold a character
// which Traditional text also uses.
func TestSimplifiedTextStays(t *testing.T) {
	for word := range strings.FieldsSeq("东西一坏就找客服 打坏了 什么 著名 显著 土著 名著 慰藉 狼藉 瞭望 想像 沈阳 乾隆 宫商角徵羽 覆盖 颠覆 于是 里面 发现 干净 后面 系统 面条 钟表") {
		if got := simplify(word); got != word {
			t.Errorf("%s became %s", word, got)
		}
	}
}

// TestCantonese: characters that only Cantonese writes stay.
func TestCantonese(t *testing.T) {
	const in, want = "我嘅單喺邊度嚟？唔該快啲，你哋咁慢，畀我投訴，啱啱講咗", "我嘅单喺边度嚟？唔该快啲，你哋咁慢，畀我投诉，啱啱讲咗"
	if got := simplify(in); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
