package ingest

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"zhijian/analyzers/transcript"
)

// aCall has what a recogniser can tell.
func aCall() *transcript.Interaction {
	some := transcript.Some[int64]
	return &transcript.Interaction{ID: "c-1", Channel: transcript.ChannelVoice, Turns: []transcript.Turn{
		{Role: transcript.RoleBot, Text: "欢迎致电", Begin: some(0), End: some(900)},
		{Role: transcript.RoleAgent, Text: "您好，很高兴为您服务，\"请问\"有什么可以帮您？", Begin: some(1001), End: some(5207)},
		{Role: transcript.RoleCustomer, Text: "我家空调不制冷了 model A1", Begin: some(5100), End: some(8003)},
		{Role: transcript.RoleAgent, Text: "请您稍等。", Begin: some(8003), End: some(9999)},
	}}
}

func TestRecognisersRoundTrip(t *testing.T) {
	exports := recogniserExports()
	for _, r := range recognisers() {
		if len(exports[r.name]) == 0 {
			t.Errorf("%s has no exporter", r.name)
		}
		for i, export := range exports[r.name] {
			content := string(export(aCall()))
			opener := newTestOpener(Options{})
			in := &Input{Source: transcript.Source{File: "f"}, Sample: Sample{Name: "f", Head: []byte(content), Text: true, Full: true, options: &opener.options}}
			if f, _ := opener.format(in); f.Name != r.name {
				t.Errorf("%s %d is told as %s", r.name, i, f.Name)
			}
			outs, got := decodeAll(t, Options{Roles: exportRoles}, "d/c-1.json", strings.NewReader(content))
			if len(got) != 1 {
				t.Errorf("%s %d: %+v", r.name, i, outs)
				continue
			}
			got[0].Source = transcript.Source{}
			if diff := cmp.Diff(aCall(), got[0]); diff != "" {
				t.Errorf("%s %d (-want +got):\n%s", r.name, i, diff)
			}
		}
	}
}

// spoken lists the turns of interactions for a person.
func spoken(ins []*transcript.Interaction) []string {
	var out []string
	for _, in := range ins {
		for i := range in.Turns {
			t := &in.Turns[i]
			at := func(o transcript.Optional[int64]) string {
				if !o.Known {
					return ""
				}
				return fmt.Sprint(o.Value)
			}
			out = append(out, fmt.Sprintf("%s/%s/%s %s-%s %s", in.ID, in.Channel, t.Role, at(t.Begin), at(t.End), t.Text))
		}
	}
	return out
}

func TestRecognisersSpellings(t *testing.T) {
	tests := []struct {
		name, content string
		want          []string
	}{
		{"sorted by begin, channels one after the other", `{"TaskId":"t","Result":{"Sentences":[{"Text":"a","BeginTime":10,"EndTime":20,"ChannelId":0},{"Text":"c","BeginTime":40,"EndTime":50,"ChannelId":0},{"Text":"b","BeginTime":15,"EndTime":30,"ChannelId":1}]}}`,
			[]string{"c-1/voice/agent 10-20 a", "c-1/voice/customer 15-30 b", "c-1/voice/agent 40-50 c"}},
		{"several results are known by their tasks", `{"TaskId":"t1","Result":{"Sentences":[{"Text":"a","ChannelId":0}]}}` + "\n" + `{"TaskId":"t2","Result":{"Sentences":[{"Text":"b","ChannelId":1}]}}` + "\n",
			[]string{"t1/voice/agent - a", "t2/voice/customer - b"}},
		{"a list of results", `[{"task_id":"t1","result":{"sentences":[{"text":"a","channel_id":0}]}},{"task_id":"t2","result":{"sentences":[{"text":"b","channel_id":1}]}}]`,
			[]string{"t1/voice/agent - a", "t2/voice/customer - b"}},
		{"an answer of lfasr", `{"ok":0,"err_no":0,"failed":null,"data":"[{\"bg\":\"10\",\"ed\":\"20\",\"onebest\":\"a\",\"speaker\":\"1\"}]"}`,
			[]string{"c-1/voice/customer 10-20 a"}},
		{"lattice2 and punctuation", `{"orderResult":{"lattice2":[{"json_1best":{"st":{"bg":"5","ed":"9","rl":"0","rt":[{"ws":[{"cw":[{"w":"你","wp":"n"},{"w":"拟","wp":"n"}]},{"cw":[{"w":"好","wp":"s"}]},{"cw":[{"w":"。","wp":"p"}]},{"cw":[{"w":"","wp":"g"}]}]}]}}}]}}`,
			[]string{"c-1/voice/agent 5-9 你好。"}},
		{"Tencent without details", `{"Data":{"Status":2,"TaskId":7,"Result":"[0:0.020,0:2.380,0]  您好。\n[1:2.400,1:03.5,1] 你好\n","ResultDetail":null}}`,
			[]string{"c-1/voice/agent 20-2380 您好。", "c-1/voice/customer 62400-63500 你好"}},
		{"Tencent callback", `{"code":0,"requestId":7,"audioTime":2.3,"text":"[0:0.020,0:2.380]  x","resultDetail":"[{\"FinalSentence\":\"您好\",\"StartMs\":20,\"EndMs\":2380,\"SpeakerId\":1}]"}`,
			[]string{"c-1/voice/customer 20-2380 您好"}},
		{"Huawei with two sides", `{"status":"FINISHED","segments":[{"start_time":1,"end_time":2,"result":{"text":"a","analysis_info":{"role":"AGENT"}}},{"start_time":3,"end_time":4,"result":{"text":"b","analysis_info":{"role":"USER"}}}]}`,
			[]string{"c-1/voice/agent 1-2 a", "c-1/voice/customer 3-4 b"}},
		{"Volcengine before large models", `{"resp":{"code":1000,"id":"v","utterances":[{"text":"a","start_time":1,"end_time":2,"additions":{"speaker":"0"}}]}}`,
			[]string{"c-1/voice/agent 1-2 a"}},
		{"Volcengine with channels", `{"result":[{"utterances":[{"text":"a","start_time":1,"end_time":2,"additions":{"channel_id":"0"}}]}]}`,
			[]string{"c-1/voice/agent 1-2 a"}},
		{"FunASR service", `{"mode":"offline","wav_name":"w1","text":"","timestamp":"[[1,2]]","stamp_sents":[{"text_seg":"请 看 open ai 的 三 页","punc":"。","start":1,"end":2,"spk":0}]}`,
			[]string{"w1/voice/agent 1-2 请看open ai的三页。"}},
		{"a segment known by its words", `{"segments":[{"start":0.5,"end":1.25,"text":" a","words":[{"word":"a","speaker":"0"}]},{"start":2,"end":3,"text":"b","speaker":"1"}]}`,
			[]string{"c-1/voice/agent 500-1250 a", "c-1/voice/customer 2000-3000 b"}},
		{"participants have the roles", `{"Channel":"CHAT","CustomerMetadata":{"ContactId":"k"},"Participants":[{"ParticipantId":"p","ParticipantRole":"AGENT"}],"Transcript":[{"AbsoluteTime":"2022-10-27T03:31:50.735Z","ParticipantId":"p","Type":"EVENT"},{"AbsoluteTime":"2022-10-27T03:31:53.390Z","Content":"hi","ParticipantId":"p","Type":"MESSAGE"}]}`,
			[]string{"k/chat/agent 2655- hi"}},
	}
	for _, tt := range tests {
		outs, got := decodeAll(t, Options{Roles: exportRoles}, "c-1.json", strings.NewReader(tt.content))
		if diff := cmp.Diff(tt.want, spoken(got)); diff != "" {
			t.Errorf("%s: %+v (-want +got):\n%s", tt.name, outs, diff)
		}
	}
}

func TestRecognisersRejects(t *testing.T) {
	tests := []struct {
		name, content string
		want          outcome
	}{
		{"unfinished", `{"Data":{"Status":1,"TaskId":7,"Result":"","ResultDetail":null}}`, outcome{ID: "c-1", Line: 1, Reason: EmptyTurns}},
		{"no sentences", `{"TaskId":"t","Result":{"Sentences":[]}}`, outcome{ID: "c-1", Line: 1, Reason: EmptyTurns}},
		{"a wrong type", `{"TaskId":"t","Result":{"Sentences":[{"Text":5}]}}`, outcome{ID: "c-1", Line: 1, Reason: BadValue}},
		{"no number", `{"TaskId":"t","Result":{"Sentences":[{"Text":"a","BeginTime":"soon"}]}}`, outcome{ID: "c-1", Line: 1, Reason: BadValue}},
		{"ends early", `{"TaskId":"t","Result":{"Sentences":[{"Text":"a"`, outcome{ID: "c-1", Line: 1, Reason: MalformedJSON}},
		{"named twice", `{"TaskId":"t","Result":{"Sentences":[{"Text":"a","Text":"b"}]}}`, outcome{ID: "c-1", Line: 1, Reason: DuplicateKey}},
		{"not UTF-8", "{\"TaskId\":\"t\",\"Result\":{\"Sentences\":[{\"Text\":\"\xff\"}]}}", outcome{ID: "c-1", Line: 1, Reason: InvalidUTF8}},
		{"speakers that nobody names", `{"segments":[{"start":0,"end":1,"text":"a"}]}`, outcome{ID: "c-1", Line: 1, Reason: UnknownRoles}},
		{"an end before its begin", `{"TaskId":"t","Result":{"Sentences":[{"Text":"a","BeginTime":9,"EndTime":3,"ChannelId":0}]}}`, outcome{ID: "c-1", Line: 1, Reason: TimeBackwards}},
	}
	for _, tt := range tests {
		got, _ := decodeAll(t, Options{Roles: exportRoles, Charset: "utf-8"}, "c-1.json", strings.NewReader(tt.content))
		if diff := cmp.Diff([]outcome{tt.want}, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
}

// TestRejectsQuoteNothing looks for words of the conversation in rejects.
func TestRejectsQuoteNothing(t *testing.T) {
	for _, content := range []string{
		`{"TaskId":"t","Result":{"Sentences":[{"Text":{"机密":"机密"}}]}}`,
		`{"TaskId":"t","Result":{"Sentences":[{"Text":"机密" 机密}]}}`,
		`{"segments":[{"start":0,"end":1,"text":"机密","speaker":"机密"},{"start":"机密","end":1,"text":"机密"}]}`,
	} {
		r, err := newTestOpener(Options{}).Open("f", strings.NewReader(content), PassWhole)
		if err != nil {
			t.Fatal(err)
		}
		rec, err := r.Next()
		if err == nil {
			_, err = rec.Decoder.Decode(rec.Raw, rec.Source)
		}
		if err == nil || strings.Contains(err.Error(), "机密") {
			t.Errorf("%s: %v", content, err)
		}
	}
}

func TestSharedSamples(t *testing.T) {
	files, _ := filepath.Glob("../../../shared/data/formats/*/*.json")
	if len(files) == 0 {
		t.Skip("the folder shared is not beside the project")
	}
	roles := map[string]transcript.Role{"": transcript.RoleAgent, "0": transcript.RoleAgent, "1": transcript.RoleAgent, "2": transcript.RoleCustomer}
	turns := map[string]int{
		"call_956.json": 10, "call_966_masked.json": 24, "example-call.json": 37, "voice_original.json": 10,
		"contact-lens-example-output-files-chat.0.json": 31, "contact-lens-example-output-files-chat.1.json": 31,
	}
	for _, name := range files {
		f, err := os.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		outs, ins := decodeAll(t, Options{Roles: roles}, name, f)
		f.Close()
		want := max(turns[filepath.Base(name)], 1)
		if len(outs) != 1 || len(ins) != 1 || len(ins[0].Turns) != want {
			t.Errorf("%s: %+v, want one interaction of %d turns", name, outs, want)
			for _, in := range ins {
				t.Logf("%d turns", len(in.Turns))
			}
		}
	}
}

// FuzzRecognisers holds the decoders of all recognisers to: an interaction or a
// reject, whatever the JSON.
func FuzzRecognisers(f *testing.F) {
	list := recognisers()
	for i, r := range list {
		for _, export := range recogniserExports()[r.name] {
			f.Add(i, export(aCall()))
		}
	}
	f.Add(5, []byte(`{"Data":{"Status":2,"Result":"[0:0.020,0:2.380,0]  您好。\n[1:"}}`))
	f.Fuzz(func(t *testing.T, i int, raw []byte) {
		if i < 0 || i >= len(list) {
			return
		}
		d := &recordingDecoder{recogniser: list[i], options: &Options{Roles: exportRoles, words: testWords()}, name: "f"}
		in, err := d.Decode(raw, transcript.Source{File: "f"})
		if err != nil && !isRejectError(err) || err == nil && (in == nil || len(in.Turns) == 0) {
			t.Fatalf("%s: %v, %v", list[i].name, in, err)
		}
	})
}

// TestRecognisersLongHead puts what tells the format apart behind more than a
// sample of something else, as long calls do.
func TestRecognisersLongHead(t *testing.T) {
	long := strings.Repeat("好", sampleBytes/3)
	stamps := strings.Repeat("[1,2],", sampleBytes/6) + "[1,2]"
	for format, content := range map[string]string{
		"aliyun":     `{"result":[{"begin_time":1,"text":"` + long + `","channel_id":0}],"task_id":"t","status_text":"SUCCESS"}`,
		"paraformer": `{"transcripts":[{"channel_id":0,"content_duration_in_milliseconds":9,"text":"` + long + `","sentences":[{"text":"a","begin_time":1}]}]}`,
		"tencent":    `{"Response":{"Data":{"Status":2,"Result":"` + long + `","ResultDetail":[{"FinalSentence":"a","StartMs":1,"SpeakerId":0}]}}}`,
		"volcengine": `{"audio_info":{"duration":9},"result":{"text":"` + long + `","utterances":[{"text":"a","start_time":1,"additions":{"speaker":"0"}}]}}`,
		"funasr":     `[{"key":"k","text":"a","timestamp":[` + stamps + `],"sentence_info":[{"text":"a","start":1,"spk":0}]}]`,
		"transcribe": `{"JobStatus":"COMPLETED","LanguageCode":"zh-CN","Transcript":[{"Content":"` + long + `","BeginOffsetMillis":1,"ParticipantRole":"AGENT"}],"JobName":"j"}`,
	} {
		outs, got := decodeAll(t, Options{Roles: exportRoles}, "c-1.json", strings.NewReader(content))
		if len(got) != 1 || got[0].Turns[0].Begin.Value != 1 {
			t.Errorf("%s: %+v", format, outs)
		}
	}
}
