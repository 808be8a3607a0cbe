package readback

import (
	"crypto/sha256"
	"encoding/hex"
	"hash"
	"io"

	"github.com/cespare/xxhash/v2"
)

// Fingerprint identifies the bytes of a file.
type Fingerprint struct {
	Bytes  int64
	SHA256 string // hex
}

// Checksum tells the bytes of a file from what they become when they are damaged, at
// a fraction of what a Fingerprint costs.
type Checksum struct {
	Bytes int64
	XXH64 uint64
}

// Writer passes bytes on and takes their fingerprint and checksum on the way, before
// any file system has a part in it. It is not safe for concurrent use.
type Writer struct {
	w     io.Writer
	bytes int64
	hash  hash.Hash
	check xxhash.Digest
}

// NewWriter returns a Writer that writes to w.
func NewWriter(w io.Writer) *Writer { return &Writer{w: w, hash: sha256.New(), check: *xxhash.New()} }

func (w *Writer) Write(p []byte) (int, error) {
	n, err := w.w.Write(p)
	w.bytes += int64(n)
	w.hash.Write(p[:n]) // never fails, nor does this:
	_, _ = w.check.Write(p[:n])
	return n, err
}

// Fingerprint is that of everything written so far.
func (w *Writer) Fingerprint() Fingerprint {
	return Fingerprint{Bytes: w.bytes, SHA256: hex.EncodeToString(w.hash.Sum(nil))}
}

// Checksum is that of everything written so far.
func (w *Writer) Checksum() Checksum { return Checksum{Bytes: w.bytes, XXH64: w.check.Sum64()} }

// FingerprintOf reads r to its end.
func FingerprintOf(r io.Reader) (Fingerprint, error) {
	w := NewWriter(io.Discard)
	if _, err := io.Copy(w, r); err != nil {
		return Fingerprint{}, err
	}
	return w.Fingerprint(), nil
}

// checksumOf reads r to its end.
func checksumOf(r io.Reader) (Checksum, error) {
	d := xxhash.New()
	n, err := io.Copy(d, r)
	return Checksum{Bytes: n, XXH64: d.Sum64()}, err
}
