package segment

import (
	"slices"

	"zhijian/analyzers"
	"zhijian/analyzers/normalize"
)

// NewAnalyzer returns the analyzer whose result is a [][]Token, the tokens of
// each turn's normal form; normalizer is the analyzer that makes it.
func NewAnalyzer(seg *Segmenter, normalizer *analyzers.Analyzer) *analyzers.Analyzer {
	return &analyzers.Analyzer{
		Name:     "segment",
		Doc:      "words of each turn's normal form",
		Requires: []*analyzers.Analyzer{normalizer},
		Run: func(p *analyzers.Pass) (any, error) {
			texts := analyzers.Result[[]normalize.Text](p, normalizer)
			return seg.turns(texts, analyzers.Spare[[][]Token](p)), nil
		},
	}
}

// turns are the tokens of each text, in memory that was those of others.
func (s *Segmenter) turns(texts []normalize.Text, spare [][]Token) [][]Token {
	p := s.path()
	defer s.paths.Put(p)
	spare = spare[:cap(spare)]
	tokens := slices.Grow(spare, max(0, len(texts)-len(spare)))[:len(texts)]
	for i := range texts {
		tokens[i] = p.append(s, texts[i].Norm, tokens[i][:0])
	}
	return tokens
}
