package ingest

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"zhijian/analyzers/transcript"
)

const secret = "机密谈话" // no message may repeat it

var testSource = transcript.Source{File: "in/calls.jsonl", Line: 7, Offset: 1234}

func decode(raw string) (*transcript.Interaction, error) {
	return newNativeDecoder().Decode([]byte(raw), testSource)
}

func TestDecodeEveryField(t *testing.T) {
	raw := `{"id":"c-001","channel":"voice","started_at":"2026-11-20T09:12:33+08:00","ended_at":"2026-11-20T09:20:00.5+08:00",
		"agent":{"id":"3021","name":"林晓","team":"售后一组"},"customer":{"id":"u-77","tier":"vip"},"queue":"售后","ring_ms":6200,
		"ended_by":"customer","transferred_to":"二线","satisfaction":4,"new_field":{"turns":[[1],{"id":2}]},
		"ticket":{"id":"T-9","category":"维修","created_at":"2026-11-20T09:20:00+08:00","closed_at":null},
		"turns":[{"role":"agent","text":"您好\n\u5ba2\ud83d\ude00","begin_ms":0,"end_ms":5200.0,"conf":0.9},{"role":"customer","text":"","begin_ms":null}]}`
	got, err := decode(raw)
	if err != nil {
		t.Fatal(err)
	}
	want := &transcript.Interaction{
		ID: "c-001", Channel: transcript.ChannelVoice,
		StartedAt: transcript.Some(time.Date(2026, 11, 20, 1, 12, 33, 0, time.UTC)),
		EndedAt:   transcript.Some(time.Date(2026, 11, 20, 1, 20, 0, 5e8, time.UTC)),
		Agent:     transcript.Agent{ID: "3021", Name: "林晓", Team: "售后一组"},
		Customer:  transcript.Customer{ID: "u-77", Tier: "vip"},
		Queue:     "售后", RingMS: transcript.Some[int64](6200), EndedBy: transcript.EndedByCustomer,
		TransferredTo: "二线", Satisfaction: transcript.Some[int64](4),
		Ticket: transcript.TicketState{Carried: true, Ticket: &transcript.Ticket{
			ID: "T-9", Category: "维修", CreatedAt: transcript.Some(time.Date(2026, 11, 20, 1, 20, 0, 0, time.UTC)),
		}},
		Turns: []transcript.Turn{
			{Role: transcript.RoleAgent, Text: "您好\n客😀", Begin: transcript.Some[int64](0), End: transcript.Some[int64](5200)},
			{Role: transcript.RoleCustomer},
		},
		Source: testSource,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("decoded interaction (-want +got):\n%s", diff)
	}
}

func TestDecodeNullIsAbsent(t *testing.T) {
	raw := `{"id":"a","channel":"chat","started_at":null,"ended_at":null,"agent":null,"customer":{"id":null},"queue":null,
		"ring_ms":null,"ended_by":null,"transferred_to":null,"satisfaction":null,"turns":[{"role":"bot","text":"x","end_ms":null}]}`
	got, err := decode(raw)
	if err != nil {
		t.Fatal(err)
	}
	want := &transcript.Interaction{
		ID: "a", Channel: transcript.ChannelChat, Source: testSource,
		Turns: []transcript.Turn{{Role: transcript.RoleBot, Text: "x"}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("decoded interaction (-want +got):\n%s", diff)
	}
}

func TestDecodeTicketStates(t *testing.T) {
	tests := []struct {
		field   string
		carried bool
		ticket  *transcript.Ticket
	}{
		{``, false, nil},
		{`"ticket":null,`, true, nil},
		{`"ticket":{},`, true, &transcript.Ticket{}},
	}
	for _, tt := range tests {
		got, err := decode(`{"id":"a","channel":"chat",` + tt.field + `"turns":[{"role":"bot","text":"x"}]}`)
		if err != nil {
			t.Fatal(err)
		}
		if got.Ticket.Carried != tt.carried || !cmp.Equal(got.Ticket.Ticket, tt.ticket) {
			t.Errorf("%q: got %+v, want carried %v, ticket %v", tt.field, got.Ticket, tt.carried, tt.ticket)
		}
	}
}

func TestDecodeRejects(t *testing.T) {
	turn := `{"role":"agent","text":"` + secret + `"}`
	with := func(fields string) string {
		return `{"id":"a","channel":"voice","turns":[` + turn + `],` + fields + `}`
	}
	turns := func(list string) string { return `{"turns":[` + list + `],"channel":"voice","id":"a"}` }
	tests := []struct {
		name   string
		raw    string
		reason Reason
		id     string
		detail string // a part of it
	}{
		{"cut off", `{"id":"a","channel":"voice","turns":[` + turn, MalformedJSON, "a", "ends early"},
		{"bare word", `{"id":"a","channel":` + secret + `}`, MalformedJSON, "a", "at byte 20"},
		{"not an object", `["` + secret + `"]`, MalformedJSON, "", "not a JSON object"},
		{"a number", `12`, MalformedJSON, "", "not a JSON object"},
		{"two objects", with(`"x":1`) + ` {}`, MalformedJSON, "", "after the end"},
		{"control character", `{"id":"a","queue":"` + secret + "\x01" + `"}`, MalformedJSON, "a", "at byte"},
		{"field twice", with(`"queue":"` + secret + `","queue":"b"`), DuplicateKey, "a", "twice"},
		{"field twice, escaped", with(`"queue":"a","\u0071ueue":"b"`), DuplicateKey, "a", "twice"},
		{"unknown field twice", with(`"x":{"` + secret + `":1,"` + secret + `":2}`), DuplicateKey, "a", "twice"},
		{"id twice", `{"id":"a","id":"b"}`, DuplicateKey, "", "twice"},
		{"broken UTF-8", with("\"queue\":\"" + secret + "\xff\""), InvalidUTF8, "a", "not UTF-8"},
		{"broken UTF-8 in the id", "{\"id\":\"a\xff\"}", InvalidUTF8, "", "at byte 8"},
		{"GB18030", "{\"id\":\"a\",\"queue\":\"\xca\xdb\xba\xf3\"}", InvalidUTF8, "a", "not UTF-8"},
		{"half a pair", with(`"queue":"` + secret + `\uD83D"`), InvalidUTF8, "a", "surrogate"},
		{"second half alone", with(`"queue":"\udE00"`), InvalidUTF8, "a", "surrogate"},
		{"no id", `{"channel":"voice","turns":[` + turn + `]}`, MissingID, "", "no id"},
		{"blank id", `{"id":" ","channel":"voice","turns":[` + turn + `]}`, MissingID, " ", "no id"},
		{"null id", `{"id":null,"channel":"voice","turns":[` + turn + `]}`, MissingID, "", "no id"},
		{"case of names counts", `{"ID":"a","channel":"voice","turns":[` + turn + `]}`, MissingID, "", "no id"},
		{"no channel", `{"id":"a","turns":[` + turn + `]}`, MissingChannel, "a", "no channel"},
		{"empty channel", `{"id":"a","channel":"","turns":[` + turn + `]}`, MissingChannel, "a", "no channel"},
		{"other channel", `{"id":"a","channel":"` + secret + `","turns":[` + turn + `]}`, UnknownChannel, "a", "voice, chat"},
		{"no turns", `{"id":"a","channel":"voice"}`, MissingTurns, "a", "no turns"},
		{"null turns", `{"id":"a","channel":"voice","turns":null}`, MissingTurns, "a", "no turns"},
		{"empty turns", `{"id":"a","channel":"voice","turns":[]}`, EmptyTurns, "a", "empty"},
		{"turns of a wrong type", `{"turns":{},"id":"a","channel":"voice"}`, BadValue, "a", "turns is not a list"},
		{"turn of a wrong type", turns(turn + `,"` + secret + `"`), BadValue, "a", "turns[1] is not an object"},
		{"null turn", turns(turn + `,null`), BadValue, "a", "turns[1] is not an object"},
		{"no role", turns(`{"text":"x"}`), UnknownRole, "a", "turns[0].role is missing"},
		{"other role", turns(turn + `,{"role":"` + secret + `","text":"x"}`), UnknownRole, "a", "turns[1].role"},
		{"role of a wrong type", turns(`{"role":1,"text":"x"}`), BadValue, "a", "turns[0].role is not a string"},
		{"no text", turns(`{"role":"agent"}`), BadValue, "a", "turns[0].text is missing"},
		{"null text", turns(`{"role":"agent","text":null}`), BadValue, "a", "turns[0].text is missing"},
		{"text of a wrong type", turns(`{"role":"agent","text":["x"]}`), BadValue, "a", "turns[0].text is not a string"},
		{"start is no time", with(`"started_at":"` + secret + `"`), BadTime, "a", "started_at"},
		{"start without offset", with(`"started_at":"2026-11-20T09:12:33"`), BadTime, "a", "started_at"},
		{"start in the year 10000", with(`"started_at":"9999-12-31T23:59:59-08:00"`), BadTime, "a", "started_at"},
		{"start of a wrong type", with(`"started_at":1700000000`), BadValue, "a", "started_at is not a string"},
		{"ticket time", with(`"ticket":{"closed_at":"yesterday"}`), BadTime, "a", "ticket.closed_at"},
		{"ends before the start", with(`"started_at":"2026-11-20T09:00:00+08:00","ended_at":"2026-11-20T08:59:59+08:00"`), TimeBackwards, "a", "ended_at"},
		{"turn ends before its begin", turns(`{"role":"agent","text":"x","begin_ms":5,"end_ms":4}`), TimeBackwards, "a", "turns[0].end_ms"},
		{"turn begins before the last", turns(`{"role":"agent","text":"x","begin_ms":5},{"role":"bot","text":""},{"role":"agent","text":"x","begin_ms":4}`), TimeBackwards, "a", "turns[2].begin_ms"},
		{"negative begin", turns(`{"role":"agent","text":"x","begin_ms":-1}`), TimeBackwards, "a", "turns[0].begin_ms is negative"},
		{"negative end", turns(`{"role":"agent","text":"x","end_ms":-1}`), TimeBackwards, "a", "turns[0].end_ms is negative"},
		{"begin of a wrong type", turns(`{"role":"agent","text":"x","begin_ms":"5"}`), BadValue, "a", "turns[0].begin_ms is not an integer"},
		{"begin with a fraction", turns(`{"role":"agent","text":"x","begin_ms":5.5}`), BadValue, "a", "whole number"},
		{"begin beyond all clocks", turns(`{"role":"agent","text":"x","begin_ms":1e300}`), BadValue, "a", "whole number"},
		{"negative ring", with(`"ring_ms":-1`), BadValue, "a", "ring_ms is not in 0.."},
		{"satisfaction 0", with(`"satisfaction":0`), BadValue, "a", "satisfaction is not in 1..5"},
		{"satisfaction 6", with(`"satisfaction":6`), BadValue, "a", "satisfaction is not in 1..5"},
		{"ended by someone", with(`"ended_by":"` + secret + `"`), BadValue, "a", "ended_by"},
		{"agent of a wrong type", with(`"agent":"` + secret + `"`), BadValue, "a", "agent is not an object"},
		{"agent id of a wrong type", with(`"agent":{"id":3021}`), BadValue, "a", "agent.id is not a string"},
		{"ticket of a wrong type", with(`"ticket":false`), BadValue, "a", "ticket is not an object"},
		{"id of a wrong type", `{"id":7,"channel":"voice","turns":[` + turn + `]}`, BadValue, "", "id is not a string"},
		{"long id", `{"id":"` + strings.Repeat("a", maxIDBytes+1) + `","channel":"voice"}`, LimitExceeded, "", "1025 bytes"},
		{"deep", with(`"x":` + strings.Repeat("[", maxDepth) + strings.Repeat("]", maxDepth)), LimitExceeded, "a", "64 deep"},
		{"too many turns", turns(strings.Repeat(`{"role":"bot","text":""},`, MaxTurns) + turn), LimitExceeded, "a", "20000 turns"},
		{"too much text", turns(`{"role":"bot","text":"` + strings.Repeat("x", MaxTextBytes) + `"},{"role":"bot","text":"y"}`), LimitExceeded, "a", "524288 bytes"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			in, err := decode(tt.raw)
			rej, ok := errors.AsType[*Reject](err)
			if !ok {
				t.Fatalf("got %v and error %v, want a reject", in, err)
			}
			if rej.Reason != tt.reason || rej.ID != tt.id {
				t.Errorf("got %s of %q (%s), want %s of %q", rej.Reason, rej.ID, rej.Detail, tt.reason, tt.id)
			}
			if !strings.Contains(rej.Detail, tt.detail) {
				t.Errorf("detail %q does not say %q", rej.Detail, tt.detail)
			}
			if rej.Source != testSource {
				t.Errorf("source is %+v", rej.Source)
			}
			if strings.Contains(err.Error(), secret) {
				t.Errorf("message %q repeats the conversation", err)
			}
		})
	}
}

func TestDecodeAtTheLimits(t *testing.T) {
	turn := `{"role":"agent","text":"x","begin_ms":7,"end_ms":9}`
	overlap := `{"role":"customer","text":"y","begin_ms":7,"end_ms":8}`
	for _, raw := range []string{
		`{"id":"` + strings.Repeat("a", maxIDBytes) + `","channel":"email","turns":[` + turn + `,` + overlap + `]}`,
		`{"id":"a","channel":"social","turns":[` + strings.Repeat(turn+",", MaxTurns-1) + turn + `]}`,
		`{"id":"a","channel":"voice","turns":[` + turn + `],"x":` + strings.Repeat("[", maxDepth-1) + strings.Repeat("]", maxDepth-1) + `}`,
		`{"id":"a","channel":"voice","started_at":"2026-11-20T09:00:00Z","ended_at":"2026-11-20T09:00:00Z","turns":[` + turn + `]}`,
	} {
		if _, err := decode(raw); err != nil {
			t.Errorf("%.60s: %v", raw, err)
		}
	}
}

// The first value that breaks the contract decides, wherever the id stands.
func TestDecodeReportsTheFirstProblem(t *testing.T) {
	_, err := decode(`{"channel":"pigeon","satisfaction":9,"id":"late"}`)
	rej, _ := errors.AsType[*Reject](err)
	if rej == nil || rej.Reason != UnknownChannel || rej.ID != "late" {
		t.Errorf("got %v, want unknown_channel of late", err)
	}
}

func TestDecoderIsReusable(t *testing.T) {
	d := newNativeDecoder()
	good := `{"id":"%d","channel":"chat","ring_ms":5,"turns":[{"role":"bot","text":"x","begin_ms":%d}]}`
	for i := range 50 {
		in, err := d.Decode(fmt.Appendf(nil, good, i, 100-i), testSource)
		if err != nil || in.ID != fmt.Sprint(i) || len(in.Turns) != 1 {
			t.Fatalf("record %d: %v, %v", i, in, err)
		}
		for _, bad := range []string{`{"id":"x","turns":[{"role":`, `{"id":3}`, `[[[[[`} {
			if in, err := d.Decode([]byte(bad), testSource); err == nil {
				t.Fatalf("%s read as %v", bad, in)
			}
		}
	}
}
