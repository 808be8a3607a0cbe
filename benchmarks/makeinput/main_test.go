package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"zhijian/analyzers/rubric"
)

func TestRubricWithMorePhrases(t *testing.T) {
	var out bytes.Buffer
	if err := run(&out, []string{"rubric", "-phrases", "300"}); err != nil {
		t.Fatal(err)
	}
	r, err := rubric.Parse("made", out.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	last := &r.Items[len(r.Items)-1]
	if len(last.Find) != 1 || len(last.Find[0].Phrases) != 300 {
		t.Errorf("the last item is %+v", last)
	}
}

func TestConversationsAndFaults(t *testing.T) {
	var out bytes.Buffer
	if err := run(&out, []string{"conversations", "-interactions", "3", "-turns", "2"}); err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(out.String(), "\n"); n != 3 {
		t.Errorf("%d records", n)
	}
	name := filepath.Join(t.TempDir(), "three.jsonl")
	if err := os.WriteFile(name, out.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
	var size strings.Builder
	if err := run(&size, []string{"size", name}); err != nil || !strings.HasPrefix(size.String(), "3 6 ") {
		t.Errorf("size says %q, %v", size.String(), err)
	}
	for _, args := range [][]string{nil, {"nothing"}, {"repeat", "no such file"}} {
		if err := run(&out, args); err == nil {
			t.Errorf("%q is taken", args)
		}
	}
}
