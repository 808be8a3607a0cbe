package normalize

import (
	"slices"
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

// slowly folds and simplifies character by character, and looks at each phrase.
func slowly(s string) Text {
	var b builder
	var last rune // in the normal form
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		out, same := foldRune(r)
		switch {
		case joins(r, last, s[i+size:]):
			out = joiner(r)
		case same:
			out = string(r)
		}
		b.put(out, i, size)
		if out != "" {
			last = lastRune(out)
		}
		i += size
	}
	t := b.text(s)
	t.Norm = simplify(t.Norm)
	return joinSpread(t)
}

// sameSlowly: a text gets the same normal form and the same marks either way.
func sameSlowly(t rapid.TB, s string) {
	if got, want := Normalize(s), slowly(s); got.Norm != want.Norm || got.Spread != want.Spread || !slices.Equal(got.marks, want.marks) {
		t.Fatalf("%q becomes %q with marks %v, slowly %q with marks %v", s, got.Norm, got.marks, want.Norm, want.marks)
	}
}

func TestNormalizeIsSlow(t *testing.T) {
	piece := rapid.OneOf(
		rapid.SampledFrom([]string{"您好", "，", "。", "這", "乾", "乾坤", "显著", "著", "打", "打坏", "瞭", "A", "a", "1,", "?", " ", "\n", "\t", "…", "：", "·", "①", "㐀", "\ufffd", "\xff", "\xe4\xb8", "𠮷", "👍", "é"}),
		rapid.StringN(0, 2, -1),
	)
	rapid.Check(t, func(t *rapid.T) {
		sameSlowly(t, strings.Join(rapid.SliceOfN(piece, 0, 10).Draw(t, "pieces"), ""))
	})
}

func FuzzNormalizeIsSlow(f *testing.F) {
	for _, s := range []string{"您好，请问有什么可以帮您？", "這裡是", "乾坤", "ＷＩＦＩ,", "\xff", "干着急", "6,8", ""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) { sameSlowly(t, s) })
}
