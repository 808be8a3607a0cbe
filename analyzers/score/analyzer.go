package score

import (
	"zhijian/analyzers"
	"zhijian/analyzers/judge"
	"zhijian/analyzers/rubric"
)

// NewAnalyzer returns the analyzer whose result is *Result.
func NewAnalyzer(r *rubric.Rubric, judging *analyzers.Analyzer) *analyzers.Analyzer {
	return &analyzers.Analyzer{
		Name:     "score",
		Doc:      "turns verdicts into points",
		Requires: []*analyzers.Analyzer{judging},
		Run: func(p *analyzers.Pass) (any, error) {
			j := analyzers.Result[*judge.Result](p, judging)
			verdicts := make([]Verdict, len(j.Findings))
			for i := range j.Findings {
				f := &j.Findings[i]
				verdicts[i] = Verdict{Verdict: string(f.Verdict), Violations: f.Violations, Credits: f.Credits, LowTier: f.LowTier}
			}
			res := Compute(r, verdicts)
			return &res, nil
		},
	}
}
