package benchmarks

import (
	"bufio"
	"compress/gzip"
	"os"
	"testing"

	"zhijian/analyzers/transcript"
	"zhijian/pipeline/ingest"
)

// loadCorpus is real dialogue beside the project.
const loadCorpus = "../../shared/data/real/load.jsonl.gz"

// corpus reads at most n interactions of the load corpus.
func corpus(b *testing.B, n int) []*transcript.Interaction {
	b.Helper()
	f, err := os.Open(loadCorpus)
	if err != nil {
		b.Skip("shared data is absent: " + loadCorpus)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		b.Fatal(err)
	}
	sc := bufio.NewScanner(z)
	sc.Buffer(nil, ingest.MaxRecordBytes)
	var out []*transcript.Interaction
	for len(out) < n && sc.Scan() {
		in, err := decodeNative(sc.Bytes())
		if err != nil {
			b.Fatal(err)
		}
		out = append(out, in)
	}
	if err := sc.Err(); err != nil {
		b.Fatal(err)
	}
	return out
}

// BenchmarkAnalyze measures judging alone, from decoded interaction to verdicts,
// on one goroutine.
func BenchmarkAnalyze(b *testing.B) {
	s := shippedSuite(b)
	interactions := corpus(b, 2000)
	size := int64(0)
	for _, in := range interactions {
		for i := range in.Turns {
			size += int64(len(in.Turns[i].Text))
		}
	}
	b.SetBytes(size)
	b.ReportAllocs()
	for b.Loop() {
		for _, in := range interactions {
			if _, err := s.Analyze(in); err != nil {
				b.Fatal(err)
			}
		}
	}
}
