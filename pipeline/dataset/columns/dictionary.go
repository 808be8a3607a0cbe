package columns

import (
	"encoding/binary"
	"unsafe"

	"zhijian/pipeline/dataset/readback"
)

// Dictionaries give equal values the same number: that of their first appearance.
// They are open hash tables with linear probing; a slot holds the number plus one.

// firstSlots is a power of two.
const firstSlots = 256

// textDictionary numbers texts. It keeps copies, one after the other in the form of
// a dictionary page, and holds on to nothing of the rows.
type textDictionary struct {
	plain   []byte // each text behind its length
	entries []textEntry
	slots   []uint32
	recent  *[recentTexts]recentText // or, for pieces of texts,
	short   *[shortTexts]shortText
}

type textEntry struct {
	hash       uint64
	begin, end uint32 // in plain
}

// recentText is a text by its place in memory. Most texts of rows are few strings
// that are shared by many rows, and are found by that. It holds for as long as the
// rows are there: forget must be called before they are not.
type recentText struct {
	first  *byte
	size   int // one more than its length, so that 0 is none
	hash   uint64
	number int32
}

// shortText is a text of at most 16 bytes by what is in it.
type shortText struct {
	a, b   uint64 // readback.Short of it
	size   int32  // 0 in a free slot
	number int32
}

// These are powers of two.
const (
	recentTexts = 256
	shortTexts  = 8192
)

// newTextDictionary returns a dictionary for number, or one for piece.
func newTextDictionary(pieces bool) textDictionary {
	if pieces {
		return textDictionary{short: new([shortTexts]shortText)}
	}
	return textDictionary{recent: new([recentTexts]recentText)}
}

func (d *textDictionary) forget() {
	if d.recent != nil {
		clear(d.recent[:])
	}
}

func (d *textDictionary) len() int { return len(d.entries) }

func (d *textDictionary) at(i int32) []byte {
	e := &d.entries[i]
	return d.plain[e.begin:e.end]
}

// recentAt is where a text that begins at a place is kept.
func recentAt(first *byte) uint64 {
	return uint64(uintptr(unsafe.Pointer(first))) * 0x9E3779B97F4A7C15 >> 56 //nolint:gosec // the place, as a number
}

// number numbers s and returns its readback.HashText.
func (d *textDictionary) number(s string) (number int32, hash uint64) {
	first := unsafe.StringData(s) //nolint:gosec // compared, never followed
	r := &d.recent[recentAt(first)]
	if r.first != first || r.size != len(s)+1 {
		hash = readback.HashText(s)
		*r = recentText{first, len(s) + 1, hash, d.find(s, hash)}
	}
	return r.number, r.hash
}

// piece is number for texts that are each at a place of their own. The words of a
// language are short, and a few of them are most of what is said.
func (d *textDictionary) piece(s string) (number int32, hash uint64) {
	if len(s) == 0 || len(s) > 16 {
		hash = readback.HashText(s)
		return d.find(s, hash), hash
	}
	a, b := readback.Short(s)
	hash = readback.HashShort(a, b)
	r := &d.short[hash%shortTexts]
	if r.a != a || r.b != b || int(r.size) != len(s) {
		*r = shortText{a, b, int32(len(s)), d.find(s, hash)}
	}
	return r.number, hash
}

// find numbers s, of which hash is the readback.HashText.
func (d *textDictionary) find(s string, hash uint64) int32 {
	if 2*len(d.entries) >= len(d.slots) {
		d.grow()
	}
	mask := uint64(len(d.slots) - 1)
	for i := hash & mask; ; i = (i + 1) & mask {
		n := d.slots[i]
		if n == 0 {
			d.slots[i] = uint32(len(d.entries) + 1)
			return d.append(s, hash)
		}
		if e := &d.entries[n-1]; e.hash == hash && string(d.plain[e.begin:e.end]) == s {
			return int32(n - 1)
		}
	}
}

func (d *textDictionary) append(s string, hash uint64) int32 {
	d.plain = binary.LittleEndian.AppendUint32(d.plain, uint32(len(s)))
	begin := len(d.plain)
	d.plain = append(d.plain, s...)
	d.entries = append(d.entries, textEntry{hash, uint32(begin), uint32(len(d.plain))})
	return int32(len(d.entries) - 1)
}

func (d *textDictionary) grow() {
	d.slots = make([]uint32, max(firstSlots, 2*len(d.slots)))
	for n, e := range d.entries {
		place(d.slots, e.hash, n)
	}
}

func (d *textDictionary) reset() {
	d.plain, d.entries = d.plain[:0], d.entries[:0]
	clear(d.slots)
	d.forget()
	if d.short != nil {
		clear(d.short[:])
	}
}

// numberDictionary numbers numbers.
type numberDictionary struct {
	values []uint64
	slots  []uint32
	small  *[smallNumbers]uint32 // slots of the numbers from 0 on
}

const smallNumbers = 1024

func newNumberDictionary() numberDictionary {
	return numberDictionary{small: new([smallNumbers]uint32)}
}

func (d *numberDictionary) len() int { return len(d.values) }

// number numbers value.
func (d *numberDictionary) number(value uint64) int32 {
	if value >= smallNumbers {
		return d.find(value)
	}
	slot := &d.small[value]
	if *slot == 0 {
		d.values = append(d.values, value)
		*slot = uint32(len(d.values))
	}
	return int32(*slot - 1)
}

// find is number for those that have no slot of their own.
func (d *numberDictionary) find(value uint64) int32 {
	if 2*len(d.values) >= len(d.slots) {
		d.grow()
	}
	mask := uint64(len(d.slots) - 1)
	for i := readback.HashNumber(value) & mask; ; i = (i + 1) & mask {
		n := d.slots[i]
		if n == 0 {
			d.slots[i] = uint32(len(d.values) + 1)
			d.values = append(d.values, value)
			return int32(len(d.values) - 1)
		}
		if d.values[n-1] == value {
			return int32(n - 1)
		}
	}
}

func (d *numberDictionary) grow() {
	d.slots = make([]uint32, max(firstSlots, 2*len(d.slots)))
	for n, v := range d.values {
		if v >= smallNumbers {
			place(d.slots, readback.HashNumber(v), n)
		}
	}
}

func (d *numberDictionary) reset() {
	d.values = d.values[:0]
	clear(d.slots)
	if d.small != nil {
		clear(d.small[:])
	}
}

// place puts the number n into a free slot.
func place(slots []uint32, hash uint64, n int) {
	mask := uint64(len(slots) - 1)
	i := hash & mask
	for slots[i] != 0 {
		i = (i + 1) & mask
	}
	slots[i] = uint32(n + 1)
}
