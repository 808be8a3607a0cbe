// Package suite assembles the analyzers: explicitly, in one place, from a
// lexicon and a rubric.
package suite

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"time"

	"golang.org/x/sync/errgroup"

	"zhijian/analyzers"
	"zhijian/analyzers/acts"
	"zhijian/analyzers/echo"
	"zhijian/analyzers/guard"
	"zhijian/analyzers/judge"
	"zhijian/analyzers/metrics"
	"zhijian/analyzers/normalize"
	"zhijian/analyzers/pinyin"
	"zhijian/analyzers/rubric"
	"zhijian/analyzers/score"
	"zhijian/analyzers/segment"
	"zhijian/analyzers/similar"
	"zhijian/analyzers/transcript"
	"zhijian/lexicon"
	"zhijian/lexicon/dict"
)

// Resources are what every suite shares and what takes long to load.
type Resources struct {
	Lexicon   *lexicon.Lexicon
	Segmenter *segment.Segmenter
	Sounds    *pinyin.Table
	words     string // the user dictionary
}

// Load reads the embedded lexicon, user dictionary, segmenter dictionary and table
// of sounds, at the same time.
func Load() (*Resources, error) {
	res := &Resources{}
	var group errgroup.Group
	group.Go(func() (err error) {
		res.Lexicon, err = lexicon.Load()
		return err
	})
	group.Go(func() (err error) {
		res.Sounds, err = pinyin.New()
		return err
	})
	group.Go(func() error {
		words, err := dict.User()
		if err != nil {
			return err
		}
		res.words = fmt.Sprint(words)
		res.Segmenter, err = segment.New(words...)
		return err
	})
	if err := group.Wait(); err != nil {
		return nil, err
	}
	return res, nil
}

// LexiconSHA256 identifies all language data that a verdict depends on.
func (r *Resources) LexiconSHA256() string {
	sum := sha256.Sum256([]byte(r.Lexicon.SHA256 + r.words))
	return hex.EncodeToString(sum[:])
}

// Options are what a batch adds to rubric and lexicon.
type Options struct {
	Date string         // batch date YYYY-MM-DD for items with validity dates; empty: all are in force
	Zone *time.Location // local time of the batch; nil: UTC
}

// Suite runs all analyzers over interactions. It is safe for concurrent use.
type Suite struct {
	Rubric  *rubric.Rubric
	Matcher *acts.Matcher
	Clock   judge.Clock
	program *analyzers.Program

	normalize, segment, acts, metrics, echo, judge, score *analyzers.Analyzer
}

// Shipped compiles the built-in rubric against the embedded resources.
func Shipped(opts Options) (*Suite, error) {
	source, err := rubric.Builtin()
	if err != nil {
		return nil, err
	}
	r, err := rubric.Parse(rubric.BuiltinName, source)
	if err != nil {
		return nil, err
	}
	res, err := Load()
	if err != nil {
		return nil, err
	}
	return New(res, r, opts)
}

// New compiles a rubric against the resources. The error lists every fault. What is
// learnt from examples may still be being learnt when it returns; the first
// interaction that needs it waits.
func New(res *Resources, r *rubric.Rubric, opts Options) (*Suite, error) {
	if opts.Zone == nil {
		opts.Zone = time.UTC
	}
	defs := judge.Definitions(r, res.Lexicon)
	likeness := similar.Learn(classes(defs))
	m, err := acts.Compile(defs, res.Lexicon.Lists, acts.Sound{Table: res.Sounds, Rarity: res.Segmenter.Rarity}, likeness)
	if err != nil {
		return nil, err
	}
	clock := judge.Clock{Date: opts.Date, Zone: opts.Zone}
	j, err := judge.Compile(r, m, guard.New(&res.Lexicon.Guards), clock)
	if err != nil {
		return nil, err
	}
	s := &Suite{Rubric: r, Matcher: m, Clock: clock}
	s.normalize = normalize.NewAnalyzer()
	s.segment = segment.NewAnalyzer(res.Segmenter, s.normalize)
	s.acts = acts.NewAnalyzer(m, s.normalize, s.segment)
	s.metrics = metrics.NewAnalyzer()
	s.echo = echo.NewAnalyzer(res.Lexicon.Lists[echo.ListName], s.normalize, s.segment)
	s.judge = judge.NewAnalyzer(j, s.normalize, s.acts, s.metrics, s.echo)
	s.score = score.NewAnalyzer(r, s.judge)
	if s.program, err = analyzers.NewProgram(s.score); err != nil {
		return nil, fmt.Errorf("suite: %w", err)
	}
	return s, nil
}

// classes are the examples of the acts that are also found by similarity.
func classes(defs []acts.Definition) []similar.Class {
	out := make([]similar.Class, len(defs))
	for i := range defs {
		if defs[i].Similar > 0 {
			out[i] = similar.Class{Examples: values(defs[i].Examples), Counterexamples: values(defs[i].Counterexamples), Least: defs[i].Similar, Rivals: defs[i].Rivals}
		}
	}
	return out
}

func values(texts []lexicon.Text) []string {
	out := make([]string, len(texts))
	for i, t := range texts {
		out[i] = t.Value
	}
	return out
}

// Analysis is everything that the suite found out about one interaction.
type Analysis struct {
	Interaction *transcript.Interaction
	Texts       []normalize.Text
	Tokens      [][]segment.Token
	Acts        *acts.Facts
	Metrics     *metrics.Result
	Echo        []echo.Turn
	Judgement   *judge.Result
	Score       *score.Result

	pass *analyzers.Pass
}

// Analyze runs the suite over one interaction.
func (s *Suite) Analyze(in *transcript.Interaction) (*Analysis, error) {
	p, err := s.program.Run(in)
	if err != nil {
		return nil, err
	}
	return &Analysis{
		Interaction: in,
		Texts:       analyzers.Result[[]normalize.Text](p, s.normalize),
		Tokens:      analyzers.Result[[][]segment.Token](p, s.segment),
		Acts:        analyzers.Result[*acts.Facts](p, s.acts),
		Metrics:     analyzers.Result[*metrics.Result](p, s.metrics),
		Echo:        analyzers.Result[[]echo.Turn](p, s.echo),
		Judgement:   analyzers.Result[*judge.Result](p, s.judge),
		Score:       analyzers.Result[*score.Result](p, s.score),
		pass:        p,
	}, nil
}

// mostTurns bounds the interactions whose memory serves again.
const mostTurns = 1 << 10

// Release ends the use of an analysis that this suite gave: what it holds, texts
// apart, is the memory of analyses to come. Not to release one costs no more than
// that it is left to the garbage collector.
func (s *Suite) Release(a *Analysis) {
	if len(a.Interaction.Turns) <= mostTurns {
		s.program.Release(a.pass)
	}
	*a = Analysis{}
}

// Evidence is what the interaction was judged by, for judging it anew.
func (a *Analysis) Evidence() *judge.Input {
	return &judge.Input{Interaction: a.Interaction, Texts: a.Texts, Acts: a.Acts, Metrics: a.Metrics, Echo: a.Echo}
}
