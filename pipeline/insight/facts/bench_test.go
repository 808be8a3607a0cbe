package facts_test

import (
	"context"
	"flag"
	"testing"

	"zhijian/pipeline/insight/facts"
	"zhijian/pipeline/insight/period"
)

var large = flag.String("large", "", "a dataset to measure the scan on, such as benchmarks/million makes")

// BenchmarkScan walks over all dates of the dataset of -large.
func BenchmarkScan(b *testing.B) {
	if *large == "" {
		b.Skip("no dataset: make one with benchmarks/million and name it with -large")
	}
	p, err := period.Open(*large, "", "")
	if err != nil {
		b.Fatal(err)
	}
	for name, want := range map[string]facts.Want{"interactions": 0, "items": facts.Items, "hits": facts.Hits, "turns": facts.Turns, "tokens": facts.Tokens,
		"all": facts.Items | facts.Hits | facts.Turns | facts.Tokens} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				cases, rows := 0, 0
				err := facts.Scan(context.Background(), p, period.Filter{}, want, func(_ *facts.Rubric, c *facts.Case) error {
					cases++
					rows += len(c.Items) + len(c.Hits) + len(c.Turns)
					return nil
				})
				if err != nil {
					b.Fatal(err)
				}
				b.ReportMetric(float64(cases), "interactions")
				b.ReportMetric(float64(rows), "rows")
			}
		})
	}
}
