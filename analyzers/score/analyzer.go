package score

import (
	"zhijian/analyzers"
	"zhijian/analyzers/judge"
	"zhijian/analyzers/rubric"
)

// NewAnalyzer returns the analyzer whose result is *Result.
func NewAnalyzer(r *rubric.Rubric, judging *analyzers.Analyzer) *analyzers.Analyzer {
	scorer := New(r)
	return &analyzers.Analyzer{
		Name:     "score",
		Doc:      "turns verdicts into points",
		Requires: []*analyzers.Analyzer{judging},
		Run: func(p *analyzers.Pass) (any, error) {
			findings := analyzers.Result[*judge.Result](p, judging).Findings
			res := analyzers.SpareOrNew[Result](p)
			scorer.score(res, func(i int) Verdict {
				f := &findings[i]
				return Verdict{Verdict: string(f.Verdict), Violations: f.Violations, Credits: f.Credits, LowTier: f.LowTier}
			})
			return res, nil
		},
	}
}
