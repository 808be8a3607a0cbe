package verify

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"zhijian/pipeline/dataset"
)

// check verifies one interaction.
func (c *checker) check(g *gathered) {
	c.runID("interactions", g.in.InteractionID, g.in.RunID)
	c.checkTurns(g)
	found, ok := c.checkItems(g)
	if !ok {
		return // nothing can be recomputed without one verdict for each item
	}
	c.checkHits(g, found)
	o := compute(c.r, found)
	for i := range g.items {
		c.checkPoints(g.in.InteractionID, &g.items[i], &found[i], &o.items[i])
	}
	c.checkScores(g, &o)
	c.checkSections(g, &o)
}

// checkItems holds the items' rows to the rubric and takes their verdicts.
func (c *checker) checkItems(g *gathered) (found []evidence, ok bool) {
	id := g.in.InteractionID
	if len(g.items) != len(c.r.Items) {
		c.equal("items", id, "", "number of rows", len(g.items), len(c.r.Items))
		return nil, false
	}
	ok = true
	found = make([]evidence, len(g.items))
	for i := range g.items {
		row, it := &g.items[i], &c.r.Items[i]
		c.runID("items", id, row.RunID)
		if row.ItemID != it.ID {
			c.equal("items", id, row.ItemID, "item_id", row.ItemID, it.ID)
			ok = false
			continue
		}
		c.equal("items", id, it.ID, "section", row.Section, it.Section)
		c.equal("items", id, it.ID, "kind", row.Kind, it.Kind)
		c.equal("items", id, it.ID, "severity", row.Severity, string(it.Severity))
		switch row.Verdict {
		case "pass", "fail":
		case "na", "not_evaluated":
			if row.Reason == "" {
				c.add(Finding{Table: "items", InteractionID: id, ItemID: it.ID, What: row.Verdict + " without a reason"})
			}
		default:
			c.add(Finding{Table: "items", InteractionID: id, ItemID: it.ID, What: fmt.Sprintf("verdict %q is none", row.Verdict)})
			ok = false
		}
		found[i].verdict = row.Verdict
	}
	return found, ok
}

// checkHits counts the evidence of each item and looks for it in the turns.
func (c *checker) checkHits(g *gathered, found []evidence) {
	last := int32(-1)
	for i := range g.hits {
		h := &g.hits[i]
		c.runID("hits", g.in.InteractionID, h.RunID)
		c.checkHit(g, h)
		k, known := c.index[h.ItemID]
		if !known {
			c.add(c.atHit(h, "belongs to no item of the rubric"))
			continue
		}
		switch {
		case h.HitID == last && i > 0 && g.hits[i-1].ItemID == h.ItemID:
			continue // the same piece of evidence, in its next turn
		case h.HitID != last+1:
			c.equal("hits", h.InteractionID, h.ItemID, "hit_id", h.HitID, last+1)
		}
		last = h.HitID
		if h.SuppressedBy == "" {
			found[k].count(h)
		}
	}
}

// count counts one piece of evidence.
func (e *evidence) count(h *dataset.Hit) {
	if h.Polarity == "violation" {
		e.against++
		e.firm = e.firm || !weak(h.Tier)
	} else {
		e.inFavor++
	}
}

func (c *checker) atHit(h *dataset.Hit, what string) Finding {
	return Finding{Table: "hits", InteractionID: h.InteractionID, ItemID: h.ItemID, What: fmt.Sprintf("hit %d %s", h.HitID, what)}
}

func tiers() []string {
	return []string{"exact", "pattern", "similar", "homophone", "metric", "field", "absence"}
}

// checkHit verifies that one piece of evidence is well formed and stands where
// it says.
func (c *checker) checkHit(g *gathered, h *dataset.Hit) {
	wrong := func(format string, args ...any) { c.add(c.atHit(h, fmt.Sprintf(format, args...))) }
	if h.Polarity != "violation" && h.Polarity != "credit" {
		wrong("has polarity %q", h.Polarity)
	}
	if !slices.Contains(tiers(), h.Tier) {
		wrong("has tier %q", h.Tier)
	}
	if h.Score < 0 || h.Score > 100 {
		wrong("has score %d", h.Score)
	}
	span := []*int32{h.BeginByte, h.EndByte, h.BeginChar, h.EndChar}
	none := !slices.ContainsFunc(span, func(p *int32) bool { return p != nil })
	switch {
	case h.TurnIndex == nil && none:
		return // evidence from a window or a field
	case h.TurnIndex == nil || slices.Contains(span, nil):
		wrong("has a turn without a span, or a span without a turn")
		return
	case *h.TurnIndex < 0 || int(*h.TurnIndex) >= len(g.turns):
		wrong("stands in turn %d of %d", *h.TurnIndex, len(g.turns))
		return
	}
	t := &g.turns[*h.TurnIndex]
	begin, end := int(*h.BeginByte), int(*h.EndByte)
	switch {
	case begin < 0 || begin > end || end > len(t.Text) || !onRune(t.Text, begin) || !onRune(t.Text, end):
		wrong("spans bytes %d to %d of a turn of %d", begin, end, len(t.Text))
		return
	case utf8.RuneCountInString(t.Text[:begin]) != int(*h.BeginChar) || utf8.RuneCountInString(t.Text[:end]) != int(*h.EndChar):
		wrong("spans characters %d to %d, which are not its bytes %d to %d", *h.BeginChar, *h.EndChar, begin, end)
	case t.Text[begin:end] != h.Text:
		wrong("has another text than its span of turn %d", *h.TurnIndex)
	}
	c.equal("hits", h.InteractionID, h.ItemID, "role", h.Role, t.Role)
	c.equal("hits", h.InteractionID, h.ItemID, "begin_ms", known(h.BeginMS), known(t.BeginMS))
}

func onRune(s string, i int) bool { return i == len(s) || utf8.RuneStart(s[i]) }

// known writes a value that may be absent.
func known[T any](p *T) string {
	if p == nil {
		return "null"
	}
	return fmt.Sprint(*p)
}

// checkTurns holds the turns' rows to what the interaction says of them.
func (c *checker) checkTurns(g *gathered) {
	var agents, customers, chars int32
	for i := range g.turns {
		t := &g.turns[i]
		c.runID("turns", t.InteractionID, t.RunID)
		c.equal("turns", t.InteractionID, "", "turn_index", t.TurnIndex, int32(i))
		chars += int32(utf8.RuneCountInString(t.Text))
		switch t.Role {
		case "agent":
			agents++
		case "customer":
			customers++
		case "bot", "system":
		default:
			c.add(Finding{Table: "turns", InteractionID: t.InteractionID, What: fmt.Sprintf("turn %d has role %q", i, t.Role)})
		}
	}
	id := g.in.InteractionID
	c.equal("interactions", id, "", "turn_count", g.in.TurnCount, int32(len(g.turns)))
	c.equal("interactions", id, "", "agent_turns", g.in.AgentTurns, agents)
	c.equal("interactions", id, "", "customer_turns", g.in.CustomerTurns, customers)
	c.equal("interactions", id, "", "chars", g.in.Chars, chars)
}

func (c *checker) checkPoints(id string, row *dataset.Item, e *evidence, p *points) {
	c.equal("items", id, row.ItemID, "points", row.Points, int32(p.earned))
	c.equal("items", id, row.ItemID, "possible", row.Possible, int32(p.possible))
	c.equal("items", id, row.ItemID, "deducted", row.Deducted, int32(p.deducted))
	c.equal("items", id, row.ItemID, "fatal_effect", row.FatalEffect, p.fatal)
	hits, problem := e.inFavor, ""
	switch {
	case e.verdict == "fail":
		hits = e.against
		if hits == 0 {
			problem = "fail without evidence"
		}
	case e.against > 0:
		problem = e.verdict + " with a violation that counts"
	case e.verdict != "pass" && e.inFavor > 0:
		problem = e.verdict + " with a credit that counts"
	}
	if problem != "" {
		c.add(Finding{Table: "items", InteractionID: id, ItemID: row.ItemID, What: problem})
	}
	c.equal("items", id, row.ItemID, "hits", row.Hits, int32(hits))
}

// Decimals that totals and the coverage are rounded to.
const (
	scoreDecimals    = 2
	coverageDecimals = 4
)

func (c *checker) checkScores(g *gathered, o *outcome) {
	in := g.in
	c.rounded(in.InteractionID, "score_raw", in.ScoreRaw, o.raw, o.possible > 0)
	c.rounded(in.InteractionID, "score_final", in.ScoreFinal, o.final, o.possible > 0)
	if !rounds(in.Coverage, o.coverage, coverageDecimals) {
		c.equal("interactions", in.InteractionID, "", "coverage", in.Coverage, o.coverage)
	}
	c.equal("interactions", in.InteractionID, "", "fatal", in.Fatal, len(o.fatal) > 0)
	c.equal("interactions", in.InteractionID, "", "fatal_items", strings.Join(in.FatalItems, ","), strings.Join(o.fatal, ","))
	status := "scored"
	if o.possible == 0 || in.Coverage < c.r.MinCover {
		status = "incomplete"
	}
	c.equal("interactions", in.InteractionID, "", "status", in.Status, status)
}

// rounded compares a score that is null when nothing was evaluated.
func (c *checker) rounded(id, column string, stored *float64, exact float64, exists bool) {
	if !exists && stored == nil || exists && stored != nil && rounds(*stored, exact, scoreDecimals) {
		return
	}
	want := "null"
	if exists {
		want = fmt.Sprint(exact)
	}
	c.add(Finding{Table: "interactions", InteractionID: id, What: column, Stored: known(stored), Recomputed: want})
}

func (c *checker) checkSections(g *gathered, o *outcome) {
	id := g.in.InteractionID
	if len(g.in.SectionScores) != len(c.r.Sections) {
		c.equal("interactions", id, "", "number of section_scores", len(g.in.SectionScores), len(c.r.Sections))
		return
	}
	for k := range c.r.Sections {
		stored, want, spec := &g.in.SectionScores[k], &o.sections[k], &c.r.Sections[k]
		at := "section_scores." + spec.ID
		c.equal("interactions", id, "", at+".section", stored.Section, spec.ID)
		c.equal("interactions", id, "", at+".points", stored.Points, int32(want.earned))
		c.equal("interactions", id, "", at+".possible", stored.Possible, int32(want.possible))
		c.equal("interactions", id, "", at+".weight", stored.Weight, float64(spec.Weight))
		c.rounded(id, at+".score", stored.Score, 100*want.share, want.possible > 0)
	}
}
