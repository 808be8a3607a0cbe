package main

import (
	"bytes"
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
	for _, args := range [][]string{nil, {"nothing"}, {"repeat", "no such file"}} {
		if err := run(&out, args); err == nil {
			t.Errorf("%q is taken", args)
		}
	}
}
