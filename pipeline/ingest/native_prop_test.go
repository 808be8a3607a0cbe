package ingest

import (
	"bytes"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"zhijian/analyzers/transcript"
)

// maybe draws a value or none.
func maybe[T any](t *rapid.T, label string, g *rapid.Generator[T]) transcript.Optional[T] {
	if rapid.Bool().Draw(t, label+" known") {
		return transcript.Some(g.Draw(t, label))
	}
	return transcript.Optional[T]{}
}

func instants() *rapid.Generator[time.Time] {
	return rapid.Custom(func(t *rapid.T) time.Time {
		return time.Unix(rapid.Int64Range(-1<<35, 1<<37).Draw(t, "seconds"), rapid.Int64Range(0, 999_999_999).Draw(t, "nanoseconds")).UTC()
	})
}

// interactions draws any interaction that the contract allows.
func interactions() *rapid.Generator[*transcript.Interaction] {
	channels := []transcript.Channel{transcript.ChannelVoice, transcript.ChannelChat, transcript.ChannelEmail, transcript.ChannelSocial}
	ended := []transcript.EndedBy{"", transcript.EndedByAgent, transcript.EndedByCustomer, transcript.EndedBySystem}
	return rapid.Custom(func(t *rapid.T) *transcript.Interaction {
		in := &transcript.Interaction{
			ID:            "i" + rapid.StringN(0, -1, 100).Draw(t, "id"),
			Channel:       rapid.SampledFrom(channels).Draw(t, "channel"),
			StartedAt:     maybe(t, "start", instants()),
			Agent:         transcript.Agent{ID: rapid.String().Draw(t, "agent"), Name: rapid.String().Draw(t, "name"), Team: rapid.String().Draw(t, "team")},
			Customer:      transcript.Customer{ID: rapid.String().Draw(t, "customer"), Tier: rapid.String().Draw(t, "tier")},
			Queue:         rapid.String().Draw(t, "queue"),
			RingMS:        maybe(t, "ring", rapid.Int64Range(0, maxInteger)),
			EndedBy:       rapid.SampledFrom(ended).Draw(t, "ended by"),
			TransferredTo: rapid.String().Draw(t, "transferred"),
			Satisfaction:  maybe(t, "satisfaction", rapid.Int64Range(1, 5)),
			Turns:         drawTurns(t),
			Source:        testSource,
		}
		if in.StartedAt.Known {
			length := rapid.Int64Range(0, 1<<40).Draw(t, "length")
			in.EndedAt = transcript.Some(in.StartedAt.Value.Add(time.Duration(length)))
		}
		in.Ticket.Carried = rapid.Bool().Draw(t, "carried")
		if in.Ticket.Carried && rapid.Bool().Draw(t, "ticket") {
			in.Ticket.Ticket = &transcript.Ticket{
				ID: rapid.String().Draw(t, "ticket id"), Category: rapid.String().Draw(t, "category"),
				CreatedAt: maybe(t, "created", instants()), ClosedAt: maybe(t, "closed", instants()),
			}
		}
		return in
	})
}

func drawTurns(t *rapid.T) []transcript.Turn {
	roles := []transcript.Role{transcript.RoleAgent, transcript.RoleCustomer, transcript.RoleBot, transcript.RoleSystem}
	turns := make([]transcript.Turn, rapid.IntRange(1, 5).Draw(t, "turns"))
	begin := int64(0)
	for i := range turns {
		turn := &turns[i]
		turn.Role = rapid.SampledFrom(roles).Draw(t, "role")
		turn.Text = rapid.String().Draw(t, "text")
		begin += rapid.Int64Range(0, 1000).Draw(t, "gap")
		turn.Begin = maybe(t, "begin", rapid.Just(begin))
		turn.End = maybe(t, "end", rapid.Int64Range(begin, begin+5000))
	}
	return turns
}

func TestReadingBackGivesTheSameInteraction(t *testing.T) {
	dec := newNativeDecoder()
	rapid.Check(t, func(t *rapid.T) {
		want := interactions().Draw(t, "interaction")
		line, err := AppendNative(nil, want)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Count(line, []byte("\n")) != 1 || line[len(line)-1] != '\n' {
			t.Fatalf("not one line: %q", line)
		}
		got, err := dec.Decode(line, testSource)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("read back (-want +got):\n%s", diff)
		}
	})
}

func TestAppendNativeKeepsWhatWasThere(t *testing.T) {
	in := &transcript.Interaction{ID: "a", Channel: transcript.ChannelChat, Turns: []transcript.Turn{{Role: transcript.RoleBot}}}
	got, err := AppendNative([]byte("before\n"), in)
	if want := "before\n" + `{"id":"a","channel":"chat","turns":[{"role":"bot","text":""}]}` + "\n"; err != nil || string(got) != want {
		t.Errorf("got %q, %v, want %q", got, err, want)
	}
	in.Queue = "\xff"
	if got, err := AppendNative([]byte("before\n"), in); err == nil || string(got) != "before\n" {
		t.Errorf("broken UTF-8: got %q, %v, want an error and nothing appended", got, err)
	}
}

// FuzzDecode holds the decoder to four laws: it never panics, its errors are
// rejects, what it accepts can be written and read again unchanged, and its fast way
// gives what the other one gives.
func FuzzDecode(f *testing.F) {
	for _, seed := range []string{
		`{"id":"c-001","channel":"voice","started_at":"2026-11-20T09:12:33+08:00","agent":{"id":"3021"},"ring_ms":6200,"ticket":null,"turns":[{"role":"agent","text":"您好","begin_ms":0,"end_ms":5200},{"role":"customer","text":"我家空调不制冷了。"}]}`,
		`{"id":"a","channel":"chat","ticket":{"id":"T"},"turns":[{"role":"bot","text":"\ud83d\ude00"}],"x":[[{}]]}`,
		`{"id":"a","id":"b"}`, `{"id":"a","queue":"\ud800"}`, "{\"id\":\"\xff\"}", `[]`, `{`, ``, `null`, `{"turns":[null]}`,
	} {
		f.Add([]byte(seed))
	}
	dec := newNativeDecoder()
	f.Fuzz(func(t *testing.T, raw []byte) {
		sameAsWalker(t, dec, raw)
		in, err := dec.Decode(raw, testSource)
		if err != nil {
			if _, ok := errors.AsType[*Reject](err); !ok || in != nil {
				t.Fatalf("got %v and %v, want a reject alone", in, err)
			}
			return
		}
		line, err := AppendNative(nil, in)
		if err != nil {
			t.Fatal(err)
		}
		again, err := dec.Decode(line, testSource)
		if err != nil {
			t.Fatalf("reading %q back: %v", line, err)
		}
		if diff := cmp.Diff(in, again); diff != "" {
			t.Fatalf("read back (-first +second):\n%s", diff)
		}
	})
}
