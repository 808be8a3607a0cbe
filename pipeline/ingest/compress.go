package ingest

import (
	"bufio"
	"bytes"
	"errors"
	"io"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"

	"zhijian/analyzers/transcript"
)

// maxWindow bounds the memory that a zstd stream may ask for: what zstd writes
// at its highest levels, and with --long=27.
const maxWindow = 128 << 20

// decompressor opens compressed streams and keeps its state for the next one.
type decompressor struct {
	gz *gzip.Reader
	zs *zstd.Decoder
}

// open returns the decompressed stream of r, or nil when r is not compressed.
// Files of several members (gzip) or frames (zstd) are read to the last one.
func (d *decompressor) open(r *bufio.Reader) (io.Reader, error) {
	magic, _ := r.Peek(4) // a short or failing file is found by the reader of lines
	switch {
	case bytes.HasPrefix(magic, []byte{0x1f, 0x8b}):
		return d.openGzip(r)
	case isZstd(magic):
		return d.openZstd(r)
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
	return bytes.Equal(magic, []byte{0x28, 0xb5, 0x2f, 0xfd})
}

// damaged is the reject for compressed data that cannot be read further; src is
// where the first lost record begins.
func damaged(err error, src transcript.Source) *Reject {
	r := &Reject{Source: src, Reason: CorruptInput}
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF):
		r.Reason = TruncatedInput
		r.Detail = "the compressed data end early: the records from here on are lost; fetch the file again"
	case errors.Is(err, gzip.ErrChecksum) || errors.Is(err, zstd.ErrCRCMismatch):
		r.Detail = "the checksum of the compressed data does not match: earlier records of this file may be wrong; fetch the file again"
	case errors.Is(err, zstd.ErrWindowSizeExceeded) || errors.Is(err, zstd.ErrDecoderSizeExceeded):
		r.Detail = "the zstd window is larger than 128 MiB; compress with --long=27 or less"
	default:
		r.Detail = "the compressed data are damaged: the records from here on are lost; fetch the file again"
	}
	return r
}
