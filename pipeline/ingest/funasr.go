package ingest

import (
	"strings"
	"unicode"
)

// funasr is the output of FunASR: the list that its Python interface returns, one
// entry a recording, and the message of its service in offline mode.
func funasr() recogniser {
	return recogniser{
		name: "funasr", title: "FunASR",
		names: []string{"sentence_info", "stamp_sents", "wav_name", "timestamp"},
		match: func(sh jsonShape) bool {
			return sh.any("sentence_info", "stamp_sents", "wav_name") || sh.has("key", "text", "timestamp") // which may fill the sample
		},
		read: readFunASR,
	}
}

func readFunASR(raw []byte, d *Draft) (string, error) {
	var r struct {
		Key, WavName label
		Mode         string
		SentenceInfo []struct {
			Text, Sentence string
			Start, End     count
			Spk            label
		}
		StampSents []struct {
			TextSeg, Punc string
			Start, End    count
			Spk           label
		}
	}
	if err := readJSON(raw, &r); err != nil {
		return "", err
	}
	if name := speakerOrChannel(string(r.Key), string(r.WavName)); name != "wav_name" { // what the service says without a name
		d.Fields[FieldID] = name
	}
	if r.Mode != "" && r.Mode != "offline" {
		return "", errUnfinished
	}
	for _, s := range r.SentenceInfo {
		d.Turns = append(d.Turns, DraftTurn{Speaker: string(s.Spk), Text: speakerOrChannel(s.Text, s.Sentence), Begin: s.Start.ms(), End: s.End.ms()})
	}
	if len(r.SentenceInfo) == 0 {
		for _, s := range r.StampSents {
			d.Turns = append(d.Turns, DraftTurn{Speaker: string(s.Spk), Text: joinTokens(s.TextSeg) + s.Punc, Begin: s.Start.ms(), End: s.End.ms()})
		}
	}
	return "", nil
}

// joinTokens puts together words that a recogniser set apart by blanks: Chinese
// without them, Latin letters and digits with them.
func joinTokens(s string) string {
	var b strings.Builder
	var last rune
	for word := range strings.FieldsSeq(s) {
		for i, r := range word {
			if i == 0 && isLatin(last) && isLatin(r) {
				b.WriteByte(' ')
			}
			b.WriteRune(r)
			last = r
		}
	}
	return b.String()
}

func isLatin(r rune) bool {
	return r < 0x2e80 && (unicode.IsLetter(r) || unicode.IsDigit(r))
}
