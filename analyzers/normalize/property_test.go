package normalize

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

// texts draws texts rich in what normalisation touches.
func texts() *rapid.Generator[string] {
	part := rapid.OneOf(
		rapid.SampledFrom([]string{
			"您好", "，", "。", ",", "?", "~", ".", "*", " ", "\n", "\t", "\u3000", "\u200b", "\ufeff", "\u0301", "\u20e3",
			"ＡＢ", "Ａ", "１２", "12", "8", "vip", "V", "a", "①", "⑩", "⒑", "㎏", "㊀", "⼈", "\uf9e4", "﹐", "︵", "𝐕",
			"「", "」", "‘", "’", "'", "\"", "乾坤", "乾", "坤", "藉", "口", "慰藉", "著", "作", "沈", "默", "瀋", "下", "傢俱",
			"為", "什麼", "覆", "核", "嗰", "😀", "👨\u200d👩", "❤\ufe0f", "\xff", "\xe4\xb8", "\x00", "\u2028",
		}),
		rapid.StringN(0, 3, -1),
		rapid.Map(rapid.SliceOfN(rapid.Byte(), 0, 3), func(b []byte) string { return string(b) }),
	)
	return rapid.Map(rapid.SliceOfN(part, 0, 24), func(s []string) string { return strings.Join(s, "") })
}

// checkText holds a text to the laws of its form and its way back.
func checkText(t rapid.TB, text Text) {
	if !utf8.ValidString(text.Norm) {
		t.Fatalf("normal form %q is not UTF-8", text.Norm)
	}
	covered := 0 // end of the last character's span
	for i, r := range text.Norm {
		s := text.Span(i, i+utf8.RuneLen(r))
		if s.Begin < 0 || s.End > len(text.Original) || s.Begin >= s.End {
			t.Fatalf("span %v of %q at %d in %q", s, r, i, text.Original)
		}
		if !boundary(text.Original, s.Begin) || !boundary(text.Original, s.End) {
			t.Fatalf("span %v of %q at %d cuts a character of %q", s, r, i, text.Original)
		}
		if e := text.Span(i, i); e.Begin != e.End || e.Begin > s.Begin || e.Begin < 0 {
			t.Fatalf("empty span %v before %v", e, s)
		}
		if whole := text.Span(0, i+utf8.RuneLen(r)); whole.End != s.End {
			t.Fatalf("span from the start %v ends elsewhere than %v", whole, s)
		}
		if s.End < covered {
			t.Fatalf("span %v goes back behind %d in %q", s, covered, text.Original)
		}
		covered = s.End
	}
	if e := text.Span(len(text.Norm), len(text.Norm)); e.Begin != covered || e.End != covered {
		t.Fatalf("empty span at the end %v, want %d", e, covered)
	}
}

// checkCover: what no span covers is what is dropped, or a blank between letters
// that were set apart.
func checkCover(t rapid.TB, text Text) {
	covered := 0
	for i, r := range text.Norm {
		s := text.Span(i, i+utf8.RuneLen(r))
		if s.Begin > covered {
			checkDropped(t, &text, text.Original[covered:s.Begin])
		}
		covered = max(covered, s.End)
	}
	checkDropped(t, &text, text.Original[covered:])
}

func checkDropped(t rapid.TB, text *Text, part string) {
	for _, r := range part {
		if out, stays := foldRune(r); (stays || out != "") && !(text.Spread && (r == ' ' || out == " ")) {
			t.Fatalf("%q (%U) is covered by no span", r, r)
		}
	}
}

// boundary reports whether a character of s begins at i, or s ends there. A
// broken byte counts as a character.
func boundary(s string, i int) bool {
	if i == len(s) || utf8.RuneStart(s[i]) {
		return true
	}
	for back := 1; back < utf8.UTFMax && back <= i; back++ {
		if _, size := utf8.DecodeRuneInString(s[i-back:]); size > back {
			return false
		}
	}
	return true
}

func checkNormalize(t rapid.TB, s string) {
	text := Normalize(s)
	if text.Original != s {
		t.Fatalf("original %q, want %q", text.Original, s)
	}
	if again := Normalize(text.Norm); again.Norm != text.Norm {
		t.Fatalf("%q becomes %q becomes %q", s, text.Norm, again.Norm)
	} else if again.marks != nil {
		t.Fatalf("marks %v for a text in normal form", again.marks)
	}
	checkText(t, text)
	checkCover(t, text)
	squeezed, ok := text.Squeeze()
	if !ok {
		return
	}
	if len(squeezed.Norm) >= len(text.Norm) {
		t.Fatalf("%q squeezed to %q", text.Norm, squeezed.Norm)
	}
	checkText(t, squeezed)
	checkSqueezed(t, text, squeezed)
	if again, more := squeezed.Squeeze(); more {
		t.Fatalf("%q squeezed to %q and again to %q", text.Norm, squeezed.Norm, again.Norm)
	}
}

// checkSqueezed: the characters of the view are those of the text, in order, with
// the same spans.
func checkSqueezed(t rapid.TB, text, squeezed Text) {
	i := 0
	for j, r := range squeezed.Norm {
		n := utf8.RuneLen(r)
		want := squeezed.Span(j, j+n)
		for i < len(text.Norm) && (!strings.HasPrefix(text.Norm[i:], string(r)) || text.Span(i, i+n) != want) {
			i++
		}
		if i == len(text.Norm) {
			t.Fatalf("%q at %d of %q, span %v, is not in %q", r, j, squeezed.Norm, want, text.Norm)
		}
		i += n
	}
}

func TestLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) { checkNormalize(t, texts().Draw(t, "text")) })
}

// TestEveryRune: each character alone, and between Han characters, keeps the laws.
func TestEveryRune(t *testing.T) {
	for r := rune(0); r <= 0x2FFFF; r++ {
		if utf8.ValidRune(r) {
			checkNormalize(t, string(r))
			checkNormalize(t, "好"+string(r)+"的")
		}
	}
}

func FuzzNormalize(f *testing.F) {
	for _, s := range []string{"您好,在吗?", "12,８00", "傻*\u200b逼", "乾坤乾杯", "don’t", "⑩⒑㎏", "a\xff\xe4\xb8"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) { checkNormalize(t, s) })
}
