package normalize

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

// simplyNext is the first piece at or after from, character by character.
func simplyNext(text string, from int) (p piece, ok bool) {
	n := 0
	for i, r := range text[from:] {
		if !isWord(r) {
			if n > 0 {
				break
			}
			continue
		}
		if n == 0 {
			p.begin, p.first = from+i, r
		}
		p.last, p.end = r, from+i+utf8.RuneLen(r)
		n++
	}
	p.alone = n == 1 && !interjection(p.first)
	return p, n > 0
}

// What is taken to be whole is so: no two pieces of it have a gap that goes.
func TestWholeTextsStay(t *testing.T) {
	pieces := rapid.OneOf(rapid.SampledFrom([]string{"好", "的", "您好", "傻", "逼", "，", "。", " ", "*", "-", "a", "ab", "1", "12", "é", "𠮷", "👍", "[", "㐀"}), texts())
	rapid.Check(t, func(t *rapid.T) {
		text := Normalize(strings.Join(rapid.SliceOfN(pieces, 0, 8).Draw(t, "text"), ""))
		s := squeezer{text: &text, s: text.Norm}
		if s.scan(); s.kept > 0 && whole(text.Norm) {
			t.Fatalf("%q is whole, and yet something goes", text.Norm)
		}
	})
}

func TestPiecesAreSimple(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := Normalize(texts().Draw(t, "text"))
		s, from := squeezer{s: text.Norm}, 0
		for more := true; more; {
			want, ok := simplyNext(text.Norm, from)
			var got piece
			if got, more = s.next(from); more != ok || ok && got != want {
				t.Fatalf("%q: from %d piece %+v, %v, want %+v, %v", text.Norm, from, got, more, want, ok)
			}
			from = got.end
		}
	})
}

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
