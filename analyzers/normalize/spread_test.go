package normalize

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestSpread(t *testing.T) {
	tests := []struct {
		text, norm string
		spread     bool
	}{
		{"你 到 底 想 怎 样", "你到底想怎样", true},
		{"有 完 没 完 ，发一遍就行", "有完没完 ，发一遍就行", true},
		{"您 好，请 稍 等", "您好，请稍等", true}, // one long run shows how the turn is written
		{"您 好", "您 好", false},
		{"嗯 好 行 对", "嗯 好 行 对", false},
		{"好的 谢谢 再见", "好的 谢谢 再见", false},
		{"你\u3000等\u3000着", "你等着", true},
		{"1 2 3 4", "1 2 3 4", false},
		{"a b c d", "a b c d", false},
	}
	for _, tt := range tests {
		n := Normalize(tt.text)
		if n.Norm != tt.norm || n.Spread != tt.spread {
			t.Errorf("%q: got %q %v, want %q %v", tt.text, n.Norm, n.Spread, tt.norm, tt.spread)
		}
	}
	n := Normalize("哦，有 完 沒 完？")
	if s := n.Span(9, 15); n.Original[s.Begin:s.End] != "完 沒" {
		t.Errorf("%q stands for %q", n.Norm[9:15], n.Original[s.Begin:s.End])
	}
}

// A text that is left alone at one look has no gap to be taken out.
func TestNothingBetweenBlanksIsNotSpread(t *testing.T) {
	piece := rapid.SampledFrom([]string{" ", " ", "你", "𠮷", "到", "嗯", "a", "，", "你好", "1", "\n"})
	rapid.Check(t, func(t *rapid.T) {
		norm := strings.Join(rapid.SliceOfN(piece, 0, 14).Draw(t, "pieces"), "")
		if gaps := spreadGaps(norm); gaps != nil && !anyBetweenBlanks(norm) {
			t.Fatalf("%q has gaps %v", norm, gaps)
		}
	})
}
