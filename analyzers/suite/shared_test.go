package suite_test

import (
	"bytes"
	"os"
	"path/filepath"
	"reflect"
	"sync"
	"testing"
	"time"

	"zhijian/analyzers/acts"
	"zhijian/analyzers/suite"
	"zhijian/analyzers/transcript"
	"zhijian/pipeline/ingest"
)

// samples are the project's sample conversations.
func samples(t *testing.T) (list []*transcript.Interaction) {
	t.Helper()
	names, err := filepath.Glob("../../testdata/samples/*.jsonl")
	if err != nil || len(names) == 0 {
		t.Fatalf("%d files of samples, %v", len(names), err)
	}
	decoder := ingest.NewNativeDecoder()
	for _, name := range names {
		content, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for line := range bytes.Lines(content) {
			in, err := decoder.Decode(bytes.TrimSpace(line), transcript.Source{File: name})
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			list = append(list, in)
		}
	}
	return list
}

// Workers share one suite: each finds what one alone finds. The race detector sees
// here what the analyzers have in common.
func TestWorkersShareTheSuite(t *testing.T) {
	s, err := suite.Shipped(suite.Options{Zone: time.UTC})
	if err != nil {
		t.Fatal(err)
	}
	list := samples(t)
	var found [5][]*suite.Analysis // of one alone, and of four at the same time
	analyze := func(to []*suite.Analysis) {
		for i, in := range list {
			a, err := s.Analyze(in)
			if err != nil {
				t.Errorf("%s: %v", in.ID, err)
				return
			}
			to[i] = a
		}
	}
	var workers sync.WaitGroup
	for i := range found {
		found[i] = make([]*suite.Analysis, len(list))
		if i == 0 {
			analyze(found[i])
			continue
		}
		workers.Go(func() { analyze(found[i]) })
	}
	workers.Wait()
	for _, each := range found[1:] {
		for i, got := range each {
			want := found[0][i]
			if got == nil || !reflect.DeepEqual(want.Tokens, got.Tokens) || !reflect.DeepEqual(want.Judgement.Findings, got.Judgement.Findings) ||
				!reflect.DeepEqual(want.Judgement.Labels, got.Judgement.Labels) || !reflect.DeepEqual(want.Score, got.Score) {
				t.Errorf("%s: a worker finds something else", list[i].ID)
			}
		}
	}
}

// hits are the hits of all turns.
func hits(a *suite.Analysis) (all [][]acts.Hit) {
	for i := range a.Texts {
		all = append(all, a.Acts.All(i))
	}
	return all
}

// What is found in the memory of an earlier interaction is what is found in new memory.
func TestReleasedMemoryServesAgain(t *testing.T) {
	s, err := suite.Shipped(suite.Options{Zone: time.UTC})
	if err != nil {
		t.Fatal(err)
	}
	for _, in := range samples(t) {
		var found [2]*suite.Analysis // in new memory, and in what was given back
		for i := range found {
			if found[i], err = s.Analyze(in); err != nil {
				t.Fatal(err)
			}
			if i == 0 { // the second one takes what this one gives back
				another, err := s.Analyze(in)
				if err != nil {
					t.Fatal(err)
				}
				s.Release(another)
			}
		}
		want, got := found[0], found[1]
		for what, pair := range map[string][2]any{
			"texts": {want.Texts, got.Texts}, "hits": {hits(want), hits(got)}, "tokens": {want.Tokens, got.Tokens}, "metrics": {want.Metrics, got.Metrics}, "echoes": {want.Echo, got.Echo},
			"labels": {want.Judgement.Labels, got.Judgement.Labels}, "findings": {want.Judgement.Findings, got.Judgement.Findings}, "score": {want.Score, got.Score},
		} {
			if !reflect.DeepEqual(pair[0], pair[1]) {
				t.Errorf("%s: %s differ", in.ID, what)
			}
		}
		s.Release(got)
	}
}
