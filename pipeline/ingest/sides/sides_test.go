package sides_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"zhijian/analyzers/suite"
	"zhijian/analyzers/transcript"
	"zhijian/pipeline/ingest"
	"zhijian/pipeline/ingest/sides"
)

var newSides = sync.OnceValues(func() (*sides.Sides, error) {
	res, err := suite.Load()
	if err != nil {
		return nil, err
	}
	return sides.New(res)
})

func load(t *testing.T) *sides.Sides {
	t.Helper()
	s, err := newSides()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestAgent(t *testing.T) {
	s := load(t)
	greets := ingest.DraftTurn{Speaker: "1", Text: "您好，很高兴为您服务，我是3021号客服，请问有什么可以帮您？"}
	problem := ingest.DraftTurn{Speaker: "2", Text: "我家空调不制冷了，着急死了"}
	closes := ingest.DraftTurn{Speaker: "1", Text: "已经为您登记了，请您耐心等待，请问还有其他可以帮您的吗？感谢您的来电，再见。"}
	tests := []struct {
		name  string
		turns []ingest.DraftTurn
		want  string // empty: not certain
	}{
		{"a call", []ingest.DraftTurn{greets, problem, closes}, "1"},
		{"the customer first", []ingest.DraftTurn{problem, greets, closes}, "1"},
		{"one speaker", []ingest.DraftTurn{greets, closes}, ""},
		{"three speakers", []ingest.DraftTurn{greets, problem, {Speaker: "3", Text: "您好"}}, ""},
		{"nothing said", []ingest.DraftTurn{{Speaker: "1", Text: "喂"}, {Speaker: "2", Text: "喂"}}, ""},
		{"no turns", nil, ""},
		{"friends", []ingest.DraftTurn{{Speaker: "a", Text: "晚上吃什么"}, {Speaker: "b", Text: "火锅吧"}}, ""},
	}
	for _, tt := range tests {
		label, certainty := s.Agent(tt.turns)
		if certainty < ingest.SideCertainty {
			label = ""
		}
		if label != tt.want {
			t.Errorf("%s: %q with certainty %.3f, want %q", tt.name, label, certainty, tt.want)
		}
	}
}

// TestRolesHidden hides the roles of real and written conversations: those that
// are decided must be decided right, whole and cut short.
func TestRolesHidden(t *testing.T) {
	shared := "../../../../shared/data"
	if _, err := os.Stat(shared); err != nil {
		t.Skip("the folder shared is not beside the project")
	}
	sets := map[string]float64{ // the least share that is decided
		shared + "/real/jd_chats.jsonl.gz":             0.95,
		shared + "/real/mobile_calls.jsonl.gz":         0.5,
		shared + "/gold/voice.jsonl":                   0.6,
		shared + "/gold/chat.jsonl":                    0.6,
		"../../../testdata/labelled/written-dev.jsonl": 0.5,
	}
	s := load(t)
	all, allDecided, allRight := 0, 0, 0
	for path, least := range sets {
		n, decided, right := 0, 0, 0
		for _, turns := range conversations(t, path) {
			n++
			d, r := judge(s, turns)
			decided, right = decided+d, right+r
			for _, part := range [][]transcript.Turn{turns[:min(4, len(turns))], turns[:min(10, len(turns))], turns[max(0, len(turns)-6):]} {
				d, r := judge(s, part)
				allDecided, allRight = allDecided+d, allRight+r
			}
		}
		t.Logf("%s: %d of %d decided, %d right", filepath.Base(path), decided, n, right)
		if share := float64(decided) / float64(n); share < least {
			t.Errorf("%s: %.2f are decided, want %.2f", path, share, least)
		}
		all, allDecided, allRight = all+n, allDecided+decided, allRight+right
	}
	t.Logf("with parts of conversations: %d decided, %d right", allDecided, allRight)
	if share := float64(allRight) / float64(allDecided); share < 0.995 {
		t.Errorf("%.4f of what is decided is right, want 0.995", share)
	}
}

// judge tells whether the sides of turns are decided, and right.
func judge(s *sides.Sides, turns []transcript.Turn) (decided, right int) {
	var hidden []ingest.DraftTurn
	labels := map[transcript.Role]string{transcript.RoleAgent: "0", transcript.RoleCustomer: "1"}
	for i := range turns {
		if label, ok := labels[turns[i].Role]; ok {
			hidden = append(hidden, ingest.DraftTurn{Speaker: label, Text: turns[i].Text})
		}
	}
	label, certainty := s.Agent(hidden)
	if certainty < ingest.SideCertainty {
		return 0, 0
	}
	if label == "0" {
		return 1, 1
	}
	return 1, 0
}

// conversations reads native records, or those within the lines of a labelled set.
func conversations(t *testing.T, path string) [][]transcript.Turn {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	o := ingest.NewOpener(ingest.Options{})
	defer o.Close()
	r, err := o.Open(path, f, ingest.PassWhole)
	if err != nil {
		t.Fatal(err)
	}
	var out [][]transcript.Turn
	for {
		rec, err := r.Next()
		if errors.Is(err, io.EOF) {
			return out
		}
		if err != nil {
			t.Fatal(err)
		}
		raw := rec.Raw
		var labelled struct{ Interaction json.RawMessage }
		if json.Unmarshal(raw, &labelled) == nil && labelled.Interaction != nil {
			raw = bytes.Clone(labelled.Interaction)
		}
		in, err := rec.Decoder.Decode(raw, rec.Source)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, in.Turns)
	}
}

func BenchmarkAgent(b *testing.B) {
	s, err := newSides()
	if err != nil {
		b.Fatal(err)
	}
	turns := []ingest.DraftTurn{
		{Speaker: "1", Text: "您好，很高兴为您服务，我是3021号客服，请问有什么可以帮您？"},
		{Speaker: "2", Text: "我家空调不制冷了。"},
		{Speaker: "1", Text: "请您提供一下订单号。"},
		{Speaker: "2", Text: "稍等，是一二三四五。"},
	}
	for b.Loop() {
		s.Agent(turns)
	}
}
