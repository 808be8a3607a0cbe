package echo

import (
	"zhijian/analyzers/normalize"
	"zhijian/analyzers/segment"
	"zhijian/analyzers/transcript"
)

// words is a table of the words of an interaction, open and of a power of two.
// Entries of earlier interactions are told by their epoch, so that nothing need
// be cleared, and it holds places, not text, so that nothing is kept alive.
type words struct {
	entries []entry
	used    int
	epoch   uint32
}

// entry is a word, which stands at [begin, end) of a text.
type entry struct {
	epoch            uint32
	slot             uint32 // the lowest bits of its hash
	number           uint64
	text, begin, end int32
	turn             int32            // the last turn that it was counted in
	said             transcript.Sides // that have said it in turns up to this one
	empty            bool             // it carries no content
}

// Sizes of a table: what it begins with, and the most that is kept for the next
// interaction.
const (
	leastEntries = 1 << 8
	mostEntries  = 1 << 15
)

// reset makes the table empty.
func (w *words) reset() {
	w.used = 0
	w.epoch++
	if w.epoch == 0 || len(w.entries) == 0 || len(w.entries) > mostEntries {
		w.entries, w.epoch = make([]entry, leastEntries), 1
	}
}

// find gives the entry of a word of norm, one of texts, or the free one where it belongs,
// which the caller fills.
func (w *words) find(number, hash uint64, norm string, t *segment.Token, texts []normalize.Text) (e *entry, known bool) {
	if w.used == len(w.entries)/2 {
		w.grow()
	}
	size := t.End - t.Begin
	for at := int(uint32(hash)); ; at++ {
		e = &w.entries[at&(len(w.entries)-1)]
		if e.epoch != w.epoch {
			w.used++
			return e, false
		}
		if e.number == number && e.end-e.begin == size &&
			(size <= shortWord || texts[e.text].Norm[e.begin:e.end] == norm[t.Begin:t.End]) {
			return e, true
		}
	}
}

// free gives the entry where a word that is not there belongs.
func (w *words) free(slot uint32) *entry {
	at := int(slot)
	for w.entries[at&(len(w.entries)-1)].epoch == w.epoch {
		at++
	}
	return &w.entries[at&(len(w.entries)-1)]
}

func (w *words) grow() {
	old := w.entries
	w.entries = make([]entry, 2*len(old))
	for i := range old {
		if old[i].epoch == w.epoch {
			*w.free(old[i].slot) = old[i]
		}
	}
}
