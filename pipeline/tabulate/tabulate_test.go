package tabulate_test

import (
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"zhijian/analyzers/mask"
	"zhijian/analyzers/rubric"
	"zhijian/analyzers/suite"
	"zhijian/analyzers/transcript"
	"zhijian/pipeline/dataset"
	"zhijian/pipeline/ingest"
	"zhijian/pipeline/tabulate"
)

const form = `
rubric: {id: t, version: "1", name: t, schema: 1, applies: 'agent_turns > 0'}
sections: [{id: s, name: s, weight: 100}]
labels:
- {id: customer_emotion, values: [neutral, anger], default: neutral, find: [{id: mad, act: anger, who: customer}], choose: [{value: anger, when: mad}]}
items:
- id: greeting
  name: 问候
  section: s
  kind: procedure
  weight: 2
  source: t
  find: [{id: greet, phrases: [您好], where: {first: 1}}]
  pass: greet
- id: abuse
  name: 辱骂
  section: s
  kind: forbidden
  severity: fatal
  weight: 3
  source: t
  find: [{id: insult, phrases: [你这个大笨蛋], guards: [quotation]}]
  fail: insult
- id: rate
  name: 语速
  section: s
  kind: timing
  weight: 1
  source: t
  needs: [times]
  pass: speech_rate < 300
`

// small is the suite of the form, made once: loading takes a second.
var small = sync.OnceValues(func() (*suite.Suite, error) {
	r, err := rubric.Parse("t.yaml", []byte(form))
	if err != nil {
		return nil, err
	}
	res, err := suite.Load()
	if err != nil {
		return nil, err
	}
	return suite.New(res, r, suite.Options{Zone: time.UTC})
})

func score(t *testing.T, record string) dataset.Batch {
	t.Helper()
	s, err := small()
	if err != nil {
		t.Fatal(err)
	}
	in, err := ingest.NewNativeDecoder().Decode([]byte(record), transcript.Source{File: "day/a.jsonl", Line: 7})
	if err != nil {
		t.Fatal(err)
	}
	var rows dataset.Batch
	if err := tabulate.New(s, mask.New(mask.Config{})).Score(in, &rows); err != nil {
		t.Fatal(err)
	}
	return rows
}

const rude = `{"id":"c1","channel":"chat","started_at":"2026-11-20T09:00:00+08:00","agent":{"id":"a1"},"turns":[
 {"role":"customer","text":"氣死我了！你们不管吗"},
 {"role":"agent","text":"😀您好，你這個"},
 {"role":"agent","text":"大笨蛋"}]}`

func TestScoreRows(t *testing.T) {
	rows := score(t, strings.ReplaceAll(rude, "\n", ""))
	x := rows.Interactions[0]
	if x.InteractionID != "c1" || x.TurnCount != 3 || x.AgentTurns != 2 || x.SourceFile != "day/a.jsonl" || x.SourceLine != 7 {
		t.Errorf("interaction %+v", x)
	}
	if x.StartedAt == nil || x.StartedAt.Format(time.RFC3339) != "2026-11-20T01:00:00Z" {
		t.Errorf("started at %v, want it in UTC", x.StartedAt)
	}
	// greeting 2/2, abuse 0/3, rate not evaluated: 40 points, zeroed by the fatal fail
	if *x.ScoreRaw != 40 || *x.ScoreFinal != 0 || !x.Fatal || !slices.Equal(x.FatalItems, []string{"abuse"}) || x.Coverage != 0.8333 {
		t.Errorf("raw %v final %v fatal %v %v coverage %v", *x.ScoreRaw, *x.ScoreFinal, x.Fatal, x.FatalItems, x.Coverage)
	}
	if x.CustomerEmotion != "anger" || rows.Turns[0].Emotion != "anger" || x.TalkRatio != nil {
		t.Errorf("emotion %q and %q, talk ratio %v", x.CustomerEmotion, rows.Turns[0].Emotion, x.TalkRatio)
	}
	if it := rows.Items[1]; it.Verdict != "fail" || it.Points != 0 || it.Possible != 3 || it.Deducted != 3 || !it.FatalEffect || it.Hits != 1 {
		t.Errorf("abuse %+v", it)
	}
	if it := rows.Items[2]; it.Verdict != "not_evaluated" || it.Possible != 0 || it.Reason == "" {
		t.Errorf("rate %+v", it)
	}
}

func TestHitsOverTwoTurnsShareTheirID(t *testing.T) {
	rows := score(t, strings.ReplaceAll(rude, "\n", ""))
	i := slices.IndexFunc(rows.Hits, func(h dataset.Hit) bool { return h.ItemID == "abuse" })
	a, b := rows.Hits[i], rows.Hits[i+1]
	if a.HitID != b.HitID || *a.TurnIndex != 1 || *b.TurnIndex != 2 || a.Text != "你這個" || b.Text != "大笨蛋" {
		t.Errorf("%q in turn %d and %q in turn %d", a.Text, *a.TurnIndex, b.Text, *b.TurnIndex)
	}
	// 😀 is one character of four bytes, 您好， three of nine
	if *a.BeginByte != 13 || *a.EndByte != 22 || *a.BeginChar != 4 || *a.EndChar != 7 {
		t.Errorf("bytes %d-%d, characters %d-%d", *a.BeginByte, *a.EndByte, *a.BeginChar, *a.EndChar)
	}
}

func TestSpansAndTokensAreOfTheOriginalText(t *testing.T) {
	rows := score(t, strings.ReplaceAll(rude, "\n", ""))
	for _, h := range rows.Hits {
		if h.TurnIndex != nil && rows.Turns[*h.TurnIndex].Text[*h.BeginByte:*h.EndByte] != h.Text {
			t.Errorf("hit %+v does not stand where it says", h)
		}
	}
	for _, turn := range rows.Turns {
		if strings.Join(turn.Tokens, "") != turn.Text {
			t.Errorf("tokens %q of %q", turn.Tokens, turn.Text)
		}
	}
}

// What is masked is masked everywhere, and stands where it stood.
func TestMaskedRows(t *testing.T) {
	rows := score(t, `{"id":"call-13812345678","channel":"chat","customer":{"id":"13812345678"},"turns":[`+
		`{"role":"customer","text":"我叫张伟，电话幺三八一二三四五六七八"},{"role":"agent","text":"您好，张伟，你這個大笨蛋13812345678"}]}`)
	x, first, second := rows.Interactions[0], rows.Turns[0], rows.Turns[1]
	if x.CustomerID != "138****5678" || !strings.HasPrefix(x.InteractionID, "call-138****5678~") || first.InteractionID != x.InteractionID || rows.Items[0].InteractionID != x.InteractionID {
		t.Errorf("customer %q, id %q, of turn %q", x.CustomerID, x.InteractionID, first.InteractionID)
	}
	if first.Text != "我叫张＊，电话幺三八＊＊＊＊五六七八" || second.Text != "您好，张＊，你這個大笨蛋138****5678" {
		t.Errorf("texts %q and %q", first.Text, second.Text)
	}
	want := []dataset.Masked{{Type: "name", BeginChar: 3, EndChar: 4}, {Type: "mobile", BeginChar: 10, EndChar: 14}}
	if !slices.Equal(first.Masked, want) {
		t.Errorf("masked %+v, want %+v", first.Masked, want)
	}
	for _, turn := range rows.Turns {
		if strings.Join(turn.Tokens, "") != turn.Text {
			t.Errorf("tokens %q of %q", turn.Tokens, turn.Text)
		}
	}
	for _, h := range rows.Hits {
		if h.InteractionID != x.InteractionID || h.TurnIndex != nil && rows.Turns[*h.TurnIndex].Text[*h.BeginByte:*h.EndByte] != h.Text {
			t.Errorf("hit %+v", h)
		}
	}
}

func TestAbandonedCallIsIncomplete(t *testing.T) {
	rows := score(t, `{"id":"c2","channel":"voice","turns":[{"role":"bot","text":"您好"}]}`)
	x := rows.Interactions[0]
	if x.Status != "incomplete" || x.ScoreFinal != nil || x.ScoreRaw != nil || x.Coverage != 0 {
		t.Errorf("%+v", x)
	}
	for _, it := range rows.Items {
		if it.Verdict != "na" {
			t.Errorf("%s is %s without any agent turn", it.ItemID, it.Verdict)
		}
	}
}
