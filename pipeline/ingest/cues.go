package ingest

import (
	"bytes"
	"fmt"
	"html"
	"regexp"
	"strings"
	"unicode/utf8"

	"zhijian/analyzers/transcript"
)

// cueDecoder makes interactions of subtitles: SubRip (SRT) and WebVTT, blocks of
// lines of which one gives the times. Who speaks is told by a voice tag, or by a
// label ahead of the words.
type cueDecoder struct {
	parser  *dialogueParser
	options *Options
	name    string
	vtt     bool
	tags    *regexp.Regexp // markup
	voice   *regexp.Regexp // the tag of a voice: <v.loud 客服>
}

func newCueDecoder(in *Input, vtt bool) *cueDecoder {
	return &cueDecoder{
		parser: newDialogueParser(in.Options, in.Options.fieldWords()), options: in.Options,
		name: recordingName(in.Source), vtt: vtt,
		tags:  regexp.MustCompile(`</?(?:b|i|u|s|c|v|font|ruby|rt|lang)(?:[ .\t][^<>]*)?>|<\d{2,}:\d{2}[\d:.]*>|\{\\[^{}]*\}`),
		voice: regexp.MustCompile(`<v(?:\.[^<>\s]*)?[ \t]([^<>]*)>`),
	}
}

// cue is one subtitle.
type cue struct {
	begin, end transcript.Optional[int64]
	lines      []string
}

// Decode implements Decoder.
func (c *cueDecoder) Decode(raw []byte, src transcript.Source) (*transcript.Interaction, error) {
	var d Draft
	d.Fields[FieldID], d.Fields[FieldChannel] = c.name, string(transcript.ChannelVoice)
	if !utf8.Valid(raw) {
		return nil, &Reject{Source: src, ID: c.name, Reason: InvalidUTF8, Detail: fmt.Sprintf("the text is not UTF-8 at byte %d of the file", invalidByte(raw))}
	}
	if bytes.Count(raw, []byte("\n")) >= maxLines {
		return nil, tooManyLines(src, c.name)
	}
	cues, lost := c.cues(string(raw))
	if lost > 0 {
		return nil, &Reject{Source: src, ID: c.name, Reason: BadValue, Detail: fmt.Sprintf("the text at line %d belongs to no times; a cue begins with a line like 00:00:01.000 --> 00:00:02.000", lost)}
	}
	d.Turns = c.turns(cues)
	if len(d.Turns) == 0 {
		return nil, &Reject{Source: src, ID: c.name, Reason: EmptyTurns, Detail: "the file has no cues"}
	}
	inOrder(d.Turns)
	return d.finish(src, c.options)
}

// cues cuts the text into cues. A line outside of all blocks is told by its
// number, from 1.
func (c *cueDecoder) cues(text string) (cues []cue, lost int) {
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text)
	var open *cue // the cue whose text is read
	skip := false // in a block that is no cue
	number := 0   // the line of an identifier that waits for its times
	last := -1    // the last line, when it may be one
	for i, line := range strings.Split(text, "\n") {
		line = strings.TrimRight(line, " \t")
		begin, end, isTimes := cueTimes(line)
		switch {
		case isTimes && !skip:
			if open != nil && last == i-1 && len(open.lines) > 0 && c.identifier(open.lines[len(open.lines)-1]) {
				open.lines = open.lines[:len(open.lines)-1] // blocks without a blank line between them
			}
			cues = append(cues, cue{begin: begin, end: end})
			open, number = &cues[len(cues)-1], 0
		case line == "":
			open, skip = nil, false
			if number > 0 {
				return cues, number
			}
		case skip:
		case open != nil:
			open.lines = append(open.lines, line)
			last = i
		case c.block(line, i == 0 || len(cues) == 0 && strings.HasPrefix(text, "WEBVTT")):
			skip = true
		case number > 0:
			return cues, number
		default:
			number = i + 1
		}
	}
	return cues, number
}

// identifier knows the number ahead of an SRT cue.
func (c *cueDecoder) identifier(line string) bool {
	return !c.vtt && line != "" && len(line) < 10 && allDigits(line)
}

// block reports whether a line begins a block that is no cue: the header of a
// file, a comment, styles, regions.
func (c *cueDecoder) block(line string, start bool) bool {
	for _, word := range []string{"WEBVTT", "NOTE", "STYLE", "REGION"} {
		rest, ok := strings.CutPrefix(strings.TrimPrefix(line, "\ufeff"), word)
		if ok && c.vtt && (rest == "" || rest[0] == ' ' || rest[0] == '\t') && (word != "WEBVTT" || start) {
			return true
		}
	}
	return false
}

// cueTimes reads a line like 00:00:01,000 --> 00:00:02,500 position:10%.
func cueTimes(line string) (begin, end transcript.Optional[int64], ok bool) {
	from, to, ok := strings.Cut(line, "-->")
	if !ok {
		return begin, end, false
	}
	to, _, _ = strings.Cut(strings.TrimSpace(to), " ")
	to, _, _ = strings.Cut(to, "\t")
	begin, end = clockTime(from), clockTime(to)
	return begin, end, begin.Known && end.Known
}

// turns makes turns of the cues: one for each voice or label in them. Lines
// without one belong to the line before them in the cue.
func (c *cueDecoder) turns(cues []cue) []DraftTurn {
	speaks := c.speakers(cues)
	var turns []DraftTurn
	for _, q := range cues {
		first := len(turns)
		var words []string // of the last turn
		finish := func() {
			if len(turns) > first {
				turns[len(turns)-1].Text = strings.Join(words, "\n")
			}
			words = nil
		}
		for _, line := range q.lines {
			for _, t := range c.voices(line, speaks) {
				if len(turns) == first || t.Speaker != "" {
					finish()
					turns = append(turns, DraftTurn{Speaker: t.Speaker, Begin: q.begin, End: q.end})
				}
				words = append(words, t.Text)
			}
		}
		finish()
	}
	return turns
}

// speakers are the labels that are speakers'; nil when voice tags tell them.
func (c *cueDecoder) speakers(cues []cue) map[string]bool {
	var lines []dialogueLine
	for _, q := range cues {
		for _, line := range q.lines {
			if c.vtt && c.voice.MatchString(line) {
				return nil
			}
			lines = append(lines, c.parser.lines.parse(c.plain(line), c.parser.known))
		}
	}
	return c.parser.speakers(lines)
}

// voices cuts a line at its voice tags, or at the label ahead of it, and takes
// markup off.
func (c *cueDecoder) voices(line string, speaks map[string]bool) []DraftTurn {
	if speaks != nil {
		text := c.plain(line)
		if l := c.parser.lines.parse(text, c.parser.known); speaks[l.label] {
			return []DraftTurn{{Speaker: l.label, Text: l.text}}
		}
		return []DraftTurn{{Text: text}}
	}
	var out []DraftTurn
	tags := c.voice.FindAllStringSubmatchIndex(line, -1)
	if len(tags) == 0 || c.plain(line[:tags[0][0]]) != "" {
		end := len(line)
		if len(tags) > 0 {
			end = tags[0][0]
		}
		out = append(out, DraftTurn{Text: c.plain(line[:end])})
	}
	for i, t := range tags {
		end := len(line)
		if i+1 < len(tags) {
			end = tags[i+1][0]
		}
		who := strings.TrimSpace(html.UnescapeString(line[t[2]:t[3]]))
		out = append(out, DraftTurn{Speaker: who, Text: c.plain(line[t[1]:end])})
	}
	return out
}

// plain takes markup off.
func (c *cueDecoder) plain(s string) string {
	s = c.tags.ReplaceAllString(s, "")
	if c.vtt {
		s = html.UnescapeString(s)
	}
	return strings.TrimSpace(s)
}
