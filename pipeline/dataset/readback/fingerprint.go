package readback

import (
	"crypto/sha256"
	"encoding/hex"
	"hash"
	"io"
)

// Fingerprint identifies the bytes of a file.
type Fingerprint struct {
	Bytes  int64
	SHA256 string // hex
}

// Writer passes bytes on and takes their fingerprint on the way, before any
// file system has a part in it. It is not safe for concurrent use.
type Writer struct {
	w     io.Writer
	bytes int64
	hash  hash.Hash
}

// NewWriter returns a Writer that writes to w.
func NewWriter(w io.Writer) *Writer { return &Writer{w: w, hash: sha256.New()} }

func (w *Writer) Write(p []byte) (int, error) {
	n, err := w.w.Write(p)
	w.bytes += int64(n)
	w.hash.Write(p[:n]) // never fails
	return n, err
}

// Fingerprint is that of everything written so far.
func (w *Writer) Fingerprint() Fingerprint {
	return Fingerprint{Bytes: w.bytes, SHA256: hex.EncodeToString(w.hash.Sum(nil))}
}

// FingerprintOf reads r to its end.
func FingerprintOf(r io.Reader) (Fingerprint, error) {
	w := NewWriter(io.Discard)
	if _, err := io.Copy(w, r); err != nil {
		return Fingerprint{}, err
	}
	return w.Fingerprint(), nil
}
