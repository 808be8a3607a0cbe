package metrics

import (
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"zhijian/analyzers/transcript"
)

func turn(role transcript.Role, text string, begin, end int64) transcript.Turn {
	t := transcript.Turn{Role: role, Text: text}
	if begin >= 0 {
		t.Begin = transcript.Some(begin)
	}
	if end >= 0 {
		t.End = transcript.Some(end)
	}
	return t
}

func call() *transcript.Interaction {
	return &transcript.Interaction{Turns: []transcript.Turn{
		turn("bot", "欢迎", 0, 1000),
		turn("customer", "我 要退款！", 2000, 6000),
		turn("customer", "快点", 6500, 7000),
		turn("agent", "好的，A1", 5500, 7500), // begins 500 ms before the first customer turn ends
		turn("agent", "已退", 20000, 21000),
		turn("customer", "嗯", 22000, 22500),
	}}
}

func TestMeasureTurns(t *testing.T) {
	r := Measure(call())
	want := []Turn{
		{Chars: 2, SpokenChars: 2, GapMS: -1, OverlapMS: -1, OverlappedMS: -1, ReplyMS: -1, SinceOwnMS: -1, PrevOwn: -1},
		{Chars: 5, SpokenChars: 4, GapMS: 1000, ReplyMS: -1, SinceOwnMS: -1, PrevOwn: -1},
		{Chars: 2, SpokenChars: 2, GapMS: 500, ReplyMS: -1, SinceOwnMS: 500, PrevOwn: 1},
		{Chars: 5, SpokenChars: 4, GapMS: 0, OverlapMS: 500, OverlappedMS: 4000, ReplyMS: 0, SinceOwnMS: -1, PrevOwn: -1},
		{Chars: 2, SpokenChars: 2, GapMS: 12500, ReplyMS: -1, SinceOwnMS: 12500, PrevOwn: 3},
		{Chars: 1, SpokenChars: 1, GapMS: 1000, ReplyMS: -1, SinceOwnMS: 15000, PrevOwn: 2, Between: 2},
	}
	if diff := cmp.Diff(want, r.Turns); diff != "" {
		t.Error(diff)
	}
}

func TestMeasureWhole(t *testing.T) {
	r := Measure(call())
	if !r.Timed || r.SilenceMS.Value != 15000 || r.Interruptions.Value != 1 || r.DurationMS.Value != 22500 {
		t.Errorf("timed %v silence %v interruptions %v duration %v", r.Timed, r.SilenceMS, r.Interruptions, r.DurationMS)
	}
	// agent 3 s of 3 + 5 s; 6 letters in 3 s
	if r.TalkRatio.Value != 0.375 || r.AgentCharsPerMin.Value != 120 {
		t.Errorf("talk ratio %v, rate %v", r.TalkRatio.Value, r.AgentCharsPerMin.Value)
	}
	if r.FirstReplyMS.Value != 3500 || r.MaxReplyMS.Value != 0 {
		t.Errorf("first reply %v, slowest %v", r.FirstReplyMS, r.MaxReplyMS)
	}
}

func TestUntimedTurnsMakeTimesUnknown(t *testing.T) {
	in := call()
	in.Turns[4].End = transcript.Optional[int64]{}
	r := Measure(in)
	if r.Timed || r.SilenceMS.Known || r.TalkRatio.Known || r.AgentCharsPerMin.Known || r.FirstReplyMS.Known {
		t.Errorf("a missing time was passed over: %+v", r)
	}
	in = call()
	in.Turns[0] = turn("bot", "欢迎", -1, -1)
	if !Measure(in).Timed {
		t.Error("a bot's turn without times made the sides untimed")
	}
}

func TestDurationPrefersTheCallFields(t *testing.T) {
	in := call()
	start := time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)
	in.StartedAt, in.EndedAt = transcript.Some(start), transcript.Some(start.Add(time.Minute))
	if d := Measure(in).DurationMS; d.Value != 60000 {
		t.Errorf("duration %v", d)
	}
}

func TestMeasuresAreInRange(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := &transcript.Interaction{}
		at := int64(0)
		for range rapid.IntRange(1, 12).Draw(t, "turns") {
			at += rapid.Int64Range(0, 5000).Draw(t, "after")
			long := rapid.Int64Range(0, 9000).Draw(t, "long")
			role := rapid.SampledFrom([]transcript.Role{"agent", "customer", "bot", "system"}).Draw(t, "role")
			in.Turns = append(in.Turns, turn(role, strings.Repeat("好 ", int(long%7)), at, at+long))
		}
		r := Measure(in)
		for i, m := range r.Turns {
			if i > 0 && m.GapMS < 0 || m.OverlapMS > m.OverlappedMS || m.SpokenChars > m.Chars || m.PrevOwn >= i {
				t.Fatalf("turn %d: %+v", i, m)
			}
		}
		if r.TalkRatio.Known && (r.TalkRatio.Value < 0 || r.TalkRatio.Value > 1) {
			t.Fatalf("talk ratio %v", r.TalkRatio.Value)
		}
	})
}

// simplyCounted counts the characters of a text as package unicode says.
func simplyCounted(text string) (chars, spoken int) {
	for _, c := range text {
		if !unicode.IsSpace(c) {
			chars++
			if unicode.IsLetter(c) || unicode.IsDigit(c) {
				spoken++
			}
		}
	}
	return chars, spoken
}

// What is told at a glance is told right.
func TestCountCharsIsSimple(t *testing.T) {
	same := func(t rapid.TB, text string) {
		t.Helper()
		wantChars, wantSpoken := simplyCounted(text)
		if chars, spoken := countChars(text); chars != wantChars || spoken != wantSpoken {
			t.Fatalf("%q: %d chars, %d spoken; want %d and %d", text, chars, spoken, wantChars, wantSpoken)
		}
	}
	for c := rune(0); c <= unicode.MaxRune; c++ {
		if utf8.ValidRune(c) {
			same(t, string(c))
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		pieces := rapid.SampledFrom([]string{"好", "，", " ", "a", "7", "é", "𠮷", "\xe5", "\xe5\xa5", "\xff"})
		same(t, strings.Join(rapid.SliceOf(pieces).Draw(t, "text"), ""))
	})
}
