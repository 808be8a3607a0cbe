package peers

import (
	"math"

	"zhijian/pipeline/insight/stat"
)

// ScoreFinding is a unit's mean score beside what its peers show at the unit's mix
// of queue, channel and intent. Interactions whose status is not scored are left
// out.
type ScoreFinding struct {
	Unit         Unit     `json:"unit"`
	Standing     Standing `json:"standing"`     // Weaker is a lower mean
	Interactions int      `json:"interactions"` // all that were counted
	N            int      `json:"n"`            // with a score and with peers
	Alone        int      `json:"alone"`        // with a score and too few peers
	PeerN        int      `json:"peer_n"`
	PeerUnits    int      `json:"peer_units"`
	Mean         float64  `json:"mean"`
	PeerMean     float64  `json:"peer_mean"`
	Diff         float64  `json:"diff"` // Mean - PeerMean
	Low          float64  `json:"low"`  // of the interval of Diff
	High         float64  `json:"high"`
	Q            float64  `json:"q"`
}

// without is the moments of the rest when o was part of m.
func without(m, o stat.Moments) stat.Moments {
	n := m.N - o.N
	if n == 0 {
		return stat.Moments{}
	}
	mean := m.Mean + (m.Mean-o.Mean)*float64(o.N)/float64(n)
	d := o.Mean - mean
	return stat.Moments{N: n, Mean: mean, M2: max(m.M2-o.M2-d*d*float64(o.N)*float64(n)/float64(m.N), 0)}
}

// z95 bounds 95 in a hundred.
const z95 = 1.959963984540054

// minScoreDiff is how many points of score matter.
const minScoreDiff = 1

// Scores compares the mean scores of all units, by unit. The spread within a
// stratum is taken to be the same for the unit and its peers.
func (c *Counts) Scores(l Limits) []ScoreFinding {
	l = l.withDefaults()
	all := make([]stat.Moments, len(c.strata))
	units := make([]int, len(c.strata))
	sorted := c.sorted() // sums of floats depend on the order
	for _, t := range sorted {
		for _, s := range t.strata() {
			if m := t.blocks[s].scores; m.N > 0 {
				all[s].Merge(m)
				units[s]++
			}
		}
	}
	var out []ScoreFinding
	var ps []float64
	var tested []int
	for _, t := range sorted {
		f, p := t.score(all, units, l)
		if f.Standing != TooFew {
			tested, ps = append(tested, len(out)), append(ps, p)
		}
		out = append(out, f)
	}
	for i, q := range stat.BenjaminiHochberg(ps) {
		f := &out[tested[i]]
		f.Q = q
		switch {
		case q > l.FDR || math.Abs(f.Diff) < minScoreDiff:
		case f.High < 0:
			f.Standing = Weaker
		case f.Low > 0:
			f.Standing = Stronger
		}
	}
	return out
}

// score compares one unit; the p-value is that of no difference.
func (t *tally) score(all []stat.Moments, units []int, l Limits) (ScoreFinding, float64) {
	f := ScoreFinding{Unit: t.Unit, Interactions: t.interactions, Standing: TooFew}
	var sum, peers, spread float64
	strata := t.strata()
	sides := func(s int) (own, rest stat.Moments, ok bool) {
		own = t.blocks[s].scores
		rest = without(all[s], own)
		return own, rest, own.N > 0 && rest.N >= int64(l.MinInStrata) && units[s]-1 >= minPeerUnits
	}
	for _, s := range strata {
		own, rest, ok := sides(s)
		if !ok {
			f.Alone += int(own.N)
			continue
		}
		f.N, f.PeerN, f.PeerUnits = f.N+int(own.N), f.PeerN+int(rest.N), max(f.PeerUnits, units[s]-1)
		n := float64(own.N)
		sum += n * own.Mean
		peers += n * rest.Mean
		spread += n * (own.M2 + rest.M2) / float64(own.N+rest.N-2) * (1 + n/float64(rest.N))
	}
	if f.N < l.MinN || f.PeerN < l.MinPeers {
		return f, 0
	}
	n := float64(f.N)
	f.Mean, f.PeerMean, f.Standing = sum/n, peers/n, Level
	f.Diff = f.Mean - f.PeerMean
	e := math.Sqrt(spread) / n
	f.Low, f.High = f.Diff-z95*e, f.Diff+z95*e
	switch {
	case e > 0:
		return f, math.Erfc(math.Abs(f.Diff) / e / math.Sqrt2)
	case f.Diff == 0:
		return f, 1
	}
	return f, 0
}
