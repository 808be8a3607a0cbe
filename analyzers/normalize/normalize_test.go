package normalize

import (
	"testing"

	"zhijian/analyzers/transcript"
)

func TestNormalize(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"plain", "您好，请问有什么可以帮您？", "您好，请问有什么可以帮您？"},
		{"empty", "", ""},
		{"full-width letters and digits", "ＡＢＣ１２３", "abc123"},
		{"upper case", "VIP会员App", "vip会员app"},
		{"punctuation widens", "您好,在吗?好的!(急);嗯~", "您好，在吗？好的！（急）；嗯～"},
		{"colon narrows", "工单：8：30", "工单:8:30"},
		{"comma in a number stays", "12,800元", "12,800元"},
		{"comma in a full-width number", "１２,８００元", "12,800元"},
		{"comma in a number behind a joiner", "12,\u200b800", "12,800"},
		{"comma after a number", "12,元", "12，元"},
		{"full-width comma between numbers stays", "1，2", "1，2"},
		{"stops stay", "好的。一、二...3.5", "好的。一、二...3.5"},
		{"half-width katakana stops", "好｡一､", "好。一、"},
		{"spaces", "a\u3000b\u00a0c\td", "a b c d"},
		{"line ends", "a\r\nb\u2028c", "a\n\nb\nc"},
		{"invisible", "傻\u200b逼\ufeff\u00ad\u200d", "傻逼"},
		{"strike-through", "傻\u0336逼\u0336", "傻逼"},
		{"quotes", "「好」『好』‘好’“好”\"好\"", "“好”“好”“好”“好”\"好\""},
		{"apostrophe", "don’t ‘ok’", "don't “ok”"},
		{"circled", "①㊀⑩⑴", "1一10（1）"},
		{"mathematical", "𝐕𝐈𝐏", "vip"},
		{"small forms", "好﹐吗﹖", "好，吗？"},
		{"radicals", "⼈⼝", "人口"},
		{"compatibility ideographs", "\uf9e4\ufa12", "理晴"},
		{"emoji stays", "好的😀🙏", "好的😀🙏"},
		{"broken bytes", "a\xffb", "a\ufffdb"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := Normalize(tt.in).Norm; got != tt.want {
				t.Errorf("Normalize(%q) = %q, want %q", tt.in, got, tt.want)
			}
		})
	}
}

func TestSpan(t *testing.T) {
	tests := []struct {
		name       string
		in         string
		begin, end int // in Norm
		want       string
	}{
		{"same length", "VIP会员", 3, 9, "会员"},
		{"after a widened comma", "好,行", 6, 9, "行"},
		{"the widened comma", "好,行", 3, 6, ","},
		{"after narrowed letters", "ＶＩＰ会员", 3, 9, "会员"},
		{"a narrowed letter", "ＶＩＰ会员", 1, 2, "Ｉ"},
		{"across an invisible character", "傻\u200b逼了", 0, 6, "傻\u200b逼"},
		{"before an invisible character", "傻\u200b逼了", 0, 3, "傻"},
		{"after an invisible character", "\u200b傻", 0, 3, "傻"},
		{"half of a circled number", "第⑩条", 4, 5, "⑩"},
		{"nothing at the end", "好,", 6, 6, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			text := Normalize(tt.in)
			s := text.Span(tt.begin, tt.end)
			if got := tt.in[s.Begin:s.End]; got != tt.want {
				t.Errorf("Span(%d, %d) of %q = %v %q, want %q", tt.begin, tt.end, text.Norm, s, got, tt.want)
			}
		})
	}
}

func TestSpanOfNothing(t *testing.T) {
	text := Normalize("\u200b\u200b")
	if got := text.Span(0, 0); got != (transcript.Span{}) {
		t.Errorf("Span(0, 0) = %v, want an empty span", got)
	}
}

func TestPlainTextIsShared(t *testing.T) {
	const in = "您好，请问有什么可以帮您？vip 123"
	if n := testing.AllocsPerRun(100, func() { Normalize(in) }); n != 0 {
		t.Errorf("%v allocations for a text in normal form, want 0", n)
	}
}
