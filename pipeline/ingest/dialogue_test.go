package ingest

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"zhijian/analyzers/transcript"
)

// wrote lists the turns of a dialogue for a person.
func wrote(d dialogue) []string {
	var out []string
	for _, t := range d.turns {
		at := t.BeginText
		if t.EndText != "" {
			at += "-" + t.EndText
		}
		out = append(out, strings.TrimPrefix(at+" ", " ")+t.Speaker+": "+t.Text)
	}
	return out
}

func TestDialogue(t *testing.T) {
	tests := []struct {
		name, text string
		want       []string
	}{
		{"plain", "客服：您好\n客户：我要退货", []string{"客服: 您好", "客户: 我要退货"}},
		{"half-width, blanks, line ends", "\ufeff  客服 : 您好\r\n\r\n客户:  我要退货 \r\n", []string{"客服: 您好", "客户: 我要退货"}},
		{"times in brackets", "[00:12] 客户: 在吗\n[00:00:14.500] 客服：在的", []string{"00:12 客户: 在吗", "00:00:14.500 客服: 在的"}},
		{"times and ends", "[00:12 - 00:15] 客户: 在吗\n00:16-->00:18 客服：在的", []string{"00:12-00:15 客户: 在吗", "00:16-00:18 客服: 在的"}},
		{"time behind the label", "客户 09:12:33：在吗\n客服(09:12:40): 在的", []string{"09:12:33 客户: 在吗", "09:12:40 客服: 在的"}},
		{"header lines", "坐席 2026-11-20 09:12:33\n您好\n第二行\n\n客户 2026-11-20 09:12:40\n订单号：123", []string{"2026-11-20 09:12:33 坐席: 您好\n第二行", "2026-11-20 09:12:40 客户: 订单号：123"}},
		{"header lines with the time first", "2026/11/20 9:12:33 客服小美\n您好\n2026/11/20 9:12:40 张三\n你好", []string{"2026/11/20 9:12:33 客服小美: 您好", "2026/11/20 9:12:40 张三: 你好"}},
		{"a time and words are no header", "[00:12] 客户: 在吗\n[00:15] 你好\n", []string{"00:12 客户: 在吗", "00:15 : 你好"}},
		{"header lines of names", "小美 (2026-11-20 09:12:33):\n您好\n张三 (2026-11-20 09:12:40):\n你好", []string{"2026-11-20 09:12:33 小美: 您好", "2026-11-20 09:12:40 张三: 你好"}},
		{"labels in brackets", "【客服】您好\n[客户]：地址：北京", []string{"客服: 您好", "客户: 地址：北京"}},
		{"tabs", "客服\t您好\n客户\t你好", []string{"客服: 您好", "客户: 你好"}},
		{"numbered speakers", "说话人1：您好\nSpeaker 2: 你好\nspk0：嗯", []string{"说话人1: 您好", "Speaker 2: 你好", "spk0: 嗯"}},
		{"letters", "A：您好\nB：你好", []string{"A: 您好", "B: 你好"}},
		{"names and numbers behind the word", "客服小王：您好\n客户-张三：你好\n坐席3021：好的", []string{"客服小王: 您好", "客户-张三: 你好", "坐席3021: 好的"}},
		{"text that looks like a label", "客服：请写明\n地址：北京\n电话：123\n客户：好", []string{"客服: 请写明\n地址：北京\n电话：123", "客户: 好"}},
		{"names alone", "张三：你好\n李四：您好\n", []string{"张三: 你好", "李四: 您好"}},
		{"a name beside a word", "客服：您好\n张三：你好\n客服：在的\n张三：好", []string{"客服: 您好", "张三: 你好", "客服: 在的", "张三: 好"}},
		{"addresses are no labels", "客服：看这里\nhttp://a.cn/b\nhttp://a.cn/c\n客户：好", []string{"客服: 看这里\nhttp://a.cn/b\nhttp://a.cn/c", "客户: 好"}},
		{"times in the text", "客服：9:30 到\n客户：10:30吧", []string{"客服: 9:30 到", "客户: 10:30吧"}},
		{"one line", "客服：您好 客户：我要退货。客服：好的", []string{"客服: 您好", "客户: 我要退货。", "客服: 好的"}},
		{"one line with times", "[00:01]客服：您好 [00:03]客户：在吗", []string{"00:01 客服: 您好", "00:03 客户: 在吗"}},
		{"one line, words within", "客服：我是客服：您好；客户：好", []string{"客服: 我是客服：您好", "客户: 好"}},
		{"line breaks as markup", `客服：您好<br>客户：你好`, []string{"客服: 您好", "客户: 你好"}},
		{"line breaks as letters", `客服：您好\n客户：你好`, []string{"客服: 您好", "客户: 你好"}},
		{"text ahead", "以下为通话记录\n====\n客服：您好\n客户：你好", []string{"system: 以下为通话记录\n====", "客服: 您好", "客户: 你好"}},
		{"blank lines within a turn", "客服：一\n\n二\n客户：好", []string{"客服: 一\n\n二", "客户: 好"}},
		{"an empty turn", "客服：\n客户：好", []string{"客服: ", "客户: 好"}},
		{"a time for the next turn", "2026-11-20 09:12\n客服：您好\n客户：你好", []string{"2026-11-20 09:12 客服: 您好", "客户: 你好"}},
		{"Traditional", "客服：您好\n客戶：你好", []string{"客服: 您好", "客戶: 你好"}},
		{"no speakers", "今天天气很好。\n我们出去玩。", nil},
		{"nothing", "", nil},
	}
	o := &Options{words: testWords()}
	p := newDialogueParser(o, testWords())
	for _, tt := range tests {
		if diff := cmp.Diff(tt.want, wrote(p.parse(tt.text))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
}

func TestDialogueNotes(t *testing.T) {
	const text = "通话编号：c-9\n渠道：电话\n坐席工号: 3021\n通话开始时间：2026-11-20 09:12:33\n\n客服：您好\n客户：你好\n"
	outs, got := decodeAll(t, Options{}, "x.txt", strings.NewReader(text))
	if len(got) != 1 {
		t.Fatal(outs)
	}
	in := got[0]
	if in.ID != "c-9" || in.Channel != transcript.ChannelVoice || in.Agent.ID != "3021" || !in.StartedAt.Known || len(in.Turns) != 2 {
		t.Errorf("%+v", in)
	}
}

func TestText(t *testing.T) {
	tests := []struct {
		name, text string
		want       outcome
	}{
		{"named for its file", "客服：您好\n客户：你好", outcome{ID: "x", Line: 1}},
		{"no speakers", "您好\n你好", outcome{Reason: UnknownFormat}},
		{"who is who", "张三：你好\n李四：您好\n", outcome{ID: "x", Line: 1, Reason: UnknownRoles}},
		{"too many lines", "客服：您好\n客户：好" + strings.Repeat("\n", maxLines) + ".", outcome{ID: "x", Line: 1, Reason: LimitExceeded}},
		{"too long", "客服：您好\n客户：" + strings.Repeat("好", MaxRecordBytes/3), outcome{ID: "x", Line: 1, Reason: RecordTooLong}},
	}
	for _, tt := range tests {
		got, _ := decodeAll(t, Options{Channel: transcript.ChannelChat}, "d/x.txt.gz", strings.NewReader(tt.text))
		if diff := cmp.Diff([]outcome{tt.want}, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
}

func TestTextRoundTrip(t *testing.T) {
	outs, got := decodeAll(t, Options{Channel: transcript.ChannelVoice}, "c-1.txt", strings.NewReader(string(exportText(aCall()))))
	if len(got) != 1 {
		t.Fatal(outs)
	}
	got[0].Source = transcript.Source{}
	if diff := cmp.Diff(aCall(), got[0]); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// FuzzDialogue holds the parser to: it ends, and no character of the text but
// labels, times, marks and blanks is lost.
func FuzzDialogue(f *testing.F) {
	for _, s := range []string{"客服：您好\n客户：你好", "[00:12] A: x\nB: y", "坐席 2026-11-20 09:12:33\n您好\n客户 2026-11-20 09:12:34\n好", "客服：a 客户：b", "【客服】x<br>客户：y"} {
		f.Add(s)
	}
	o := &Options{words: testWords()}
	p := newDialogueParser(o, testWords())
	f.Fuzz(func(t *testing.T, text string) {
		d := p.parse(text)
		kept := 0
		for _, turn := range d.turns {
			kept += strings.Count(turn.Text, "字") + strings.Count(turn.Speaker, "字")
		}
		for _, n := range d.notes {
			kept += strings.Count(n.value, "字") + strings.Count(n.name, "字")
		}
		if all := strings.Count(text, "字"); len(d.turns) > 0 && kept != all {
			t.Fatalf("%d of %d characters are kept of %q", kept, all, text)
		}
	})
}

// TestDialogueIsLinear reads large texts of kinds that a careless parser takes a
// time for that grows with the square of their length.
func TestDialogueIsLinear(t *testing.T) {
	p := newDialogueParser(&Options{words: testWords()}, testWords())
	for _, text := range []string{
		strings.Repeat("a:", 1<<20), strings.Repeat("：", 1<<20), strings.Repeat("客服：", 1<<17), strings.Repeat("客服：a ", 1<<16),
		"客服：\n" + strings.Repeat("x\n", 1<<17), "客服：\n" + strings.Repeat("[00:01] x\n", 1<<15),
		strings.Repeat("[00:01] ", 1<<18), strings.Repeat("\n", 1<<20), strings.Repeat("[", 1<<20),
	} {
		p.parse(text)
	}
}
