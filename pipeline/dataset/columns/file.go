package columns

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"fmt"
	"io"

	pq "github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/encoding/thrift"
	"github.com/parquet-go/parquet-go/format"
)

// magic begins and ends every Parquet file.
const magic = "PAR1"

// file is a Parquet file that is being written: row groups, then the index of
// pages, then the metadata that say where everything is.
type file struct {
	out    *bufio.Writer
	offset int64
	meta   format.FileMetaData
	chunks []*chunk // of all row groups
}

// emptyFile is the metadata of a file without rows, as parquet-go writes it.
func emptyFile[T any](o *Options) (*format.FileMetaData, error) {
	options := []pq.WriterOption{pq.CreatedBy(o.CreatedBy[0], o.CreatedBy[1], o.CreatedBy[2])}
	for key, value := range o.Metadata {
		options = append(options, pq.KeyValueMetadata(key, value)) // the writer sorts them
	}
	var b bytes.Buffer
	if err := pq.NewGenericWriter[T](&b, options...).Close(); err != nil {
		return nil, err
	}
	f, err := pq.OpenFile(bytes.NewReader(b.Bytes()), int64(b.Len()))
	if err != nil {
		return nil, err
	}
	return f.Metadata(), nil
}

func newFile(out io.Writer, empty *format.FileMetaData) *file {
	f := &file{out: bufio.NewWriterSize(out, 64<<10), meta: *empty}
	f.meta.RowGroups = nil
	return f
}

// Write implements io.Writer.
func (f *file) Write(p []byte) (int, error) {
	n, err := f.out.Write(p)
	f.offset += int64(n)
	return n, err
}

func (f *file) encode(to io.Writer, v any) error {
	var protocol thrift.CompactProtocol
	return thrift.NewEncoder(protocol.NewWriter(to)).Encode(v)
}

// begin writes what stands before the first row group.
func (f *file) begin() error {
	_, err := io.WriteString(f, magic)
	return err
}

// writeGroup writes a row group.
func (f *file) writeGroup(columns []*column, rows int, b *buffers) error {
	group := format.RowGroup{NumRows: int64(rows), FileOffset: f.offset, Ordinal: int16(len(f.meta.RowGroups))}
	for _, c := range columns {
		ch, err := f.writeChunk(c, b)
		if err != nil {
			return fmt.Errorf("column %v: %w", c.path, err)
		}
		group.TotalByteSize += ch.meta.TotalUncompressedSize
		group.TotalCompressedSize += ch.meta.TotalCompressedSize
		f.chunks = append(f.chunks, ch)
		group.Columns = append(group.Columns, format.ColumnChunk{MetaData: ch.meta})
	}
	for i, c := range columns {
		if err := f.writeFilter(c, &group.Columns[i].MetaData); err != nil {
			return err
		}
	}
	f.meta.RowGroups = append(f.meta.RowGroups, group)
	f.meta.NumRows += int64(rows)
	return nil
}

// writeFilter writes the bloom filter of a column that has one.
func (f *file) writeFilter(c *column, meta *format.ColumnMetaData) error {
	if !c.lookup {
		return nil
	}
	filter := c.filter()
	if filter == nil {
		return nil
	}
	meta.BloomFilterOffset = f.offset
	header := format.BloomFilterHeader{NumBytes: int32(len(filter))}
	header.Algorithm.Value = &format.SplitBlockAlgorithm{}
	header.Hash.Value = &format.XxHash{}
	header.Compression.Value = &format.BloomFilterUncompressed{}
	if err := f.encode(f, &header); err != nil {
		return err
	}
	if _, err := f.Write(filter); err != nil {
		return err
	}
	meta.BloomFilterLength = int32(f.offset - meta.BloomFilterOffset)
	return nil
}

// end writes the index of pages and the metadata.
func (f *file) end() error {
	n := 0
	each := func(write func(*format.ColumnChunk, *chunk) error) error {
		n = 0
		for g := range f.meta.RowGroups {
			for i := range f.meta.RowGroups[g].Columns {
				if err := write(&f.meta.RowGroups[g].Columns[i], f.chunks[n]); err != nil {
					return err
				}
				n++
			}
		}
		return nil
	}
	err := each(func(c *format.ColumnChunk, ch *chunk) error {
		if ch.pages == nil {
			return nil
		}
		c.ColumnIndexOffset = f.offset
		err := f.encode(f, ch.pages)
		c.ColumnIndexLength = int32(f.offset - c.ColumnIndexOffset)
		return err
	})
	if err != nil {
		return err
	}
	err = each(func(c *format.ColumnChunk, ch *chunk) error {
		c.OffsetIndexOffset = f.offset
		err := f.encode(f, &ch.offsets)
		c.OffsetIndexLength = int32(f.offset - c.OffsetIndexOffset)
		return err
	})
	if err != nil {
		return err
	}
	begin := f.offset
	if err := f.encode(f, &f.meta); err != nil {
		return err
	}
	if _, err := f.Write(binary.LittleEndian.AppendUint32(nil, uint32(f.offset-begin))); err != nil {
		return err
	}
	if _, err := io.WriteString(f, magic); err != nil {
		return err
	}
	return f.out.Flush()
}
