// Package sides tells which of two speakers is the agent by what they say: who
// greets for a house, offers help and says 您 is one, who has a problem and thanks
// the other. It finds these out with the dialogue acts of the analyzers.
package sides

import (
	_ "embed"
	"fmt"
	"maps"
	"math"
	"slices"

	"go.yaml.in/yaml/v4"

	"zhijian/analyzers/acts"
	"zhijian/analyzers/normalize"
	"zhijian/analyzers/segment"
	"zhijian/analyzers/suite"
	"zhijian/analyzers/transcript"
	"zhijian/pipeline/ingest"
)

//go:embed weights.yaml
var weightsFile []byte

// Sides implements ingest.Sides. It is safe for concurrent use.
type Sides struct {
	matcher   *acts.Matcher
	segmenter *segment.Segmenter
	weights   []float64 // by act of the matcher
}

// New compiles the acts that tell the sides apart. An error is a fault of the
// build.
func New(res *suite.Resources) (*Sides, error) {
	weights := map[string]float64{}
	if err := yaml.Load(weightsFile, &weights); err != nil {
		return nil, fmt.Errorf("sides: weights.yaml: %w", err)
	}
	s := &Sides{segmenter: res.Segmenter}
	var defs []acts.Definition
	for _, act := range res.Lexicon.Acts {
		w, ok := weights[act.ID]
		if !ok {
			continue
		}
		act.Similar = 0 // words and patterns are surer, and fast
		defs = append(defs, acts.Definition{Act: act})
		s.weights = append(s.weights, w)
		delete(weights, act.ID)
	}
	if len(weights) > 0 {
		return nil, fmt.Errorf("sides: weights.yaml: no such acts: %v", slices.Sorted(maps.Keys(weights)))
	}
	var err error
	s.matcher, err = acts.Compile(defs, res.Lexicon.Lists, acts.Sound{}, nil)
	return s, err
}

// Agent implements ingest.Sides. With more or fewer than two speakers, and when
// nothing speaks for either, the certainty is 0.
func (s *Sides) Agent(turns []ingest.DraftTurn) (label string, certainty float64) {
	in := &transcript.Interaction{Turns: make([]transcript.Turn, len(turns))}
	first, second := "", ""
	for i := range turns {
		who := turns[i].Speaker
		switch {
		case i == 0:
			first = who
		case who != first && (second == "" || who == second):
			second = who
		case who != first:
			return "", 0
		}
		role := transcript.RoleAgent // a stand-in: phrases may run over turns of one side
		if who != first {
			role = transcript.RoleCustomer
		}
		in.Turns[i] = transcript.Turn{Role: role, Text: turns[i].Text}
	}
	if second == "" {
		return "", 0
	}
	evidence := s.evidence(in)
	certainty = 1 / (1 + math.Exp(-math.Abs(evidence)))
	switch {
	case evidence > 0:
		return first, certainty
	case evidence < 0:
		return second, certainty
	}
	return "", 0
}

// evidence is how much more speaks for the first speaker being the agent than for
// the second, in natural logarithms of odds.
func (s *Sides) evidence(in *transcript.Interaction) float64 {
	texts := make([]normalize.Text, len(in.Turns))
	tokens := make([][]segment.Token, len(in.Turns))
	for i := range in.Turns {
		texts[i] = normalize.Normalize(in.Turns[i].Text)
		tokens[i] = s.segmenter.Tokens(texts[i].Norm, nil)
	}
	facts := s.matcher.Match(in, texts, tokens)
	first, second := make([]float64, len(s.weights)), make([]float64, len(s.weights))
	for i := range in.Turns {
		counts := first
		if in.Turns[i].Role == transcript.RoleCustomer {
			counts = second
		}
		for _, act := range facts.Acts(i) {
			counts[act]++
		}
	}
	var sum float64
	for act, w := range s.weights {
		sum += w * (first[act] - second[act]) / (first[act] + second[act] + 1)
	}
	return sum
}
