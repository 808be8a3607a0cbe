package columnar

import (
	"bufio"
	"errors"
	"io"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/encoding/thrift"
	"github.com/parquet-go/parquet-go/format"
)

// maxValues bounds the values of one page.
const maxValues = 16 << 20

// checkPages makes sure that no page of a row group expands to more than it may,
// before a reader takes its word for it.
func checkPages(f *parquet.File, r io.ReaderAt, group int) error {
	for _, c := range f.Metadata().RowGroups[group].Columns {
		m := &c.MetaData
		begin := m.DataPageOffset
		if m.DictionaryPageOffset > 0 {
			begin = min(begin, m.DictionaryPageOffset)
		}
		if begin < 0 || m.TotalCompressedSize < 0 || begin > f.Size()-m.TotalCompressedSize {
			return ErrDamaged
		}
		if err := checkChunk(io.NewSectionReader(r, begin, m.TotalCompressedSize), m.Codec); err != nil {
			return err
		}
	}
	return nil
}

// checkChunk checks the pages of one column.
func checkChunk(r io.Reader, codec format.CompressionCodec) error {
	buf := bufio.NewReader(r)
	protocol := thrift.CompactProtocol{}
	for {
		if _, err := buf.Peek(1); err != nil {
			return ignoreEOF(err)
		}
		var h format.PageHeader
		if err := thrift.NewDecoder(protocol.NewReader(buf)).Decode(&h); err != nil {
			return ErrDamaged
		}
		if h.UncompressedPageSize > maxBytes || h.CompressedPageSize > maxBytes {
			return ErrTooLarge
		}
		if max(h.DataPageHeader.V.NumValues, h.DataPageHeaderV2.V.NumValues, h.DictionaryPageHeader.V.NumValues) > maxValues {
			return ErrTooLarge
		}
		if h.UncompressedPageSize < 0 || h.CompressedPageSize < 0 {
			return ErrDamaged
		}
		page := io.LimitReader(buf, int64(h.CompressedPageSize))
		if err := expands(page, codec); err != nil {
			return err
		}
		if _, err := io.Copy(io.Discard, page); err != nil {
			return err
		}
	}
}

func ignoreEOF(err error) error {
	if errors.Is(err, io.EOF) {
		return nil
	}
	return err
}

// expands reads a compressed page, whose header may lie, to the limit. What is
// wrong with the page otherwise is left to its reader.
func expands(page io.Reader, codec format.CompressionCodec) error {
	var content io.Reader
	switch codec {
	case format.Zstd:
		d, err := zstd.NewReader(page, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxWindow(maxBytes/2))
		if err != nil {
			return nil
		}
		defer d.Close()
		content = d
	case format.Gzip:
		d, err := gzip.NewReader(page)
		if err != nil {
			return nil
		}
		content = d
	default: // the others cannot expand beyond the size that they state
		return nil
	}
	n, _ := io.Copy(io.Discard, io.LimitReader(content, maxBytes+1))
	if n > maxBytes {
		return ErrTooLarge
	}
	return nil
}
