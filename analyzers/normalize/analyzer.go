package normalize

import (
	"slices"

	"zhijian/analyzers"
)

// NewAnalyzer returns the analyzer whose result is a []Text, one for each turn.
func NewAnalyzer() *analyzers.Analyzer {
	return &analyzers.Analyzer{
		Name: "normalize",
		Doc:  "normal form of each turn, with the way back to the original",
		Run: func(p *analyzers.Pass) (any, error) {
			turns := len(p.Interaction.Turns)
			texts := slices.Grow(analyzers.Spare[[]Text](p)[:0], turns)[:turns]
			for i := range p.Interaction.Turns {
				texts[i] = Normalize(p.Interaction.Turns[i].Text)
			}
			return texts, nil
		},
	}
}
