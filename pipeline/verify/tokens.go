package verify

import (
	"slices"

	"zhijian/analyzers/normalize"
	"zhijian/analyzers/segment"
	"zhijian/pipeline/dataset"
)

// Recut asks for the stored text of turns to be cut again by gse itself.
type Recut struct {
	// What this program has. Dates of another lexicon or gse are not compared.
	LexiconSHA256, GSEVersion string

	// Oracle loads gse with the words of that lexicon. It is called for each date
	// that is compared.
	Oracle func() (*segment.Oracle, error)
}

// TokenReport compares the column tokens of a date with what gse makes of the text.
type TokenReport struct {
	// Of the date. When they are not those of the program, nothing was compared.
	LexiconSHA256 string `json:"lexicon_sha256"`
	GSEVersion    string `json:"gse_version"`
	OtherLexicon  bool   `json:"other_lexicon"`

	Compared    int64             `json:"compared"` // turns
	Masked      int64             `json:"masked"`   // turns left out, because marks stand for what was said
	Disagree    int64             `json:"disagree"` // turns of those that were compared
	Differences []TokenDifference `json:"differences"`
}

// TokenDifference is a turn that gse cuts otherwise. The words begin with the first
// that differs and are bounded in number.
type TokenDifference struct {
	InteractionID string   `json:"interaction_id"`
	TurnIndex     int32    `json:"turn_index"`
	First         int      `json:"first"` // position of that word in tokens
	Stored        []string `json:"stored"`
	GSE           []string `json:"gse"`
}

// differingWords are kept of a difference.
const differingWords = 8

// tokenRow is what is needed of a turn to cut it again.
type tokenRow struct {
	InteractionID string           `parquet:"interaction_id,dict"`
	TurnIndex     int32            `parquet:"turn_index,dict"`
	Text          string           `parquet:"text"`
	Masked        []dataset.Masked `parquet:"masked,list"`
	Tokens        []string         `parquet:"tokens,list" parquet-element:",dict"`
}

// tokens cuts every turn again in which nothing is masked.
func (c *checker) tokens() error {
	mine := c.options.Recut
	if mine == nil {
		return nil
	}
	r := &TokenReport{LexiconSHA256: c.m.LexiconSHA256, GSEVersion: c.m.GSEVersion, Differences: []TokenDifference{}}
	c.report.Tokens = r
	if r.LexiconSHA256 != mine.LexiconSHA256 || r.GSEVersion != mine.GSEVersion {
		r.OtherLexicon = true
		return nil
	}
	oracle, err := mine.Oracle()
	if err != nil {
		return err
	}
	cut := recutter{oracle: oracle}
	for row, err := range dataset.ReadTable[tokenRow](c.ctx, c.out, c.m, dataset.TableTurns) {
		if err != nil {
			return c.unreadable(dataset.TableTurns, err)
		}
		if len(row.Masked) > 0 {
			r.Masked++
			continue
		}
		r.Compared++
		if words := cut.words(row.Text); !slices.Equal(row.Tokens, words) {
			r.Disagree++
			if len(r.Differences) < c.options.MaxFindings {
				r.Differences = append(r.Differences, difference(&row, words))
			}
		}
	}
	return nil
}

// recutter cuts texts with gse, in memory that it uses again.
type recutter struct {
	oracle *segment.Oracle
	tokens []segment.Token
	out    []string
}

// words are the words of text in the characters that stand in it. They are the
// caller's until the next call.
func (r *recutter) words(text string) []string {
	t := normalize.Normalize(text)
	r.tokens, r.out = r.oracle.Tokens(t.Norm, r.tokens[:0]), r.out[:0]
	for _, tok := range r.tokens {
		span := t.Span(int(tok.Begin), int(tok.End))
		r.out = append(r.out, text[span.Begin:span.End])
	}
	return r.out
}

// difference keeps where two ways of cutting a turn part.
func difference(row *tokenRow, words []string) TokenDifference {
	first := 0
	for first < min(len(words), len(row.Tokens)) && words[first] == row.Tokens[first] {
		first++
	}
	some := func(all []string) []string {
		return slices.Clone(all[first:min(first+differingWords, len(all))])
	}
	return TokenDifference{InteractionID: row.InteractionID, TurnIndex: row.TurnIndex, First: first, Stored: some(row.Tokens), GSE: some(words)}
}
