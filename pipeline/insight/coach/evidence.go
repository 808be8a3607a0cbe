package coach

import (
	"math"
	"strconv"
	"strings"

	"zhijian/pipeline/dataset"
	"zhijian/pipeline/insight/facts"
)

// evidence is what the hits of one interaction say of one item.
type evidence struct {
	words   int     // violations in words that leave no doubt
	other   int     // violations without doubt that are no words: measured, missing, a field
	missing int     // of these, what was missing
	unsure  int     // violations by likeness or sound
	credits int     // words that speak for the agent
	guarded int     // violations that a guard silenced, and that were not denied
	beyond  float64 // how far the only measured value lies beyond what is allowed, as a share of it; 0 when unknown
}

// nearly is how far beyond what is allowed a value may lie to be a near miss.
const nearly = 0.25

// read collects what the hits say of each item; the result is by the items of the
// rubric, and into is used again.
func read(into []evidence, r *facts.Rubric, hits []dataset.Hit) []evidence {
	into = append(into[:0], make([]evidence, len(r.Items))...)
	item, at := "", -1
	for i := range hits {
		h := &hits[i]
		if h.ItemID != item || at < 0 {
			item, at = h.ItemID, r.Index(h.ItemID)
		}
		if at >= 0 {
			into[at].add(h)
		}
	}
	return into
}

func (e *evidence) add(h *dataset.Hit) {
	violation := h.Polarity == "violation"
	switch sure := inWords(h.Tier); {
	case h.SuppressedBy != "":
		if violation && guarded(h.SuppressedBy) {
			e.guarded++
		}
	case !violation && inWords(h.Tier):
		e.credits++
	case !violation:
	case h.Tier == "similar" || h.Tier == "homophone":
		e.unsure++
	case sure:
		e.words++
	default:
		e.other++
		if h.Tier == "absence" {
			e.missing++
		}
		if h.Tier == "field" {
			e.beyond = beyond(h.Text, h.Matched)
		}
	}
}

// inWords reports whether a tier finds words, and surely.
func inWords(tier string) bool { return tier == "exact" || tier == "pattern" }

// guarded reports whether what silenced a hit leaves something to talk about. What
// was denied (不能保证) is as it should be, and an exception is another word.
func guarded(by string) bool {
	return by == "quotation" || by == "reported" || by == "hypothetical" || by == "question"
}

// near tells which near miss the evidence makes of a verdict; empty for none.
func (e *evidence) near(v facts.Verdict) Nearness {
	switch {
	case v == facts.Pass && e.guarded > 0:
		return Guarded
	case v != facts.Fail:
	case e.beyond > 0 && e.beyond <= nearly:
		return Threshold
	case e.words > 0:
	case e.other == 0 && e.unsure > 0:
		return Unsure
	case e.credits > 0 && e.missing > 0:
		return Partial
	}
	return ""
}

// beyond is how far measured values lie beyond the limits of a condition, as a
// share of the limit: the farthest counts. Values are written as in name=21000
// other=true, the condition as in name <= 15000 && other. It is 0 when none lies
// beyond its limit, or when anything else decides too.
func beyond(values, condition string) float64 {
	most := 0.0
	for part := range strings.SplitSeq(condition, " && ") {
		words := strings.Fields(part)
		switch {
		case len(words) == 1 && valueOf(values, words[0]) == "true":
		case len(words) == 3:
			v, ok := number(valueOf(values, words[0]))
			limit, ok2 := number(words[2])
			if !ok || !ok2 || limit <= 0 {
				return 0
			}
			switch over := (v - limit) / limit; words[1] {
			case "<=", "<":
				most = max(most, over)
			case ">=", ">":
				most = max(most, -over)
			default:
				return 0
			}
		default:
			return 0
		}
	}
	return most
}

// number reads a number; it reports false for none, and for what is no quantity.
func number(text string) (float64, bool) {
	v, err := strconv.ParseFloat(text, 64)
	return v, err == nil && !math.IsNaN(v) && !math.IsInf(v, 0)
}

// valueOf is the value of a name; empty when there is none.
func valueOf(values, name string) string {
	for v := range strings.FieldsSeq(values) {
		if n, value, ok := strings.Cut(v, "="); ok && n == name {
			return value
		}
	}
	return ""
}
