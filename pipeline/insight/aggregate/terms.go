package aggregate

import (
	"cmp"
	"slices"
	"strings"

	"zhijian/pipeline/dataset"
	"zhijian/pipeline/insight/facts"
)

// The sides whose words are counted.
const (
	agent = iota
	customer
	sides
)

func roles() [sides]string { return [sides]string{"agent", "customer"} }

// maxIntents bounds the values of the label intent that are told apart; the
// first is that of none.
const maxIntents = 16

// terms counts the rows of terms_daily. Every word that was met has a number,
// -1 for one that is no term, so that the dictionary is asked once.
type terms struct {
	options *Options
	numbers map[string]int32
	words   []*termWord
	intents []string
	of      [sides][maxIntents]int64 // interactions
	runID   string
	now     int32 // the interaction at hand, from 1
}

type termWord struct {
	text, class string
	last        [sides]int32 // the interaction that it was last met in
	counts      [sides][maxIntents]termCount
}

type termCount struct{ interactions, occurrences int32 }

func newTerms(o *Options) *terms {
	return &terms{options: o, numbers: map[string]int32{}, intents: []string{""}}
}

func (t *terms) add(c *facts.Case) {
	t.runID = c.Interaction.RunID
	t.now++
	intent := t.intent(c.Interaction.Intent)
	var spoke [sides]bool
	for _, turn := range c.Spoken {
		side := customer
		switch turn.Role {
		case "agent":
			side = agent
		case "customer":
		default:
			continue
		}
		if len(turn.Words) > 0 && !spoke[side] {
			spoke[side] = true
			t.of[side][intent]++
		}
		for _, n := range turn.Words {
			if n >= 0 {
				t.words[n].count(side, intent, t.now)
			}
		}
	}
}

func (t *terms) intent(value string) int {
	if i := slices.Index(t.intents, value); i >= 0 {
		return i
	}
	if len(t.intents) == maxIntents {
		return 0
	}
	t.intents = append(t.intents, value)
	return len(t.intents) - 1
}

// count counts one word of interaction now.
func (w *termWord) count(side, intent int, now int32) {
	c := &w.counts[side][intent]
	c.occurrences++
	if w.last[side] != now {
		w.last[side] = now
		c.interactions++
	}
}

// number is a word's number; -1 for one that is no term.
func (t *terms) number(word string) int32 {
	if !wordy(word) {
		return -1
	}
	n, met := t.numbers[word]
	if !met {
		n = -1
		word = strings.Clone(word)
		if class := t.options.Class(word); content(class) {
			n = int32(len(t.words))
			t.words = append(t.words, &termWord{text: word, class: class})
		}
		t.numbers[word] = n
	}
	return n
}

// wordy reports whether a token is a word of two characters or more: no mark of
// masking, no number, no punctuation.
func wordy(word string) bool {
	if len(word) < 2 {
		return false
	}
	if word[0] >= 0x80 {
		const han = 3 // bytes of a character
		return len(word) > han && !strings.ContainsAny(word, "*＊×🞶0123456789")
	}
	for i := range len(word) {
		if c := word[i] | 0x20; c < 'a' || c > 'z' {
			return false
		}
	}
	return true
}

// content reports whether words of a class say what a conversation is about:
// nouns, verbs, adjectives, idioms, abbreviations and foreign words. Names of
// people are left out: they say nothing of a day, and masking can have missed one.
func content(class string) bool {
	if class == "" || strings.HasPrefix(class, "nr") {
		return false
	}
	switch class[0] {
	case 'n', 'a', 'i', 'l', 'j':
		return true
	case 'v':
		return class != "vshi" && class != "vyou"
	}
	return class == "eng"
}

// rows are the rows of the most frequent words of each side.
func (t *terms) rows() []dataset.TermDay {
	var rows []dataset.TermDay
	order := make([]int, len(t.intents)) // of intents, by their values
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(t.intents[a], t.intents[b]) })
	for side, role := range roles() {
		for _, w := range t.most(side) {
			for _, i := range order {
				c := w.counts[side][i]
				if c.interactions == 0 {
					continue
				}
				row := dataset.TermDay{RunID: t.runID, Role: role, Term: w.text, Class: w.class, Intent: t.intents[i],
					Interactions: int64(c.interactions), Occurrences: int64(c.occurrences), Of: t.of[side][i]}
				row.ShareLow, row.ShareHigh = share(row.Interactions, row.Of)
				rows = append(rows, row)
			}
		}
	}
	return rows
}

// most are the words of a side that are kept, the most frequent first.
func (t *terms) most(side int) []*termWord {
	var kept []*termWord
	total := map[*termWord]int64{}
	for _, w := range t.words {
		var n int64
		for _, c := range w.counts[side] {
			n += int64(c.interactions)
		}
		if n >= max(1, t.options.MinTerm) {
			total[w] = n
			kept = append(kept, w)
		}
	}
	slices.SortFunc(kept, func(a, b *termWord) int {
		return cmp.Or(cmp.Compare(total[b], total[a]), cmp.Compare(a.text, b.text))
	})
	return kept[:min(len(kept), t.options.Terms)]
}
