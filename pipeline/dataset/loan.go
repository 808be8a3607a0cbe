package dataset

import "sync/atomic"

// batchTables is how many tables a batch has rows of.
const batchTables = 5

// mostRows is the greatest room for items in a batch that is worth keeping, and
// mostTexts that for texts in lists: one after an unusual batch is left to the
// collector.
const (
	mostRows  = 64 << 10
	mostTexts = 4 * mostRows
)

// loan is a batch while the encoders read it. When the last of them is done with
// its rows, the batch goes back to be filled again. What the old rows point at
// stays in memory until then: the text of a few batches.
type loan struct {
	batch *Batch
	left  atomic.Int32
	back  chan<- *Batch
}

func lend(b *Batch, back chan<- *Batch) *loan {
	l := &loan{batch: b, back: back}
	l.left.Store(batchTables)
	return l
}

// end tells that one table has its rows. A nil loan is of rows that are nobody's.
func (l *loan) end() {
	if l == nil || l.left.Add(-1) > 0 {
		return
	}
	if b := l.batch; max(cap(b.Items), cap(b.Hits), cap(b.Turns)) <= mostRows && cap(b.Memory.Texts.used) <= mostTexts {
		select {
		case l.back <- b:
		default: // there are enough
		}
	}
}
