package segment

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/go-ego/gse"
	"pgregory.net/rapid"

	"zhijian/analyzers/normalize"
	"zhijian/lexicon/dict"
)

// oracle is gse itself with the shipped user dictionary, made once.
var oracle = sync.OnceValues(func() (*gse.Segmenter, error) {
	words, err := dict.User()
	if err != nil {
		return nil, err
	}
	var user strings.Builder
	for _, w := range words {
		fmt.Fprintf(&user, "%s %d %s\n", w.Text, w.Freq, w.POS)
	}
	seg := &gse.Segmenter{NotLoadHMM: true, SkipLog: true}
	if err := seg.LoadDictStr(user.String()); err != nil {
		return nil, err
	}
	return seg, seg.LoadDictEmbed("zh_s")
})

func newOracle(t testing.TB) *gse.Segmenter {
	t.Helper()
	seg, err := oracle()
	if err != nil {
		t.Fatal(err)
	}
	return seg
}

// gseTokens are gse's own.
func gseTokens(seg *gse.Segmenter, norm string) []Token {
	var out []Token
	for _, s := range seg.Segment([]byte(norm)) {
		out = append(out, Token{Begin: int32(s.Start()), End: int32(s.End()), POS: s.Token().Pos()})
	}
	return out
}

func sameAsGSE(t rapid.TB, seg *gse.Segmenter, s *Segmenter, text string, buf []Token) []Token {
	buf = s.Tokens(text, buf[:0])
	i := 0
	for _, want := range seg.Segment([]byte(text)) {
		if i >= len(buf) || buf[i] != (Token{int32(want.Start()), int32(want.End()), want.Token().Pos()}) {
			t.Fatalf("%q: cut into %v, gse cuts it into %v", text, buf, gseTokens(seg, text))
		}
		i++
	}
	if i != len(buf) {
		t.Fatalf("%q: cut into %v, gse cuts it into %v", text, buf, gseTokens(seg, text))
	}
	return buf
}

// TestDictionaryIsGSEs: the dictionary has the words of gse with their
// frequencies and tags, and no others.
func TestDictionaryIsGSEs(t *testing.T) {
	seg, s := newOracle(t), newUser(t)
	for i := range seg.Dict.Tokens {
		want := &seg.Dict.Tokens[i]
		value := s.words.Value(want.Text())
		if got := s.entries[value]; value == 0 || got.freq != want.Freq() || got.tag != want.Pos() {
			t.Errorf("%s: got %v, gse has %v with tag %q", want.Text(), got, want.Freq(), want.Pos())
		}
	}
	words := 0
	for range s.words.Values() {
		words++
	}
	if words != seg.Dict.NumTokens() || s.total != seg.Dict.TotalFreq() {
		t.Errorf("%d words, %v occurrences, gse has %d and %v", words, s.total, seg.Dict.NumTokens(), seg.Dict.TotalFreq())
	}
}

func FuzzSegment(f *testing.F) {
	for _, text := range []string{
		"", "您好，请问有什么可以帮您？我的宽带坏了，4g也不能用。", "A股T恤 USB3.0接口", "ａｂｃ１２３ＡＢＣ", "é²½Ω市", "\xff", "好\xe4\xb8", "\xe5\xa5", "a\xffb1\x00\n",
		"\ufffd", "👍🏻好的", "𠮷野家", "0.5%", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "中华人民共和国中华人民共和国中", "[数字x]元", "Ąą你Ⅷ８",
	} {
		f.Add(text)
	}
	seg, s := newOracle(f), newUser(f)
	f.Fuzz(func(t *testing.T, text string) { sameAsGSE(t, seg, s, text, nil) })
}

// TestSameAsGSEOnWords: rows of words of the dictionary, whole and cut, and of what
// stands between words.
func TestSameAsGSEOnWords(t *testing.T) {
	seg, s := newOracle(t), newUser(t)
	piece := rapid.Custom(func(t *rapid.T) string {
		if rapid.IntRange(0, 4).Draw(t, "kind") == 0 {
			return rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"，", "4G", " ", "a", "1", "é", "\xe4", "\xb8\xad", "Ａ", "�"})).Draw(t, "other")
		}
		word := seg.Dict.Tokens[rapid.IntRange(0, len(seg.Dict.Tokens)-1).Draw(t, "word")]
		text := word.Text()
		return text[:rapid.IntRange(0, len(text)).Draw(t, "cut")*rapid.IntRange(0, 1).Draw(t, "whole")] + text
	})
	rapid.Check(t, func(t *rapid.T) {
		sameAsGSE(t, seg, s, strings.Join(rapid.SliceOfN(piece, 0, 12).Draw(t, "pieces"), ""), nil)
	})
}

// realDialogues are conversations beside the project.
var realDialogues = []string{"load.jsonl.gz", "jd_chats.jsonl.gz", "mobile_calls.jsonl.gz"}

// TestSameAsGSEOnRealDialogues cuts each turn as it was written and in its normal form.
func TestSameAsGSEOnRealDialogues(t *testing.T) {
	seg, s := newOracle(t), newUser(t)
	var buf []Token
	for _, name := range realDialogues {
		turns := 0
		err := eachTurn("../../../shared/data/real/"+name, func(text string) bool {
			turns++
			buf = sameAsGSE(t, seg, s, text, buf)
			buf = sameAsGSE(t, seg, s, normalize.Normalize(text).Norm, buf)
			return !testing.Short() || turns < 2000
		})
		if os.IsNotExist(err) {
			t.Skip("shared data is absent: ", err)
		}
		if err != nil || turns == 0 {
			t.Fatalf("%s: %d turns, error %v", name, turns, err)
		}
	}
}

// eachTurn reads the turns of a file until visit has enough.
func eachTurn(name string, visit func(text string) bool) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		return err
	}
	dec := json.NewDecoder(bufio.NewReaderSize(z, 1<<20))
	for {
		var in struct{ Turns []struct{ Text string } }
		if err := dec.Decode(&in); err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
		for _, turn := range in.Turns {
			if !visit(turn.Text) {
				return nil
			}
		}
	}
}
