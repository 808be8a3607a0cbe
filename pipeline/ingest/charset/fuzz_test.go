package charset

import (
	"bytes"
	"io"
	"testing"
	"testing/iotest"
	"unicode/utf8"

	"zhijian/lexicon/fields"
)

// Whatever the bytes, reading in pieces gives what decoding at once gives, and
// only Bad is not UTF-8.
func FuzzCharset(f *testing.F) {
	common := fields.Embedded().Common
	for _, e := range encoders() {
		raw, err := e.NewEncoder().String(simple)
		if err == nil {
			f.Add([]byte(raw))
		}
	}
	f.Add([]byte(simple + "\xff\xef\xbf\xbd\xd6"))
	f.Fuzz(func(t *testing.T, b []byte) {
		c, _ := Detect(b, true, common)
		for _, c := range []Charset{c, GB18030, Big5, UTF16LE} {
			want := c.Decode(b, true)
			got, err := io.ReadAll(c.NewReader(iotest.OneByteReader(bytes.NewReader(b))))
			if err != nil || !bytes.Equal(got, want) {
				t.Fatalf("%s: %q in pieces, %q at once, %v", c, got, want, err)
			}
			if c != UTF8 && !utf8.Valid(bytes.ReplaceAll(got, []byte{Bad}, nil)) {
				t.Fatalf("%s: %q", c, got)
			}
		}
	})
}
