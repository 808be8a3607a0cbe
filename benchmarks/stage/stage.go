package stage

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"time"

	"zhijian/analyzers/judge"
	"zhijian/analyzers/normalize"
	"zhijian/analyzers/segment"
	"zhijian/analyzers/suite"
	"zhijian/analyzers/transcript"
	"zhijian/benchmarks/clock"
	"zhijian/pipeline/dataset"
)

// Stage is a part of the job over all conversations.
type Stage struct {
	Name string
	Run  func() error
	// Prepare makes what Run uses up; it is not measured. It may be nil.
	Prepare func() error
}

// Input is what stages run over.
type Input struct {
	Records [][]byte
	Bytes   int64 // of the text of all turns

	analyses []*suite.Analysis
}

// Prepare analyses the records once, so that each stage finds the results of
// those before it.
func (p *Product) Prepare(records [][]byte) (*Input, error) {
	in := &Input{Records: records}
	for _, raw := range records {
		interaction, err := p.decode(raw)
		if err != nil {
			return nil, err
		}
		for i := range interaction.Turns {
			in.Bytes += int64(len(interaction.Turns[i].Text))
		}
		a, err := p.Suite.Analyze(interaction)
		if err != nil {
			return nil, err
		}
		in.analyses = append(in.analyses, a)
	}
	return in, nil
}

func (p *Product) decode(raw []byte) (*transcript.Interaction, error) {
	return p.decoder.Decode(raw, transcript.Source{File: "corpus", Line: 1})
}

// Stages lists what is measured on the input, in the order of the job. Files go
// below dir.
//
// judging is decode to verdicts and points in one, as the job does it. rows is
// the scoring of decoded interactions, the masked rows of all tables included;
// what rows alone cost is the difference to analysis.
func (p *Product) Stages(in *Input, dir string) []Stage {
	tables := &tables{p: p, in: in, dir: dir}
	var judged judge.Result // serves again, as it does in the job
	return []Stage{
		{Name: "decode", Run: func() error { return p.eachRecord(in, func(*transcript.Interaction) error { return nil }) }},
		{Name: "normalise", Run: in.each(func(a *suite.Analysis) error {
			for i := range a.Interaction.Turns {
				_ = normalize.Normalize(a.Interaction.Turns[i].Text)
			}
			return nil
		})},
		{Name: "segment", Run: p.segmenting(in)},
		{Name: "phrases", Run: in.each(func(a *suite.Analysis) error {
			for i := range a.Texts {
				p.phrases.Scan(a.Texts[i].Norm, func(int, int, int) {})
			}
			return nil
		})},
		{Name: "acts", Run: in.each(func(a *suite.Analysis) error {
			_ = p.Suite.Matcher.Match(a.Interaction, a.Texts, a.Tokens)
			return nil
		})},
		{Name: "verdicts", Run: in.each(func(a *suite.Analysis) error {
			return p.judge.JudgeInto(&judged, a.Evidence())
		})},
		{Name: "analysis", Run: in.each(func(a *suite.Analysis) error {
			return p.analyse(a.Interaction)
		})},
		{Name: "judging", Run: func() error { return p.eachRecord(in, p.analyse) }},
		{Name: "rows", Run: func() error { return tables.tabulate(&dataset.Batch{}) }},
		{Name: "parquet", Prepare: tables.prepare, Run: tables.write},
		{Name: "job", Prepare: tables.empty, Run: func() error { return tables.job(1) }},
	}
}

// Judging is the stage of that name for a single use: it needs no Input.
func (p *Product) Judging(records [][]byte) error {
	return p.eachRecord(&Input{Records: records}, p.analyse)
}

func (p *Product) analyse(in *transcript.Interaction) error {
	a, err := p.Suite.Analyze(in)
	if err == nil {
		p.Suite.Release(a)
	}
	return err
}

func (p *Product) eachRecord(in *Input, do func(*transcript.Interaction) error) error {
	for _, raw := range in.Records {
		interaction, err := p.decode(raw)
		if err != nil {
			return err
		}
		if err := do(interaction); err != nil {
			return err
		}
	}
	return nil
}

func (in *Input) each(do func(*suite.Analysis) error) func() error {
	return func() error {
		for _, a := range in.analyses {
			if err := do(a); err != nil {
				return err
			}
		}
		return nil
	}
}

func (p *Product) segmenting(in *Input) func() error {
	var buf []segment.Token
	return in.each(func(a *suite.Analysis) error {
		for i := range a.Texts {
			buf = p.resources.Segmenter.Tokens(a.Texts[i].Norm, buf[:0])
		}
		return nil
	})
}

// Cost is what one run of a stage took.
type Cost struct {
	Time          time.Duration // on the clock
	Processor     time.Duration // of all processors together, the collector's included
	Allocs, Bytes uint64
}

// Plus adds two costs up.
func (c Cost) Plus(o Cost) Cost {
	return Cost{c.Time + o.Time, c.Processor + o.Processor, c.Allocs + o.Allocs, c.Bytes + o.Bytes}
}

// Measure runs a stage once. Nothing is collected meanwhile when collect is
// false: what pools hold stays in them, so that counts can be compared.
func (s *Stage) Measure(collect bool) (Cost, error) {
	if s.Prepare != nil {
		if err := s.Prepare(); err != nil {
			return Cost{}, fmt.Errorf("%s: %w", s.Name, err)
		}
	}
	if !collect {
		defer debug.SetGCPercent(debug.SetGCPercent(-1))
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	start := time.Now()
	processor, err := clock.Took(1, s.Run)
	took := time.Since(start)
	runtime.ReadMemStats(&after)
	if err != nil {
		return Cost{}, fmt.Errorf("%s: %w", s.Name, err)
	}
	return Cost{took, processor, after.Mallocs - before.Mallocs, after.TotalAlloc - before.TotalAlloc}, nil
}
