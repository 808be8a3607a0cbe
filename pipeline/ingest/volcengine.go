package ingest

import "github.com/go-json-experiment/json/jsontext"

// volcengine is the answer of Volcengine's recording-file recognition: the older
// service puts its utterances in resp, the one with large models in result.
func volcengine() recogniser {
	return recogniser{
		name: "volcengine", title: "Volcengine recording-file recognition",
		names: []string{"utterances", "audio_info"},
		match: func(sh jsonShape) bool {
			return sh.any("resp.utterances", "result.utterances", "result[].utterances", "utterances[].additions", "utterances[].definite") ||
				sh.has("audio_info.duration", "result.text") // the full text may fill the sample
		},
		read: readVolcengine,
	}
}

type volcengineResult struct {
	ID         label
	Utterances []volcengineUtterance
}

type volcengineUtterance struct {
	Text               string
	StartTime, EndTime count
	Speaker            label
	ChannelID          label
	Additions          struct {
		Speaker   label
		SpeakerID label
		ChannelID label
	}
}

func readVolcengine(raw []byte, d *Draft) (string, error) {
	var r struct {
		ReqID  label
		Resp   volcengineResult
		Result jsontext.Value
		volcengineResult
	}
	if err := readJSON(raw, &r); err != nil {
		return "", err
	}
	results := []volcengineResult{r.volcengineResult, r.Resp}
	var list []volcengineResult
	var one volcengineResult
	var err error
	if r.Result.Kind() == jsontext.KindBeginArray {
		err = readJSON(r.Result, &list)
	} else {
		err = embedded(r.Result, &one)
	}
	for _, res := range append(append(results, one), list...) {
		for _, u := range res.Utterances {
			d.Turns = append(d.Turns, DraftTurn{Speaker: u.who(), Text: u.Text, Begin: u.StartTime.ms(), End: u.EndTime.ms()})
		}
	}
	return speakerOrChannel(string(r.Resp.ID), speakerOrChannel(string(r.ID), string(r.ReqID))), err
}

func (u *volcengineUtterance) who() string {
	speaker := speakerOrChannel(string(u.Additions.Speaker), string(u.Additions.SpeakerID))
	channel := speakerOrChannel(string(u.Additions.ChannelID), string(u.ChannelID))
	return speakerOrChannel(speakerOrChannel(speaker, string(u.Speaker)), channel)
}
