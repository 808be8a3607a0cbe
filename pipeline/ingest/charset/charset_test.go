package charset

import (
	"bytes"
	"io"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"

	"zhijian/lexicon/fields"
)

func encoders() map[Charset]encoding.Encoding {
	return map[Charset]encoding.Encoding{
		UTF16LE: unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM),
		UTF16BE: unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM),
		GB18030: simplifiedchinese.GB18030,
		Big5:    traditionalchinese.Big5,
	}
}

const (
	simple      = "会话ID,角色,内容\nc-1,客服,您好，请问有什么可以帮您？\nc-1,客户,我的订单还没有收到，怎么回事\n"
	traditional = "會話ID,角色,內容\nc-1,客服,您好，請問有什麼可以幫您？\nc-1,客戶,我的訂單還沒有收到，怎麼回事\n"
)

func TestDetect(t *testing.T) {
	common := fields.Embedded().Common
	for c, e := range encoders() {
		text := simple
		if c == Big5 {
			text = traditional
		}
		raw, err := e.NewEncoder().String(text)
		if err != nil {
			t.Fatal(err)
		}
		if got, ok := Detect([]byte(raw), true, common); got != c || !ok {
			t.Errorf("%s: detected as %s %v", c, got, ok)
		}
		if got, ok := Detect([]byte(c.Mark()+raw), true, common); got != c || !ok {
			t.Errorf("%s with a mark: detected as %s %v", c, got, ok)
		}
		got, err := io.ReadAll(c.NewReader(iotest.OneByteReader(strings.NewReader(raw))))
		if string(got) != text || err != nil {
			t.Errorf("%s: read %q, %v", c, got, err)
		}
	}
	tests := []struct {
		name, head string
		want       Charset
		text       bool
	}{
		{"empty", "", UTF8, true},
		{"ASCII", "id,text\n1,hello\n", UTF8, true},
		{"mark", "\xef\xbb\xbfid\n", UTF8, true},
		{"UTF-8", simple, UTF8, true},
		{"a few broken bytes", simple + simple + "c-2,客服,\xff\xc4\xfe\n", UTF8, true},
		{"GB18030 that looks like UTF-8", "\xb6\xd4\xbb\xb0,\xc4\xda\xc8\xdd\n1," + strings.Repeat("\xba\xc3", 1000), GB18030, true},
		{"one broken byte in ASCII", "id,text\n1,hel\xfflo\n", UTF8, true},
		{"zip", "PK\x03\x04\x14\x00\x06\x00\x08\x00\x00\x00!\x00\xb5U0#\xf4\x00\x00\x00L\x02\x00\x00", UTF16LE, false},
		{"gzip", "\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\x4b\x4c\x4a\x06\x00\xc2\x41\x24\x35", UTF16LE, false},
	}
	for _, tt := range tests {
		got, text := Detect([]byte(tt.head), true, common)
		if text != tt.text || text && got != tt.want {
			t.Errorf("%s: got %s %v, want %s %v", tt.name, got, text, tt.want, tt.text)
		}
	}
}

func TestDetectCutAnywhere(t *testing.T) {
	common := fields.Embedded().Common
	for n := range len(simple) {
		if got, ok := Detect([]byte(simple[:n]), false, common); got != UTF8 || !ok {
			t.Fatalf("cut at %d: %s %v", n, got, ok)
		}
		if b := UTF8.Decode([]byte(simple[:n]), false); !utf8.Valid(b) || len(b) < n-2 {
			t.Fatalf("cut at %d: decoded to %q", n, b)
		}
	}
}

// Bad bytes are told from what the charset holds, wherever a read is cut.
func TestBadBytes(t *testing.T) {
	raw, err := simplifiedchinese.GB18030.NewEncoder().String("客服,您好")
	if err != nil {
		t.Fatal(err)
	}
	for i := range 200 {
		r := rand.New(rand.NewPCG(uint64(i), 1))
		n := r.IntN(40)
		in := strings.Repeat(raw, n) + "\n\xff,x\n" + raw
		got, err := io.ReadAll(GB18030.NewReader(iotest.HalfReader(strings.NewReader(in))))
		want := strings.Repeat("客服,您好", n) + "\n\xff,x\n客服,您好"
		if string(got) != want || err != nil {
			t.Fatalf("read %q, %v; want %q", got, err, want)
		}
	}
	if got := GB18030.Decode([]byte("\xff\xff\n\xd6"), true); !bytes.Equal(got, []byte("\xff\xff\n\xff")) {
		t.Errorf("decoded to %q", got)
	}
}

// Characters that users define stand for those of Unicode's private use area.
func TestUserDefined(t *testing.T) {
	in := "a\xfa\xc3\xad\xc3\xc4\xe3\xa1\x40\xa7\xa0\xaa"
	want := "a\ue312\ue13c你\ue4c6\ue765\xff"
	got, err := io.ReadAll(GB18030.NewReader(iotest.OneByteReader(strings.NewReader(in))))
	if string(got) != want || err != nil {
		t.Errorf("in pieces %q, want %q, %v", got, want, err)
	}
	if got := GB18030.Decode([]byte(in), true); string(got) != want {
		t.Errorf("at once %q, want %q", got, want)
	}
}

func TestParse(t *testing.T) {
	for name, want := range map[string]Charset{"GBK": GB18030, "utf8": UTF8, "UTF-16": UTF16LE, "Big5": Big5} {
		if got, err := Parse(name); got != want || err != nil {
			t.Errorf("Parse(%q) = %s, %v", name, got, err)
		}
	}
	if _, err := Parse("latin1"); err == nil {
		t.Error("latin1 was taken")
	}
}
