package readback

import (
	"encoding/binary"
	"fmt"
	"math"
	"math/bits"

	"github.com/apache/arrow/go/v17/parquet"
	"github.com/apache/arrow/go/v17/parquet/file"
)

// Most columns are references to a dictionary. Arrow has read and unpacked their
// pages here as well, but the references themselves are added up without making a
// value of each: the dictionary is hashed once. The decoder below is of this package
// alone.

// drainReferences adds a column chunk whose pages all refer to its dictionary.
func (b *buffers) drainReferences(pages *checkedPages, c *Column) error {
	var dictionary []uint64 // hashes
	var err error
	for pages.Next() {
		switch page := pages.Page().(type) {
		case *file.DictionaryPage:
			dictionary, err = hashDictionary(page.Data(), int(page.NumValues()), c.Kind)
		case *file.DataPageV2:
			if pages.plain {
				return fmt.Errorf("%w: plain values behind a dictionary", ErrMismatch)
			}
			err = b.addReferences(page, c, dictionary)
		}
		if err != nil {
			return err
		}
	}
	return pages.Err()
}

// addReferences adds a data page of which checkedPages has approved.
func (b *buffers) addReferences(page *file.DataPageV2, c *Column, dictionary []uint64) error {
	n, data, most := int(page.NumValues()), page.Data(), byte(c.MaxDef)
	reps, data := split(data, int(page.RepetitionLevelByteLen()))
	defs, refs := split(data, int(page.DefinitionLevelByteLen()))
	c.Levels += int64(n)
	var err error
	if c.MaxRep > 0 {
		if c.Reps, _, err = addLevels(c.Reps, reps, byte(c.MaxRep), n); err != nil {
			return err
		}
	}
	values := n
	if most > 0 {
		if c.Defs, values, err = addLevels(c.Defs, defs, most, n); err != nil {
			return err
		}
	}
	b.refs = append(append(b.refs[:0], refs...), make([]byte, padding)...)
	c.Values, err = addValues(c.Values, b.refs[:len(refs)], values, dictionary)
	return err
}

func split(data []byte, at int) (before, behind []byte) { return data[:at], data[at:] }

// addValues adds n values that are references to a dictionary, of which it is given
// the hashes. In data, the width of the references in bits comes first; behind it there
// is padding.
func addValues(to Sequence, data []byte, n int, dictionary []uint64) (Sequence, error) {
	if n == 0 {
		return to, nil
	}
	if len(data) == 0 {
		return to, fmt.Errorf("%w: page ends early", ErrMismatch)
	}
	width, data := int(data[0]), data[1:]
	if width > 32 {
		return to, fmt.Errorf("%w: references of %d bits", ErrMismatch, width)
	}
	for n > 0 {
		r, rest, err := cutRun(data, width, n)
		if err != nil {
			return to, err
		}
		var known bool
		if r.packed {
			to, known = addPacked(to, r.data, width, r.n, dictionary)
		} else if known = uint64(r.number()) < uint64(len(dictionary)); known {
			to = to.ThenRun(dictionary[r.number()], r.n)
		}
		if !known {
			return to, fmt.Errorf("%w: reference beyond a dictionary of %d", ErrMismatch, len(dictionary))
		}
		data, n = rest, n-r.n
	}
	return to, nil
}

// hashDictionary hashes the n values of a dictionary page, which are plain.
func hashDictionary(data []byte, n int, kind parquet.Type) ([]uint64, error) {
	hashes := make([]uint64, 0, max(0, min(n, len(data))))
	early := fmt.Errorf("%w: dictionary ends early", ErrMismatch)
	for range n {
		switch kind {
		case parquet.Types.ByteArray:
			if len(data) < 4 || uint64(binary.LittleEndian.Uint32(data)) > uint64(len(data)-4) {
				return nil, early
			}
			size := int(binary.LittleEndian.Uint32(data))
			hashes = append(hashes, HashBytes(data[4:4+size]))
			data = data[4+size:]
		case parquet.Types.Int32:
			if len(data) < 4 {
				return nil, early
			}
			hashes = append(hashes, HashNumber(uint64(binary.LittleEndian.Uint32(data))))
			data = data[4:]
		case parquet.Types.Int64, parquet.Types.Double:
			if len(data) < 8 {
				return nil, early
			}
			hashes = append(hashes, HashNumber(binary.LittleEndian.Uint64(data)))
			data = data[8:]
		default:
			return nil, fmt.Errorf("%w: dictionary of type %s", ErrMismatch, kind)
		}
	}
	if len(data) > 0 {
		return nil, fmt.Errorf("%w: dictionary with %d bytes too many", ErrMismatch, len(data))
	}
	return hashes, nil
}

// run is a run of Parquet's hybrid of run lengths and packed bits: either one number
// many times, or numbers of a width in bits, one behind the other.
type run struct {
	n      int
	packed bool
	data   []byte
}

// cutRun cuts the first run from data; it has as many as n numbers.
func cutRun(data []byte, width, n int) (r run, rest []byte, err error) {
	header, size := binary.Uvarint(data)
	if size <= 0 || header>>1 == 0 || header>>1 > math.MaxInt32 {
		return r, nil, fmt.Errorf("%w: page ends early", ErrMismatch)
	}
	count, length := int(header>>1), (width+7)/8
	if r.packed = header&1 == 1; r.packed { // groups of eight
		count, length = 8*count, width*count
	}
	if length > len(data)-size {
		return r, nil, fmt.Errorf("%w: page ends early", ErrMismatch)
	}
	r.n, r.data = min(count, n), data[size:size+length] // the last group may be filled up
	return r, data[size+length:], nil
}

// number is what a run repeats.
func (r *run) number() (v uint32) {
	for i, b := range r.data {
		v |= uint32(b) << (8 * i)
	}
	return v
}

// addLevels adds n levels, of which the highest is most, and counts those that are
// the highest. The levels of a column come in long runs or in groups of eight.
func addLevels(to Sequence, data []byte, most byte, n int) (_ Sequence, highest int, err error) {
	width := bits.Len8(most)
	for n > 0 {
		r, rest, err := cutRun(data, width, n)
		if err != nil {
			return to, 0, err
		}
		found := 0
		if r.packed {
			to, found = addPackedLevels(to, r.data, most, r.n)
		} else {
			level := byte(r.number())
			to = to.ThenRun(uint64(level), r.n)
			if level == most {
				found = r.n
			}
		}
		highest += found
		data, n = rest, n-r.n
	}
	return to, highest, nil
}

// padding is how many bytes addPacked may read behind those of a run.
const padding = 8

// addPacked adds n values by references of a width in bits, the lowest bits first, or
// is false when one is not in the dictionary. Four references of up to 16 bits are read
// at once: they begin within a byte that is whole or half theirs.
func addPacked(to Sequence, data []byte, width, n int, dictionary []uint64) (Sequence, bool) {
	data = data[:len(data)+padding]
	mask, w, bit := uint64(1)<<width-1, uint(width), uint(0)
	size := uint64(len(dictionary))
	for ; n >= 4 && w <= 16; n -= 4 {
		word := binary.LittleEndian.Uint64(data[bit/8:]) >> (bit % 8)
		a, b, c, d := word&mask, word>>w&mask, word>>(2*w)&mask, word>>(3*w)&mask
		if a >= size || b >= size || c >= size || d >= size {
			return to, false
		}
		to = to.thenTwo(dictionary[a], dictionary[b]).thenTwo(dictionary[c], dictionary[d])
		bit += 4 * w
	}
	for ; n > 0; n-- {
		v := binary.LittleEndian.Uint64(data[bit/8:]) >> (bit % 8) & mask
		if v >= size {
			return to, false
		}
		to = to.Then(dictionary[v])
		bit += w
	}
	return to, true
}

// addPackedLevels is addLevels for packed bits.
func addPackedLevels(to Sequence, data []byte, most byte, n int) (_ Sequence, highest int) {
	width := bits.Len8(most)
	for ; n > 0; n -= 8 {
		levels := unpack(data[:width])
		data = data[width:]
		if n >= 8 {
			to = to.thenEight(levels)
			highest += countBytes(levels, most)
			continue
		}
		for range n {
			to = to.Then(levels & 0xFF)
			if byte(levels) == most {
				highest++
			}
			levels >>= 8
		}
	}
	return to, highest
}

// each has a one at the lowest place of every byte.
const each = 0x0101010101010101

// unpack makes bytes of eight levels, packed into as many bytes as a level has bits.
func unpack(packed []byte) (levels uint64) {
	if len(packed) == 1 {
		return spread(packed[0])
	}
	var word uint64
	for i, b := range packed {
		word |= uint64(b) << (8 * i)
	}
	for i := range 8 {
		levels |= word & (1<<len(packed) - 1) << (8 * i)
		word >>= len(packed)
	}
	return levels
}

// countBytes counts the bytes of a word that are b.
func countBytes(w uint64, b byte) int {
	w ^= uint64(b) * each // now those that are 0
	return bits.OnesCount64(^((w&(0x7F*each) + 0x7F*each) | w | 0x7F*each))
}

// spread makes a byte of each bit, the lowest first.
func spread(b byte) uint64 {
	bits := uint64(b) * each & 0x8040201008040201 // each in a byte of its own
	return (bits + 0x7F*each) >> 7 & each         // and there at the lowest place
}
