package ingest

import (
	"errors"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"zhijian/analyzers/transcript"
)

// reasonOf is the reason of a reject; empty for any other error.
func reasonOf(err error) Reason {
	rej, ok := errors.AsType[*Reject](err)
	if !ok {
		return ""
	}
	return rej.Reason
}

func TestParseMoment(t *testing.T) {
	at := func(s string) moment {
		v, err := time.Parse("2006-01-02 15:04:05.999", s)
		if err != nil {
			t.Fatal(err)
		}
		return moment{kind: instant, at: v.UTC()}
	}
	on := func(s string) moment { m := at(s); m.kind = day; return m }
	tests := []struct {
		in   string
		want moment
	}{
		{"2026/11/20 9:12:33", at("2026-11-20 01:12:33")}, {"2026-11-20 09:12:33.250", at("2026-11-20 01:12:33.25")},
		{"2026-11-20T09:12:33+08:00", at("2026-11-20 01:12:33")}, {"2026-11-20T09:12:33Z", at("2026-11-20 09:12:33")},
		{"2026-11-20 09:12:33 +0900", at("2026-11-20 00:12:33")}, {"2026/11/20 9:12", at("2026-11-20 01:12:00")},
		{"2026.11.20 下午3:12:33", at("2026-11-20 07:12:33")}, {"2026年11月20日 9时12分33秒", at("2026-11-20 01:12:33")},
		{"2026年11月20日 09:12", at("2026-11-20 01:12:00")}, {"2026/11/20 星期五 9:12:33", at("2026-11-20 01:12:33")},
		{"11/20/2026 9:12 PM", at("2026-11-20 13:12:00")}, {"20/11/2026 09:12", at("2026-11-20 01:12:00")},
		{"20261120091233", at("2026-11-20 01:12:33")}, {"20261120 09:12:33", at("2026-11-20 01:12:33")},
		{"1795223553", at("2026-11-21 01:12:33")}, {"46346.383715277779", at("2026-11-20 01:12:33")},
		{"2026-11-20", on("2026-11-19 16:00:00")}, {"20261120", on("2026-11-19 16:00:00")},
		{"00:12", moment{kind: span, ms: 12_000}}, {"1:02:03.5", moment{kind: clock, ms: 3_723_500}}, {"00:00:12,500", moment{kind: clock, ms: 12_500}},
		{"75:30", moment{kind: span, ms: 4_530_000}}, {"3500ms", moment{kind: span, ms: 3500}}, {"3.5 s", moment{kind: span, ms: 3500}},
		{"12秒", moment{kind: span, ms: 12_000}}, {"1分20秒", moment{kind: span, ms: 80_000}}, {"1小时2分3秒", moment{kind: span, ms: 3_723_000}},
		{"350毫秒", moment{kind: span, ms: 350}}, {"12", moment{kind: bare, ms: 12}}, {"3.25", moment{kind: bare, ms: 3.25}}, {"", moment{}},
	}
	for _, tt := range tests {
		got, ok := parseMoment(tt.in, shanghai())
		if !ok || got != tt.want {
			t.Errorf("%q is %+v, %v; want %+v", tt.in, got, ok, tt.want)
		}
	}
	for _, s := range []string{"3/4/2026 9:12", "2026-13-01", "2026-02-30 10:00:00", "2026-11-20 25:00:00", "昨天", "1:99", "12:", "5s3m", "0x10", "1e400", "NaN", "2026-11-20 上午15:12:00", "2026/11-20"} {
		if got, ok := parseMoment(s, shanghai()); ok {
			t.Errorf("%q is %+v", s, got)
		}
	}
}

// finished makes the interaction of a draft whose turns are spoken by agent and
// customer in turn.
func finished(started string, begins ...string) (*transcript.Interaction, error) {
	d := Draft{}
	d.Fields[FieldID], d.Fields[FieldChannel], d.Fields[FieldStartedAt] = "a", "chat", started
	for i, b := range begins {
		begin, end, _ := strings.Cut(b, "~")
		d.Turns = append(d.Turns, DraftTurn{Speaker: []string{"客服", "客户"}[i%2], Text: b, BeginText: begin, EndText: end})
	}
	return d.finish(transcript.Source{File: "a"}, &Options{Zone: shanghai(), words: testWords()})
}

func TestTimesOfTurns(t *testing.T) {
	tests := []struct {
		name, started string
		begins        []string
		want          string // the begin of each turn in seconds, and the start
	}{
		{"spans", "", []string{"00:01", "00:02.5"}, "1 2.5"},
		{"seconds", "", []string{"1", "2.5"}, "1 2.5"},
		{"points in time", "2026-11-20 09:00:00", []string{"2026-11-20 09:00:05", "2026-11-20 09:01:00"}, "5 60 01:00:00"},
		{"points in time alone", "", []string{"2026-11-20 09:00:05", "2026-11-20 09:01:00"}, "0 55 01:00:05"},
		{"of a day", "2026-11-20", []string{"2026-11-20 09:00:05", "2026-11-20 09:01:00"}, "0 55 01:00:05"},
		{"a start that is rounded", "2026-11-20 09:00:10", []string{"2026-11-20 09:00:05", "2026-11-20 09:01:00"}, "0 55 01:00:05"},
		{"times of the day", "2026-11-20 09:00:00", []string{"09:00:05", "09:01:00"}, "5 60 01:00:00"},
		{"times of a day that is not known", "", []string{"09:00:05", "09:01:00"}, "0 55"},
		{"times of a day alone", "2026-11-20", []string{"09:00:05", "09:01:00"}, "0 55 01:00:05"},
		{"past midnight", "2026-11-20 23:59:00", []string{"23:59:30", "00:00:10"}, "30 70 15:59:00"},
		{"past midnight, the newest first", "2026-11-20 23:59:00", []string{"00:00:10", "23:59:30"}, "30 70 15:59:00"},
		{"spans with hours", "2026-11-20 09:00:00", []string{"00:00:05", "01:01:00"}, "5 3660 01:00:00"},
		{"the newest first", "", []string{"2026-11-20 09:02:00", "2026-11-20 09:01:00", "2026-11-20 09:00:00"}, "0 60 120 01:00:00"},
		{"one side after the other", "", []string{"0.5", "2.5", "1.5"}, "0.5 1.5 2.5"},
		{"the times of the call in every turn", "", []string{"2026-11-20 09:00:00~2026-11-20 09:05:00", "2026-11-20 09:00:00~2026-11-20 09:05:00"}, "- - 01:00:00"},
		{"epochs", "", []string{"1795223553000", "1795223555500"}, "0 2.5 01:12:33"},
		{"the unit is not known", "", []string{"1000", "2500"}, "bad_time"},
		{"of two kinds", "2026-11-20 09:00:00", []string{"2026-11-20 09:00:05", "2.5s"}, "bad_time"},
		{"long before the start", "2026-11-20 09:10:00", []string{"2026-11-20 09:00:05"}, "time_backwards"},
		{"no time", "", []string{"早上"}, "bad_time"},
	}
	for _, tt := range tests {
		in, err := finished(tt.started, tt.begins...)
		if got := timesOf(in, err); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
}

func timesOf(in *transcript.Interaction, err error) string {
	if err != nil {
		return string(reasonOf(err))
	}
	var out []string
	for _, turn := range in.Turns {
		s := "-"
		if turn.Begin.Known {
			s = strconv.FormatFloat(float64(turn.Begin.Value)/1000, 'f', -1, 64)
		}
		out = append(out, s)
	}
	if in.StartedAt.Known {
		out = append(out, in.StartedAt.Value.Format("15:04:05"))
	}
	return strings.Join(out, " ")
}

func TestValues(t *testing.T) {
	tests := []struct {
		field Field
		text  string
		want  string
	}{
		{FieldRing, "6", "6000"}, {FieldRing, "6.2s", "6200"}, {FieldRing, "6200ms", "6200"}, {FieldRing, "00:00:06", "6000"}, {FieldRing, "-", "none"},
		{FieldRing, "6200", "bad_value"}, {FieldRing, "很久", "bad_value"}, {FieldRing, "-1", "bad_value"},
		{FieldSatisfaction, "非常满意", "5"}, {FieldSatisfaction, "不滿意", "2"}, {FieldSatisfaction, "4分", "4"}, {FieldSatisfaction, "3.0", "3"}, {FieldSatisfaction, "★★★★☆", "4"},
		{FieldSatisfaction, "未评价", "none"}, {FieldSatisfaction, "6", "bad_value"}, {FieldSatisfaction, "还行吧", "bad_value"}, {FieldSatisfaction, "0", "bad_value"},
		{FieldEndedBy, "客户挂断", "customer"}, {FieldEndedBy, "坐席", "agent"}, {FieldEndedBy, "超时结束", "system"}, {FieldEndedBy, "不知道", "bad_value"},
		{FieldChannel, "微信公众号", "chat"}, {FieldChannel, "電話", "voice"}, {FieldChannel, "微博", "social"}, {FieldChannel, "邮件", "email"}, {FieldChannel, "鸽子", "unknown_channel"}, {FieldChannel, "--", "missing_channel"},
		{FieldTransferredTo, "否", "none"}, {FieldTransferredTo, "二线", "二线"}, {FieldID, "=\"0012\"", "0012"}, {FieldID, "'0012", "0012"}, {FieldID, " ", "missing_id"},
		{FieldID, "1.2E+17", "bad_value"}, {FieldID, strings.Repeat("长", 400), "limit_exceeded"}, {FieldStartedAt, "明天", "bad_time"}, {FieldStartedAt, "46346", "2026-11-19"},
		{FieldQueue, "\xff", "invalid_utf8"},
	}
	for _, tt := range tests {
		d := Draft{Turns: []DraftTurn{{Speaker: "客服", Text: "您好"}}}
		d.Fields[FieldID], d.Fields[FieldChannel] = "a", "chat"
		d.Fields[tt.field] = tt.text
		in, err := d.finish(transcript.Source{}, &Options{words: testWords(), Zone: shanghai()})
		if got := valueOf(tt.field, in, err); got != tt.want {
			t.Errorf("%s %q is %s, want %s", tt.field, tt.text, got, tt.want)
		}
	}
}

func valueOf(field Field, in *transcript.Interaction, err error) string {
	if err != nil {
		return string(reasonOf(err))
	}
	s := ""
	switch field {
	case FieldRing:
		if in.RingMS.Known {
			s = strconv.FormatInt(in.RingMS.Value, 10)
		}
	case FieldSatisfaction:
		if in.Satisfaction.Known {
			s = strconv.FormatInt(in.Satisfaction.Value, 10)
		}
	case FieldEndedBy:
		s = string(in.EndedBy)
	case FieldChannel:
		s = string(in.Channel)
	case FieldTransferredTo:
		s = in.TransferredTo
	case FieldID:
		s = in.ID
	case FieldStartedAt:
		s = in.StartedAt.Value.Format(time.DateOnly)
	}
	if s == "" {
		return "none"
	}
	return s
}

// A number orders the turns of which each has one.
func TestNumbers(t *testing.T) {
	d := Draft{Turns: []DraftTurn{{Speaker: "客服", Text: "三", Number: "10"}, {Speaker: "客户", Text: "一", Number: "1"}, {Speaker: "客服", Text: "二", Number: "2.5"}}}
	d.Fields[FieldID], d.Fields[FieldChannel] = "a", "chat"
	in, err := d.finish(transcript.Source{}, &Options{words: testWords()})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, turn := range in.Turns {
		got = append(got, turn.Text)
	}
	if diff := cmp.Diff([]string{"一", "二", "三"}, got); diff != "" {
		t.Error(diff)
	}
	d.Turns[1].Number = "x"
	if _, err := d.finish(transcript.Source{}, &Options{words: testWords()}); reasonOf(err) != BadValue {
		t.Error(err)
	}
}
