package charset

import (
	"bytes"
	"unicode"
	"unicode/utf8"
)

// What a charset is told by.
const (
	scored     = 16 << 10 // bytes of text, from the first that is not ASCII
	badWeight  = 4        // a byte without meaning counts against so many common characters
	plausible  = 0.1      // least share of common characters
	brokenUTF8 = 3        // so many characters for each bad byte make it UTF-8
)

// Detect tells the charset by the beginning of a text; whole says that it is all
// of it. Common reports the characters that most Chinese text is made of. Text is
// false when the content is binary. What is of no charset for certain, and ASCII,
// is UTF-8.
func Detect(head []byte, whole bool, common func(rune) bool) (c Charset, text bool) {
	for _, c := range []Charset{UTF8, UTF16LE, UTF16BE} {
		if bytes.HasPrefix(head, []byte(c.Mark())) && !bytes.HasPrefix(head, []byte("\xff\xfe\x00\x00")) {
			return c, true
		}
	}
	if bytes.IndexByte(head, 0) >= 0 {
		if c, text = best(head, whole, common, UTF16LE, UTF16BE); !text {
			return UTF8, false
		}
		return c, true
	}
	good, bad := sequences(UTF8.Decode(head, whole))
	if bad == 0 || good >= brokenUTF8*bad {
		return UTF8, !controls(head)
	}
	c, text = best(head, whole, common, GB18030, Big5)
	if !text {
		return UTF8, !controls(head)
	}
	return c, true
}

// sequences counts the characters of three bytes and more, as those of Chinese
// are, and the bytes that are in no character. Two bytes that look like one are
// frequent in other charsets.
func sequences(b []byte) (good, bad int) {
	if utf8.Valid(b) {
		return len(b), 0
	}
	for i := 0; i < len(b); {
		if b[i] < utf8.RuneSelf {
			i++
			continue
		}
		_, size := utf8.DecodeRune(b[i:])
		switch {
		case size == 1:
			bad++
		case size > 2:
			good++
		}
		i += size
	}
	return good, bad
}

// controls reports whether more than one byte of a hundred is a control character
// that no text has.
func controls(b []byte) bool {
	n := 0
	for _, c := range b {
		if c < 0x20 && c != '\t' && c != '\n' && c != '\r' && c != '\f' && c != 0x1b {
			n++
		}
	}
	return n*100 > len(b)
}

// best is the charset as which the text has the most common characters; ok is
// false when it is none of them.
func best(head []byte, whole bool, common func(rune) bool, charsets ...Charset) (c Charset, ok bool) {
	if first := bytes.IndexFunc(head, func(r rune) bool { return r >= utf8.RuneSelf }); first > 0 && charsets[0] == GB18030 {
		head = head[bytes.LastIndexByte(head[:first], '\n')+1:]
	}
	if len(head) > scored {
		head, whole = head[:scored], false
	}
	most := plausible
	for _, candidate := range charsets {
		if s := score(candidate.Decode(head, whole), common); s >= most {
			c, ok, most = candidate, true, s+1e-9
		}
	}
	return c, ok
}

// score is the share of common characters among those that are not ASCII, less
// what speaks against the charset.
func score(text []byte, common func(rune) bool) float64 {
	var total, good, bad, ascii int
	for len(text) > 0 {
		r, size := utf8.DecodeRune(text)
		text = text[size:]
		switch {
		case r == utf8.RuneError && size == 1:
			bad++
			total++
		case r < utf8.RuneSelf:
			ascii++
			if r == 0 || r < 0x20 && !unicode.IsSpace(r) {
				bad++
			}
			continue
		case common(r), r >= 0x3000 && r <= 0x3011, r >= 0xff01 && r <= 0xff1f, r >= 0x2018 && r <= 0x201d:
			good++
			total++
		case unicode.Is(unicode.Co, r):
			bad++
			total++
		default:
			total++
		}
	}
	if total == 0 {
		if bad == 0 && ascii > 0 { // as UTF-16
			return 1
		}
		return 0
	}
	return float64(good-badWeight*bad) / float64(total)
}
