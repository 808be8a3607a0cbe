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
			return seg.turns(texts), nil
		},
	}
}

// turns are the tokens of each text, all in one piece of memory.
func (s *Segmenter) turns(texts []normalize.Text) [][]Token {
	p := s.path()
	defer s.paths.Put(p)
	all, ends := p.tokens[:0], make([]int, len(texts))
	for i := range texts {
		all = p.append(s, texts[i].Norm, all)
		ends[i] = len(all)
	}
	p.tokens = all
	all, begin := slices.Clone(all), 0
	tokens := make([][]Token, len(texts))
	for i, end := range ends {
		tokens[i] = all[begin:end:end]
		begin = end
	}
	return tokens
}
