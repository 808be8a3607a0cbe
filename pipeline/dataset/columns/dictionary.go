package columns

import (
	"encoding/binary"
	"unsafe"

	"zhijian/pipeline/dataset/readback"
)

// Dictionaries give equal values the same number: that of their first appearance.
// They are open hash tables with linear probing.

// firstSlots is a power of two.
const firstSlots = 256

// textDictionary numbers texts. It keeps copies, one after the other in the form of
// a dictionary page, and holds on to nothing of the rows.
type textDictionary struct {
	plain   []byte // each text behind its length
	entries []textEntry
	short   []shortText // slots of the texts of at most readback.ShortText bytes
	shorts  int         // slots in use
	long    []longText  // slots of the others
	longs   int
	recent  *[recentTexts]recentText // nil for pieces of texts
	rows    uint64                   // the part of stamps that says of which rows
}

// textEntry is where a text stands in plain.
type textEntry struct{ begin, end uint32 }

// recentText is a text by its place in memory. Most texts of rows are few strings
// that are shared by many rows, and are found by that. It holds for as long as the
// rows are there: forget must be called before they are not.
type recentText struct {
	first  uintptr // holds on to nothing
	stamp  uint64
	hash   uint64
	number int32
}

// stamp has the length of a text in its lower half, and in the upper one a number of
// the rows that it is of: texts of other rows are as good as none.
func (d *textDictionary) stamp(s string) uint64 { return d.rows | uint64(len(s)) }

// forget takes the next rows for others than those before.
func (d *textDictionary) forget() { d.rows += 1 << 32 }

// shortText is a text by what is in it, so that it is told without a look at plain.
// The words of a language are short, and a few of them are most of what is said.
type shortText struct {
	a, b   uint64 // readback.Short of it
	size   int32  // one more than its length; 0 in a free slot
	number int32
}

// longText is a text by a part of its hash and its place in plain.
type longText struct {
	hash       uint32
	begin, end uint32 // end is 0 in a free slot
	number     int32
}

// recentTexts is a power of two. It is several times what most columns have, so that
// few texts take turns in one place.
const recentTexts = 1 << recentBits

const recentBits = 10

// newTextDictionary returns a dictionary for number, or one for find alone.
func newTextDictionary(pieces bool) textDictionary {
	d := textDictionary{short: make([]shortText, firstSlots), long: make([]longText, firstSlots), rows: 1 << 32}
	if !pieces {
		d.recent = new([recentTexts]recentText)
	}
	return d
}

func (d *textDictionary) len() int { return len(d.entries) }

func (d *textDictionary) at(i int32) []byte {
	e := &d.entries[i]
	return d.plain[e.begin:e.end]
}

// placeOf is where a text begins.
func placeOf(s string) uintptr {
	return uintptr(unsafe.Pointer(unsafe.StringData(s))) //nolint:gosec // compared, never followed
}

// recentAt is where a text that begins at a place is kept.
func recentAt(place uintptr) uint64 { return uint64(place) * 0x9E3779B97F4A7C15 >> (64 - recentBits) }

// number is find for texts that are shared by many rows.
func (d *textDictionary) number(s string) (number int32, hash uint64) {
	first := placeOf(s)
	r := &d.recent[recentAt(first)]
	if stamp := d.stamp(s); r.first != first || r.stamp != stamp {
		number, hash = d.find(s)
		*r = recentText{first, stamp, hash, number}
	}
	return r.number, r.hash
}

// find numbers s and returns its readback.HashText.
func (d *textDictionary) find(s string) (number int32, hash uint64) {
	if len(s) > readback.ShortText {
		hash = readback.HashText(s)
		return d.findLong(s, uint32(hash)), hash
	}
	a, b := readback.Short(s)
	hash = readback.HashShort(a, b)
	size, mask := int32(len(s)+1), uint64(len(d.short)-1)
	for i := hash & mask; ; i = (i + 1) & mask {
		slot := &d.short[i]
		if slot.a == a && slot.b == b && slot.size == size {
			return slot.number, hash
		}
		if slot.size == 0 {
			number = d.append(s)
			*slot = shortText{a, b, size, number}
			if d.shorts++; crowded(d.shorts, len(d.short)) {
				d.short = grown(d.short, (*shortText).place)
			}
			return number, hash
		}
	}
}

func (d *textDictionary) findLong(s string, hash uint32) int32 {
	mask := uint32(len(d.long) - 1)
	for i := hash & mask; ; i = (i + 1) & mask {
		slot := &d.long[i]
		if slot.hash == hash && string(d.plain[slot.begin:slot.end]) == s {
			return slot.number
		}
		if slot.end == 0 {
			number := d.append(s)
			*slot = longText{hash, d.entries[number].begin, d.entries[number].end, number}
			if d.longs++; crowded(d.longs, len(d.long)) {
				d.long = grown(d.long, (*longText).place)
			}
			return number
		}
	}
}

// crowded reports whether more than two thirds of the slots are used.
func crowded(used, slots int) bool { return 3*used > 2*slots }

func (d *textDictionary) append(s string) int32 {
	d.plain = binary.LittleEndian.AppendUint32(d.plain, uint32(len(s)))
	begin := len(d.plain)
	d.plain = append(d.plain, s...)
	d.entries = append(d.entries, textEntry{uint32(begin), uint32(len(d.plain))})
	return int32(len(d.entries) - 1)
}

// grown are slots with the same texts, and as many again. place gives the hash of a
// text, and whether there is one in the slot.
func grown[S any](old []S, place func(*S) (hash uint64, used bool)) []S {
	slots := make([]S, 2*len(old))
	mask := uint64(len(slots) - 1)
	for k := range old {
		hash, used := place(&old[k])
		if !used {
			continue
		}
		i := hash & mask
		for {
			if _, taken := place(&slots[i]); !taken {
				break
			}
			i = (i + 1) & mask
		}
		slots[i] = old[k]
	}
	return slots
}

func (t *shortText) place() (hash uint64, used bool) {
	return readback.HashShort(t.a, t.b), t.size != 0
}

func (t *longText) place() (hash uint64, used bool) { return uint64(t.hash), t.end != 0 }

func (d *textDictionary) reset() {
	d.plain, d.entries = d.plain[:0], d.entries[:0]
	clear(d.short)
	clear(d.long)
	d.shorts, d.longs = 0, 0
	d.forget()
}

// numberDictionary numbers numbers. A slot holds the number plus one.
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
