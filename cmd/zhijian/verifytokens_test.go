package main

import (
	"strings"
	"testing"

	"zhijian/pipeline/verify"
)

func TestPrintTokens(t *testing.T) {
	mine := &verify.Recut{LexiconSHA256: "aa", GSEVersion: "v1"}
	long := strings.Repeat("长", 100)
	tests := []struct {
		name   string
		report *verify.TokenReport
		want   string
	}{
		{"damaged", nil, "D 分词：未核对，文件或评分标准与清单不符（见上）\n"},
		{
			"other lexicon", &verify.TokenReport{LexiconSHA256: "bb", GSEVersion: "v0", OtherLexicon: true},
			"D 分词：未核对，数据所用词典（lexicon_sha256 bb，gse v0）不是本程序的（aa，gse v1）；请用写出它的那一版程序核对\n",
		},
		{"same", &verify.TokenReport{GSEVersion: "v1", Compared: 7, Masked: 2}, "D 分词：gse v1 重切 7 轮，2 轮有遮蔽未比：全部一致\n"},
		{
			"different", &verify.TokenReport{GSEVersion: "v1", Compared: 7, Disagree: 4, Differences: []verify.TokenDifference{
				{InteractionID: "a\x1b", TurnIndex: 3, First: 1, Stored: []string{"我", "要\n"}, GSE: []string{"我要"}},
				{InteractionID: "b", GSE: []string{long}},
			}},
			"D turns a turn_index 3：自第 2 个词起与 gse 不同：存为 我/要，gse 切为 我要\n" +
				"D turns b turn_index 0：自第 1 个词起与 gse 不同：存为 （无），gse 切为 " + strings.Repeat("长", 60) + "…\n" +
				"D 另有 2 轮与 gse 不同\n" +
				"D 分词：gse v1 重切 7 轮，0 轮有遮蔽未比：4 轮不一致\n",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var b strings.Builder
			printTokens(&b, "D", tt.report, mine)
			if b.String() != tt.want {
				t.Errorf("printed\n%swant\n%s", b.String(), tt.want)
			}
		})
	}
}
