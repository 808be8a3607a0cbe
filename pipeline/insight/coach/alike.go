package coach

import "strings"

// shingle is how many characters are compared at a time.
const shingle = 4

// tooAlike is the share of shingles in common from which two clips teach the same.
const tooAlike = 0.5

// shingles are the runs of characters of what is said in a clip.
func shingles(c *Clip) map[string]bool {
	set := map[string]bool{}
	for i := range c.Turns {
		text := []rune(strings.Join(strings.Fields(c.Turns[i].Text), ""))
		for k := 0; k+shingle <= len(text); k++ {
			set[string(text[k:k+shingle])] = true
		}
		if len(text) < shingle && len(text) > 0 {
			set[string(text)] = true
		}
	}
	return set
}

// alike is the share of shingles that two clips have in common, of all that they
// have (Jaccard); two empty ones are alike.
func alike(a, b map[string]bool) float64 {
	if len(a) > len(b) {
		a, b = b, a
	}
	both := 0
	for s := range a {
		if b[s] {
			both++
		}
	}
	all := len(a) + len(b) - both
	if all == 0 {
		return 1
	}
	return float64(both) / float64(all)
}
