package ingest

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"zhijian/analyzers/transcript"
	"zhijian/lexicon/fields"
)

// dialogueParser reads a conversation written down as text: turns behind the
// label of their speaker (客服：您好), with times or without, in brackets or not;
// chat exports with the speaker and the time in a line of their own; and a cell
// of a table in which a whole conversation stands in one line. It is safe for
// concurrent use.
type dialogueParser struct {
	options *Options
	words   *fields.Words
	lines   *lineParser
}

func newDialogueParser(o *Options, words *fields.Words) *dialogueParser {
	return &dialogueParser{options: o, words: words, lines: newLineParser()}
}

// dialogue is a parsed conversation.
type dialogue struct {
	turns []DraftTurn
	// notes are the lines 名称：值 ahead of the first turn whose names are known
	// as fields of an interaction.
	notes []note
	// excess says that the text has more than maxLines lines, and was not read.
	excess bool
}

type note struct {
	name, value string
	field       string // as package fields calls it
}

// maxLines bounds the lines of one conversation.
const maxLines = 10 * MaxTurns

// labelBytes bounds how far a label and the time ahead of it reach.
const labelBytes = 128

// maxLabelRunes bounds a label that is no plain word for a role.
const maxLabelRunes = 16

// parse reads text. Without a speaker's label there are no turns.
func (p *dialogueParser) parse(text string) dialogue {
	text = p.lay(text)
	if strings.Count(text, "\n") >= maxLines {
		return dialogue{excess: true}
	}
	lines := p.cut(text)
	takeHeaders(lines)
	speaks := p.speakers(lines)
	timed := allTimed(lines, speaks)
	var d dialogue
	var ahead, words []string // text before the first turn, and lines of the turn being read
	var waiting pending       // of a line that holds a time alone
	finish := func() {
		if n := len(d.turns); n > 0 {
			d.turns[n-1].Text = strings.Join(words, "\n")
		}
		words = words[:0]
	}
	blank := 0
	for i := range lines {
		l := &lines[i]
		switch {
		case l.empty():
			blank++
			continue
		case l.label != "" && speaks[l.label] && !(len(d.turns) == 0 && p.isNote(l)):
			if l.time == (timeText{}) {
				l.time = waiting.take()
			}
			finish()
			d.turns = append(d.turns, DraftTurn{Speaker: l.label, BeginText: l.time.begin, EndText: l.time.end})
			words = append(words, l.text)
		case l.timeOnly():
			waiting = pending(l.time)
		case len(d.turns) == 0 && p.isNote(l):
			d.notes = append(d.notes, p.note(l))
		case len(d.turns) == 0:
			ahead = append(ahead, l.whole)
		case l.label == "" && l.time != (timeText{}) && timed:
			finish()
			d.turns = append(d.turns, DraftTurn{BeginText: l.time.begin, EndText: l.time.end})
			words = append(words, l.text)
		case len(words) == 1 && words[0] == "":
			words[0] = l.whole
		default:
			words = append(append(words, make([]string, blank)...), l.whole)
		}
		blank = 0
	}
	finish()
	if len(d.turns) > 0 && len(ahead) > 0 {
		d.turns = append([]DraftTurn{{Speaker: "system", Text: strings.Join(ahead, "\n")}}, d.turns...)
	}
	return d
}

// pending is a time that waits for its turn.
type pending timeText

// take hands the time out once.
func (s *pending) take() timeText {
	t := timeText(*s)
	*s = pending{}
	return t
}

// lay gives each line of text an end: a text in one line is broken where it is
// laid out by <br>, by \n, or by labels that are plain words for a role.
func (p *dialogueParser) lay(text string) string {
	text = strings.TrimSpace(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text))
	if !strings.Contains(text, "\n") {
		text = strings.NewReplacer("<br>", "\n", "<br/>", "\n", "<br />", "\n", "<BR>", "\n", `\r\n`, "\n", `\n`, "\n").Replace(text)
	}
	if !strings.Contains(text, "\n") {
		text = p.breakAtLabels(text)
	}
	return text
}

// cut reads each line of text.
func (p *dialogueParser) cut(text string) []dialogueLine {
	var out []dialogueLine
	for line := range strings.SplitSeq(text, "\n") {
		out = append(out, p.lines.parse(line, p.known))
	}
	return out
}

// known reports whether a label says by itself that it is a speaker's.
func (p *dialogueParser) known(label string) bool {
	return roleOf(label, p.options, p.words) != "" || numbered(label)
}

// numbered knows labels of speakers that were counted: spk0, Speaker 1, A, 声道2.
func numbered(label string) bool {
	key := fields.Normal(label)
	rest := strings.TrimRight(key, "0123456789")
	if len(key)-len(rest) > 3 {
		return false
	}
	switch rest {
	case "spk", "speaker", "说话人", "发言人", "讲话人", "声道", "通道", "channel", "ch":
		return key != rest || rest == "speaker"
	case "a", "b", "c", "甲", "乙", "丙", "左声道", "右声道", "speakera", "speakerb", "说话人a", "说话人b":
		return true
	}
	return false
}

// takeHeaders makes labels of names that stand behind a time in a line of their
// own, when every time of the text stands in such a line and words follow it.
func takeHeaders(lines []dialogueLine) {
	words := true // since the last header
	found := false
	for i := range lines {
		switch l := &lines[i]; {
		case l.empty():
		case l.time == (timeText{}):
			words = true
		case !words, l.name == "" && (l.label == "" || l.text != ""):
			return
		default:
			words = false
			found = found || l.name != ""
		}
	}
	if !found || !words {
		return
	}
	for i := range lines {
		if l := &lines[i]; l.name != "" {
			l.label, l.text = l.name, ""
		}
	}
}

// speakers decides which labels are speakers', for text such as 地址：北京 looks
// like a turn too. Labels that say so by themselves are. Others are when agent and
// customer are not both among those, and the label repeats, or every line has
// one; and when times stand at every turn, those with a time are.
func (p *dialogueParser) speakers(lines []dialogueLine) map[string]bool {
	speaks := map[string]bool{}
	counts := map[string]int{}
	roles := map[transcript.Role]bool{}
	every := true
	for i := range lines {
		l := &lines[i]
		if l.empty() || l.timeOnly() {
			continue
		}
		if l.label == "" {
			every = false
			continue
		}
		counts[l.label]++
		if p.known(l.label) {
			speaks[l.label] = true
			roles[roleOf(l.label, p.options, p.words)] = true
		}
	}
	both := roles[transcript.RoleAgent] && roles[transcript.RoleCustomer]
	timed := allTimed(lines, speaks)
	for i := range lines {
		l := &lines[i]
		if l.label == "" || speaks[l.label] || !plausible(l) {
			continue
		}
		if l.time != (timeText{}) && timed || !both && !p.isNote(l) && (counts[l.label] > 1 || every) {
			speaks[l.label] = true
		}
	}
	return speaks
}

// allTimed reports whether each turn has a time of its own.
func allTimed(lines []dialogueLine, speaks map[string]bool) bool {
	for i := range lines {
		if l := &lines[i]; speaks[l.label] && l.label != "" && l.time == (timeText{}) {
			return false
		}
	}
	return true
}

// plausible reports whether a label that is no word for a role can be a name.
func plausible(l *dialogueLine) bool {
	return utf8.RuneCountInString(l.label) <= maxLabelRunes && !strings.HasPrefix(l.text, "//") &&
		!strings.ContainsFunc(l.label, func(r rune) bool { return strings.ContainsRune("，。？！；、,?!;…", r) }) &&
		strings.ContainsFunc(l.label, unicode.IsLetter)
}

// isNote reports whether a line tells a field of the interaction.
func (p *dialogueParser) isNote(l *dialogueLine) bool {
	return l.label != "" && l.text != "" && p.note(l).field != ""
}

// note reads 名称：值. A name counts when it names a field for sure.
func (p *dialogueParser) note(l *dialogueLine) note {
	guesses, _ := p.words.Column(l.label)
	for _, g := range guesses {
		if g.Sure {
			return note{name: l.label, value: l.text, field: g.Field}
		}
	}
	return note{}
}

// breakAtLabels breaks a text in one line ahead of each label that is a plain
// word for a role and follows a blank or the end of a sentence.
func (p *dialogueParser) breakAtLabels(text string) string {
	var b strings.Builder
	from := 0
	for i, r := range text {
		if r != ':' && r != '：' {
			continue
		}
		low := max(from, i-labelBytes)
		start, label := labelStart(text[low:i])
		if start += low - from; start <= 0 || label == "" || !p.known(strings.TrimSpace(label)) {
			continue
		}
		b.WriteString(strings.TrimRight(text[from:from+start], " \t　|；;/"))
		b.WriteByte('\n')
		from += start
	}
	b.WriteString(text[from:])
	return b.String()
}

// labelStart finds the label that ends s, and where it begins, a time in brackets
// ahead of it included; -1 when nothing sets it off from what is before.
func labelStart(s string) (start int, label string) {
	begin := strings.LastIndexFunc(s, func(r rune) bool {
		return unicode.IsSpace(r) || strings.ContainsRune("|；;。！？!?]】~～…\"”", r)
	})
	if begin < 0 {
		return -1, ""
	}
	_, size := utf8.DecodeRuneInString(s[begin:])
	start = begin + size
	label = s[start:]
	head := strings.TrimRight(s[:start], " \t")
	for _, pair := range [][2]string{{"[", "]"}, {"【", "】"}} {
		if i := strings.LastIndex(head, pair[0]); strings.HasSuffix(head, pair[1]) && i >= 0 && len(head)-i < 48 {
			return i, label
		}
	}
	return start, label
}
