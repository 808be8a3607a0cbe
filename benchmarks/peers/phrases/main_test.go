package main

import (
	"strings"
	"testing"

	"zhijian/benchmarks/stage"
)

func TestPhrasesAreCountedInNormalForm(t *testing.T) {
	f, err := newFinder([]list{{List: stage.List{Act: "hello", Phrases: []string{"您好", "好"}}}, {List: stage.List{Act: "wait", Phrases: []string{"稍等"}}}})
	if err != nil {
		t.Fatal(err)
	}
	var out, counts strings.Builder
	records := [][]byte{[]byte(`{"id":"a","turns":[{"role":"agent","text":"您好您好"},{"role":"customer","text":"請稍等，ＯＫ"}]}`)}
	if err := conversations(&out, records, f); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(out.String(), "请稍等，ok") {
		t.Errorf("not in normal form: %s", out.String())
	}
	if err := f.write(&counts); err != nil {
		t.Fatal(err)
	}
	if want := "hello\t4\t1\nwait\t1\t1\n"; counts.String() != want {
		t.Errorf("got %q, want %q", counts.String(), want)
	}
}

func TestRulesOfTheShippedRubric(t *testing.T) {
	r, err := shippedRules(false)
	if err != nil {
		t.Fatal(err)
	}
	more, err := shippedRules(true)
	if err != nil {
		t.Fatal(err)
	}
	if len(more.Lists) <= len(r.Lists) || len(more.Items) != len(r.Items) {
		t.Errorf("with patterns: %d lists and %d items, without %d and %d", len(more.Lists), len(more.Items), len(r.Lists), len(r.Items))
	}
	judged := 0
	for _, it := range r.Items {
		if len(it.Acts) > 0 {
			judged++
		}
	}
	if len(r.Items) < 50 || judged < 20 || len(r.Lists) < 50 {
		t.Errorf("%d items, %d of them by phrases, %d lists", len(r.Items), judged, len(r.Lists))
	}
}
