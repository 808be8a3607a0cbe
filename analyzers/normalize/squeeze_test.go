package normalize

import "testing"

func TestSqueeze(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"star", "你就是傻*逼", "你就是傻逼"},
		{"several symbols", "垃.-_圾", "垃圾"},
		{"spaces between Han", "脑子 有病", "脑子有病"},
		{"single letters", "你 s b 吗", "你sb吗"},
		{"letters with dots", "s.b.", "sb."},
		{"comma beside one character", "傻,逼", "傻逼"},
		{"line ends between single characters", "滚\n蛋", "滚蛋"},
		{"emoji between single characters", "滚🐶蛋", "滚蛋"},
		{"wave", "滚开～混蛋", "滚开混蛋"},
		{"only the first gap", "傻*逼，不好意思", "傻逼，不好意思"},
		{"clauses stay", "您好，请问是什么问题？好的", ""},
		{"words stay", "hello world", ""},
		{"numbers stay", "138-0000 12,800 5 个", ""},
		{"edges stay", "*好的*", ""},
		{"nothing", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			text := Normalize(tt.in)
			got, ok := text.Squeeze()
			if got.Norm != tt.want || ok != (tt.want != "") {
				t.Errorf("Squeeze of %q = %q, %v, want %q", tt.in, got.Norm, ok, tt.want)
			}
		})
	}
}

func TestSqueezeSpan(t *testing.T) {
	text := Normalize("ＡＢ,你真是傻＊\u200b逼啊")
	sq, ok := text.Squeeze()
	if !ok {
		t.Fatal("nothing squeezed")
	}
	const word = "傻逼"
	at := len("ab，你真是")
	if sq.Norm[at:at+len(word)] != word {
		t.Fatalf("squeezed to %q", sq.Norm)
	}
	s := sq.Span(at, at+len(word))
	if got := text.Original[s.Begin:s.End]; got != "傻＊\u200b逼" {
		t.Errorf("span %v is %q", s, got)
	}
}
