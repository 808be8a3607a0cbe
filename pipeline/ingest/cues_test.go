package ingest

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"zhijian/analyzers/transcript"
)

func TestCuesRoundTrip(t *testing.T) {
	for name, content := range map[string][]byte{"c-1.srt": exportSRT(aCall()), "c-1.vtt": exportVTT(aCall())} {
		outs, got := decodeAll(t, Options{}, name, strings.NewReader(string(content)))
		if len(got) != 1 {
			t.Errorf("%s: %+v", name, outs)
			continue
		}
		got[0].Source = transcript.Source{}
		if diff := cmp.Diff(aCall(), got[0]); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestCues(t *testing.T) {
	const times = "00:01.000 --> 00:02.000\n"
	tests := []struct {
		name, content string
		want          []string
		reason        Reason
	}{
		{"voices", "WEBVTT\n\n" + times + "<v 客服>您好</v>\n\n" + times + "<v 客户>你好\n第二行", []string{"c-1/voice/agent 1000-2000 您好", "c-1/voice/customer 1000-2000 你好\n第二行"}, ""},
		{"two voices in a cue", "WEBVTT\n\nid 1\n" + times + "<v 客服>您好<v 客户>你好 &amp; <b>再见</b>", []string{"c-1/voice/agent 1000-2000 您好", "c-1/voice/customer 1000-2000 你好 & 再见"}, ""},
		{"labels", "WEBVTT\nKind: captions\n\n" + times + "客服：您好\n地址：北京\n\n" + times + "- 客户：你好", []string{"c-1/voice/agent 1000-2000 您好\n地址：北京", "c-1/voice/customer 1000-2000 你好"}, ""},
		{"labels in SRT", "1\n00:00:01,000 --> 00:00:02,000\n客服：您好\n地址：<100元>\n\n2\n00:00:03,000 --> 00:00:04,000\n<i>客户</i>：你好", []string{"c-1/voice/agent 1000-2000 您好\n地址：<100元>", "c-1/voice/customer 3000-4000 你好"}, ""},
		{"no blank lines", "1\n00:00:01,000 --> 00:00:02,000\n客服：您好\n2\n00:00:03,000 --> 00:00:04,000\n客户：你好", []string{"c-1/voice/agent 1000-2000 您好", "c-1/voice/customer 3000-4000 你好"}, ""},
		{"out of order", "1\n00:00:03,000 --> 00:00:04,000\n客户：你好\n\n2\n00:00:01,000 --> 00:00:02,000\n客服：您好\n", []string{"c-1/voice/agent 1000-2000 您好", "c-1/voice/customer 3000-4000 你好"}, ""},
		{"a number that is said", "1\n00:00:01,000 --> 00:00:02,000\n客服：多少\n\n2\n00:00:03,000 --> 00:00:04,000\n客户：\n42\n", []string{"c-1/voice/agent 1000-2000 多少", "c-1/voice/customer 3000-4000 \n42"}, ""},
		{"text without times", "1\n00:00:01,000 --> 00:00:02,000\n客服：您好\n\n客户：丢了\n\n", nil, BadValue},
		{"nobody named", "1\n00:00:01,000 --> 00:00:02,000\n您好\n", nil, UnknownRoles},
		{"no cues", "WEBVTT\n\nNOTE nothing\n", nil, EmptyTurns},
		{"an end before its begin", "1\n00:00:03,000 --> 00:00:02,000\n客服：您好\n", nil, TimeBackwards},
		{"too many lines", "WEBVTT\n\n" + times + strings.Repeat("x\n", maxLines), nil, LimitExceeded},
		{"not UTF-8", "WEBVTT\n\n" + times + "<v 客服>\xff", nil, InvalidUTF8},
	}
	for _, tt := range tests {
		outs, got := decodeAll(t, Options{Charset: "utf-8"}, "c-1", strings.NewReader(tt.content))
		var reason Reason
		if len(outs) > 0 {
			reason = outs[0].Reason
		}
		if diff := cmp.Diff(tt.want, spoken(got)); diff != "" || reason != tt.reason || len(outs) != 1 {
			t.Errorf("%s: %+v (-want +got):\n%s", tt.name, outs, diff)
		}
	}
}

// FuzzCues holds the parser to: an interaction or a reject, and a file that is cut
// short has no more turns than the whole.
func FuzzCues(f *testing.F) {
	f.Add(exportSRT(aCall()), false)
	f.Add(exportVTT(aCall()), true)
	f.Add([]byte("WEBVTT\n\nx\n00:01.000 --> 00:02.000\n<v a>b<v c>d</v>"), true)
	f.Fuzz(func(t *testing.T, raw []byte, vtt bool) {
		in := &Input{Source: transcript.Source{File: "f"}, Options: &Options{words: testWords(), Roles: exportRoles}}
		got, err := newCueDecoder(in, vtt).Decode(raw, in.Source)
		if err != nil && !isRejectError(err) || err == nil && len(got.Turns) == 0 {
			t.Fatalf("%+v, %v", got, err)
		}
	})
}
