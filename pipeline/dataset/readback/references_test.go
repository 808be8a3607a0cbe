package readback

import (
	"errors"
	"math/bits"
	"slices"
	"testing"

	"github.com/parquet-go/parquet-go/encoding/rle"
	"pgregory.net/rapid"
)

// plainly reads n numbers of Parquet's hybrid of run lengths and packed bits, bit by
// bit; ok is false when there are fewer.
func plainly(data []byte, width, n int) (numbers []uint64, ok bool) {
	for n > 0 {
		r, rest, err := cutRun(data, width, n)
		if err != nil {
			return nil, false
		}
		for i := range r.n {
			v := uint64(r.number())
			if r.packed {
				v = 0
				for bit := range width {
					at := i*width + bit
					v |= uint64(r.data[at/8]>>(at%8)&1) << bit
				}
			}
			numbers = append(numbers, v)
		}
		data, n = rest, n-r.n
	}
	return numbers, true
}

// padded has room behind it that is not zero.
func padded(data []byte) []byte {
	return append(slices.Clone(data), slices.Repeat([]byte{0xAA}, padding)...)[:len(data)]
}

// The values are those that parquet-go refers to, and nothing of it may be missing.
func TestAddValues(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		dictionary := make([]uint64, rapid.OneOf(rapid.IntRange(1, 300), rapid.IntRange(1, 200_000)).Draw(t, "dictionary"))
		for i := range dictionary {
			dictionary[i] = HashNumber(uint64(i))
		}
		number := rapid.Int32Range(0, int32(len(dictionary)-1))
		var refs []int32
		for range rapid.IntRange(1, 6).Draw(t, "stretches") {
			if n := rapid.IntRange(1, 40).Draw(t, "n"); rapid.Bool().Draw(t, "same") {
				refs = append(refs, slices.Repeat([]int32{number.Draw(t, "number")}, n)...)
			} else {
				refs = append(refs, rapid.SliceOfN(number, n, n).Draw(t, "numbers")...)
			}
		}
		e := rle.Encoding{BitWidth: max(1, bits.Len(uint(len(dictionary)-1)))}
		packed, err := e.EncodeInt32(nil, refs)
		if err != nil {
			t.Fatal(err)
		}
		data := padded(append([]byte{byte(e.BitWidth)}, packed...))
		want := Sequence(7)
		for _, r := range refs {
			want = want.Then(dictionary[r])
		}
		if got, err := addValues(7, data, len(refs), dictionary); err != nil || got != want {
			t.Fatalf("%x (%v), want %x", got, err, want)
		}
		if _, err := addValues(7, data[:len(data)-1], len(refs), dictionary); !errors.Is(err, ErrMismatch) {
			t.Fatalf("cut: %v", err)
		}
		if _, err := addValues(7, data, len(refs), dictionary[:slices.Max(refs)]); !errors.Is(err, ErrMismatch) {
			t.Fatalf("small dictionary: %v", err)
		}
	})
}

// oneByOne adds levels and counts those that are the highest.
func oneByOne[T byte | uint64](levels []T, most byte) (sum Sequence, highest int) {
	sum = 7
	for _, l := range levels {
		sum = sum.Then(uint64(l))
		if byte(l) == most {
			highest++
		}
	}
	return sum, highest
}

// Levels are the numbers that they are packed as.
func TestAddPackedLevels(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		most := rapid.ByteRange(1, 7).Draw(t, "most")
		var want []byte
		for range rapid.IntRange(1, 6).Draw(t, "stretches") {
			if n := rapid.IntRange(1, 40).Draw(t, "n"); rapid.Bool().Draw(t, "same") {
				want = append(want, slices.Repeat([]byte{rapid.ByteRange(0, most).Draw(t, "level")}, n)...)
			} else {
				want = append(want, rapid.SliceOfN(rapid.ByteRange(0, most), n, n).Draw(t, "levels")...)
			}
		}
		e := rle.Encoding{BitWidth: bits.Len8(most)}
		data, err := e.EncodeLevels(nil, want)
		if err != nil {
			t.Fatal(err)
		}
		sum, highest := oneByOne(want, most)
		if got, found, err := addLevels(7, data, most, len(want)); err != nil || got != sum || found != highest {
			t.Fatalf("%x with %d (%v), want %x with %d", got, found, err, sum, highest)
		}
		if _, _, err := addLevels(7, data[:len(data)-1], most, len(want)); !errors.Is(err, ErrMismatch) {
			t.Fatalf("cut: %v", err)
		}
	})
}

func FuzzAddLevels(f *testing.F) {
	f.Add([]byte{4, 1, 2, 0}, byte(1), 3)
	f.Add([]byte{3, 5}, byte(2), 4)
	f.Fuzz(func(t *testing.T, data []byte, most byte, n int) {
		n = min(n, 1<<16)
		want, ok := plainly(data, bits.Len8(most), n)
		got, found, err := addLevels(7, data, most, n)
		sum, highest := oneByOne(want, most)
		if (err == nil) != ok || ok && (got != sum || found != highest) {
			t.Fatalf("%x with %d (%v), want %x with %d, %t", got, found, err, sum, highest, ok)
		}
	})
}

func FuzzAddValues(f *testing.F) {
	f.Add([]byte{1, 4, 1, 2, 0}, 2, 3)
	f.Add([]byte{1, 3, 5}, 2, 4)
	f.Add([]byte{9, 3, 1, 2, 3, 4, 5, 6, 7, 8, 9}, 1000, 8)
	f.Add([]byte{17, 3, 1, 2, 0, 4, 5, 0, 7, 8, 0, 1, 2, 0, 4, 5, 0, 7, 8}, 1<<16, 8)
	f.Fuzz(func(t *testing.T, data []byte, size, n int) {
		n = min(n, 1<<16)
		dictionary := make([]uint64, max(0, min(size, 1<<16)))
		for i := range dictionary {
			dictionary[i] = HashNumber(uint64(i))
		}
		var want Sequence
		ok := n <= 0 || len(data) > 0 && data[0] <= 32
		if ok && n > 0 {
			var refs []uint64
			refs, ok = plainly(data[1:], int(data[0]), n)
			for _, r := range refs {
				if ok = ok && r < uint64(len(dictionary)); ok {
					want = want.Then(dictionary[r])
				}
			}
		}
		got, err := addValues(0, padded(data), max(0, n), dictionary)
		if (err == nil) != ok || ok && got != want {
			t.Fatalf("%x (%v), want %x, %t", got, err, want, ok)
		}
	})
}
