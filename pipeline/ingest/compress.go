package ingest

import (
	"archive/zip"
	"bufio"
	"bytes"
	"compress/bzip2"
	"errors"
	"fmt"
	"io"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"

	"zhijian/analyzers/transcript"
)

// maxWindow bounds the memory that a zstd stream may ask for: what zstd writes
// at its highest levels, and with --long=27.
const maxWindow = 128 << 20

const bufferBytes = 64 << 10

// layer is what takes the compression off one file after the other: its buffers
// and decompressors are kept for the next one.
type layer struct {
	packed  *bufio.Reader // over the file as stored
	plain   *bufio.Reader // over the decompressed stream
	inflate decompressor
	meter   meter
	spool   spool
}

func newLayer(o *Options) *layer {
	return &layer{
		packed: bufio.NewReaderSize(nil, bufferBytes),
		plain:  bufio.NewReaderSize(nil, bufferBytes),
		meter:  meter{limit: o.MaxExpanded},
		spool:  spool{fsys: o.FS, dir: o.TempDir},
	}
}

// open returns the content of src without compression, and whether there was one.
func (l *layer) open(src io.Reader) (content *bufio.Reader, packed bool, err error) {
	l.packed.Reset(src)
	stream, err := l.inflate.open(l.packed)
	if stream == nil || err != nil {
		return l.packed, false, err
	}
	l.plain.Reset(l.meter.over(stream))
	return l.plain, true, nil
}

func (l *layer) close() error {
	l.inflate.close()
	return l.spool.close()
}

// decompressor opens compressed streams and keeps its state for the next one.
type decompressor struct {
	gz *gzip.Reader
	zs *zstd.Decoder
}

// open returns the decompressed stream of r, or nil when r is not compressed.
// Files of several members (gzip), frames (zstd) or streams (bzip2) are read to
// the last one.
func (d *decompressor) open(r *bufio.Reader) (io.Reader, error) {
	magic, _ := r.Peek(10) // a short or failing file is found by its reader
	switch {
	case bytes.HasPrefix(magic, []byte{0x1f, 0x8b}):
		return d.openGzip(r)
	case isZstd(magic):
		return d.openZstd(r)
	case isBzip2(magic):
		return bzip2.NewReader(r), nil
	}
	return nil, nil
}

func (d *decompressor) openGzip(r io.Reader) (io.Reader, error) {
	if d.gz == nil {
		gz, err := gzip.NewReader(r)
		d.gz = gz
		return gz, err
	}
	return d.gz, d.gz.Reset(r)
}

func (d *decompressor) openZstd(r io.Reader) (io.Reader, error) {
	if d.zs != nil {
		return d.zs, d.zs.Reset(r)
	}
	zs, err := zstd.NewReader(r, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxWindow(maxWindow))
	d.zs = zs
	return zs, err
}

func (d *decompressor) close() {
	if d.zs != nil {
		d.zs.Close()
	}
}

// isZstd knows a zstd frame and the skippable frames that may come before one.
func isZstd(magic []byte) bool {
	if len(magic) < 4 {
		return false
	}
	if magic[0]&0xf0 == 0x50 && bytes.Equal(magic[1:4], []byte{0x2a, 0x4d, 0x18}) {
		return true
	}
	return bytes.Equal(magic[:4], []byte{0x28, 0xb5, 0x2f, 0xfd})
}

// isBzip2 knows the head of a stream with its first block, or with none.
func isBzip2(magic []byte) bool {
	return len(magic) >= 10 && bytes.HasPrefix(magic, []byte("BZh")) && magic[3] >= '1' && magic[3] <= '9' &&
		(string(magic[4:10]) == "\x31\x41\x59\x26\x53\x59" || string(magic[4:10]) == "\x17\x72\x45\x38\x50\x90")
}

// damaged is the reject for compressed data that cannot be read further; src is
// where the first lost record begins.
func damaged(err error, src transcript.Source) *Reject {
	r := &Reject{Source: src, Reason: CorruptInput}
	oversized, tooBig := errors.AsType[*oversizedError](err)
	switch {
	case tooBig:
		r.Reason = OversizedInput
		r.Detail = oversized.Error()
	case errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF):
		r.Reason = TruncatedInput
		r.Detail = "the compressed data end early: the records from here on are lost; fetch the file again"
	case errors.Is(err, gzip.ErrChecksum) || errors.Is(err, zstd.ErrCRCMismatch) || errors.Is(err, zip.ErrChecksum):
		r.Detail = "the checksum of the compressed data does not match: earlier records of this file may be wrong; fetch the file again"
	case errors.Is(err, zstd.ErrWindowSizeExceeded) || errors.Is(err, zstd.ErrDecoderSizeExceeded):
		r.Detail = "the zstd window is larger than 128 MiB; compress with --long=27 or less"
	default:
		r.Detail = "the compressed data are damaged: the records from here on are lost; fetch the file again"
	}
	return r
}

// What a compressed file may expand to. Conversations compress 3 to 15 times;
// the ratio counts from a size on that is harmless in any case.
const (
	maxExpanded   = 64 << 30
	maxRatio      = 200
	ratioFromSize = 64 << 20
)

// meter counts what one file, or all members of an archive, expand to.
type meter struct {
	limit    int64
	expanded int64
	stored   func() int64 // bytes of the file as stored; of a stream, those read so far
}

func (m *meter) begin(stored func() int64) { m.expanded, m.stored = 0, stored }

// over returns r, which ends with an *oversizedError beyond the limits.
func (m *meter) over(r io.Reader) io.Reader { return &meteredReader{m, r} }

type meteredReader struct {
	meter *meter
	r     io.Reader
}

func (r *meteredReader) Read(p []byte) (int, error) {
	n, err := r.r.Read(p)
	if over := r.meter.add(int64(n)); over != nil {
		return 0, over
	}
	return n, err
}

func (m *meter) add(n int64) error {
	m.expanded += n
	switch {
	case m.expanded > m.limit:
		return &oversizedError{fmt.Sprintf("the file expands to more than %d bytes; split it", m.limit)}
	case m.expanded > ratioFromSize && m.expanded/maxRatio > m.stored():
		return &oversizedError{fmt.Sprintf("the file expands to more than %d times its size, as no conversations do; store it without compression if it is right", maxRatio)}
	}
	return nil
}

// oversizedError is the end of what expands too much.
type oversizedError struct{ detail string }

func (e *oversizedError) Error() string { return e.detail }
