package ingest

import (
	"bytes"
	"cmp"
	"errors"
	"io"
	"math"
	"path"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"zhijian/analyzers/transcript"
)

// recogniser is the JSON that a speech recogniser or a contact platform gives
// for one recording: an object, or a list of segments.
type recogniser struct {
	name, title string
	// names are field names of which each file of the format has one.
	names []string
	// match tells the format by its field names.
	match func(sh jsonShape) bool
	// whole says that a list at the top is one recording, not a list of them.
	whole bool
	// read fills in the draft and returns the id of the recogniser's task, if it
	// gives one. The draft's own id is that of the recording.
	read func(raw []byte, d *Draft) (task string, err error)
}

// recognisers lists the formats of speech recognisers and contact platforms.
func recognisers() []recogniser {
	return []recogniser{
		contactLens(), callAnalytics(), aliyun(), paraformer(), iflytekList(), iflytekOrder(),
		tencent(), tencentFlash(), huawei(), volcengine(), funasr(), whisperX(),
	}
}

// recogniserFormats lists their formats.
func recogniserFormats() []Format {
	var out []Format
	for _, r := range recognisers() {
		out = append(out, r.format())
	}
	return out
}

func (r recogniser) format() Format {
	return Format{
		Name:     r.name,
		Title:    r.title,
		Suffixes: []string{".json", ".jsonl"},
		Sniff:    func(s Sample) bool { return s.mentions(r.names...) && r.match(s.shape()) },
		Open:     r.open,
	}
}

func (r recogniser) open(in *Input) (Reader, error) {
	alone := &recordingDecoder{recogniser: r, options: in.Options, name: recordingName(in.Source)}
	many := &recordingDecoder{recogniser: r, options: in.Options}
	if in.Sample.shape().lines {
		return newLines(in, many), nil
	}
	elements := !r.whole
	return newJSONValues(in, elements, func(only bool) Decoder {
		if only {
			return alone
		}
		return many
	}), nil
}

// recordingName is the id of an interaction that its file is named for: the base
// name without endings. It is empty for standard input.
func recordingName(src transcript.Source) string {
	name := path.Base(cmp.Or(src.Member, src.File))
	for _, s := range compressions() {
		if lower := strings.ToLower(name); strings.HasSuffix(lower, s) {
			name = name[:len(name)-len(s)]
		}
	}
	name = strings.TrimSuffix(name, path.Ext(name))
	if name == "-" || name == "." {
		return ""
	}
	return name
}

// recordingDecoder makes interactions of what a recogniser gave.
type recordingDecoder struct {
	recogniser
	options *Options
	name    string // of the file when it holds one recording; empty: it is known by its task
}

// Decode implements Decoder.
func (r *recordingDecoder) Decode(raw []byte, src transcript.Source) (*transcript.Interaction, error) {
	var d Draft
	d.Fields[FieldChannel] = string(transcript.ChannelVoice)
	task, err := r.read(raw, &d)
	d.Fields[FieldID] = cmp.Or(d.Fields[FieldID], r.name, task)
	if err != nil {
		return nil, unreadable(raw, src, d.Fields[FieldID], err)
	}
	if len(d.Turns) == 0 {
		return nil, &Reject{Source: src, ID: d.Fields[FieldID], Reason: EmptyTurns, Detail: "the result of " + r.title + " has no sentences"}
	}
	inOrder(d.Turns)
	return d.finish(src, r.options)
}

// inOrder sorts turns by their begin, since recognisers list one channel after
// the other. Without all begins they stay as they are.
func inOrder(turns []DraftTurn) {
	if slices.ContainsFunc(turns, func(t DraftTurn) bool { return !t.Begin.Known }) {
		return
	}
	slices.SortStableFunc(turns, func(a, b DraftTurn) int { return cmp.Compare(a.Begin.Value, b.Begin.Value) })
}

// errUnfinished is a task that has not succeeded.
var errUnfinished = errors.New("the recogniser has not finished this task, or it failed: there is no transcript")

// unreadable is the reject for a value that is not what its format promises. The
// messages of the JSON package quote the input, so that only places are used.
func unreadable(raw []byte, src transcript.Source, id string, err error) *Reject {
	r := &Reject{Source: src, ID: id, Reason: BadValue}
	if errors.Is(err, errUnfinished) {
		r.Reason, r.Detail = EmptyTurns, errUnfinished.Error()
		return r
	}
	if semantic, ok := errors.AsType[*json.SemanticError](err); ok && !errors.Is(err, jsontext.ErrDuplicateName) {
		r.Detail = "the value at " + plainPointer(semantic.JSONPointer) + " is not of the type that the format gives it"
		return r
	}
	return brokenJSON(raw, r, err)
}

// brokenJSON says in r what is wrong with the JSON of raw.
func brokenJSON(raw []byte, r *Reject, err error) *Reject {
	at := int64(len(raw))
	if syntax, ok := errors.AsType[*jsontext.SyntacticError](err); ok {
		at = syntax.ByteOffset
	}
	where := " at byte " + strconv.FormatInt(at, 10) + " of the record"
	switch {
	case errors.Is(err, jsontext.ErrDuplicateName):
		r.Reason, r.Detail = DuplicateKey, "a field is named twice in one object,"+where
	case !utf8.Valid(raw):
		r.Reason, r.Detail = InvalidUTF8, "the text is not UTF-8 at byte "+strconv.Itoa(invalidByte(raw))+" of the record"
	case halfPair(raw, at):
		r.Reason, r.Detail = InvalidUTF8, "half of a surrogate pair"+where
	case errors.Is(err, io.ErrUnexpectedEOF):
		r.Reason, r.Detail = MalformedJSON, "the JSON ends early,"+where
	default:
		r.Reason, r.Detail = MalformedJSON, "not valid JSON"+where
	}
	return r
}

// plainPointer keeps of a JSON pointer what can be no text of a conversation:
// numbers and short plain names.
func plainPointer(p jsontext.Pointer) string {
	var b strings.Builder
	for tok := range p.Tokens() {
		if len(tok) > 32 || strings.ContainsFunc(tok, func(r rune) bool {
			return r > unicode.MaxASCII || !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '_'
		}) {
			tok = "…"
		}
		b.WriteString("/" + tok)
	}
	return cmp.Or(b.String(), "the top")
}

// readJSON reads raw into v. Names are told apart without case and underscores,
// since vendors spell them in more than one way; what v does not name is ignored.
func readJSON(raw []byte, v any) error {
	return json.Unmarshal(raw, v, json.MatchCaseInsensitiveNames(true))
}

// A count is a number, or a string that holds one; the zero count is unknown.
type count struct{ transcript.Optional[float64] }

// UnmarshalJSONFrom implements json.UnmarshalerFrom.
func (c *count) UnmarshalJSONFrom(dec *jsontext.Decoder) error {
	val, err := dec.ReadValue()
	if err != nil {
		return err
	}
	s := string(val)
	switch val.Kind() {
	case jsontext.KindNull:
		return nil
	case jsontext.KindString:
		b, _ := jsontext.AppendUnquote(nil, val) // the decoder has accepted it
		if s = strings.TrimSpace(string(b)); s == "" {
			return nil
		}
	case jsontext.KindNumber:
	default:
		return errNoNumber
	}
	f, err := strconv.ParseFloat(s, 64)
	if err != nil || math.IsNaN(f) || math.IsInf(f, 0) {
		return errNoNumber
	}
	c.Optional = transcript.Some(f)
	return nil
}

var (
	errNoNumber = errors.New("not a number")
	errNoLabel  = errors.New("not a label")
)

// ms is the count, which is one of milliseconds, as a time.
func (c count) ms() transcript.Optional[int64] { return c.scaled(1) }

// seconds is the count, which is one of seconds, as a time.
func (c count) seconds() transcript.Optional[int64] { return c.scaled(1000) }

func (c count) scaled(by float64) transcript.Optional[int64] {
	v := math.Round(c.Value * by)
	if !c.Known || math.Abs(v) > maxInteger {
		return transcript.Optional[int64]{}
	}
	return transcript.Some(int64(v))
}

// A label is a string or a number that names a speaker or a task.
type label string

// UnmarshalJSONFrom implements json.UnmarshalerFrom.
func (l *label) UnmarshalJSONFrom(dec *jsontext.Decoder) error {
	val, err := dec.ReadValue()
	if err != nil {
		return err
	}
	switch val.Kind() {
	case jsontext.KindNull:
	case jsontext.KindString:
		b, _ := jsontext.AppendUnquote(nil, val) // the decoder has accepted it
		*l = label(b)
	case jsontext.KindNumber:
		*l = label(val)
	default:
		return errNoLabel
	}
	return nil
}

// embedded reads v out of a JSON value that may stand as it is or in a string.
func embedded(val jsontext.Value, v any) error {
	if val.Kind() == jsontext.KindString {
		b, err := jsontext.AppendUnquote(nil, val)
		if err != nil {
			return err
		}
		val = b
	}
	if len(bytes.TrimSpace(val)) == 0 || string(val) == "null" {
		return nil
	}
	return readJSON(val, v)
}
