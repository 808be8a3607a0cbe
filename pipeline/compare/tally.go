package compare

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"zhijian/analyzers/judge"
	"zhijian/analyzers/mask"
	"zhijian/analyzers/rubric"
	"zhijian/analyzers/suite"
	"zhijian/pipeline/ingest"
	"zhijian/pipeline/stream"
)

// maxAgents bounds the agents that are told apart; of more, the later ones are
// left out of the report's agents.
const maxAgents = 100_000

// tally gathers the report.
type tally struct {
	rep           Report
	shown         int
	mask          *mask.Masker
	items, labels *table
	before, after map[string]int // item id -> position in the rubric
	agents        map[string]*agentSums
	sums          agentSums
}

// agentSums are the scores of one agent.
type agentSums struct {
	Agent
	sumBefore, sumAfter float64
}

// table holds the items or labels of both rubrics, in order: the new rubric's
// first, then what only the old one has.
type table struct {
	list  []Item
	index map[string]int
}

func (t *table) add(id, name string) {
	if _, ok := t.index[id]; !ok {
		t.index[id] = len(t.list)
		t.list = append(t.list, Item{ID: id, Name: name, Only: "after"})
	}
}

// join marks what both rubrics have.
func (t *table) join(id, name string) {
	if k, ok := t.index[id]; ok {
		t.list[k].Only = ""
		return
	}
	t.add(id, name)
	t.list[t.index[id]].Only = "before"
}

func newTally(before, after *rubric.Rubric, shown int, m *mask.Masker) *tally {
	t := &tally{shown: shown, mask: m, items: &table{index: map[string]int{}}, labels: &table{index: map[string]int{}},
		before: positions(before), after: positions(after), agents: map[string]*agentSums{}}
	t.rep.Before, t.rep.After = before.ID+"@"+before.Version, after.ID+"@"+after.Version
	for i := range after.Items {
		t.items.add(after.Items[i].ID, after.Items[i].Name)
	}
	for i := range before.Items {
		t.items.join(before.Items[i].ID, before.Items[i].Name)
	}
	for i := range after.Labels {
		t.labels.add(after.Labels[i].ID, after.Labels[i].Name)
	}
	for i := range before.Labels {
		t.labels.join(before.Labels[i].ID, before.Labels[i].Name)
	}
	return t
}

func positions(r *rubric.Rubric) map[string]int {
	out := make(map[string]int, len(r.Items))
	for i := range r.Items {
		out[r.Items[i].ID] = i
	}
	return out
}

func (t *tally) reject(rej *ingest.Reject) {
	if rej.Reason == stream.DuplicateID {
		t.rep.Duplicate++
	} else {
		t.rep.Rejected++
	}
}

// add takes one interaction and tells whether and how it changes.
func (t *tally) add(p *pair) (Change, bool) {
	t.rep.Interactions++
	in := p.before.Interaction
	c := Change{InteractionID: t.mask.ID(in.ID, in.Source), AgentID: in.Agent.ID, Before: final(p.before), After: final(p.after)}
	for k := range t.items.list {
		t.addItem(&t.items.list[k], p, &c)
	}
	for k := range t.labels.list {
		it := &t.labels.list[k]
		if from, to := p.before.Judgement.Labels[it.ID], p.after.Judgement.Labels[it.ID]; from != to {
			it.move(&c, from, to, func() []string { return nil })
		}
	}
	t.addScores(p, &c)
	changed := len(c.Moves) > 0 || len(c.NewFatal)+len(c.LostFatal) > 0 || !equal(c.Before, c.After)
	if changed {
		t.rep.Changed++
		t.keep(c)
	}
	return c, changed
}

func final(a *suite.Analysis) *float64 {
	if !a.Score.Scored {
		return nil
	}
	return &a.Score.Final
}

func equal(a, b *float64) bool { return a == b || a != nil && b != nil && *a == *b }

// side is what one rubric says of an item.
type side struct {
	verdict string
	points  int
	fatal   bool
	finding *judge.Finding // nil when the rubric does not have the item
}

func sideOf(a *suite.Analysis, index map[string]int, id string) side {
	i, ok := index[id]
	if !ok {
		return side{}
	}
	f, s := &a.Judgement.Findings[i], &a.Score.Items[i]
	return side{verdict: string(f.Verdict), points: s.Points, fatal: s.FatalEffect, finding: f}
}

func (t *tally) addItem(it *Item, p *pair, c *Change) {
	from, to := sideOf(p.before, t.before, it.ID), sideOf(p.after, t.after, it.ID)
	it.Points += int64(to.points - from.points)
	if to.fatal && !from.fatal {
		it.NewFatal++
		c.NewFatal = append(c.NewFatal, it.ID)
	}
	if from.fatal && !to.fatal {
		it.LostFatal++
		c.LostFatal = append(c.LostFatal, it.ID)
	}
	if from.verdict != to.verdict {
		it.move(c, from.verdict, to.verdict, func() []string { return evidence(from, to, shown{t.mask, t.mask.Interaction(p.before.Interaction)}) })
	}
}

// move counts a move, and keeps its first example with the evidence. Where one
// rubric does not have the item, only a fail is a change of the interaction.
func (it *Item) move(c *Change, from, to string, evidence func() []string) {
	if it.Only == "" || from == string(judge.Fail) || to == string(judge.Fail) {
		c.Moves = append(c.Moves, Move{ID: it.ID, From: from, To: to})
	}
	k := slices.IndexFunc(it.Moves, func(m Transition) bool { return m.From == from && m.To == to })
	if k < 0 {
		k = len(it.Moves)
		it.Moves = append(it.Moves, Transition{From: from, To: to})
		it.Examples = append(it.Examples, Example{InteractionID: c.InteractionID, From: from, To: to, Evidence: evidence()})
	}
	it.Moves[k].Count++
}

// maxEvidence is how many pieces of evidence an example shows.
const maxEvidence = 3

// shown is an interaction as it may be shown.
type shown struct {
	mask  *mask.Masker
	texts []mask.Text // by turn
}

// evidence is what each rubric goes by, words before windows and fields.
func evidence(from, to side, in shown) []string {
	out := append(pieces("旧", in, from.finding, true), pieces("新", in, to.finding, true)...)
	if len(out) == 0 {
		out = append(pieces("旧", in, from.finding, false), pieces("新", in, to.finding, false)...)
	}
	return out[:min(maxEvidence, len(out))]
}

// pieces are the pieces of evidence of one rubric that count, and for want of
// them the reason; with words alone, or all.
func pieces(rubric string, in shown, f *judge.Finding, words bool) []string {
	if f == nil {
		return nil
	}
	var out []string
	if f.Reason != "" && !words {
		out = append(out, rubric+" "+f.Reason)
	}
	for i := range f.Evidence {
		if e := &f.Evidence[i]; e.SuppressedBy == "" && (e.Turn >= 0 || !words) {
			out = append(out, rubric+" "+in.quote(e))
		}
	}
	return out
}

// quote gives the words of a piece of evidence in their turn.
func (in shown) quote(e *judge.Evidence) string {
	if e.Turn < 0 {
		window := e.Window
		if e.Tier == judge.TierField {
			window = in.mask.String(window)
		}
		return fmt.Sprintf("%s：%s", e.Rule, window)
	}
	t := &in.texts[e.Turn]
	return fmt.Sprintf("%s：第 %d 轮 %s【%s】%s", e.Rule, e.Turn, tail(t.Text[:e.Span.Begin]), t.Text[e.Span.Begin:e.Span.End], head(t.Text[e.Span.End:]))
}

// around is how many characters are shown on each side of the words.
const around = 16

func tail(s string) string {
	if r := []rune(s); len(r) > around {
		return "…" + string(r[len(r)-around:])
	}
	return s
}

func head(s string) string {
	if r := []rune(s); len(r) > around {
		return string(r[:around]) + "…"
	}
	return s
}

// addScores adds the final scores to the totals and to the agent's.
func (t *tally) addScores(p *pair, c *Change) {
	sums := []*agentSums{&t.sums}
	if agent := p.before.Interaction.Agent; agent.ID != "" {
		if t.agents[agent.ID] == nil && len(t.agents) < maxAgents {
			t.agents[agent.ID] = &agentSums{Agent: Agent{ID: agent.ID, Name: agent.Name, Team: agent.Team}}
		}
		if s := t.agents[agent.ID]; s != nil {
			sums = append(sums, s)
		}
	}
	was, is := p.before.Score.Fatal, p.after.Score.Fatal
	for _, s := range sums {
		if is && !was {
			s.NewFatal++
		}
		if was && !is {
			s.LostFatal++
		}
		if c.Before != nil && c.After != nil {
			s.Scored++
			s.sumBefore += *c.Before
			s.sumAfter += *c.After
		}
	}
	switch d := c.Delta(); {
	case d > 0:
		t.rep.Up++
	case d < 0:
		t.rep.Down++
	}
}

// keep keeps the interactions with the largest changes.
func (t *tally) keep(c Change) {
	t.rep.Most = append(t.rep.Most, c)
	if len(t.rep.Most) >= 2*t.shown {
		t.trim()
	}
}

func (t *tally) trim() {
	slices.SortStableFunc(t.rep.Most, func(a, b Change) int {
		return cmp.Or(cmp.Compare(math.Abs(b.Delta()), math.Abs(a.Delta())), cmp.Compare(len(b.Moves), len(a.Moves)))
	})
	t.rep.Most = t.rep.Most[:min(t.shown, len(t.rep.Most))]
}

// report closes the accounts.
func (t *tally) report() *Report {
	t.trim()
	r := &t.rep
	r.Items, r.Labels = changed(t.items.list), changed(t.labels.list)
	r.NewFatal, r.LostFatal = t.sums.NewFatal, t.sums.LostFatal
	t.sums.close()
	r.MeanBefore, r.MeanAfter = t.sums.Before, t.sums.After
	for _, a := range t.agents {
		a.close()
		if a.Before != a.After || a.NewFatal+a.LostFatal > 0 {
			r.Agents = append(r.Agents, a.Agent)
		}
	}
	slices.SortFunc(r.Agents, func(a, b Agent) int {
		return cmp.Or(cmp.Compare(math.Abs(b.After-b.Before), math.Abs(a.After-a.Before)), cmp.Compare(a.ID, b.ID))
	})
	return r
}

func (s *agentSums) close() {
	if s.Scored > 0 {
		s.Before, s.After = s.sumBefore/float64(s.Scored), s.sumAfter/float64(s.Scored)
	}
}

// changed leaves out what is the same in both rubrics.
func changed(list []Item) []Item {
	out := []Item{}
	for _, it := range list {
		if len(it.Moves) == 0 && it.Points == 0 && it.NewFatal+it.LostFatal == 0 && it.Only == "" {
			continue
		}
		slices.SortStableFunc(it.Moves, func(a, b Transition) int { return cmp.Compare(b.Count, a.Count) })
		out = append(out, it)
	}
	return out
}
