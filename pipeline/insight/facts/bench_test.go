package facts_test

import (
	"context"
	"flag"
	"testing"
	"time"

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

// TestFetchFromMany compares interactions that are looked up in the newest date of
// the dataset of -large with those that a walk over it meets.
func TestFetchFromMany(t *testing.T) {
	if *large == "" {
		t.Skip("no dataset: make one with benchmarks/million and name it with -large")
	}
	p, err := period.Latest(*large)
	if err != nil {
		t.Fatal(err)
	}
	const step = 1999
	var want []facts.Case
	var keys []facts.Key
	n := 0
	err = facts.Scan(context.Background(), p, period.Filter{}, all, func(_ *facts.Rubric, c *facts.Case) error {
		if n++; n%step == 0 {
			want, keys = append(want, c.Clone()), append(keys, c.Key())
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, some := range []int{len(keys), 3} {
		begin := time.Now()
		got, err := facts.Fetch(context.Background(), p, keys[:some], all)
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("%d of %d interactions in %v", some, n, time.Since(begin))
		same(t, "fetched", want[:some], got)
	}
}
