package aggregate

import (
	"cmp"
	"math"
	"slices"

	"zhijian/pipeline/dataset"
	"zhijian/pipeline/insight/stat"
)

// Rise is a word that is in a larger share of interactions than before.
type Rise struct {
	Term, Class string
	N, Of       int64   // interactions with it, and all in which the side spoke
	Before      int64   // the same of the earlier dates
	OfBefore    int64   //
	Likelihood  float64 // Dunning's G²
	Q           float64 // its p value, corrected for the number of words (Benjamini-Hochberg)
}

// riseRate is how many of the words that are told as rising may be false ones.
const riseRate = 0.01

// Rising compares the words that a side said on some dates with those of earlier
// dates, and lists those that more interactions have, the surest first. Dates are
// the rows of terms_daily of each. A word that was not kept on a date counts there
// as said as often as the rarest one that was kept, so that it does not seem to
// have come from nowhere.
func Rising(role string, now, before [][]dataset.TermDay) []Rise {
	words := map[string]*Rise{}
	var of, ofBefore int64
	for _, rows := range now {
		of += addDay(role, rows, words, func(r *Rise, n int64) { r.N += n })
	}
	for _, rows := range before {
		ofBefore += addDay(role, rows, words, func(r *Rise, n int64) { r.Before += n })
	}
	if of == 0 || ofBefore == 0 {
		return nil
	}
	var all []*Rise
	for _, r := range words {
		if r.N > 0 {
			all = append(all, r)
		}
	}
	slices.SortFunc(all, func(a, b *Rise) int { return cmp.Compare(a.Term, b.Term) })
	for _, rows := range before {
		missing(role, rows, all)
	}
	p := make([]float64, len(all))
	for i, r := range all {
		r.Of, r.OfBefore = of, ofBefore
		r.Before = min(r.Before, ofBefore)
		r.Likelihood, p[i] = stat.LogLikelihood(r.N, of, r.Before, ofBefore)
	}
	var rising []Rise
	for i, q := range stat.BenjaminiHochberg(p) {
		if r := all[i]; r.Likelihood > 0 && q <= riseRate {
			r.Q = q
			rising = append(rising, *r)
		}
	}
	slices.SortStableFunc(rising, func(a, b Rise) int { return cmp.Compare(b.Likelihood, a.Likelihood) })
	return rising
}

// addDay takes in the words of a date; of is how many interactions it had in
// which the side spoke.
func addDay(role string, rows []dataset.TermDay, words map[string]*Rise, add func(*Rise, int64)) (of int64) {
	said := map[string]int64{} // by intent
	for i := range rows {
		row := &rows[i]
		if row.Role != role {
			continue
		}
		r := words[row.Term]
		if r == nil {
			r = &Rise{Term: row.Term, Class: row.Class}
			words[row.Term] = r
		}
		add(r, row.Interactions)
		said[row.Intent] = row.Of
	}
	for _, n := range said {
		of += n
	}
	return of
}

// missing counts the words that a date did not keep.
func missing(role string, rows []dataset.TermDay, all []*Rise) {
	kept := map[string]int64{}
	for i := range rows {
		if rows[i].Role == role {
			kept[rows[i].Term] += rows[i].Interactions
		}
	}
	least := int64(math.MaxInt64)
	for _, n := range kept {
		least = min(least, n)
	}
	for _, r := range all {
		if _, is := kept[r.Term]; !is && len(kept) > 0 {
			r.Before += least
		}
	}
}
