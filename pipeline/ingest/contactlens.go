package ingest

import (
	"cmp"
	"strings"
	"time"

	"zhijian/analyzers/transcript"
)

// contactLens is the analysis file of Amazon Connect Contact Lens, of a call or a
// chat.
func contactLens() recogniser {
	return recogniser{
		name: "contactlens", title: "Amazon Connect Contact Lens",
		names: []string{"CustomerMetadata", "Participants", "ContentMetadata", "Transcript"},
		match: func(sh jsonShape) bool {
			return sh.has("Channel") && !sh.has("JobName") && !sh.has("channel") &&
				sh.any("CustomerMetadata", "Participants", "ContentMetadata", "ConversationCharacteristics", "ChatTranscriptVersion")
		},
		read: readContact,
	}
}

// callAnalytics is the output of Amazon Transcribe Call Analytics, which has the
// same segments.
func callAnalytics() recogniser {
	return recogniser{
		name: "transcribe", title: "Amazon Transcribe Call Analytics",
		names: []string{"JobStatus", "LanguageCode", "ConversationCharacteristics", "JobName"},
		match: func(sh jsonShape) bool {
			return sh.any("Transcript", "ConversationCharacteristics") && sh.any("JobName", "JobStatus", "LanguageCode") &&
				(sh.has("JobName") || !sh.has("Channel"))
		},
		read: readContact,
	}
}

type contact struct {
	JobName          label
	JobStatus        string
	Channel          string
	CustomerMetadata struct{ ContactID label }
	Participants     []struct {
		ParticipantID   label
		ParticipantRole string
	}
	Transcript []contactTurn
}

type contactTurn struct {
	ParticipantID                      label
	ParticipantRole                    string
	Content                            string
	BeginOffsetMillis, EndOffsetMillis count
	AbsoluteTime                       string
	Type                               string // of a chat: MESSAGE, EVENT or ATTACHMENT
}

func readContact(raw []byte, d *Draft) (string, error) {
	var c contact
	if err := readJSON(raw, &c); err != nil {
		return "", err
	}
	d.Fields[FieldID] = string(c.CustomerMetadata.ContactID)
	if strings.EqualFold(c.Channel, "chat") {
		d.Fields[FieldChannel] = string(transcript.ChannelChat)
	}
	if c.JobStatus != "" && c.JobStatus != "COMPLETED" {
		return string(c.JobName), errUnfinished
	}
	roles := map[label]string{}
	for _, p := range c.Participants {
		roles[p.ParticipantID] = p.ParticipantRole
	}
	var start time.Time
	for _, t := range c.Transcript {
		at, err := time.Parse(time.RFC3339, t.AbsoluteTime)
		if err == nil && start.IsZero() { // the first that joins
			start = at
			d.Fields[FieldStartedAt] = t.AbsoluteTime
		}
		if strings.EqualFold(t.Type, "EVENT") {
			continue
		}
		turn := DraftTurn{Speaker: amazonRole(cmp.Or(t.ParticipantRole, roles[t.ParticipantID], string(t.ParticipantID))), Text: t.Content, Begin: t.BeginOffsetMillis.ms(), End: t.EndOffsetMillis.ms()}
		if err == nil && !turn.Begin.Known {
			turn.Begin = transcript.Some(at.Sub(start).Milliseconds())
		}
		d.Turns = append(d.Turns, turn)
	}
	return string(c.JobName), nil
}

// amazonRole is Amazon's name of a role in our words. Others stay labels.
func amazonRole(s string) string {
	switch strings.ToUpper(s) {
	case "AGENT":
		return string(transcript.RoleAgent)
	case "CUSTOMER":
		return string(transcript.RoleCustomer)
	case "SYSTEM":
		return string(transcript.RoleSystem)
	case "CUSTOM_BOT", "BOT":
		return string(transcript.RoleBot)
	}
	return s
}
