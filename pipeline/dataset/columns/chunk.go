package columns

import (
	"bytes"
	"hash/crc32"

	"github.com/klauspost/compress/zstd"
	"github.com/parquet-go/parquet-go/encoding/thrift"
	"github.com/parquet-go/parquet-go/format"
)

// boundLength is how many bytes of a text the index of pages has.
const boundLength = 16

// chunk is a column of a row group as it stands in the file.
type chunk struct {
	meta    format.ColumnMetaData
	pages   *format.ColumnIndex // nil for columns that no row is looked up by
	offsets format.OffsetIndex
}

// buffers are what pages are encoded into, one after the other.
type buffers struct {
	reps, defs, values []byte
	packed             []byte // values, compressed
	header             bytes.Buffer
	encoder            *zstd.Encoder
}

// window is how far back a repetition is found, in bytes: a page, as a rule. The
// encoder of each table holds on to twice as much.
const window = 1 << 20

func newBuffers() (*buffers, error) {
	e, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(1), zstd.WithWindowSize(window),
		zstd.WithEncoderCRC(false), zstd.WithZeroFrames(true))
	return &buffers{encoder: e}, err
}

// writeChunk writes the pages of a column that the row group has.
func (f *file) writeChunk(c *column, b *buffers) (*chunk, error) {
	ch := &chunk{meta: format.ColumnMetaData{
		Type:         format.Type(c.typ.Kind()),
		PathInSchema: c.path,
		Codec:        format.Zstd,
		NumValues:    int64(c.levels()),
	}}
	ch.meta.Statistics.NullCount = int64(c.nulls)
	ch.meta.Encoding, ch.meta.EncodingStats = c.encodings()
	if c.dictionary {
		ch.meta.DictionaryPageOffset = f.offset
		if err := f.writeDictionary(c, ch, b); err != nil {
			return nil, err
		}
	}
	ch.meta.DataPageOffset = f.offset
	var from page
	for n, to := range c.pages {
		ch.offsets.PageLocations = append(ch.offsets.PageLocations, format.PageLocation{Offset: f.offset, FirstRowIndex: int64(from.rows)})
		size, err := f.writeData(c, ch, b, from, to)
		if err != nil {
			return nil, err
		}
		ch.offsets.PageLocations[n].CompressedPageSize = size
		from = to
	}
	if s := c.bounds(); !s.least.IsNull() {
		ch.meta.Statistics.MinValue = s.least.AppendBytes([]byte{}) // not nil for an empty text
		ch.meta.Statistics.MaxValue = s.most.AppendBytes([]byte{})
	}
	if c.lookup {
		ch.pages = c.index()
	}
	return ch, nil
}

// index has the bounds of every page.
func (c *column) index() *format.ColumnIndex {
	indexer := c.typ.NewColumnIndexer(boundLength)
	var from page
	for _, to := range c.pages {
		s := c.pageBounds(from, to)
		indexer.IndexPage(int64(to.levels-from.levels), int64(to.nulls-from.nulls), s.least, s.most)
		from = to
	}
	index := indexer.ColumnIndex()
	return &index
}

// encodings lists the encodings of the column's pages.
func (c *column) encodings() ([]format.Encoding, []format.PageEncodingStats) {
	data, n := format.Plain, int32(len(c.pages))
	var all []format.Encoding
	var stats []format.PageEncodingStats
	if c.dictionary {
		data = format.RLEDictionary
		stats = append(stats, format.PageEncodingStats{PageType: format.DictionaryPage, Encoding: format.Plain, Count: 1})
	}
	all = append(all, format.Plain)
	if c.maxDef > 0 {
		all = append(all, format.RLE)
	}
	if c.dictionary {
		all = append(all, format.RLEDictionary)
	}
	return all, append(stats, format.PageEncodingStats{PageType: format.DataPageV2, Encoding: data, Count: n})
}

func (f *file) writeDictionary(c *column, ch *chunk, b *buffers) error {
	content, n := c.dictionaryPage(b)
	b.packed = b.encoder.EncodeAll(content, b.packed[:0])
	header := format.PageHeader{Type: format.DictionaryPage, UncompressedPageSize: int32(len(content)), CompressedPageSize: int32(len(b.packed)),
		CRC:                  int32(crc32.ChecksumIEEE(b.packed)),
		DictionaryPageHeader: thrift.New(format.DictionaryPageHeader{NumValues: int32(n), Encoding: format.Plain})}
	_, err := f.writePage(&header, ch, b, b.packed)
	return err
}

// writeData writes the page between two page ends and returns its size.
func (f *file) writeData(c *column, ch *chunk, b *buffers, from, to page) (int32, error) {
	if err := c.encode(b, from, to); err != nil {
		return 0, err
	}
	b.packed = b.encoder.EncodeAll(b.values, b.packed[:0])
	encoding := format.Plain
	if c.dictionary {
		encoding = format.RLEDictionary
	}
	levels := len(b.reps) + len(b.defs)
	sum := crc32.Update(crc32.Update(crc32.ChecksumIEEE(b.reps), crc32.IEEETable, b.defs), crc32.IEEETable, b.packed)
	header := format.PageHeader{
		Type: format.DataPageV2, UncompressedPageSize: int32(levels + len(b.values)), CompressedPageSize: int32(levels + len(b.packed)),
		CRC: int32(sum),
		DataPageHeaderV2: thrift.New(format.DataPageHeaderV2{
			NumValues: int32(to.levels - from.levels), NumNulls: int32(to.nulls - from.nulls), NumRows: int32(to.rows - from.rows),
			Encoding: encoding, DefinitionLevelsByteLength: int32(len(b.defs)), RepetitionLevelsByteLength: int32(len(b.reps)),
			IsCompressed: thrift.New(true),
		}),
	}
	return f.writePage(&header, ch, b, b.reps, b.defs, b.packed)
}

// writePage writes a header and what belongs to it, and returns the size of both.
func (f *file) writePage(header *format.PageHeader, ch *chunk, b *buffers, content ...[]byte) (int32, error) {
	b.header.Reset()
	if err := f.encode(&b.header, header); err != nil {
		return 0, err
	}
	begin := f.offset
	if _, err := f.Write(b.header.Bytes()); err != nil {
		return 0, err
	}
	for _, part := range content {
		if _, err := f.Write(part); err != nil {
			return 0, err
		}
	}
	ch.meta.TotalUncompressedSize += int64(b.header.Len()) + int64(header.UncompressedPageSize)
	ch.meta.TotalCompressedSize += f.offset - begin
	return int32(f.offset - begin), nil
}
