package dataset

import (
	"context"
	"testing"
)

// BenchmarkStage writes and checks all tables of 2,000 interactions with 80,000
// items and 20,000 turns: everything between the analysis and the commit.
func BenchmarkStage(b *testing.B) {
	const interactions = 2000
	o := testOptions(b.TempDir())
	for b.Loop() {
		b.StopTimer()
		batch := exampleBatch(interactions)
		b.StartTimer()
		s := newStage(b, o)
		if err := s.Write(batch); err != nil {
			b.Fatal(err)
		}
		if _, err := s.Finish(context.Background()); err != nil {
			b.Fatal(err)
		}
		if err := s.Abort(); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(interactions*b.N)/b.Elapsed().Seconds(), "interactions/s")
}

// BenchmarkReadItems reads two columns of 80,000 items.
func BenchmarkReadItems(b *testing.B) {
	type verdict struct {
		ItemID  string `parquet:"item_id,dict"`
		Verdict string `parquet:"verdict,dict"`
	}
	o := testOptions(b.TempDir())
	m := publishAll(b, o, nil, exampleBatch(2000))
	for b.Loop() {
		if n := len(collect(b, ReadTable[verdict](context.Background(), o.Out, m, TableItems))); n != 80000 {
			b.Fatal(n)
		}
	}
	b.ReportMetric(80000*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}
