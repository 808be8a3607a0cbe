package stage

import (
	"bytes"
	"context"
	"os"
	"path/filepath"

	"zhijian/pipeline"
	"zhijian/pipeline/dataset"
	"zhijian/pipeline/tabulate"
)

// batchInteractions is how many interactions the rows of a batch are of, as in
// the job.
const batchInteractions = 64

// tables are the stages that end in files.
type tables struct {
	p       *Product
	in      *Input
	dir     string
	batches []*dataset.Batch // for one write: the stage owns them then
}

// tabulate scores all interactions into rows.
func (t *tables) tabulate(rows *dataset.Batch) error {
	for _, a := range t.in.analyses {
		if err := t.p.tabulator.Score(a.Interaction, rows); err != nil {
			return err
		}
	}
	return nil
}

// prepare makes the batches of one write.
func (t *tables) prepare() error {
	t.batches = nil
	for i, a := range t.in.analyses {
		if i%batchInteractions == 0 {
			t.batches = append(t.batches, &dataset.Batch{})
		}
		if err := t.p.tabulator.Score(a.Interaction, t.batches[len(t.batches)-1]); err != nil {
			return err
		}
	}
	return t.empty()
}

// empty removes what was written before.
func (t *tables) empty() error { return os.RemoveAll(t.out()) }

func (t *tables) out() string { return filepath.Join(t.dir, "dataset") }

// write encodes the batches as Parquet, and reads the files back, as the job
// does; nothing is committed.
func (t *tables) write() error {
	st, err := dataset.NewStage(context.Background(), dataset.Options{Out: t.out(), Date: date, RunID: "measured", Meta: t.p.meta})
	if err != nil {
		return err
	}
	for _, b := range t.batches {
		if err = st.Write(b); err != nil {
			break
		}
	}
	if err == nil {
		_, err = st.Finish(context.Background())
	}
	if abortErr := st.Abort(); err == nil {
		err = abortErr
	}
	return err
}

// job is the whole job, dictionary load apart: input to commit.
func (t *tables) job(workers int) error {
	var input bytes.Buffer
	for _, raw := range t.in.Records {
		input.Write(raw)
		input.WriteByte('\n')
	}
	r := t.p.Suite.Rubric
	_, err := pipeline.Run(context.Background(), pipeline.Config{
		Inputs: []string{"-"}, Stdin: &input, Out: t.out(), Date: date,
		Scorer: t.p.tabulator, Rubric: r.Source, RubricItems: tabulate.RubricItems(r), Meta: t.p.meta,
		Mask: t.p.masker, Settings: "tz=" + t.p.zone.String(), Build: "measured", Workers: workers,
	})
	return err
}

// Job is the whole job on any number of workers, as a stage.
func (p *Product) Job(in *Input, dir string, workers int) Stage {
	t := &tables{p: p, in: in, dir: dir}
	return Stage{Name: "job", Prepare: t.empty, Run: func() error { return t.job(workers) }}
}
