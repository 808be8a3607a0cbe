package corpus

import (
	"bytes"
	"strings"
	"testing"
	"unicode/utf8"

	"zhijian/analyzers/transcript"
	"zhijian/pipeline/ingest"
)

func write(t *testing.T, s Shape) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := s.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestMadeConversationsHaveTheirShape(t *testing.T) {
	s := Shape{Interactions: 30, Turns: 7, Chars: 40, Seed: 5}
	made := write(t, s)
	if !bytes.Equal(made, write(t, s)) {
		t.Error("the same shape gives other bytes")
	}
	if s.Seed = 6; bytes.Equal(made, write(t, s)) {
		t.Error("another seed gives the same bytes")
	}
	if bytes.ContainsAny(made, "<>") || strings.Contains(string(made), "{}") {
		t.Error("a slot was left open")
	}
	lines, err := Cut(bytes.NewReader(made), 0)
	if err != nil || len(lines) != s.Interactions {
		t.Fatalf("%d records, %v", len(lines), err)
	}
	ids := map[string]bool{}
	for _, line := range lines {
		in, err := ingest.NewNativeDecoder().Decode(line, transcript.Source{})
		if err != nil {
			t.Fatal(err)
		}
		if ids[in.ID] = true; len(in.Turns) != s.Turns {
			t.Errorf("%s has %d turns", in.ID, len(in.Turns))
		}
		for _, turn := range in.Turns {
			if n := utf8.RuneCountInString(turn.Text); n < s.Chars-1 || n > s.Chars+40 {
				t.Errorf("%d characters: %q", n, turn.Text)
			}
		}
	}
	if len(ids) != s.Interactions {
		t.Errorf("%d ids", len(ids))
	}
}

func TestRepeatedRecordsHaveIDsOfTheirOwn(t *testing.T) {
	lines, err := Cut(bytes.NewReader(write(t, Typical(3))), 2)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := Repeat(&b, lines, 4); err != nil {
		t.Fatal(err)
	}
	again, err := Cut(&b, 0)
	if err != nil {
		t.Fatal(err)
	}
	texts, ids := map[string]int{}, map[string]bool{}
	for _, line := range again {
		in, err := ingest.NewNativeDecoder().Decode(line, transcript.Source{})
		if err != nil {
			t.Fatal(err)
		}
		texts[in.Turns[0].Text+in.StartedAt.Value.String()]++
		ids[in.ID] = true
	}
	if len(again) != 8 || len(ids) != 8 || len(texts) != 2 {
		t.Errorf("%d records, %d ids, %d conversations", len(again), len(ids), len(texts))
	}
}
