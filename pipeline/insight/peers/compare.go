package peers

import (
	"math"
	"slices"

	"zhijian/pipeline/insight/stat"
)

// Limits say when a difference is spoken of. The zero value stands for the
// defaults.
type Limits struct {
	MinN        int     // interactions of the unit; 0 is 20
	MinPeers    int     // interactions of peers; 0 is 50
	MinInStrata int     // interactions of peers in a stratum, for it to be compared; 0 is 10
	FDR         float64 // false discovery rate over all that is compared; 0 is 0.05
	MinDiff     float64 // a smaller difference of rates matters only when one rate is one and a half times the other; 0 is 0.05
}

func (l Limits) withDefaults() Limits {
	for _, d := range []struct {
		v    *int
		zero int
	}{{&l.MinN, 20}, {&l.MinPeers, 50}, {&l.MinInStrata, 10}} {
		if *d.v == 0 {
			*d.v = d.zero
		}
	}
	if l.FDR == 0 {
		l.FDR = 0.05
	}
	if l.MinDiff == 0 {
		l.MinDiff = 0.05
	}
	return l
}

// minPeerUnits is how many peers there must be in a stratum: with one, the unit
// would be compared with a person, not with peers.
const minPeerUnits = 2

// total is what all units show of an item in a stratum.
type total struct {
	n, fails int
	units    int // that have n
}

// pair is a unit and its peers in a stratum.
type pair struct{ n, fails, peerN, peerFails int }

// Findings compares every unit with its peers in every item that it was judged
// by. They come by unit, then in the order of the items.
func (c *Counts) Findings(l Limits) []Finding {
	l = l.withDefaults()
	totals := c.totals()
	var out []Finding
	var ps []float64
	var tested []int
	for _, t := range c.sorted() {
		strata := t.strata()
		for k, id := range c.items {
			f, pairs := t.pairs(k, strata, totals, l)
			if f.N+f.Alone == 0 {
				continue
			}
			f.ItemID, f.Standing = id, TooFew
			if f.N >= l.MinN && f.PeerN >= l.MinPeers {
				f.compare(pairs)
				tested, ps = append(tested, len(out)), append(ps, test(pairs))
			}
			out = append(out, f)
		}
	}
	for i, q := range stat.BenjaminiHochberg(ps) {
		f := &out[tested[i]]
		f.Q = q
		f.Standing = f.standing(l)
	}
	return out
}

// strata lists those that the unit has, in the order in which they were seen.
func (t *tally) strata() []int {
	out := make([]int, 0, len(t.blocks))
	for s := range t.blocks {
		out = append(out, s)
	}
	slices.Sort(out)
	return out
}

func (c *Counts) totals() [][]total {
	out := make([][]total, len(c.strata))
	for i := range out {
		out[i] = make([]total, len(c.items))
	}
	for _, t := range c.units {
		for s, b := range t.blocks {
			for k, cell := range b.items {
				if cell.n > 0 {
					x := &out[s][k]
					x.n, x.fails, x.units = x.n+int(cell.n), x.fails+int(cell.fails), x.units+1
				}
			}
		}
	}
	return out
}

// pairs collects item k in the strata that have enough peers.
func (t *tally) pairs(k int, strata []int, totals [][]total, l Limits) (Finding, []pair) {
	f := Finding{Unit: t.ID}
	var pairs []pair
	for _, s := range strata {
		b := t.blocks[s]
		if k >= len(b.items) || b.items[k].n == 0 {
			continue
		}
		own, all := b.items[k], totals[s][k]
		p := pair{n: int(own.n), fails: int(own.fails), peerN: all.n - int(own.n), peerFails: all.fails - int(own.fails)}
		if p.peerN < l.MinInStrata || all.units-1 < minPeerUnits {
			f.Alone += p.n
			continue
		}
		f.N, f.Fails, f.PeerN, f.Strata = f.N+p.n, f.Fails+p.fails, f.PeerN+p.peerN, f.Strata+1
		f.PeerUnits = max(f.PeerUnits, all.units-1)
		pairs = append(pairs, p)
	}
	return f, pairs
}

// compare fills in rates, difference and interval. There is at least one pair.
func (f *Finding) compare(pairs []pair) {
	n := float64(f.N)
	var rate, smooth, variance float64
	for _, p := range pairs {
		w := float64(p.n) / n
		rate += w * float64(p.peerFails) / float64(p.peerN)
		q := (float64(p.peerFails) + 0.5) / (float64(p.peerN) + 1) // no stratum is certain
		smooth += w * q
		variance += w * w * q * (1 - q) / float64(p.peerN)
	}
	f.Rate, f.PeerRate = float64(f.Fails)/n, rate
	f.Diff = f.Rate - f.PeerRate
	own := wilson(f.Rate, n)
	other := wilson(rate, smooth*(1-smooth)/variance) // as many as a plain sample of the same certainty would have
	f.Low = f.Diff - math.Hypot(f.Rate-own.Low, other.High-rate)
	f.High = f.Diff + math.Hypot(own.High-f.Rate, rate-other.Low)
}

// wilson is stat.Wilson for a weighted rate, whose n is no whole number.
func wilson(rate, n float64) stat.Interval {
	z := z95
	middle := (rate + z*z/(2*n)) / (1 + z*z/n)
	half := z / (1 + z*z/n) * math.Sqrt(rate*(1-rate)/n+z*z/(4*n*n))
	return stat.Interval{Low: min(max(0, middle-half), rate), High: max(min(1, middle+half), rate)}
}

// standing judges a finding that was tested.
func (f *Finding) standing(l Limits) Standing {
	const times = 1.5
	switch large := math.Abs(f.Diff) >= l.MinDiff; {
	case f.Q > l.FDR:
		return Level
	case f.Low > 0 && (large || f.Rate >= times*f.PeerRate):
		return Weaker
	case f.High < 0 && (large || f.PeerRate >= times*f.Rate):
		return Stronger
	}
	return Level
}
