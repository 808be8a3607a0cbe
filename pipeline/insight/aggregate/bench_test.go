package aggregate

import (
	"context"
	"flag"
	"testing"

	"zhijian/pipeline/insight/period"
)

var large = flag.String("large", "", "a dataset to measure on, such as benchmarks/million makes")

// BenchmarkDates makes the tables of all dates of the dataset of -large, without
// a dictionary but with classes for all words.
func BenchmarkDates(b *testing.B) {
	if *large == "" {
		b.Skip("no dataset: make one with benchmarks/million and name it with -large")
	}
	p, err := period.Open(*large, "", "")
	if err != nil {
		b.Fatal(err)
	}
	o := Default()
	o.Class = func(string) string { return "n" }
	for b.Loop() {
		m := New(*large, o)
		for _, d := range p.Dates {
			if _, err := m.Date(context.Background(), d.Day); err != nil {
				b.Fatal(err)
			}
		}
	}
}
