// Package stage cuts the job into the stages that are measured one by one, each
// over the same conversations, with the results of the stages before it ready.
package stage

import (
	"fmt"
	"time"

	"zhijian/analyzers/acts"
	"zhijian/analyzers/guard"
	"zhijian/analyzers/judge"
	"zhijian/analyzers/mask"
	"zhijian/analyzers/normalize"
	"zhijian/analyzers/phrase"
	"zhijian/analyzers/rubric"
	"zhijian/analyzers/segment"
	"zhijian/analyzers/suite"
	"zhijian/pipeline/dataset"
	"zhijian/pipeline/ingest"
	"zhijian/pipeline/tabulate"
)

// date is the batch date of everything that is measured.
const date = "2026-11-20"

// Product is the product, loaded: what the command does before its first record.
type Product struct {
	Suite     *suite.Suite
	resources *suite.Resources
	judge     *judge.Judge
	decoder   ingest.Decoder
	phrases   *phrase.Automaton
	tabulator *tabulate.Tabulator
	meta      dataset.Meta
	masker    *mask.Masker
	zone      *time.Location
}

// Load loads dictionary and lexicon and compiles the shipped rubric with them.
func Load() (*Product, error) {
	source, err := rubric.Builtin()
	if err != nil {
		return nil, err
	}
	return LoadRubric(source)
}

// LoadRubric is Load with another rubric.
func LoadRubric(source []byte) (*Product, error) {
	r, err := rubric.Parse("rubric", source)
	if err != nil {
		return nil, err
	}
	zone, err := time.LoadLocation("Asia/Shanghai")
	if err != nil {
		return nil, err
	}
	res, err := suite.Load()
	if err != nil {
		return nil, err
	}
	s, err := suite.New(res, r, suite.Options{Date: date, Zone: zone})
	if err != nil {
		return nil, err
	}
	p := &Product{
		Suite: s, resources: res, zone: zone,
		decoder: ingest.NewNativeDecoder(), masker: mask.New(mask.Config{}),
		meta: dataset.Meta{Rubric: r.ID + "@" + r.Version, RubricSHA256: r.SHA256, LexiconSHA256: res.LexiconSHA256(),
			GSEVersion: segment.Version(), Version: "measured"},
	}
	p.tabulator = tabulate.New(s, p.masker)
	if p.judge, err = judge.Compile(r, s.Matcher, guard.New(&res.Lexicon.Guards), s.Clock); err != nil {
		return nil, err
	}
	if p.phrases, err = phrase.Build(texts(Lists(judge.Definitions(r, res.Lexicon)))); err != nil {
		return nil, fmt.Errorf("phrases: %w", err)
	}
	return p, nil
}

// List is a phrase list: the literal phrases of one act, in normal form.
type List struct {
	Act     string
	Phrases []string
}

// Lists are the phrase lists of those acts that have any; a phrase stands in a
// list once.
func Lists(defs []acts.Definition) []List {
	var lists []List
	for i := range defs {
		l := List{Act: defs[i].ID}
		seen := map[string]bool{}
		for _, p := range defs[i].Phrases {
			text := normalize.Normalize(p.Value)
			if !seen[text.Norm] {
				seen[text.Norm] = true
				l.Phrases = append(l.Phrases, text.Norm)
			}
		}
		if len(l.Phrases) > 0 {
			lists = append(lists, l)
		}
	}
	return lists
}

func texts(lists []List) []string {
	var out []string
	for _, l := range lists {
		out = append(out, l.Phrases...)
	}
	return out
}
