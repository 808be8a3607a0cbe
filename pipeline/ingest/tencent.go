package ingest

import (
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"zhijian/analyzers/transcript"
)

// tencent is the state of a task of Tencent Cloud recording-file recognition, as
// its interface answers, or its callback sends (then resultDetail is a string).
func tencent() recogniser {
	return recogniser{
		name: "tencent", title: "Tencent Cloud recording-file recognition",
		names: []string{"ResultDetail", "resultDetail", "Result", "audioTime"},
		match: func(sh jsonShape) bool {
			return sh.any("Response.Data.Result", "Data.Result", "Response.Data.ResultDetail", "Data.ResultDetail", "ResultDetail", "resultDetail") ||
				sh.has("requestId", "audioTime", "text")
		},
		read: readTencent,
	}
}

type tencentTask struct {
	TaskID       label
	RequestID    label
	Status       count // 2: success
	Result       string
	Text         string // of a callback
	ResultDetail jsontext.Value
}

type tencentSentence struct {
	FinalSentence, WrittenText string
	StartMs, EndMs             count
	SpeakerID                  label
}

func readTencent(raw []byte, d *Draft) (string, error) {
	var r struct {
		Response struct{ Data tencentTask }
		Data     tencentTask
		tencentTask
	}
	if err := readJSON(raw, &r); err != nil {
		return "", err
	}
	t := r.tencentTask
	for _, inner := range []tencentTask{r.Data, r.Response.Data} {
		if inner.TaskID != "" || inner.Result != "" || len(inner.ResultDetail) > 0 {
			t = inner
		}
	}
	task := speakerOrChannel(string(t.TaskID), string(t.RequestID))
	if t.Status.Known && t.Status.Value != 2 {
		return task, errUnfinished
	}
	var sentences []tencentSentence
	if err := embedded(t.ResultDetail, &sentences); err != nil {
		return task, err
	}
	for _, s := range sentences {
		d.Turns = append(d.Turns, DraftTurn{Speaker: string(s.SpeakerID), Text: s.FinalSentence, Begin: s.StartMs.ms(), End: s.EndMs.ms()})
	}
	if len(sentences) == 0 {
		d.Turns = tencentLines(speakerOrChannel(t.Result, t.Text))
	}
	return task, nil
}

// tencentLines reads the result without details: a sentence a line, each behind
// its times and, when speakers are told apart, its speaker: [0:0.020,0:2.380,0].
func tencentLines(text string) []DraftTurn {
	var turns []DraftTurn
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		head, words, ok := strings.Cut(line, "]")
		fields := strings.Split(strings.TrimPrefix(head, "["), ",")
		if !ok || !strings.HasPrefix(head, "[") || len(fields) < 2 {
			turns = append(turns, DraftTurn{Text: line})
			continue
		}
		t := DraftTurn{Text: strings.TrimSpace(words), Begin: clockTime(fields[0]), End: clockTime(fields[1])}
		if len(fields) > 2 {
			t.Speaker = strings.TrimSpace(fields[2])
		}
		turns = append(turns, t)
	}
	return turns
}

// clockTime reads a time of the form h:m:s.mmm or m:s.mmm.
func clockTime(s string) transcript.Optional[int64] {
	var total float64
	parts := strings.Split(strings.TrimSpace(s), ":")
	for _, p := range parts {
		f, err := strconv.ParseFloat(strings.Replace(p, ",", ".", 1), 64)
		if err != nil || f < 0 || len(parts) < 2 || len(parts) > 3 || f > 1e6 {
			return transcript.Optional[int64]{}
		}
		total = total*60 + f
	}
	return count{transcript.Some(total)}.seconds()
}

// tencentFlash is the answer of Tencent Cloud's flash recognition.
func tencentFlash() recogniser {
	return recogniser{
		name: "tencent-flash", title: "Tencent Cloud flash recognition",
		names: []string{"flash_result"},
		match: func(sh jsonShape) bool { return sh.has("flash_result") },
		read: func(raw []byte, d *Draft) (string, error) {
			var r struct {
				RequestID   label
				Code        count
				FlashResult []struct {
					ChannelID    label
					SentenceList []struct {
						Text               string
						StartTime, EndTime count
						SpeakerID          label
					}
				}
			}
			if err := readJSON(raw, &r); err != nil {
				return "", err
			}
			if r.Code.Known && r.Code.Value != 0 {
				return string(r.RequestID), errUnfinished
			}
			for _, c := range r.FlashResult {
				for _, s := range c.SentenceList {
					who := speakerOrChannel(string(s.SpeakerID), string(c.ChannelID))
					if len(r.FlashResult) > 1 {
						who = string(c.ChannelID)
					}
					d.Turns = append(d.Turns, DraftTurn{Speaker: who, Text: s.Text, Begin: s.StartTime.ms(), End: s.EndTime.ms()})
				}
			}
			return string(r.RequestID), nil
		},
	}
}
