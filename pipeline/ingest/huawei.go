package ingest

import "zhijian/analyzers/transcript"

// huawei is the state of a job of Huawei Cloud's recording-file recognition (SIS
// transcriber).
func huawei() recogniser {
	return recogniser{
		name: "huawei", title: "Huawei Cloud recording-file recognition (SIS)",
		names: []string{"segments"},
		match: func(sh jsonShape) bool { return sh.any("segments[].result.text", "segments[].result") },
		read: func(raw []byte, d *Draft) (string, error) {
			var r struct {
				JobID, TraceID label
				Status         string
				Segments       []struct {
					StartTime, EndTime count
					Result             struct {
						Text         string
						AnalysisInfo struct{ Role label }
					}
				}
			}
			if err := readJSON(raw, &r); err != nil {
				return "", err
			}
			task := speakerOrChannel(string(r.JobID), string(r.TraceID))
			if r.Status != "" && r.Status != "FINISHED" {
				return task, errUnfinished
			}
			for _, s := range r.Segments {
				who := string(s.Result.AnalysisInfo.Role)
				switch who { // anything else is the label of a speaker: speaker1
				case "AGENT":
					who = string(transcript.RoleAgent)
				case "USER":
					who = string(transcript.RoleCustomer)
				}
				d.Turns = append(d.Turns, DraftTurn{Speaker: who, Text: s.Result.Text, Begin: s.StartTime.ms(), End: s.EndTime.ms()})
			}
			return task, nil
		},
	}
}
