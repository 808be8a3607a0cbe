package mask_test

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"os"
	"testing"

	"github.com/go-ego/gse"

	"zhijian/analyzers/mask"
	"zhijian/analyzers/transcript"
)

// loadCorpus is real dialogue beside the project.
const loadCorpus = "../../../shared/data/real/load.jsonl.gz"

// corpus reads the load corpus and tells the bytes of its text.
func corpus(b *testing.B) (out []*transcript.Interaction, size int64) {
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
	sc.Buffer(nil, 8<<20)
	for sc.Scan() {
		var record struct{ Turns []struct{ Role, Text string } }
		if err := json.Unmarshal(sc.Bytes(), &record); err != nil {
			b.Fatal(err)
		}
		in := &transcript.Interaction{}
		for _, t := range record.Turns {
			in.Turns = append(in.Turns, transcript.Turn{Role: transcript.Role(t.Role), Text: t.Text})
			size += int64(len(t.Text))
		}
		out = append(out, in)
	}
	if err := sc.Err(); err != nil {
		b.Fatal(err)
	}
	return out, size
}

// BenchmarkMask and BenchmarkSegment go over the same text: masking should take
// less than 0.08 of the time of the bare segmenter.
func BenchmarkMask(b *testing.B) {
	m := mask.New(mask.Config{})
	interactions, size := corpus(b)
	b.SetBytes(size)
	b.ReportAllocs()
	for b.Loop() {
		for _, in := range interactions {
			m.Interaction(in)
		}
	}
}

func BenchmarkSegment(b *testing.B) {
	var seg gse.Segmenter
	seg.NotLoadHMM, seg.SkipLog = true, true
	if err := seg.LoadDictEmbed("zh_s"); err != nil {
		b.Fatal(err)
	}
	interactions, size := corpus(b)
	b.SetBytes(size)
	for b.Loop() {
		for _, in := range interactions {
			for i := range in.Turns {
				seg.Segment([]byte(in.Turns[i].Text))
			}
		}
	}
}
