package normalize

import "testing"

func TestSqueeze(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"star", "你就是傻*逼", "你就是傻逼"},
		{"several symbols", "垃.-_圾", "垃圾"},
		{"a space between single characters", "真是垃 圾", "真是垃圾"},
		{"messages stay apart", "您太客气 再见", ""},
		{"single letters", "你 s b 吗", "你sb 吗"},
		{"letters with dots", "s.b.", "sb."},
		{"comma beside one character", "傻,逼", "傻逼"},
		{"line ends between single characters", "滚\n蛋", "滚蛋"},
		{"emoji between single characters", "滚🐶蛋", "滚蛋"},
		{"wave beside one character", "傻～逼", "傻逼"},
		{"waves between clauses stay", "工作顺利～天天快乐", ""},
		{"interjections stay", "嗯，不客气", ""},
		{"placeholders stay", "在京东[站点x]发货", ""},
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
