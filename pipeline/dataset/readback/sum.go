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

// step2 and so on are powers of step.
const (
	word  = 1<<64 - 1
	step2 = step * step & word
	step3 = step2 * step & word
	step4 = step3 * step & word
)

// AddValues is Add for values one after the other with the same levels. Four steps
// are done at once, since each has to wait for the one before.
func (s *Sum) AddValues(rep, def byte, values []uint64) {
	s.Levels += int64(len(values))
	h, t := s.Hash, token(rep, def, 0)
	for ; len(values) >= 4; values = values[4:] {
		h = h*step4 + (values[0]+t)*step3 + (values[1]+t)*step2 + (values[2]+t)*step + values[3] + t
	}
	for _, v := range values {
		h = h*step + v + t
	}
	s.Hash = h
}

// AddLevels is Add for each of some levels: reps, which is empty for columns that
// are not in lists, and defs, empty for columns that are never null either. There is
// a value for each def that is most, and for each level where there are no defs.
func (s *Sum) AddLevels(reps, defs []byte, most byte, values []uint64) {
	switch {
	case len(reps) > 0:
		s.addLists(reps, defs, most, values)
	case len(values) == len(defs) || len(defs) == 0:
		s.AddValues(0, most, values)
	case len(values) == 0 && most == 1:
		s.AddRun(0, 0, 0, len(defs))
	default:
		s.addNullable(defs, most, values)
	}
}

// addNullable adds values of rows with nulls among them.
func (s *Sum) addNullable(defs []byte, most byte, values []uint64) {
	for i := 0; i < len(defs); {
		def, end := defs[i], i+1
		for end < len(defs) && defs[end] == def {
			end++
		}
		if n := end - i; def == most {
			s.AddValues(0, most, values[:n])
			values = values[n:]
		} else {
			s.AddRun(0, def, 0, n)
		}
		i = end
	}
}

// addLists adds values in lists.
func (s *Sum) addLists(reps, defs []byte, most byte, values []uint64) {
	h, next := s.Hash, 0
	reps = reps[:len(defs)]
	for i, def := range defs {
		t := token(reps[i], def, 0)
		if def == most {
			t += values[next]
			next++
		}
		h = h*step + t
	}
	s.Levels += int64(len(defs))
	s.Hash = h
}

func token(rep, def byte, value uint64) uint64 {
	return value + (uint64(rep)<<8|uint64(def)+1)*root
}

// HashText is a text as Add takes it.
func HashText[T string | []byte](s T) uint64 {
	if len(s) > shortText {
		return hashLong(s)
	}
	return HashShort(Short(s))
}

// shortText is the length up to which Short knows all of a text.
const shortText = 16

// Short is a text of at most 16 bytes as two numbers. Among texts of one length, no
// other text has the same two.
func Short[T string | []byte](s T) (a, b uint64) {
	switch n := len(s); {
	case n >= 8:
		return load8(s, 0), load8(s, n-8) ^ uint64(n)
	case n >= 4:
		return load4(s, 0), load4(s, n-4) ^ uint64(n)
	case n > 0:
		return uint64(s[0]) | uint64(s[n/2])<<8 | uint64(s[n-1])<<16, uint64(n)
	}
	return 0, 0
}

// HashShort is the HashText of a text by its Short.
func HashShort(a, b uint64) uint64 { return mix(a, b) }

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
