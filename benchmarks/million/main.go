// Command million makes a large dataset out of a small one: it copies the rows
// of scored interactions over and over with fresh ids, agents, customers and
// times, and publishes them as many dates. What is made of a dataset is measured
// on it:
//
//	zhijian score --out small --date 2026-11-20 conversations.jsonl.gz
//	go run ./benchmarks/million --from small --out large --dates 10 --per-date 100000
//	time zhijian aggregate large --from 2026-11-01 --to 2026-11-10
//
// Agents differ: each chooses the better of one to three copies, so that some
// have better scores than others for a reason. On the last date complaints are
// more frequent. The same arguments make the same dataset.
package main

import (
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"time"

	"zhijian/pipeline/dataset"
)

func main() {
	var o options
	flag.StringVar(&o.from, "from", "", "the dataset to copy from")
	flag.StringVar(&o.out, "out", "", "the dataset to make")
	flag.StringVar(&o.first, "first", "2026-11-01", "its first date")
	flag.IntVar(&o.dates, "dates", 10, "number of dates")
	flag.IntVar(&o.perDate, "per-date", 100_000, "interactions of each")
	flag.IntVar(&o.agents, "agents", 800, "number of agents")
	flag.Parse()
	if err := o.run(context.Background()); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

type options struct {
	from, out, first       string
	dates, perDate, agents int
}

func (o *options) run(ctx context.Context) error {
	dates, err := dataset.Dates(o.from)
	if err != nil {
		return err
	}
	if len(dates) == 0 {
		return fmt.Errorf("%s: no date was ever published here", o.from)
	}
	m, err := dataset.ReadManifest(o.from, dates[0])
	if err != nil {
		return err
	}
	b, err := load(ctx, o.from, m)
	if err != nil {
		return err
	}
	day, err := time.Parse(time.DateOnly, o.first)
	if err != nil {
		return err
	}
	for i := range o.dates {
		last := i == o.dates-1
		if err := o.publish(ctx, b, day.AddDate(0, 0, i), last); err != nil {
			return err
		}
	}
	return nil
}

// publish makes one date.
func (o *options) publish(ctx context.Context, b *base, day time.Time, last bool) (err error) {
	date := day.Format(time.DateOnly)
	s, err := dataset.NewStage(ctx, dataset.Options{Out: o.out, Date: date, RunID: "copy-" + date, Meta: b.manifest.Meta})
	if err != nil {
		return err
	}
	defer func() {
		if e := s.Abort(); err == nil {
			err = e
		}
	}()
	rubric := append([]dataset.RubricItem(nil), b.rubricItems...)
	if err := s.WriteRubricItems(rubric); err != nil {
		return err
	}
	c := copier{base: b, day: day, agents: o.agents, surge: last, rand: rand.New(rand.NewPCG(uint64(day.Unix()), 7))}
	for begin := 0; begin < o.perDate; begin += batch {
		if err := s.Write(c.batch(begin, min(begin+batch, o.perDate))); err != nil {
			return err
		}
	}
	if _, err := s.Finish(ctx); err != nil {
		return err
	}
	n := int64(o.perDate)
	_, err = s.Commit(dataset.ManifestInfo{Counts: dataset.Counts{Read: n, Scored: n}, Rubric: b.rubric})
	return err
}

// batch is how many interactions are written at a time.
const batch = 256
