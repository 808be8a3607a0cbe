package ingest

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"zhijian/analyzers/transcript"
)

// speechExporters write a file for each interaction: recognisers' JSON, subtitles
// and text.
func speechExporters() []exporter {
	var out []exporter
	add := func(name, format, ending string, plain bool, export func(*transcript.Interaction) []byte, carries func(*transcript.Interaction)) {
		out = append(out, exporter{
			name: name, format: format, plain: plain, carries: carries,
			options: Options{Roles: exportRoles, Channel: transcript.ChannelVoice},
			export: func(t testing.TB, list []*transcript.Interaction) []file {
				var files []file
				for _, in := range list {
					c := *in
					c.Turns = append([]transcript.Turn(nil), in.Turns...)
					carries(&c)
					files = append(files, file{c.ID + ending, string(export(&c))})
				}
				return files
			},
		})
	}
	for _, r := range recognisers() {
		for i, export := range recogniserExports()[r.name] {
			add(fmt.Sprint(r.name, " ", i+1), r.name, ".json", false, export, speechCarries)
		}
	}
	add("contactlens chat", "contactlens", ".json", false, exportContactLensChat, chatCarries)
	add("srt", "srt", ".srt", true, exportSRT, cuesCarry)
	add("vtt", "vtt", ".vtt", true, exportVTT, cuesCarry)
	add("text", "text", ".txt", true, exportText, textCarries)
	out = append(out, exporter{name: "json list", format: "json", export: exportJSONList}, exporter{name: "json objects", format: "json", export: exportJSONObjects})
	return out
}

func exportJSONList(t testing.TB, list []*transcript.Interaction) []file {
	var b []byte
	for i, in := range list {
		b = append(b, "[,"[min(i, 1)], '\n')
		var err error
		if b, err = AppendNative(b, in); err != nil {
			t.Fatal(err)
		}
	}
	return []file{{"list.json", string(b) + "]\n"}}
}

func exportJSONObjects(t testing.TB, list []*transcript.Interaction) []file {
	var files []file
	for _, in := range list {
		line, err := AppendNative(nil, in)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, file{in.ID + ".json", "{\n" + string(line[1:])})
	}
	return files
}

// speechCarries leaves what a recogniser can tell: a call's turns.
func speechCarries(in *transcript.Interaction) {
	*in = transcript.Interaction{ID: in.ID, Channel: transcript.ChannelVoice, Turns: in.Turns}
}

// chatCarries leaves what Contact Lens tells of a chat.
func chatCarries(in *transcript.Interaction) {
	*in = transcript.Interaction{ID: in.ID, Channel: transcript.ChannelChat, StartedAt: in.StartedAt, Turns: in.Turns}
	for i := range in.Turns {
		t := &in.Turns[i]
		t.End = transcript.Optional[int64]{}
		if !in.StartedAt.Known {
			t.Begin = t.End
		}
	}
}

// cuesCarry leaves what subtitles can hold, which must have times and no blank
// lines.
func cuesCarry(in *transcript.Interaction) {
	textCarries(in)
	timed := true
	for i := range in.Turns {
		timed = timed && in.Turns[i].Timed()
		in.Turns[i].Text = regexp.MustCompile(`\n\s*\n`).ReplaceAllString(in.Turns[i].Text, "\n")
	}
	for i := range in.Turns {
		if at := int64(i) * 1000; !timed {
			in.Turns[i].Begin, in.Turns[i].End = transcript.Some(at), transcript.Some(at+500)
		}
	}
}

// textCarries leaves what text can hold, where blanks around a line are none, and
// exportText writes a span of time or nothing.
func textCarries(in *transcript.Interaction) {
	speechCarries(in)
	for i := range in.Turns {
		t := &in.Turns[i]
		if !t.Timed() {
			t.Begin, t.End = transcript.Optional[int64]{}, transcript.Optional[int64]{}
		}
		var lines []string
		for line := range strings.SplitSeq(strings.TrimSpace(t.Text), "\n") {
			lines = append(lines, strings.Trim(line, " \t　"))
		}
		t.Text = strings.Join(lines, "\n")
	}
}

// exportLabels are the labels under which exporters write roles where a format
// has no words for them.
var exportLabels = map[transcript.Role]string{
	transcript.RoleAgent: "0", transcript.RoleCustomer: "1", transcript.RoleBot: "2", transcript.RoleSystem: "3",
}

// exportRoles reads them back.
var exportRoles = map[string]transcript.Role{
	"0": transcript.RoleAgent, "1": transcript.RoleCustomer, "2": transcript.RoleBot, "3": transcript.RoleSystem,
	"SPEAKER_00": transcript.RoleAgent, "SPEAKER_01": transcript.RoleCustomer, "SPEAKER_02": transcript.RoleBot, "SPEAKER_03": transcript.RoleSystem,
}

type object = map[string]any

func marshal(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return b
}

// segments writes each turn with the names of a format.
func segments(in *transcript.Interaction, text, begin, end string, scale float64, more func(t *transcript.Turn, s object)) []any {
	list := []any{}
	for i := range in.Turns {
		t := &in.Turns[i]
		s := object{text: t.Text}
		if t.Begin.Known {
			s[begin] = float64(t.Begin.Value) / scale
		}
		if t.End.Known {
			s[end] = float64(t.End.Value) / scale
		}
		more(t, s)
		list = append(list, s)
	}
	return list
}

func labelled(name string) func(t *transcript.Turn, s object) {
	return func(t *transcript.Turn, s object) { s[name] = exportLabels[t.Role] }
}

func exportAliyun(in *transcript.Interaction) []byte {
	return marshal(object{"TaskId": "t", "StatusText": "SUCCESS", "Result": object{"Sentences": segments(in, "Text", "BeginTime", "EndTime", 1, labelled("ChannelId"))}})
}

func exportAliyunCallback(in *transcript.Interaction) []byte {
	return marshal(object{"task_id": "t", "status_text": "SUCCESS", "result": segments(in, "text", "begin_time", "end_time", 1, labelled("channel_id"))})
}

func exportParaformer(in *transcript.Interaction) []byte {
	return marshal(object{"file_url": "u", "transcripts": []any{object{"channel_id": 0, "sentences": segments(in, "text", "begin_time", "end_time", 1, labelled("speaker_id"))}}})
}

func exportIflytek(in *transcript.Interaction) []byte {
	return marshal(segments(in, "onebest", "bg", "ed", 1, labelled("speaker")))
}

func exportIflytekOrder(in *transcript.Interaction) []byte {
	var lattice []any
	for i := range in.Turns {
		t := &in.Turns[i]
		st := object{"rl": exportLabels[t.Role], "rt": []any{object{"ws": []any{object{"cw": []any{object{"w": t.Text, "wp": "n"}}}, object{"cw": []any{object{"w": "", "wp": "g"}}}}}}}
		if t.Begin.Known {
			st["bg"] = fmt.Sprint(t.Begin.Value)
		}
		if t.End.Known {
			st["ed"] = fmt.Sprint(t.End.Value)
		}
		lattice = append(lattice, object{"json_1best": string(marshal(object{"st": st}))})
	}
	return marshal(object{"code": "000000", "content": object{"orderInfo": object{"orderId": "o"}, "orderResult": string(marshal(object{"lattice": lattice}))}})
}

func exportTencent(in *transcript.Interaction) []byte {
	return marshal(object{"Response": object{"RequestId": "r", "Data": object{"TaskId": 1, "Status": 2, "Result": "", "ResultDetail": segments(in, "FinalSentence", "StartMs", "EndMs", 1, labelled("SpeakerId"))}}})
}

func exportTencentFlash(in *transcript.Interaction) []byte {
	return marshal(object{"request_id": "r", "code": 0, "flash_result": []any{object{"channel_id": 0, "sentence_list": segments(in, "text", "start_time", "end_time", 1, labelled("speaker_id"))}}})
}

func exportHuawei(in *transcript.Interaction) []byte {
	list := segments(in, "t", "start_time", "end_time", 1, func(t *transcript.Turn, s object) {
		role := map[transcript.Role]string{transcript.RoleAgent: "AGENT", transcript.RoleCustomer: "USER"}[t.Role]
		if role == "" {
			role = exportLabels[t.Role]
		}
		s["result"] = object{"text": t.Text, "analysis_info": object{"role": role}}
		delete(s, "t")
	})
	return marshal(object{"status": "FINISHED", "segments": list})
}

func exportVolcengine(in *transcript.Interaction) []byte {
	list := segments(in, "text", "start_time", "end_time", 1, func(t *transcript.Turn, s object) {
		s["additions"] = object{"speaker": exportLabels[t.Role]}
	})
	return marshal(object{"audio_info": object{"duration": 1}, "result": object{"text": "", "utterances": list}})
}

func exportFunASR(in *transcript.Interaction) []byte {
	return marshal([]any{object{"key": in.ID, "text": "", "sentence_info": segments(in, "text", "start", "end", 1, labelled("spk"))}})
}

func exportWhisperX(in *transcript.Interaction) []byte {
	list := segments(in, "text", "start", "end", 1000, func(t *transcript.Turn, s object) { s["speaker"] = "SPEAKER_0" + exportLabels[t.Role] })
	return marshal(object{"segments": list, "word_segments": []any{}, "language": "zh"})
}

func exportTranscribe(in *transcript.Interaction) []byte {
	return marshal(object{"JobName": in.ID, "JobStatus": "COMPLETED", "LanguageCode": "zh-CN", "ConversationCharacteristics": object{}, "Transcript": amazonTurns(in)})
}

func exportContactLens(in *transcript.Interaction) []byte {
	return marshal(object{"Channel": "VOICE", "CustomerMetadata": object{"ContactId": in.ID}, "Participants": []any{}, "Transcript": amazonTurns(in)})
}

func amazonTurns(in *transcript.Interaction) []any {
	return segments(in, "Content", "BeginOffsetMillis", "EndOffsetMillis", 1, func(t *transcript.Turn, s object) {
		s["ParticipantRole"] = strings.ToUpper(string(t.Role))
	})
}

// exportContactLensChat needs the start of the interaction; its turns have no end.
func exportContactLensChat(in *transcript.Interaction) []byte {
	at := in.StartedAt.Value
	list := []any{object{"Type": "EVENT", "AbsoluteTime": at.Format("2006-01-02T15:04:05.000Z")}}
	for i := range in.Turns {
		t := &in.Turns[i]
		s := object{"Type": "MESSAGE", "Content": t.Text, "ParticipantRole": strings.ToUpper(string(t.Role))}
		if t.Begin.Known {
			s["AbsoluteTime"] = at.Add(time.Duration(t.Begin.Value) * time.Millisecond).Format("2006-01-02T15:04:05.000Z")
		}
		list = append(list, s)
	}
	return marshal(object{"Channel": "CHAT", "CustomerMetadata": object{"ContactId": in.ID}, "Transcript": list})
}

// recogniserExports are the exporters of calls, by format.
func recogniserExports() map[string][]func(*transcript.Interaction) []byte {
	type exporter = func(*transcript.Interaction) []byte
	return map[string][]exporter{
		"aliyun": {exportAliyun, exportAliyunCallback}, "paraformer": {exportParaformer}, "iflytek": {exportIflytek},
		"iflytek-order": {exportIflytekOrder}, "tencent": {exportTencent}, "tencent-flash": {exportTencentFlash},
		"huawei": {exportHuawei}, "volcengine": {exportVolcengine}, "funasr": {exportFunASR}, "whisperx": {exportWhisperX},
		"transcribe": {exportTranscribe}, "contactlens": {exportContactLens},
	}
}

// exportText writes a conversation as text, with times where the turns have them.
func exportText(in *transcript.Interaction) []byte {
	words := map[transcript.Role]string{transcript.RoleAgent: "客服", transcript.RoleCustomer: "客户", transcript.RoleBot: "机器人", transcript.RoleSystem: "系统"}
	var b strings.Builder
	for i := range in.Turns {
		t := &in.Turns[i]
		if t.Timed() {
			b.WriteString("[" + clockText(t.Begin.Value, ".") + " - " + clockText(t.End.Value, ".") + "] ")
		}
		b.WriteString(words[t.Role] + "：" + t.Text + "\n")
	}
	return []byte(b.String())
}

// clockText writes h:mm:ss.mmm.
func clockText(ms int64, point string) string {
	return fmt.Sprintf("%02d:%02d:%02d%s%03d", ms/3_600_000, ms/60_000%60, ms/1000%60, point, ms%1000)
}

func exportSRT(in *transcript.Interaction) []byte {
	var b strings.Builder
	for i := range in.Turns {
		t := &in.Turns[i]
		fmt.Fprintf(&b, "%d\r\n%s --> %s\r\n%s: %s\r\n\r\n", i+1, clockText(t.Begin.Value, ","), clockText(t.End.Value, ","), t.Role, t.Text)
	}
	return []byte(b.String())
}

func exportVTT(in *transcript.Interaction) []byte {
	var b strings.Builder
	b.WriteString("WEBVTT - a call\n\nNOTE a comment\nof two lines\n\nSTYLE\n::cue { color: red }\n\n")
	escape := strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")
	for i := range in.Turns {
		t := &in.Turns[i]
		fmt.Fprintf(&b, "%s --> %s align:start position:10%%\n<v.loud %s>%s</v>\n\n", clockText(t.Begin.Value, "."), clockText(t.End.Value, "."), t.Role, escape.Replace(t.Text))
	}
	return []byte(b.String())
}
