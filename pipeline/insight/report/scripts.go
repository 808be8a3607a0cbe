package report

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

	"zhijian/pipeline/dataset"
	"zhijian/pipeline/insight/facts"
	"zhijian/pipeline/insight/report/words"
)

// The bounds of the good scripts.
const (
	scriptsPerItem = 6
	scriptLetters  = 8   // what is shorter says too little
	scriptLongest  = 160 // characters
)

// addScripts shows what agents said well in interactions that went well: the
// turns with the evidence that earned items their pass, most seldom passed items
// first, since these are what others can learn.
func (b *builder) addScripts(d *Data) {
	d.Scripts.Looked = b.find.goodN
	found := map[string][]Script{}
	said := map[string]bool{}
	for _, c := range b.find.best() {
		b.scriptsOf(b.whole[c.Key], found, said)
	}
	for _, id := range b.now.order {
		if len(found[id]) > 0 {
			d.Scripts.Groups = append(d.Scripts.Groups, Group{Item: words.Item(id, b.now.items[id].name), Scripts: found[id]})
		}
	}
	rate := func(g Group) float64 {
		t := b.now.items[g.Scripts[0].item]
		return float64(t.pass) / float64(max(1, t.pass+t.fail))
	}
	slices.SortStableFunc(d.Scripts.Groups, func(x, y Group) int { return cmp.Compare(rate(x), rate(y)) })
}

// scriptsOf takes the turns of an interaction in which evidence speaks for the
// agent, of items that were passed.
func (b *builder) scriptsOf(c *facts.Case, found map[string][]Script, said map[string]bool) {
	passed := b.passed(c)
	for i := range c.Hits {
		h := &c.Hits[i]
		if !passed[h.ItemID] || len(found[h.ItemID]) >= scriptsPerItem || !speaksFor(h) || int(*h.TurnIndex) >= len(c.Turns) {
			continue
		}
		text, agent := c.Turns[*h.TurnIndex].Text, h.ItemID+"\x00"+c.Interaction.AgentID
		key := letters(text)
		if n := len([]rune(key)); n < scriptLetters || n > scriptLongest || said[key] || said[agent] {
			continue
		}
		said[key], said[agent] = true, true
		found[h.ItemID] = append(found[h.ItemID], Script{
			Words: text, item: h.ItemID, Excerpt: excerptOf(c, h.ItemID, words.Item(h.ItemID, b.now.items[h.ItemID].name), around),
		})
	}
}

// speaksFor reports whether evidence is the agent's own words and counts.
func speaksFor(h *dataset.Hit) bool {
	return h.Polarity == "credit" && h.SuppressedBy == "" && h.Role == "agent" && h.TurnIndex != nil && h.BeginByte != nil
}

// passed are the items of an interaction that were passed, but for those of time.
func (b *builder) passed(c *facts.Case) map[string]bool {
	r := b.find.rubrics[c.Day]
	out := map[string]bool{}
	for _, it := range c.Items {
		if it.Verdict == facts.Pass && r.Items[it.Index].Kind != "timing" {
			out[r.Items[it.Index].ItemID] = true
		}
	}
	return out
}

// letters is a text without what does not tell it from another: punctuation,
// space and digits.
func letters(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}
