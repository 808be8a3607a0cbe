package trie

import (
	"encoding/binary"
	"errors"
	"unicode/utf8"
)

// Append appends the trie in the form that Read reads: the counts of characters
// and units, the characters, the units; all numbers little-endian.
func (t *Trie) Append(b []byte) []byte {
	units := t.units
	for len(units) > 0 && units[len(units)-1] == 0 {
		units = units[:len(units)-1]
	}
	b = binary.LittleEndian.AppendUint32(b, uint32(len(t.runes)))
	b = binary.LittleEndian.AppendUint32(b, uint32(len(units)))
	for _, r := range t.runes {
		b = binary.LittleEndian.AppendUint32(b, uint32(r))
	}
	for _, u := range units {
		b = binary.LittleEndian.AppendUint64(b, uint64(u))
	}
	return b
}

// Read reads a trie that Append wrote and returns it with what stands behind it.
// Only data of the program's own is read so: it fails when the data is cut off or
// leads astray, and does not find every fault.
func Read(data string) (*Trie, string, error) {
	if len(data) < 8 {
		return nil, "", errCut
	}
	characters, units := int(uint32At(data, 0)), int(uint32At(data, 4))
	data = data[8:]
	if len(data) < 4*characters+8*units {
		return nil, "", errCut
	}
	runes := make([]rune, characters)
	for i := range runes {
		if runes[i] = rune(uint32At(data, 4*i)); !utf8.ValidRune(runes[i]) {
			return nil, "", errAstray
		}
	}
	t, err := New(runes)
	if err != nil {
		return nil, "", err
	}
	data = data[4*characters:]
	if err := t.load(data[:8*units]); err != nil {
		return nil, "", err
	}
	return t, data[8*units:], nil
}

var (
	errCut    = errors.New("dictionary is cut off")
	errAstray = errors.New("dictionary leads astray")
)

// load takes over the units in data.
func (t *Trie) load(data string) error {
	n := len(data) / 8
	t.units = make([]Unit, n, max(n, int(Root))+NoCode+1)
	t.room.filled, t.room.taken = make([]uint64, n/64+1), make([]uint64, n/64+1)
	for i := range t.units {
		u := Unit(uint32At(data, 8*i)) | Unit(uint32At(data, 8*i+4))<<32
		if int(u.Node()) > n {
			return errAstray
		}
		if t.units[i] = u; u != 0 {
			t.room.filled[i/64] |= 1 << (i % 64)
			t.room.taken[u.Node()/64] |= 1 << (u.Node() % 64)
		}
	}
	t.units = t.units[:cap(t.units)]
	t.room.take(int(Root))
	t.room.from = n // the gaps before are too narrow to be worth searching
	return nil
}

func uint32At(s string, i int) uint32 {
	s = s[i : i+4]
	return uint32(s[0]) | uint32(s[1])<<8 | uint32(s[2])<<16 | uint32(s[3])<<24
}
