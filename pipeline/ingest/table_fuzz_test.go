package ingest

import (
	"errors"
	"testing"
	"unicode/utf8"

	"zhijian/analyzers/transcript"
)

// checkReading reads a file and tests what holds for any content: it comes to an
// end, what is read is whole, and what is not has a reason.
func checkReading(t *testing.T, name, content string) {
	list, rejects := readTable(t, name, content, Options{Channel: transcript.ChannelChat})
	for _, in := range list {
		if in.ID == "" || !in.Channel.Valid() || len(in.Turns) == 0 {
			t.Fatalf("incomplete: %+v", in)
		}
		line, err := AppendNative(nil, in)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := newNativeDecoder().Decode(line, in.Source); err != nil {
			if rej, ok := errors.AsType[*Reject](err); !ok || rej.Reason != LimitExceeded {
				t.Fatalf("not what the native format allows: %v", err)
			}
		}
	}
	for _, r := range rejects {
		if r.Reason == "" || r.Detail == "" || !utf8.ValidString(r.ID) || r.Source.Offset < 0 || r.Source.Offset > int64(3*len(content)) {
			t.Fatalf("%+v", r)
		}
	}
}

func FuzzCSV(f *testing.F) {
	f.Add([]byte(turnTable))
	f.Add([]byte("会话ID,角色,内容\na,客服,\"您好\nb,客户,\"你\"\"好\"\r\n\"c\" ,\"x\"y,\"z\""))
	f.Add([]byte("sep=;\n通话ID;聊天记录\n1;客服：您好 客户：你好\n"))
	f.Add([]byte("\xff\xfei\x00d\x00\t\x00"))
	f.Fuzz(func(t *testing.T, b []byte) { checkReading(t, "a.csv", string(b)) })
}

func FuzzMoment(f *testing.F) {
	for _, s := range []string{"2026/11/20 9:12:33", "00:12", "1:02:03.5", "3500ms", "1分20秒", "46346.38", "1763600000", "20261120091233", "2026年11月20日 下午3时12分", "11/20/2026 9:12 PM"} {
		f.Add(s)
	}
	zone := shanghai()
	f.Fuzz(func(t *testing.T, s string) {
		if m, ok := parseMoment(s, zone); ok && (m.kind == span || m.kind == clock) && !(m.ms >= 0 && m.ms < 1e308) {
			t.Fatalf("%q is %v", s, m)
		}
	})
}
