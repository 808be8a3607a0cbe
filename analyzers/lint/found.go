package lint

import (
	"fmt"
	"maps"

	"zhijian/analyzers/rubric"
)

// eachFound visits what a finder can have found, as the variables that it gives
// to conditions.
func eachFound(f *rubric.Finder, facts *facts, visit func(map[string]any)) {
	anchored, each := anchoring(f)
	missings := []int{0}
	if anchored {
		missings = facts.ints(f.ID+"_missing", 0)
	}
	for _, missing := range missings {
		none := variables(f.ID, false, 0, 0, 0, -1, -1, missing)
		none[f.ID+"_score"], none[f.ID+"_act"] = 0, ""
		visit(none)
		for _, count := range facts.ints(f.ID+"_count", 1) {
			for _, turns := range facts.ints(f.ID+"_turns", 1) {
				if turns > count {
					break
				}
				for _, kinds := range facts.ints(f.ID+"_kinds", 1) {
					if kinds > min(count, kindsOf(f)) {
						break
					}
					ok := !each || missing == 0
					eachPlace(f, facts, turns, func(first, last int) {
						eachSurest(f, facts, variables(f.ID, ok, count, turns, kinds, first, last, missing), visit)
					})
				}
			}
		}
	}
}

// eachSurest visits vars with the scores and acts that the surest hit can have.
func eachSurest(f *rubric.Finder, facts *facts, vars map[string]any, visit func(map[string]any)) {
	ids := f.Acts
	if len(ids) == 0 {
		ids = []string{f.Act}
	}
	if len(facts.strings[f.ID+"_act"]) == 0 {
		ids = ids[:1] // nothing asks which
	}
	scores := []int{mostScore}
	for _, s := range facts.ints(f.ID+"_score", 1) {
		if len(facts.numbers[f.ID+"_score"]) > 0 && s < mostScore {
			scores = append(scores, s)
		}
	}
	for _, act := range ids {
		for _, score := range scores {
			m := maps.Clone(vars)
			m[f.ID+"_score"], m[f.ID+"_act"] = score, act
			visit(m)
		}
	}
}

// mostScore is the score of a sure hit.
const mostScore = 100

// anchoring tells whether a finder has anchors and whether it wants a hit for each.
func anchoring(f *rubric.Finder) (anchored, each bool) {
	for _, rel := range []*rubric.Relative{f.After, f.Before, f.Around} {
		if rel != nil {
			return true, rel.Pick == "each"
		}
	}
	return false, false
}

// kindsOf is how many different acts a finder can hit.
func kindsOf(f *rubric.Finder) int { return max(1, len(f.Acts)) }

// eachPlace visits the first and last turn that hits in so many turns can lie in.
func eachPlace(f *rubric.Finder, facts *facts, turns int, visit func(first, last int)) {
	for _, first := range facts.ints(f.ID+"_first", 0) {
		lasts := append(facts.ints(f.ID+"_last", 0), first, first+turns-1)
		for _, last := range lasts {
			if last == first && turns == 1 || turns > 1 && last >= first+turns-1 {
				visit(first, last)
			}
		}
	}
}

func variables(id string, ok bool, count, turns, kinds, first, last, missing int) map[string]any {
	return map[string]any{
		id: ok, id + "_count": count, id + "_turns": turns, id + "_kinds": kinds,
		id + "_first": first, id + "_last": last, id + "_missing": missing,
	}
}

func describe(v any) string { return fmt.Sprint(v, " ") }
