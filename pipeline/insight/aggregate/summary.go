package aggregate

import (
	"zhijian/pipeline/dataset"
	"zhijian/pipeline/insight/period"
)

// subject is what is counted of a date.
type subject struct {
	kind  string
	of    string // intent, item, term; of complaints intent or service
	queue string // empty: all
	all   bool   // all queues: tells an unknown queue from them
}

// The kinds of alerts, in the order in which they are tested.
const (
	kindComplaint = "complaint"
	kindIntent    = "intent"
	kindItem      = "item"
	kindTerm      = "term"
)

// tally is how many of how many.
type tally struct{ n, of int64 }

// summary is what alerts need to know of a date.
type summary struct {
	date    string
	source  dataset.Source
	rubric  string // hash
	lexicon string // hash, and the segmenter's version: words are cut alike
	counts  map[subject]tally
	terms   map[string]int64 // interactions in which a customer said the word
	said    int64            // interactions in which a customer said anything
	cutoff  int64            // a word that is not in terms was in this many at most
}

func newSummary(d period.Date) *summary {
	m := d.Manifest
	return &summary{date: d.Day, source: d.Source, rubric: m.RubricSHA256, lexicon: m.LexiconSHA256 + " " + m.GSEVersion,
		counts: map[subject]tally{}, terms: map[string]int64{}}
}

// add takes in the rows of the date.
func (s *summary) add(agents []dataset.AgentDay, terms []dataset.TermDay, o *Options) {
	var all int64
	for i := range agents {
		row := &agents[i]
		all += row.Interactions
		for _, q := range []subject{{all: true}, {queue: row.Queue}} {
			s.count(subject{kindComplaint, "intent", q.queue, q.all}, row.Complaints, row.Interactions)
			s.count(subject{kindComplaint, "service", q.queue, q.all}, row.ServiceComplaints, row.Interactions)
		}
		for _, c := range row.Intents {
			s.count(subject{kindIntent, c.Value, "", true}, c.Interactions, 0)
		}
		for _, c := range row.Items {
			s.count(subject{kindItem, c.ItemID, "", true}, c.Failed, c.Evaluated)
		}
	}
	for k, t := range s.counts {
		if k.kind == kindIntent {
			t.of = all
			s.counts[k] = t
		}
	}
	s.addTerms(terms, o)
}

func (s *summary) count(k subject, n, of int64) {
	t := s.counts[k]
	t.n += n
	t.of += of
	s.counts[k] = t
}

func (s *summary) addTerms(rows []dataset.TermDay, o *Options) {
	said := map[string]int64{} // by intent
	least := int64(0)
	for i := range rows {
		if row := &rows[i]; row.Role == roles()[customer] {
			s.terms[row.Term] += row.Interactions
			said[row.Intent] = row.Of
		}
	}
	for _, n := range said {
		s.said += n
	}
	for _, n := range s.terms {
		if least == 0 || n < least {
			least = n
		}
	}
	s.cutoff = o.MinTerm - 1
	if len(s.terms) == o.Terms {
		s.cutoff = least
	}
}

// term is how many interactions had the word, as many as there can have been
// when it was not kept.
func (s *summary) term(word string) tally {
	if n, ok := s.terms[word]; ok {
		return tally{n, s.said}
	}
	return tally{min(s.cutoff, s.said), s.said}
}
