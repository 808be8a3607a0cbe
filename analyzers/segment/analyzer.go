package segment

import (
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
			tokens := make([][]Token, len(texts))
			for i := range texts {
				tokens[i] = seg.Tokens(texts[i].Norm, nil)
			}
			return tokens, nil
		},
	}
}
