package judge_test

import (
	"bufio"
	"compress/gzip"
	"os"
	"testing"
	"time"

	"zhijian/analyzers/guard"
	"zhijian/analyzers/judge"
	"zhijian/analyzers/rubric"
	"zhijian/analyzers/suite"
	"zhijian/analyzers/transcript"
	"zhijian/pipeline/ingest"
)

// shipped is the shipped rubric, compiled, and the suite that finds what it judges.
func shipped(t testing.TB) (*suite.Suite, *judge.Judge) {
	t.Helper()
	source, err := rubric.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	r, err := rubric.Parse(rubric.BuiltinName, source)
	if err != nil {
		t.Fatal(err)
	}
	res, err := suite.Load()
	if err != nil {
		t.Fatal(err)
	}
	s, err := suite.New(res, r, suite.Options{Zone: time.UTC})
	if err != nil {
		t.Fatal(err)
	}
	j, err := judge.Compile(r, s.Matcher, guard.New(&res.Lexicon.Guards), s.Clock)
	if err != nil {
		t.Fatal(err)
	}
	return s, j
}

// real reads at most n interactions of the load corpus beside the project.
func real(t testing.TB, n int) []*transcript.Interaction {
	t.Helper()
	f, err := os.Open("../../../shared/data/real/load.jsonl.gz")
	if err != nil {
		t.Skip("shared data is absent: " + err.Error())
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(z)
	lines.Buffer(nil, ingest.MaxRecordBytes)
	var out []*transcript.Interaction
	for len(out) < n && lines.Scan() {
		in, err := ingest.NewNativeDecoder().Decode(lines.Bytes(), transcript.Source{File: "load", Line: 1})
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, in)
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}

// BenchmarkJudge measures judging real interactions whose facts are known.
func BenchmarkJudge(b *testing.B) {
	interactions := real(b, 2000)
	s, j := shipped(b)
	inputs := make([]*judge.Input, len(interactions))
	for i, in := range interactions {
		a, err := s.Analyze(in)
		if err != nil {
			b.Fatal(err)
		}
		inputs[i] = a.Evidence()
	}
	b.ReportAllocs()
	for b.Loop() {
		for _, in := range inputs {
			if _, err := j.Judge(in); err != nil {
				b.Fatal(err)
			}
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(inputs)), "ns/interaction")
}
