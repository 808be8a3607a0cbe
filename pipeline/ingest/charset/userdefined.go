package charset

import (
	"unicode/utf8"

	"golang.org/x/text/transform"
)

// userDefined reads GB18030 with its areas for characters that users define, which
// stand for the private use area of Unicode: old exports write emoji there. The
// decoder that does the rest does not know them.
type userDefined struct{ rest transform.Transformer }

// Reset implements transform.Transformer.
func (u *userDefined) Reset() { u.rest.Reset() }

// Transform implements transform.Transformer.
func (u *userDefined) Transform(dst, src []byte, atEOF bool) (nDst, nSrc int, err error) {
	for nSrc < len(src) {
		n, whole := plainRun(src[nSrc:])
		end := nSrc + n
		last := atEOF && !whole
		if last {
			end = len(src) // with the character that is cut
		}
		if end > nSrc {
			d, s, err := u.rest.Transform(dst[nDst:], src[nSrc:end], true)
			nDst, nSrc = nDst+d, nSrc+s
			if err != nil {
				return nDst, nSrc, err
			}
			continue
		}
		if !whole {
			return nDst, nSrc, transform.ErrShortSrc
		}
		if len(dst)-nDst < utf8.UTFMax {
			return nDst, nSrc, transform.ErrShortDst
		}
		nDst += utf8.EncodeRune(dst[nDst:], private(src[nSrc], src[nSrc+1]))
		nSrc += 2
	}
	return nDst, nSrc, nil
}

// plainRun is how many bytes come before the first character that users define, or
// before one that is cut at the end; then it is not whole.
func plainRun(b []byte) (n int, whole bool) {
	for n < len(b) {
		switch c := b[n]; {
		case c <= 0x80 || c == 0xff:
			n++
			continue
		case n+1 == len(b):
			return n, false
		}
		switch trail := b[n+1]; {
		case private(b[n], trail) != 0:
			return n, true
		case trail >= 0x40 && trail != 0x7f && trail != 0xff:
			n += 2
		case trail < 0x30 || trail > 0x3f:
			n++ // the byte means nothing
		case len(b)-n < 4:
			return n, false
		case !fourBytes(b[n:]):
			n++
		default:
			n += 4
		}
	}
	return n, n > 0
}

// fourBytes reports whether the decoder takes four bytes for one character.
func fourBytes(b []byte) bool {
	if b[2] < 0x81 || b[2] == 0xff || b[3] < '0' || b[3] > '9' {
		return false
	}
	r := ((rune(b[0]-0x81)*10+rune(b[1]-0x30))*126+rune(b[2]-0x81))*10 + rune(b[3]-0x30)
	return r < 39420 || r >= 189000 && r < 189000+0x100000
}

// private is the character of a pair of bytes that users define; else 0.
func private(lead, trail byte) rune {
	switch {
	case lead >= 0xaa && lead <= 0xaf && trail >= 0xa1 && trail <= 0xfe:
		return 0xe000 + 94*rune(lead-0xaa) + rune(trail-0xa1)
	case lead >= 0xf8 && lead <= 0xfe && trail >= 0xa1 && trail <= 0xfe:
		return 0xe234 + 94*rune(lead-0xf8) + rune(trail-0xa1)
	case lead >= 0xa1 && lead <= 0xa7 && trail >= 0x40 && trail <= 0xa0 && trail != 0x7f:
		if trail > 0x7f {
			trail--
		}
		return 0xe4c6 + 96*rune(lead-0xa1) + rune(trail-0x40)
	}
	return 0
}
