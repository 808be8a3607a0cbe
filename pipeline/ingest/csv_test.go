package ingest

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"

	"zhijian/analyzers/transcript"
)

// shanghai is the zone of the tests.
func shanghai() *time.Location { return time.FixedZone("", 8*3600) }

// readTable reads a file as package intake does, but with rows put together only
// within the file. Rejects stand beside the interactions as text.
func readTable(t testing.TB, name, content string, o Options) (list []*transcript.Interaction, rejects []*Reject) {
	t.Helper()
	opener := newTestOpener(o)
	defer opener.Close()
	rows := map[string][]byte{}
	places := map[string]transcript.Source{}
	var order []string
	take := func(in *transcript.Interaction, err error) {
		if rej, ok := errors.AsType[*Reject](err); ok {
			rejects = append(rejects, rej)
		} else if err != nil {
			t.Fatalf("%s: %v", name, err)
		} else {
			list = append(list, in)
		}
	}
	for _, pass := range []Pass{PassRows, PassWhole} {
		r, err := opener.Open(name, strings.NewReader(content), pass)
		if err != nil {
			t.Fatal(err)
		}
		for {
			rec, err := r.Next()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				take(nil, err)
				continue
			}
			if pass == PassWhole {
				take(rec.Decoder.Decode(rec.Raw, rec.Source))
				continue
			}
			if _, ok := rows[rec.ID]; !ok {
				order, places[rec.ID] = append(order, rec.ID), rec.Source
			}
			rows[rec.ID] = append(rows[rec.ID], rec.Raw...)
		}
	}
	d := RowDecoder(&opener.options)
	for _, id := range order {
		take(d.Decode(rows[id], places[id]))
	}
	return list, rejects
}

func describeRejects(rejects []*Reject) []string {
	var out []string
	for _, r := range rejects {
		out = append(out, fmt.Sprintf("%d %s %s", r.Source.Line, r.Reason, r.ID))
	}
	return out
}

const turnTable = "会话ID,渠道,会话开始时间,客服工号,技能组,发送者,发送时间,消息内容,满意度,工单号\r\n" +
	"c-1,在线,2026/11/20 9:12:33,3021,售后,客服小王,2026/11/20 9:12:40,\"您好，请问\n有什么\"\"可以\"\"帮您？\",非常满意,T-1\r\n" +
	"c-1,在线,2026/11/20 9:12:33,3021,售后,客户,2026/11/20 9:13:01,订单没到,非常满意,T-1\r\n" +
	"c-2,电话,2026-11-20T10:00:00+08:00,3021,,坐席,00:00:02.5,您好,,-\r\n" +
	"c-2,电话,2026-11-20T10:00:00+08:00,3021,,用户,00:00:05,喂,,-\r\n"

func wantTurnTable() []*transcript.Interaction {
	ms := transcript.Some[int64]
	return []*transcript.Interaction{{
		ID: "c-1", Channel: transcript.ChannelChat, Queue: "售后", Agent: transcript.Agent{ID: "3021"},
		StartedAt:    transcript.Some(time.Date(2026, 11, 20, 1, 12, 33, 0, time.UTC)),
		Satisfaction: ms(5), Ticket: transcript.TicketState{Carried: true, Ticket: &transcript.Ticket{ID: "T-1"}},
		Turns: []transcript.Turn{
			{Role: transcript.RoleAgent, Text: "您好，请问\n有什么\"可以\"帮您？", Begin: ms(7000)},
			{Role: transcript.RoleCustomer, Text: "订单没到", Begin: ms(28000)},
		},
		Source: transcript.Source{File: "a.csv", Line: 2, Offset: int64(strings.Index(turnTable, "\n")) + 1},
	}, {
		ID: "c-2", Channel: transcript.ChannelVoice, Agent: transcript.Agent{ID: "3021"},
		StartedAt: transcript.Some(time.Date(2026, 11, 20, 2, 0, 0, 0, time.UTC)),
		Ticket:    transcript.TicketState{Carried: true},
		Turns: []transcript.Turn{
			{Role: transcript.RoleAgent, Text: "您好", Begin: ms(2500)},
			{Role: transcript.RoleCustomer, Text: "喂", Begin: ms(5000)},
		},
	}}
}

func TestCSVOfTurns(t *testing.T) {
	utf16, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(strings.ReplaceAll(turnTable, ",", "\t"))
	if err != nil {
		t.Fatal(err)
	}
	gb, err := simplifiedchinese.GB18030.NewEncoder().String(turnTable)
	if err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string]string{
		"plain": turnTable, "mark": "\xef\xbb\xbf" + turnTable, "line feeds": strings.ReplaceAll(turnTable, "\r\n", "\n"),
		"carriage returns": strings.ReplaceAll(strings.ReplaceAll(turnTable, "问\n有", "问有"), "\r\n", "\r"),
		"tabs":             strings.ReplaceAll(turnTable, ",", "\t"), "semicolons": "sep=;\n" + strings.ReplaceAll(turnTable, ",", ";"),
		"UTF-16": utf16, "GB18030": gb, "title": "会话明细导出 2026-11-20\n\n" + turnTable, "blank rows": turnTable + ",,,,,,,,,\r\n\r\n",
		"header twice": turnTable + turnTable[:strings.Index(turnTable, "\r\n")+2], "no last line end": strings.TrimSuffix(turnTable, "\r\n"),
	} {
		got, rejects := readTable(t, "a.csv", content, Options{Zone: shanghai()})
		if len(rejects) > 0 {
			t.Errorf("%s: %v", name, rejects)
		}
		want := wantTurnTable()
		if name == "carriage returns" {
			want[0].Turns[0].Text = strings.ReplaceAll(want[0].Turns[0].Text, "\n", "")
		}
		if diff := cmp.Diff(want, got, cmpopts.IgnoreFields(transcript.Interaction{}, "Source")); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	got, _ := readTable(t, "a.csv", turnTable, Options{Zone: shanghai()})
	if got[0].Source != wantTurnTable()[0].Source {
		t.Errorf("source %+v", got[0].Source)
	}
}

func TestCSVOfConversations(t *testing.T) {
	table := "通话ID,坐席姓名,通话开始时间,振铃时长(秒),挂断方,满意度,转写文本\n" +
		"v-1,林晓,2026-11-20 09:00:00,6.5,客户挂断,5分,\"[00:01] 客服：您好\n[00:04] 客户：你好\"\n" +
		"v-2,林晓,2026-11-20 09:10:00,,-,未评价,客服：您好 客户：你好\n" +
		"v-3,林晓,2026-11-20 09:10:00,,-,未评价,没有人说话\n"
	got, rejects := readTable(t, "a.csv", table, Options{Channel: transcript.ChannelVoice, Zone: shanghai()})
	ms := transcript.Some[int64]
	start := func(minute int) transcript.Optional[time.Time] {
		return transcript.Some(time.Date(2026, 11, 20, 1, minute, 0, 0, time.UTC))
	}
	want := []*transcript.Interaction{{
		ID: "v-1", Channel: transcript.ChannelVoice, StartedAt: start(0), Agent: transcript.Agent{Name: "林晓"}, RingMS: ms(6500),
		EndedBy: transcript.EndedByCustomer, Satisfaction: ms(5), Turns: []transcript.Turn{
			{Role: transcript.RoleAgent, Text: "您好", Begin: ms(1000)}, {Role: transcript.RoleCustomer, Text: "你好", Begin: ms(4000)},
		},
	}, {
		ID: "v-2", Channel: transcript.ChannelVoice, StartedAt: start(10), Agent: transcript.Agent{Name: "林晓"}, Turns: []transcript.Turn{
			{Role: transcript.RoleAgent, Text: "您好"}, {Role: transcript.RoleCustomer, Text: "你好"},
		},
	}}
	if diff := cmp.Diff(want, got, cmpopts.IgnoreFields(transcript.Interaction{}, "Source")); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"5 empty_turns v-3"}, describeRejects(rejects)); diff != "" {
		t.Errorf("rejects (-want +got):\n%s", diff)
	}
}

func TestCSVWithoutIDs(t *testing.T) {
	table := "说话人,开始时间(ms),结束时间(ms),内容\n坐席,0,1200,您好\n客户,1500,2000,你好\n"
	got, rejects := readTable(t, "d/v-7.csv.gz", table, Options{Channel: transcript.ChannelVoice})
	if len(got) != 1 || got[0].ID != "v-7" || len(got[0].Turns) != 2 || got[0].Turns[1].End != transcript.Some[int64](2000) {
		t.Errorf("got %+v, rejects %v", got, rejects)
	}
}

// What is cut off before the header ends is told.
func TestCSVCutInHeader(t *testing.T) {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := z.Write([]byte(turnTable)); err != nil || z.Close() != nil {
		t.Fatal(err)
	}
	for n := 1; n < b.Len(); n++ {
		_, rejects := readTable(t, "a.csv.gz", b.String()[:n], Options{})
		if len(rejects) == 0 {
			t.Errorf("cut at %d of %d: no reject", n, b.Len())
		}
	}
}

func TestCSVRejects(t *testing.T) {
	head := "会话ID,角色,内容\n"
	good := "a,客服,您好\na,客户,你好\n"
	tests := []struct {
		name, content string
		want          []string
	}{
		{"no header", "甲,乙\n1,2\n", []string{"0 unknown_fields "}},
		{"no id", head + good + ",客服,您好\n", []string{"4 missing_id "}},
		{"too many cells", head + good + "b,客服,您好,再见\n", []string{"4 malformed_row b"}},
		{"a stray mark", head + "b,客服,\"您好\n" + good, []string{"2 malformed_row b"}},
		{"a stray mark and a later one", head + "b,客服,\"您好\n" + good + "c,客服,\"好\"\n", []string{"2 malformed_row b"}},
		{"a mark that is not closed at the end", head + good + "b,客服,\"您好\n再见\n", []string{"4 truncated_input b"}},
		{"cut off", head + good + "b,客", []string{"4 truncated_input b"}},
		{"bad bytes", head + good + good + good + "b,客服,\xff\xfe\n", []string{"8 invalid_charset b"}},
		{"id with dropped digits", head + "1.23E+17,客服,您好\n", []string{"2 bad_value 1.23E+17"}},
		{"unknown roles", head + "a,甲,您好\na,乙,您好\n", []string{"2 unknown_roles a"}},
	}
	for _, tt := range tests {
		got, rejects := readTable(t, "a.csv", tt.content, Options{Channel: transcript.ChannelChat})
		var others []string
		for _, s := range describeRejects(rejects) {
			if !strings.Contains(s, "unknown_roles c") { // its only turn names one side
				others = append(others, s)
			}
		}
		if diff := cmp.Diff(tt.want, others); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
		if strings.Contains(tt.content, good) && (len(got) == 0 || got[0].ID != "a") {
			t.Errorf("%s: the good rows are lost: %v", tt.name, got)
		}
		for _, r := range rejects {
			if strings.Contains(r.Error(), "您好") {
				t.Errorf("%s: %v tells what was said", tt.name, r)
			}
		}
	}
}
