package benchmarks

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"testing"

	"github.com/go-ego/gse"

	"zhijian/analyzers/suite"
	"zhijian/analyzers/transcript"
	"zhijian/benchmarks/corpus"
	"zhijian/benchmarks/stage"
	"zhijian/pipeline/ingest"
)

// loadCorpus is real dialogue beside the project.
const loadCorpus = "../../shared/data/real/load.jsonl.gz"

// benchInteractions is how many conversations a benchmark runs over.
const benchInteractions = 1000

// records are real conversations, or made-up ones where those are absent.
func records(b *testing.B, n int) [][]byte {
	b.Helper()
	lines, err := corpus.Lines(loadCorpus, n)
	if errors.Is(err, fs.ErrNotExist) {
		b.Log("the shared data is absent: made-up conversations")
		var made bytes.Buffer
		if err := corpus.Typical(n).Write(&made); err != nil {
			b.Fatal(err)
		}
		lines, err = corpus.Cut(&made, 0)
	}
	if err != nil {
		b.Fatal(err)
	}
	return lines
}

// BenchmarkStage measures each stage of the job; one op is one conversation.
func BenchmarkStage(b *testing.B) {
	p, in := loaded(b)
	for _, s := range p.Stages(in, b.TempDir()) {
		b.Run(s.Name, func(b *testing.B) { run(b, &s, in) })
	}
}

// BenchmarkWorkers measures the whole job, dictionary load apart.
func BenchmarkWorkers(b *testing.B) {
	p, in := loaded(b)
	for _, workers := range []int{1, 2, 4, 8} {
		b.Run(fmt.Sprint(workers), func(b *testing.B) {
			s := p.Job(in, b.TempDir(), workers)
			run(b, &s, in)
		})
	}
}

func loaded(b *testing.B) (*stage.Product, *stage.Input) {
	b.Helper()
	p, err := stage.Load()
	if err != nil {
		b.Fatal(err)
	}
	in, err := p.Prepare(records(b, benchInteractions))
	if err != nil {
		b.Fatal(err)
	}
	return p, in
}

// run runs the stage over all conversations, again and again, and reports what
// one conversation costs.
func run(b *testing.B, s *stage.Stage, in *stage.Input) {
	b.Helper()
	var sum stage.Cost
	rounds := 0
	for b.Loop() {
		c, err := s.Measure(true)
		if err != nil {
			b.Fatal(err)
		}
		sum = sum.Plus(c)
		rounds++
	}
	report(b, sum, rounds*len(in.Records), int64(rounds)*in.Bytes)
}

func report(b *testing.B, sum stage.Cost, conversations int, textBytes int64) {
	b.Helper()
	b.ReportAllocs() // which shows the two last
	n := float64(conversations)
	b.ReportMetric(float64(sum.Time)/n, "ns/op")
	b.ReportMetric(float64(sum.Processor)/n, "cpu-ns/op")
	b.ReportMetric(float64(textBytes)/1e6/sum.Time.Seconds(), "MB/s")
	b.ReportMetric(float64(sum.Allocs)/n, "allocs/op")
	b.ReportMetric(float64(sum.Bytes)/n, "B/op")
}

// BenchmarkBare is the yardstick: gse alone, on the same text.
func BenchmarkBare(b *testing.B) {
	seg := gse.Segmenter{NotLoadHMM: true, SkipLog: true}
	if err := seg.LoadDictEmbed("zh_s"); err != nil {
		b.Fatal(err)
	}
	var turns [][]byte
	size := int64(0)
	lines := records(b, benchInteractions)
	for _, line := range lines {
		in, err := ingest.NewNativeDecoder().Decode(line, transcript.Source{})
		if err != nil {
			b.Fatal(err)
		}
		for i := range in.Turns {
			turns = append(turns, []byte(in.Turns[i].Text))
			size += int64(len(in.Turns[i].Text))
		}
	}
	s := stage.Stage{Name: "bare", Run: func() error {
		for _, t := range turns {
			_ = seg.Segment(t)
		}
		return nil
	}}
	run(b, &s, &stage.Input{Records: lines, Bytes: size})
}

// BenchmarkLoad measures what a job does before its first record.
func BenchmarkLoad(b *testing.B) {
	b.Run("resources", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := suite.Load(); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("all", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := stage.Load(); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// TestStagesRun runs each stage once on made-up conversations.
func TestStagesRun(t *testing.T) {
	var made bytes.Buffer
	if err := corpus.Typical(20).Write(&made); err != nil {
		t.Fatal(err)
	}
	lines, err := corpus.Cut(&made, 0)
	if err != nil {
		t.Fatal(err)
	}
	p, err := stage.Load()
	if err != nil {
		t.Fatal(err)
	}
	in, err := p.Prepare(lines)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range p.Stages(in, t.TempDir()) {
		if _, err := s.Measure(false); err != nil {
			t.Error(err)
		}
	}
}
