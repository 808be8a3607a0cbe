package report

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/cespare/xxhash/v2"

	"zhijian/pipeline/dataset"
	"zhijian/pipeline/insight/coach"
	"zhijian/pipeline/insight/facts"
	"zhijian/pipeline/insight/report/words"
)

// How many interactions are looked at for the words to show.
const (
	excerptsPerItem = 3
	readPerItem     = 12  // interactions of which the excerpts are chosen
	scriptsPerAgent = 6   // interactions of an agent to look for good words in
	scriptsInAll    = 240 // of all agents
	scriptScore     = 90
	around          = 1 // turns shown before and after
)

// sortedKeys are the keys of a map in order, since the page must not depend on
// the order of maps.
func sortedKeys[K cmp.Ordered, V any](m map[K]V) []K { return slices.Sorted(maps.Keys(m)) }

// candidate is an interaction that may be shown.
type candidate struct {
	facts.Key
	rank uint64 // the smallest are taken
}

// candidates keeps the few interactions that will be read whole.
type candidates struct {
	rubrics   map[string]*facts.Rubric // by date
	broken    map[string][]candidate   // by forbidden item
	violating int64
	good      map[string][]candidate // by agent
	goodN     int64
}

func newCandidates() *candidates {
	return &candidates{rubrics: map[string]*facts.Rubric{}, broken: map[string][]candidate{}, good: map[string][]candidate{}}
}

func (f *candidates) add(r *facts.Rubric, c *facts.Case) {
	in := c.Interaction
	f.rubrics[c.Day] = r
	key := facts.Key{Day: c.Day, InteractionID: in.InteractionID}
	broke := false
	for i := range c.Items {
		it := &c.Items[i]
		if it.Verdict != facts.Fail || r.Items[it.Index].Kind != "forbidden" {
			continue
		}
		broke = true
		id := r.Items[it.Index].ItemID
		// A hash takes a fair sample that is the same each time.
		f.broken[id] = keep(f.broken[id], candidate{key, xxhash.Sum64String(c.Day + "\x00" + in.InteractionID)}, readPerItem)
	}
	if broke {
		f.violating++
	}
	if in.AgentID == "" || !good(in) {
		return
	}
	f.goodN++
	if f.good[in.AgentID] != nil || len(f.good) < maxAgents {
		f.good[in.AgentID] = keep(f.good[in.AgentID], candidate{key, rankOf(in)}, scriptsPerAgent)
	}
}

// good tells interactions in which what the agent said worked: a high score, a
// resolved matter, and nobody who complains of the service.
func good(in *dataset.Interaction) bool {
	return in.Status == "scored" && !in.Fatal && in.ScoreFinal != nil && *in.ScoreFinal >= scriptScore &&
		in.Resolution == "resolved" && !in.ServiceComplaint
}

// rankOf prefers interactions in which the customer had an emotion and the matter
// was resolved all the same, then the higher score.
func rankOf(in *dataset.Interaction) uint64 {
	rank := uint64(100-min(100, *in.ScoreFinal)) << 32
	if in.CustomerEmotion == "neutral" || in.CustomerEmotion == "" {
		rank += 1 << 40
	}
	return rank + xxhash.Sum64String(in.InteractionID)>>32
}

// keep adds a candidate and leaves the n of the smallest rank.
func keep(to []candidate, c candidate, n int) []candidate {
	if len(to) == n && c.rank >= to[n-1].rank {
		return to
	}
	c.InteractionID = strings.Clone(c.InteractionID) // alone, not with all that was read around it
	i, _ := slices.BinarySearchFunc(to, c, byRank)
	to = slices.Insert(to, i, c)
	return to[:min(len(to), n)]
}

func byRank(x, y candidate) int {
	return cmp.Or(cmp.Compare(x.rank, y.rank), cmp.Compare(x.Day, y.Day), cmp.Compare(x.InteractionID, y.InteractionID))
}

// fetch reads all interactions that are shown, in one go: each reading has to
// look at the files from end to end.
func (b *builder) fetch(d *Data) error {
	var keys []facts.Key
	add := func(k facts.Key) {
		if _, ok := b.whole[k]; !ok {
			b.whole[k] = nil
			keys = append(keys, k)
		}
	}
	for _, id := range sortedKeys(b.find.broken) {
		for _, c := range b.find.broken[id] {
			add(c.Key)
		}
	}
	for _, c := range b.find.best() {
		add(c.Key)
	}
	d.Coaching.each(func(c *Case) { add(keyOf(c)) })
	if len(keys) == 0 {
		return nil
	}
	cases, err := facts.Fetch(b.ctx, b.period, keys, facts.Items|facts.Hits|facts.Turns)
	if err != nil {
		return fmt.Errorf("interactions to show: %w", err)
	}
	for i, k := range keys {
		b.whole[k] = &cases[i]
	}
	return nil
}

// best are the interactions to look for good words in, the best first.
func (f *candidates) best() []candidate {
	var of []candidate
	for _, agent := range sortedKeys(f.good) {
		of = append(of, f.good[agent]...)
	}
	slices.SortFunc(of, byRank)
	return of[:min(len(of), scriptsInAll)]
}

// addExcerpts shows the words that broke the forbidden items.
func (b *builder) addExcerpts(d *Data) {
	d.Forbidden.Violating = b.find.violating
	for _, s := range d.Forbidden.Sections {
		for _, it := range s.Items {
			d.Forbidden.Excerpts = append(d.Forbidden.Excerpts, b.excerptsOf(it)...)
		}
	}
}

// excerptsOf are a few excerpts of an item, with different words.
func (b *builder) excerptsOf(it Item) []Excerpt {
	var out []Excerpt
	said := map[string]bool{}
	for _, c := range b.find.broken[it.ID] {
		e := excerptOf(b.whole[c.Key], it.ID, it.Name, 2)
		if words := quoted(e.Clip); len(out) < excerptsPerItem && !said[words] {
			said[words] = words != ""
			out = append(out, e)
		}
	}
	return out
}

// excerptOf is what an interaction shows of an item, with n turns around it.
func excerptOf(c *facts.Case, itemID string, name words.Text, n int32) Excerpt {
	in := c.Interaction
	return Excerpt{
		Item: name, Agent: coach.Agent{ID: in.AgentID, Name: in.AgentName, Team: in.Team},
		Source: coach.Source{
			Day: c.Day, InteractionID: in.InteractionID, Channel: in.Channel, Queue: in.Queue, Intent: in.Intent,
			Emotion: in.CustomerEmotion, StartedAt: in.StartedAt, Score: in.ScoreFinal,
		},
		Clip: clipOf(c, func(h *dataset.Hit) bool { return h.ItemID == itemID }, n),
	}
}

// clipOf cuts the turns with the wanted evidence out of an interaction, and n
// turns on either side; all turns when n is negative, or when no turn has any.
func clipOf(c *facts.Case, want func(*dataset.Hit) bool, n int32) coach.Clip {
	clip := coach.Clip{Of: len(c.Turns)}
	spans, measured := map[int32][]coach.Span{}, map[int32]string{}
	near := map[int32]bool{}
	for i := range c.Hits {
		h := &c.Hits[i]
		switch {
		case !want(h):
			continue
		case h.Tier == "field" && h.Text != "":
			clip.Fields = append(clip.Fields, h.Text)
		case h.TurnIndex == nil:
			continue
		case h.BeginByte != nil && h.EndByte != nil:
			spans[*h.TurnIndex] = append(spans[*h.TurnIndex], spanOf(h))
		case h.SuppressedBy == "":
			measured[*h.TurnIndex] = h.Matched
		}
		if h.TurnIndex != nil {
			for j := *h.TurnIndex - n; j <= *h.TurnIndex+n; j++ {
				near[j] = true
			}
		}
	}
	for i := range c.Turns {
		t := &c.Turns[i]
		if n < 0 || len(near) == 0 || near[t.TurnIndex] {
			clip.Turns = append(clip.Turns, coach.Turn{
				Index: t.TurnIndex, Role: t.Role, BeginMS: t.BeginMS, Text: t.Text,
				Spans: apart(spans[t.TurnIndex]), Measured: measured[t.TurnIndex],
			})
		}
	}
	return clip
}

func spanOf(h *dataset.Hit) coach.Span {
	s := coach.Span{Begin: int(*h.BeginByte), End: int(*h.EndByte), Mark: coach.Violation}
	switch {
	case h.SuppressedBy != "":
		s.Mark, s.By = coach.Silenced, h.SuppressedBy
	case h.Polarity == "credit":
		s.Mark = coach.Credit
	}
	return s
}

// apart puts spans in order and drops those that overlap a graver one.
func apart(spans []coach.Span) []coach.Span {
	gravity := map[coach.Mark]int{coach.Violation: 0, coach.Credit: 1, coach.Silenced: 2}
	slices.SortStableFunc(spans, func(x, y coach.Span) int {
		return cmp.Or(cmp.Compare(gravity[x.Mark], gravity[y.Mark]), cmp.Compare(x.Begin, y.Begin), cmp.Compare(y.End, x.End))
	})
	var out []coach.Span
	for _, s := range spans {
		if !slices.ContainsFunc(out, func(o coach.Span) bool { return s.Begin < o.End && o.Begin < s.End }) {
			out = append(out, s)
		}
	}
	slices.SortFunc(out, func(x, y coach.Span) int { return cmp.Compare(x.Begin, y.Begin) })
	return out
}
