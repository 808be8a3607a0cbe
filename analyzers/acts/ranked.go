package acts

import (
	"cmp"
	"slices"
)

// ranked is something small that sorts by major and then by minor.
type ranked struct {
	major, minor uint64
}

func (a ranked) less(b ranked) bool {
	return a.major < b.major || a.major == b.major && a.minor < b.minor
}

// fewRanked is how many are sorted by insertion. Nearly all lists are as short, and
// calls to compare would be most of the time.
const fewRanked = 80

// sortRanked sorts a list in place.
func sortRanked[T ~struct{ major, minor uint64 }](list []T) {
	if len(list) > fewRanked {
		slices.SortFunc(list, func(a, b T) int {
			x, y := ranked(a), ranked(b)
			return cmp.Or(cmp.Compare(x.major, y.major), cmp.Compare(x.minor, y.minor))
		})
		return
	}
	for i := range list {
		moved, at := list[i], i
		for at > 0 && ranked(moved).less(ranked(list[at-1])) {
			list[at] = list[at-1]
			at--
		}
		list[at] = moved
	}
}
