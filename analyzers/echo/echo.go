// Package echo measures how much of what a turn says was said before: a summary
// repeats what the agent has said, a restatement what the customer has. It
// counts content words, told by part of speech; which words carry no content in
// service talk is data of the lexicon (list "empty").
package echo

import (
	"strings"
	"unicode/utf8"

	"zhijian/analyzers"
	"zhijian/analyzers/normalize"
	"zhijian/analyzers/segment"
	"zhijian/analyzers/transcript"
)

// ListName is the word list of words without content.
const ListName = "empty"

// Turn counts the different content words of a turn.
type Turn struct {
	Content  int // content words of the turn
	Agent    int // of these, said in an earlier agent turn
	Customer int // of these, said in an earlier customer turn
}

// NewAnalyzer returns the analyzer whose result is []Turn. Empty are the words
// without content.
func NewAnalyzer(empty []string, normalizer, segmenter *analyzers.Analyzer) *analyzers.Analyzer {
	skip := make(map[string]bool, len(empty))
	for _, w := range empty {
		n := normalize.Normalize(w)
		skip[n.Norm] = true
	}
	return &analyzers.Analyzer{
		Name:     "echo",
		Doc:      "counts the content words of each turn that were said before",
		Requires: []*analyzers.Analyzer{normalizer, segmenter},
		Run: func(p *analyzers.Pass) (any, error) {
			texts := analyzers.Result[[]normalize.Text](p, normalizer)
			tokens := analyzers.Result[[][]segment.Token](p, segmenter)
			return measure(p.Interaction, texts, tokens, skip), nil
		},
	}
}

func measure(in *transcript.Interaction, texts []normalize.Text, tokens [][]segment.Token, skip map[string]bool) []Turn {
	out := make([]Turn, len(texts))
	said := map[transcript.Role]map[string]bool{transcript.RoleAgent: {}, transcript.RoleCustomer: {}}
	for i := range texts {
		role := in.Turns[i].Role
		own := said[role]
		if own == nil {
			continue // bot and system count for neither side
		}
		words := content(texts[i].Norm, tokens[i], skip)
		out[i].Content = len(words)
		for w := range words {
			if said[transcript.RoleAgent][w] {
				out[i].Agent++
			}
			if said[transcript.RoleCustomer][w] {
				out[i].Customer++
			}
		}
		for w := range words {
			own[w] = true
		}
	}
	return out
}

// content is the set of content words of a text.
func content(norm string, tokens []segment.Token, skip map[string]bool) map[string]bool {
	words := map[string]bool{}
	for _, t := range tokens {
		w := t.Text(norm)
		if carries(w, t.POS) && !skip[w] {
			words[w] = true
		}
	}
	return words
}

// carries reports whether a word of this part of speech can carry content:
// nouns, verbs, adjectives, times, numbers and letters; single characters only
// where they are numbers.
func carries(word, pos string) bool {
	if pos == "" || !strings.ContainsRune("nvatmjlis", rune(pos[0])) && pos != "eng" {
		return pos == "x" && word[0] < utf8.RuneSelf && word != " "
	}
	return pos[0] == 'm' || utf8.RuneCountInString(word) > 1
}
