package normalize

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"pgregory.net/rapid"
)

// Every rune is told what the Unicode tables say of it.
func TestRunesAreWhatUnicodeSays(t *testing.T) {
	for r := rune(0); r <= unicode.MaxRune; r++ {
		if !utf8.ValidRune(r) {
			continue
		}
		if isWord(r) != (unicode.IsLetter(r) || unicode.IsDigit(r)) || isDigitRune(r) != unicode.IsDigit(r) || isHanRune(r) != unicode.Is(unicode.Han, r) {
			t.Fatalf("%U: word %v, digit %v, Han %v", r, isWord(r), isDigitRune(r), isHanRune(r))
		}
		if _, same := foldRune(r); (isHan(r) || plainSign(r)) && !same {
			t.Fatalf("%q is folded", r)
		}
		if got, size := runeAt("a"+string(r), 1); got != r || size != utf8.RuneLen(r) {
			t.Fatalf("%q is read as %q of %d bytes", r, got, size)
		}
	}
}

func TestPlainASCII(t *testing.T) {
	for c := range byte(utf8.RuneSelf) {
		want := c == '\n' || c >= ' ' && c < 0x7F && !('A' <= c && c <= 'Z') && !strings.ContainsRune(",?!;()~", rune(c))
		if plainASCII(c) != want {
			t.Errorf("%q: plain %v, want %v", c, !want, want)
		}
	}
}

// sameByEitherWay: a settled text is what the long way makes of it, and hardly any
// other is: a comma stays between digits, which one look does not tell.
func sameByEitherWay(t rapid.TB, s string) {
	long := normalize(s)
	if settled(s) && (long.Norm != s || long.marks != nil) {
		t.Fatalf("%q is settled, but becomes %q with marks %v", s, long.Norm, long.marks)
	}
	if long.Norm == s && !settled(s) && !strings.ContainsFunc(s, func(r rune) bool { return r == ',' || r == utf8.RuneError || r > unicode.MaxLatin1 && !plainSign(r) }) {
		t.Fatalf("%q stays, but is not settled", s)
	}
}

func TestSettledTextStays(t *testing.T) {
	piece := rapid.OneOf(
		rapid.SampledFrom([]string{"您好", "，", "。", "這", "乾", "乾坤", "显著", "著", "打", "打坏", "瞭", "A", "a", "1,", "?", " ", "\n", "\t", "…", "：", "·", "①", "㐀", "\ufffd", "\xff", "\xe4\xb8", "𠮷", "👍", "é"}),
		rapid.StringN(0, 2, -1),
	)
	rapid.Check(t, func(t *rapid.T) {
		sameByEitherWay(t, strings.Join(rapid.SliceOfN(piece, 0, 10).Draw(t, "pieces"), ""))
	})
}

func FuzzSettled(f *testing.F) {
	for _, s := range []string{"您好，请问有什么可以帮您？", "這裡是", "乾坤", "ＷＩＦＩ,", "\xff", "干着急", "6,8", ""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) { sameByEitherWay(t, s) })
}
