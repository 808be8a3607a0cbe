// Package charset tells in which charset a text was written, and reads it as
// UTF-8. Bytes that mean nothing in the charset come out as Bad, which no UTF-8
// text holds, so that a reader of records finds them with utf8.Valid.
package charset

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// Charset is the name of a charset.
type Charset string

// The charsets that are read. GB18030 holds GBK and GB2312; Big5 is that of the
// web, with the characters of Hong Kong.
const (
	UTF8    Charset = "utf-8"
	UTF16LE Charset = "utf-16le"
	UTF16BE Charset = "utf-16be"
	GB18030 Charset = "gb18030"
	Big5    Charset = "big5"
)

// Bad stands for a byte that means nothing. An encoded U+FFFD becomes Bad too: it
// says that somebody before could not read the text.
const Bad = 0xff

// mark is U+FFFD as the decoders write it.
const mark = "\xef\xbf\xbd"

// Parse finds a charset by one of its names.
func Parse(name string) (Charset, error) {
	switch strings.NewReplacer("-", "", "_", "").Replace(strings.ToLower(name)) {
	case "utf8":
		return UTF8, nil
	case "utf16", "utf16le", "unicode":
		return UTF16LE, nil
	case "utf16be":
		return UTF16BE, nil
	case "gb18030", "gbk", "gb2312", "cp936":
		return GB18030, nil
	case "big5", "big5hkscs", "cp950":
		return Big5, nil
	}
	return "", fmt.Errorf("unknown charset %q: the charsets are utf-8, utf-16le, utf-16be, gb18030 (gbk, gb2312) and big5", name)
}

// Mark is the byte order mark of the charset; empty when it has none.
func (c Charset) Mark() string {
	switch c {
	case UTF8:
		return "\xef\xbb\xbf"
	case UTF16LE:
		return "\xff\xfe"
	case UTF16BE:
		return "\xfe\xff"
	}
	return ""
}

// decoder makes UTF-8 of the charset; nil when it is UTF-8.
func (c Charset) decoder() transform.Transformer {
	var e encoding.Encoding
	switch c {
	case UTF16LE:
		e = unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)
	case UTF16BE:
		e = unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)
	case GB18030:
		return &marker{&userDefined{simplifiedchinese.GB18030.NewDecoder().Transformer}}
	case Big5:
		e = traditionalchinese.Big5
	default:
		return nil
	}
	return &marker{e.NewDecoder().Transformer}
}

// NewReader reads r, which has no mark before it, as UTF-8. Text that is UTF-8 is
// not changed.
func (c Charset) NewReader(r io.Reader) io.Reader {
	d := c.decoder()
	if d == nil {
		return r
	}
	return transform.NewReader(r, d)
}

// Decode reads the beginning of a text, without its mark, as UTF-8. A character
// that is cut at its end is left out, unless the text is whole.
func (c Charset) Decode(head []byte, whole bool) []byte {
	d := c.decoder()
	if d == nil {
		if !whole {
			head = head[:len(head)-partial(head)]
		}
		return head
	}
	dst := make([]byte, len(head)*3+16)
	n, _, _ := d.Transform(dst, head, whole) // a cut character is an error that is expected
	return dst[:n]
}

// partial is how many bytes at the end of b begin a character of UTF-8 that is
// not all there.
func partial(b []byte) int {
	for n := 1; n <= min(3, len(b)); n++ {
		c := b[len(b)-n]
		switch {
		case c < 0x80:
			return 0
		case c >= 0xf0 && n < 4, c >= 0xe0 && n < 3, c >= 0xc0 && n < 2:
			return n
		case c >= 0xc0:
			return 0
		}
	}
	return 0
}

// marker puts Bad in the place of every U+FFFD that its decoder writes.
type marker struct{ decoder transform.Transformer }

// Reset implements transform.Transformer.
func (m *marker) Reset() { m.decoder.Reset() }

// Transform implements transform.Transformer.
func (m *marker) Transform(dst, src []byte, atEOF bool) (nDst, nSrc int, err error) {
	nDst, nSrc, err = m.decoder.Transform(dst, src, atEOF)
	return markBad(dst[:nDst]), nSrc, err
}

func markBad(b []byte) int {
	at := bytes.Index(b, []byte(mark))
	if at < 0 {
		return len(b)
	}
	n := at
	for rest := b[at:]; ; {
		at := bytes.Index(rest, []byte(mark))
		if at < 0 {
			return n + copy(b[n:], rest)
		}
		n += copy(b[n:], rest[:at])
		b[n] = Bad
		n++
		rest = rest[at+len(mark):]
	}
}
