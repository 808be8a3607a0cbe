package main

import (
	"cmp"
	"fmt"
	"strings"
	"sync"

	"zhijian/analyzers/segment"
	"zhijian/analyzers/suite"
	"zhijian/lexicon/dict"
	"zhijian/pipeline/printable"
	"zhijian/pipeline/verify"
)

// newRecut has turns cut by gse with the words of this program; gse is loaded once,
// by the first date that needs it.
func newRecut() (*verify.Recut, error) {
	res, err := suite.Load()
	if err != nil {
		return nil, err
	}
	return &verify.Recut{
		LexiconSHA256: res.LexiconSHA256(),
		GSEVersion:    segment.Version(),
		Oracle: sync.OnceValues(func() (*segment.Oracle, error) {
			words, err := dict.User()
			if err != nil {
				return nil, err
			}
			return segment.NewOracle(words...)
		}),
	}, nil
}

// shownCharacters of the words of a difference are printed.
const shownCharacters = 60

// printTokens says what became of comparing the words of a date; r is nil when its
// files are too damaged for that.
func printTokens(b *strings.Builder, date string, r *verify.TokenReport, mine *verify.Recut) {
	switch {
	case r == nil:
		fmt.Fprintf(b, "%s 分词：未核对，文件或评分标准与清单不符（见上）\n", date)
		return
	case r.OtherLexicon:
		fmt.Fprintf(b, "%s 分词：未核对，数据所用词典（lexicon_sha256 %s，gse %s）不是本程序的（%s，gse %s）；请用写出它的那一版程序核对\n", date,
			printable.Text(r.LexiconSHA256), printable.Text(r.GSEVersion), mine.LexiconSHA256, mine.GSEVersion)
		return
	}
	for _, d := range r.Differences {
		fmt.Fprintf(b, "%s turns %s turn_index %d：自第 %d 个词起与 gse 不同：存为 %s，gse 切为 %s\n", date,
			printable.Text(d.InteractionID), d.TurnIndex, d.First+1, shownWords(d.Stored), shownWords(d.GSE))
	}
	if more := r.Disagree - int64(len(r.Differences)); more > 0 {
		fmt.Fprintf(b, "%s 另有 %d 轮与 gse 不同\n", date, more)
	}
	result := "全部一致"
	if r.Disagree > 0 {
		result = fmt.Sprintf("%d 轮不一致", r.Disagree)
	}
	fmt.Fprintf(b, "%s 分词：gse %s 重切 %d 轮，%d 轮有遮蔽未比：%s\n", date, r.GSEVersion, r.Compared, r.Masked, result)
}

// shownWords are the words with slashes between them, the beginning of many.
func shownWords(words []string) string {
	text := []rune(printable.Text(strings.Join(words, "/")))
	if len(text) > shownCharacters {
		text = append(text[:shownCharacters:shownCharacters], '…')
	}
	return cmp.Or(string(text), "（无）")
}
