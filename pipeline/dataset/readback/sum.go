package readback

import (
	"encoding/binary"
	"math/bits"
	"unsafe"

	"github.com/cespare/xxhash/v2"
)

// Sum hashes what is in one leaf column: the repetition levels, the definition levels
// and the values, each in order. Who writes a file adds what the rows hold, Check adds
// what it has read. The zero Sum is empty.
type Sum struct {
	Levels     int64    // values, nulls and empty lists
	Reps, Defs Sequence // empty where the column has no such levels
	Values     Sequence // HashText or HashNumber of each, nulls left out
}

// Odd numbers with about as many ones as zeros (the fractions of the golden ratio
// and of the square root of 2), and a multiplier of good random number generators.
const (
	phi  = 0x9E3779B97F4A7C15
	root = 0x6A09E667F3BCC909
	step = 0xD1342543DE82EF95
)

// AddLevels adds levels: reps, which is empty for columns that are not in lists, and
// defs, empty for columns that are never null either, which have n values.
func (s *Sum) AddLevels(reps, defs []byte, n int) {
	s.Levels += int64(n)
	s.Reps = s.Reps.thenLevels(reps)
	s.Defs = s.Defs.thenLevels(defs)
}

// Sequence is the hash of numbers in order. Each step is invertible, so that
// sequences that differ in one place have different hashes.
type Sequence uint64

// Then is the sequence with one more number.
func (s Sequence) Then(v uint64) Sequence { return s*step + Sequence(v+root) }

// ThenRun is Then n times.
func (s Sequence) ThenRun(v uint64, n int) Sequence {
	t := Sequence(v + root)
	// What 1, 2, 4 ... steps do: s*power + t*ones.
	for power, ones := Sequence(step), Sequence(1); n > 0; n >>= 1 {
		if n&1 == 1 {
			s = s*power + t*ones
		}
		ones += ones * power
		power *= power
	}
	return s
}

// What two and more steps do to the hash and to the numbers.
const (
	word  = 1<<64 - 1
	step2 = step * step & word
	step3 = step2 * step & word
	step4 = step3 * step & word
	step5 = step4 * step & word
	step6 = step5 * step & word
	step7 = step6 * step & word
	step8 = step7 * step & word
	root2 = root * (step + 1) & word
	same8 = (step7 + step6 + step5 + step4 + step3 + step2 + step + 1) & word
	root8 = root * same8 & word
)

// thenTwo is Then twice. Done at once, since each step has to wait for the one before.
func (s Sequence) thenTwo(a, b uint64) Sequence { return s*step2 + Sequence(a*step+b+root2) }

// ThenAll is Then for one number after the other.
func (s Sequence) ThenAll(values []uint64) Sequence {
	for ; len(values) >= 4; values = values[4:] {
		s = s.thenTwo(values[0], values[1]).thenTwo(values[2], values[3])
	}
	for _, v := range values {
		s = s.Then(v)
	}
	return s
}

// thenLevels is Then for one level after the other.
func (s Sequence) thenLevels(levels []byte) Sequence {
	for ; len(levels) >= 8; levels = levels[8:] {
		s = s.thenEight(binary.LittleEndian.Uint64(levels))
	}
	for _, l := range levels {
		s = s.Then(uint64(l))
	}
	return s
}

// thenEight is Then for the bytes of a word, the lowest first. Levels come in runs.
func (s Sequence) thenEight(w uint64) Sequence {
	first := w & 0xFF
	if w>>8 == w<<8>>8 { // all are the same
		return s*step8 + Sequence(first*same8+root8)
	}
	high := first*step7 + (w>>8&0xFF)*step6 + (w>>16&0xFF)*step5 + (w>>24&0xFF)*step4
	low := (w>>32&0xFF)*step3 + (w>>40&0xFF)*step2 + (w>>48&0xFF)*step + w>>56
	return s*step8 + Sequence(high+low+root8)
}

// HashText is a text as Sum takes it.
func HashText(s string) uint64 {
	if len(s) > ShortText {
		return xxhash.Sum64String(s)
	}
	return HashShort(Short(s))
}

// HashBytes is the HashText of a text in bytes.
func HashBytes(b []byte) uint64 {
	return HashText(unsafe.String(unsafe.SliceData(b), len(b))) //nolint:gosec // only read
}

// ShortText is the length in bytes up to which Short knows all of a text.
const ShortText = 16

// Short is a text of at most ShortText bytes as two numbers. Among texts of one length,
// no other text has the same two. The words of Chinese that have one character and
// those that have two go one way, since nothing tells which comes next.
func Short(s string) (a, b uint64) {
	switch n := len(s); {
	case n >= 8:
		return load8(s, 0), load8(s, n-8) ^ uint64(n)
	case n == 7:
		return load4(s, 0), load4(s, 3) ^ 7
	case n >= 3:
		return load3(s, 0), load3(s, n-3) ^ uint64(n)
	case n > 0:
		return uint64(s[0]) | uint64(s[n-1])<<8, uint64(n)
	}
	return 0, 0
}

// HashShort is the HashText of a text by its Short.
func HashShort(a, b uint64) uint64 { return mix(a, b) }

// HashNumber is a number, by the bits that Parquet has for it, as Sum takes it.
func HashNumber(bits uint64) uint64 { return mix(bits, 8) }

func mix(a, b uint64) uint64 {
	high, low := bits.Mul64(a^phi, b^root)
	return high ^ low
}

func load3(s string, i int) uint64 {
	s = s[i : i+3]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16
}

func load4(s string, i int) uint64 {
	s = s[i : i+4]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24
}

func load8(s string, i int) uint64 {
	s = s[i : i+8]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
		uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
}
