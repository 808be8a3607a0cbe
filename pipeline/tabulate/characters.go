package tabulate

import (
	"encoding/binary"
	"math/bits"
	"unsafe"
)

// characters counts the characters of a text, which is valid UTF-8 (see
// transcript.Turn): all bytes but those that go on with a character, 10xxxxxx, and
// eight at a time.
func characters(text string) int {
	const each = 0x0101010101010101
	more, b := 0, unsafe.Slice(unsafe.StringData(text), len(text)) //nolint:gosec // only read
	for ; len(b) >= 8; b = b[8:] {
		word := binary.LittleEndian.Uint64(b)
		more += bits.OnesCount64(word >> 7 &^ (word >> 6) & each)
	}
	for _, c := range b {
		more += int(c >> 7 &^ (c >> 6) & 1)
	}
	return len(text) - more
}
