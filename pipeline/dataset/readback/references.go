package readback

import (
	"encoding/binary"
	"fmt"
	"math"
	"math/bits"

	"github.com/apache/arrow/go/v17/parquet"
	"github.com/apache/arrow/go/v17/parquet/file"
)

// Most columns are references to a dictionary, and most of those repeat. Arrow has
// read and unpacked their pages here as well, but the references themselves are
// added up without making a value of each: the dictionary is hashed once, and a run
// is added at once. The decoder below is of this package alone.

// drainReferences adds a column chunk whose pages all refer to its dictionary. The
// column is in no list.
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
	levels, nulls := int(page.NumValues()), int(page.NumNulls())
	data, defBytes := page.Data(), int(page.DefinitionLevelByteLen())
	if nulls < 0 || nulls > levels {
		return fmt.Errorf("%w: %d nulls of %d", ErrMismatch, nulls, levels)
	}
	var err error
	if refs := data[defBytes:]; levels > nulls {
		if len(refs) == 0 {
			return fmt.Errorf("%w: page ends early", ErrMismatch)
		}
		if b.refs, err = appendHybrid(b.refs[:0], refs[1:], int(refs[0]), levels-nulls); err != nil {
			return err
		}
	} else {
		b.refs = b.refs[:0]
	}
	for _, r := range b.refs {
		if int(r) >= len(dictionary) {
			return fmt.Errorf("%w: reference %d to a dictionary of %d", ErrMismatch, r, len(dictionary))
		}
	}
	if c.MaxDef == 0 {
		b.addValues(c, b.refs, dictionary)
		return nil
	}
	if b.levels, err = appendHybrid(b.levels[:0], data[:defBytes], bits.Len16(uint16(c.MaxDef)), levels); err != nil {
		return err
	}
	next := 0
	for i, end := 0, 0; i < levels; i = end {
		def := b.levels[i]
		for end = i + 1; end < levels && b.levels[end] == def; {
			end++
		}
		if int16(def) != c.MaxDef {
			c.AddRun(0, byte(def), 0, end-i)
			continue
		}
		if end-i > len(b.refs)-next {
			return fmt.Errorf("%w: fewer values than levels", ErrMismatch)
		}
		b.addValues(c, b.refs[next:next+end-i], dictionary)
		next += end - i
	}
	if next != len(b.refs) {
		return fmt.Errorf("%w: more values than levels", ErrMismatch)
	}
	return nil
}

// addValues adds values by their references, equal ones at once.
func (b *buffers) addValues(c *Column, refs []uint32, dictionary []uint64) {
	sum, def := c.Sum, byte(c.MaxDef) // the sum in registers
	for i, end := 0, 0; i < len(refs); i = end {
		for end = i + 1; end < len(refs) && refs[end] == refs[i]; {
			end++
		}
		if end-i == 1 {
			sum.Add(0, def, dictionary[refs[i]])
		} else {
			sum.AddRun(0, def, dictionary[refs[i]], end-i)
		}
	}
	c.Sum = sum
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
			hashes = append(hashes, HashText(data[4:4+size]))
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

// appendHybrid appends n numbers of a width in bits from Parquet's hybrid of run
// lengths and packed bits.
func appendHybrid(to []uint32, data []byte, width, n int) ([]uint32, error) {
	early := fmt.Errorf("%w: page ends early", ErrMismatch)
	if width < 0 || width > 32 {
		return to, fmt.Errorf("%w: references of %d bits", ErrMismatch, width)
	}
	for n > 0 {
		header, size := binary.Uvarint(data)
		if size <= 0 || header>>1 == 0 || header>>1 > math.MaxInt32 {
			return to, early
		}
		data = data[size:]
		count, length := int(header>>1), (width+7)/8
		if header&1 == 1 { // groups of eight packed numbers
			count, length = 8*count, width*count
		}
		if length > len(data) {
			return to, early
		}
		count = min(count, n) // the last group may be filled up
		if header&1 == 1 {
			to = appendPacked(to, data[:length], width, count)
		} else {
			to = appendSame(to, data[:length], count)
		}
		data, n = data[length:], n-count
	}
	return to, nil
}

// appendSame appends n times the number that data holds.
func appendSame(to []uint32, data []byte, n int) []uint32 {
	var v uint32
	for i, b := range data {
		v |= uint32(b) << (8 * i)
	}
	for range n {
		to = append(to, v)
	}
	return to
}

// appendPacked appends n numbers of a width in bits, the lowest bits first.
func appendPacked(to []uint32, data []byte, width, n int) []uint32 {
	var word uint64 // bits that were read and not used
	have, mask := 0, uint64(1)<<width-1
	for range n {
		for have < width {
			if len(data) >= 4 && have <= 32 {
				word |= uint64(binary.LittleEndian.Uint32(data)) << have
				data, have = data[4:], have+32
			} else {
				word |= uint64(data[0]) << have
				data, have = data[1:], have+8
			}
		}
		to = append(to, uint32(word&mask))
		word, have = word>>width, have-width
	}
	return to
}
