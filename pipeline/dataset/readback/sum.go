package readback

import (
	"math/bits"

	"github.com/cespare/xxhash/v2"
)

// Sum hashes the sequence of (repetition level, definition level, value) of one
// leaf column. Who writes a file adds what the rows hold, Check adds what it has
// read. The zero Sum is empty.
type Sum struct {
	Levels int64  // values, nulls and empty lists
	Hash   uint64 // over all of them, in order
}

// Odd numbers with about as many ones as zeros (the fractions of the golden ratio
// and of the square root of 2), and a multiplier of good random number generators.
const (
	phi  = 0x9E3779B97F4A7C15
	root = 0x6A09E667F3BCC909
	step = 0xD1342543DE82EF95
)

// Add appends a value with its levels. For a null or an empty list, which differ
// from values in their definition level, value is 0. Each step is invertible, so
// that sequences that differ in one place have different sums.
func (s *Sum) Add(rep, def byte, value uint64) {
	s.Levels++
	s.Hash = s.Hash*step + token(rep, def, value)
}

// AddRun is Add n times.
func (s *Sum) AddRun(rep, def byte, value uint64, n int) {
	s.Levels += int64(n)
	t := token(rep, def, value)
	// What 1, 2, 4 ... steps do to the hash: Hash*power + t*ones.
	for power, ones := uint64(step), uint64(1); n > 0; n >>= 1 {
		if n&1 == 1 {
			s.Hash = s.Hash*power + t*ones
		}
		ones += ones * power
		power *= power
	}
}

func token(rep, def byte, value uint64) uint64 {
	return value + (uint64(rep)<<8|uint64(def)+1)*root
}

// HashText is a text as Add takes it.
func HashText[T string | []byte](s T) uint64 {
	n := len(s)
	switch {
	case n > 16:
		return hashLong(s)
	case n >= 8:
		return mix(load8(s, 0), load8(s, n-8)^uint64(n))
	case n >= 4:
		return mix(load4(s, 0), load4(s, n-4)^uint64(n))
	case n > 0:
		return mix(uint64(s[0])|uint64(s[n/2])<<8|uint64(s[n-1])<<16, uint64(n))
	}
	return mix(0, 0)
}

// HashNumber is a number, by the bits that Parquet has for it, as Add takes it.
func HashNumber(bits uint64) uint64 { return mix(bits, 8) }

func mix(a, b uint64) uint64 {
	high, low := bits.Mul64(a^phi, b^root)
	return high ^ low
}

func load4[T string | []byte](s T, i int) uint64 {
	return uint64(s[i]) | uint64(s[i+1])<<8 | uint64(s[i+2])<<16 | uint64(s[i+3])<<24
}

func load8[T string | []byte](s T, i int) uint64 { return load4(s, i) | load4(s, i+4)<<32 }

func hashLong[T string | []byte](s T) uint64 {
	if s, is := any(s).(string); is {
		return xxhash.Sum64String(s)
	}
	return xxhash.Sum64([]byte(s))
}
