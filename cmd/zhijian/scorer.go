package main

import (
	"fmt"
	"os"
	"time"

	"golang.org/x/sync/errgroup"

	"zhijian/analyzers/mask"
	"zhijian/analyzers/rubric"
	"zhijian/analyzers/segment"
	"zhijian/analyzers/suite"
	"zhijian/pipeline"
	"zhijian/pipeline/dataset"
	"zhijian/pipeline/ingest"
	"zhijian/pipeline/tabulate"
)

// scoring is a rubric ready to score, and what the tables say about it.
type scoring struct {
	scorer pipeline.Scorer
	rubric []byte
	items  []dataset.RubricItem
	meta   dataset.Meta
	sides  ingest.Sides // of the same resources
}

// scorerFunc loads the rubric of a file, or the built-in one when file is empty,
// for a batch date in a time zone; what the scorer writes is masked. Its errors
// are faults of the rubric.
type scorerFunc func(file, date string, zone *time.Location, m *mask.Masker) (*scoring, error)

// newScorer is the scorerFunc of the program.
func newScorer(file, date string, zone *time.Location, m *mask.Masker) (*scoring, error) {
	var res *suite.Resources
	var loading errgroup.Group // while the rubric is read
	loading.Go(func() (err error) {
		res, err = suite.Load()
		return err
	})
	r, err := loadRubric(file)
	if err != nil {
		return nil, err
	}
	if err := loading.Wait(); err != nil {
		return nil, err
	}
	s, err := suite.New(res, r, suite.Options{Date: date, Zone: zone})
	if err != nil {
		return nil, err
	}
	return &scoring{
		scorer: tabulate.New(s, m),
		rubric: r.Source,
		items:  tabulate.RubricItems(r),
		sides:  newLazySides(func() (*suite.Resources, error) { return res, nil }),
		meta: dataset.Meta{
			Rubric: r.ID + "@" + r.Version, RubricSHA256: r.SHA256, LexiconSHA256: res.LexiconSHA256(),
			GSEVersion: segment.Version(), Version: version,
		},
	}, nil
}

// loadRubric reads a rubric file; an empty name means the built-in one.
func loadRubric(file string) (*rubric.Rubric, error) {
	if file == "" {
		source, err := rubric.Builtin()
		if err != nil {
			return nil, err
		}
		return rubric.Parse(rubric.BuiltinName, source)
	}
	source, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("read rubric: %w", err)
	}
	return rubric.Parse(file, source)
}
