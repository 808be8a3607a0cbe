package readback

import (
	"encoding/binary"
	"fmt"
	"math"
	"math/bits"

	"github.com/apache/arrow/go/v17/parquet"
	"github.com/apache/arrow/go/v17/parquet/file"
)

// checkedPages lets through only pages on which Arrow's column reader comes to an
// end: data pages that hold as many levels as they claim, in encodings whose
// decoders notice missing values. Others would keep it busy for ever.
type checkedPages struct {
	file.PageReader
	column *Column
	plain  bool // a page has had values that are no references to a dictionary
	err    error
}

// Next moves to the next page; it is false at the end and after an error.
func (p *checkedPages) Next() bool {
	if p.err != nil || !p.PageReader.Next() {
		return false
	}
	switch page := p.PageReader.Page().(type) {
	case *file.DataPageV2:
		p.plain = p.plain || parquet.Encoding(page.Encoding()) == parquet.Encodings.Plain
		if p.err = checkEncoding(page); p.err == nil {
			p.err = checkLevels(page, p.column)
		}
	case *file.DictionaryPage:
	default:
		p.err = fmt.Errorf("%w: page of type %s", ErrMismatch, page.Type())
	}
	return p.err == nil
}

// Err is why Next was false; nil at the end.
func (p *checkedPages) Err() error {
	if p.err != nil {
		return p.err
	}
	return p.PageReader.Err()
}

// checkEncoding allows plain values and references to a dictionary.
func checkEncoding(page *file.DataPageV2) error {
	switch e := parquet.Encoding(page.Encoding()); e {
	case parquet.Encodings.Plain, parquet.Encodings.PlainDict, parquet.Encodings.RLEDict:
		return nil
	default:
		return fmt.Errorf("%w: page in encoding %s", ErrMismatch, e)
	}
}

// checkLevels holds the level runs of a page against its number of values.
func checkLevels(page *file.DataPageV2, c *Column) error {
	rep, def := int(page.RepetitionLevelByteLen()), int(page.DefinitionLevelByteLen())
	data, n := page.Data(), int(page.NumValues())
	if n < 0 || rep < 0 || def < 0 || rep+def > len(data) {
		return fmt.Errorf("%w: page header cannot be right", ErrMismatch)
	}
	if c.MaxRep > 0 && !holdsLevels(data[:rep], bits.Len16(uint16(c.MaxRep)), n) ||
		c.MaxDef > 0 && !holdsLevels(data[rep:rep+def], bits.Len16(uint16(c.MaxDef)), n) {
		return fmt.Errorf("%w: page has fewer than %d levels", ErrMismatch, n)
	}
	return nil
}

// holdsLevels reports whether data, in Parquet's hybrid of run lengths and packed
// bits, holds at least n levels of the given width.
func holdsLevels(data []byte, width, n int) bool {
	for n > 0 {
		header, size := binary.Uvarint(data)
		if size <= 0 || header>>1 == 0 || header>>1 > math.MaxInt32 {
			return false
		}
		count, length := int(header>>1), (width+7)/8
		if header&1 == 1 { // groups of eight packed values
			count, length = 8*count, width*count
		}
		if length > len(data)-size {
			return false
		}
		data = data[size+length:]
		n -= count
	}
	return true
}
