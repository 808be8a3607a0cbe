package ingest

import "strings"

// whisperX is the output of WhisperX; plain Whisper's has no speakers, which then
// are found out by what they say.
func whisperX() recogniser {
	return recogniser{
		name: "whisperx", title: "WhisperX",
		names: []string{"segments"},
		match: func(sh jsonShape) bool {
			return sh.has("segments[].text") && sh.any("segments[].start", "segments[].speaker", "word_segments")
		},
		read: func(raw []byte, d *Draft) (string, error) {
			var r struct{ Segments []whisperSegment }
			if err := readJSON(raw, &r); err != nil {
				return "", err
			}
			for _, s := range r.Segments {
				d.Turns = append(d.Turns, DraftTurn{Speaker: s.who(), Text: strings.TrimSpace(s.Text), Begin: s.Start.seconds(), End: s.End.seconds()})
			}
			return "", nil
		},
	}
}

type whisperSegment struct {
	Start, End count
	Text       string
	Speaker    label
	Words      []struct{ Speaker label }
}

// who is the speaker of the segment, or the one that all its words have.
func (s *whisperSegment) who() string {
	if s.Speaker != "" || len(s.Words) == 0 {
		return string(s.Speaker)
	}
	who := s.Words[0].Speaker
	for _, w := range s.Words {
		if w.Speaker != who {
			return ""
		}
	}
	return string(who)
}
