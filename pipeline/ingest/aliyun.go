package ingest

import (
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// aliyun is the result of Aliyun recording-file recognition, as its interface
// gives it (Result.Sentences, BeginTime) and as its callback does (result,
// begin_time).
func aliyun() recogniser {
	return recogniser{
		name: "aliyun", title: "Aliyun recording-file recognition",
		names: []string{"Sentences", "sentences", "begin_time", "channel_id"},
		match: func(sh jsonShape) bool {
			return sh.any("Result.Sentences", "result.sentences") || sh.has("result[].text") && sh.any("result[].begin_time", "result[].channel_id")
		},
		read: readAliyun,
	}
}

type aliyunResult struct {
	TaskID     label
	StatusText string
	Result     jsontext.Value // {"Sentences": […]}, or the list itself
}

type aliyunSentence struct {
	BeginTime, EndTime   count
	ChannelID, SpeakerID label
	Text                 string
}

func readAliyun(raw []byte, d *Draft) (string, error) {
	var r aliyunResult
	if err := readJSON(raw, &r); err != nil {
		return "", err
	}
	task := string(r.TaskID)
	if s := strings.ToUpper(r.StatusText); s != "" && !strings.HasPrefix(s, "SUCCESS") {
		return task, errUnfinished
	}
	var list struct{ Sentences []aliyunSentence }
	var err error
	if r.Result.Kind() == jsontext.KindBeginArray {
		err = readJSON(r.Result, &list.Sentences)
	} else {
		err = embedded(r.Result, &list)
	}
	for _, s := range list.Sentences {
		d.Turns = append(d.Turns, DraftTurn{
			Speaker: speakerOrChannel(string(s.SpeakerID), string(s.ChannelID)),
			Text:    s.Text, Begin: s.BeginTime.ms(), End: s.EndTime.ms(),
		})
	}
	return task, err
}

// speakerOrChannel is the label of who spoke: the speaker that was told apart in
// one channel, else the channel.
func speakerOrChannel(speaker, channel string) string {
	if speaker != "" {
		return speaker
	}
	return channel
}

// paraformer is the result of the Paraformer and SenseVoice services of Aliyun's
// model studio: transcripts by channel, each with sentences.
func paraformer() recogniser {
	return recogniser{
		name: "paraformer", title: "Aliyun model studio (Paraformer)",
		names: []string{"transcripts"},
		match: func(sh jsonShape) bool {
			return sh.any("transcripts[].sentences", "transcripts[].content_duration_in_milliseconds") // the full text may fill the sample
		},
		read: func(raw []byte, d *Draft) (string, error) {
			var r struct {
				TaskID      label
				Transcripts []struct {
					ChannelID label
					Sentences []aliyunSentence
				}
			}
			if err := readJSON(raw, &r); err != nil {
				return "", err
			}
			for _, t := range r.Transcripts {
				for _, s := range t.Sentences {
					who := speakerOrChannel(string(s.SpeakerID), string(t.ChannelID))
					if len(r.Transcripts) > 1 {
						who = string(t.ChannelID)
					}
					d.Turns = append(d.Turns, DraftTurn{Speaker: who, Text: s.Text, Begin: s.BeginTime.ms(), End: s.EndTime.ms()})
				}
			}
			return string(r.TaskID), nil
		},
	}
}
