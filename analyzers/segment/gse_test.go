package segment

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"io"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"zhijian/analyzers/normalize"
	"zhijian/lexicon/dict"
)

// oracle is gse itself with the shipped user dictionary, made once.
var oracle = sync.OnceValues(func() (*Oracle, error) {
	words, err := dict.User()
	if err != nil {
		return nil, err
	}
	return NewOracle(words...)
})

func newOracle(t testing.TB) *Oracle {
	t.Helper()
	if testing.Short() {
		t.Skip("gse takes seconds to load")
	}
	o, err := oracle()
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// buffers are tokens that were cut before.
type buffers struct{ got, want []Token }

func (b *buffers) sameAsGSE(t rapid.TB, o *Oracle, s *Segmenter, text string) {
	b.got, b.want = s.Tokens(text, b.got[:0]), o.Tokens(text, b.want[:0])
	if !slices.Equal(b.got, b.want) {
		t.Fatalf("%q: cut into %v, gse cuts it into %v", text, b.got, b.want)
	}
}

// TestDictionaryIsGSEs: the dictionary has the words of gse with their
// frequencies and tags, and no others.
func TestDictionaryIsGSEs(t *testing.T) {
	o, s := newOracle(t), newUser(t)
	for i := range o.gse.Dict.Tokens {
		want := &o.gse.Dict.Tokens[i]
		value := s.words.Value(want.Text())
		if got := s.entries[value]; value == 0 || got.freq != want.Freq() || got.tag.String() != want.Pos() {
			t.Errorf("%s: got %v, gse has %v with tag %q", want.Text(), got, want.Freq(), want.Pos())
		}
	}
	words := 0
	for range s.words.Values() {
		words++
	}
	if words != o.gse.Dict.NumTokens() || s.total != o.gse.Dict.TotalFreq() {
		t.Errorf("%d words, %v occurrences, gse has %d and %v", words, s.total, o.gse.Dict.NumTokens(), o.gse.Dict.TotalFreq())
	}
}

func FuzzSegment(f *testing.F) {
	for _, text := range []string{
		"", "您好，请问有什么可以帮您？我的宽带坏了，4g也不能用。", "A股T恤 USB3.0接口", "ａｂｃ１２３ＡＢＣ", "é²½Ω市", "\xff", "好\xe4\xb8", "\xe5\xa5", "a\xffb1\x00\n",
		"\ufffd", "👍🏻好的", "𠮷野家", "0.5%", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "中华人民共和国中华人民共和国中", "[数字x]元", "Ąą你Ⅷ８",
	} {
		f.Add(text)
	}
	o, s := newOracle(f), newUser(f)
	f.Fuzz(func(t *testing.T, text string) { new(buffers).sameAsGSE(t, o, s, text) })
}

// TestSameAsGSEOnWords: rows of words of the dictionary, whole and cut, and of what
// stands between words.
func TestSameAsGSEOnWords(t *testing.T) {
	o, s := newOracle(t), newUser(t)
	words := o.gse.Dict.Tokens
	piece := rapid.Custom(func(t *rapid.T) string {
		if rapid.IntRange(0, 4).Draw(t, "kind") == 0 {
			return rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"，", "4G", " ", "a", "1", "é", "\xe4", "\xb8\xad", "Ａ", "�"})).Draw(t, "other")
		}
		text := words[rapid.IntRange(0, len(words)-1).Draw(t, "word")].Text()
		return text[:rapid.IntRange(0, len(text)).Draw(t, "cut")*rapid.IntRange(0, 1).Draw(t, "whole")] + text
	})
	rapid.Check(t, func(t *rapid.T) {
		new(buffers).sameAsGSE(t, o, s, strings.Join(rapid.SliceOfN(piece, 0, 12).Draw(t, "pieces"), ""))
	})
}

// realDialogues are conversations beside the project.
var realDialogues = []string{"load.jsonl.gz", "jd_chats.jsonl.gz", "mobile_calls.jsonl.gz"}

// TestSameAsGSEOnRealDialogues cuts each turn as it was written and in its normal form.
func TestSameAsGSEOnRealDialogues(t *testing.T) {
	o, s := newOracle(t), newUser(t)
	var b buffers
	for _, name := range realDialogues {
		turns := 0
		err := eachTurn("../../../shared/data/real/"+name, func(text string) bool {
			turns++
			b.sameAsGSE(t, o, s, text)
			b.sameAsGSE(t, o, s, normalize.Normalize(text).Norm)
			return true
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
