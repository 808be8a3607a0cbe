package readback

import (
	"errors"
	"math/bits"
	"slices"
	"testing"

	"github.com/parquet-go/parquet-go/encoding/rle"
	"pgregory.net/rapid"
)

// What parquet-go packs is what is read, and nothing of it may be missing.
func TestAppendHybrid(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		width := rapid.IntRange(1, 32).Draw(t, "width")
		number := rapid.Int32Range(0, int32(uint32(1)<<min(width, 31)-1))
		var want []int32
		for range rapid.IntRange(1, 6).Draw(t, "stretches") {
			if n := rapid.IntRange(1, 40).Draw(t, "n"); rapid.Bool().Draw(t, "same") {
				want = append(want, slices.Repeat([]int32{number.Draw(t, "number")}, n)...)
			} else {
				want = append(want, rapid.SliceOfN(number, n, n).Draw(t, "numbers")...)
			}
		}
		e := rle.Encoding{BitWidth: width}
		data, err := e.EncodeInt32(nil, want)
		if err != nil {
			t.Fatal(err)
		}
		got, err := appendHybrid(nil, data, width, len(want))
		if err != nil {
			t.Fatal(err)
		}
		for i, v := range want {
			if got[i] != uint32(v) {
				t.Fatalf("number %d is %d, want %d", i, got[i], v)
			}
		}
		if _, err := appendHybrid(nil, data[:len(data)-1], width, len(want)); !errors.Is(err, ErrMismatch) {
			t.Fatalf("cut: %v", err)
		}
	})
}

// Levels are the numbers that they are packed as.
func TestAppendLevels(t *testing.T) {
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
		if got, err := appendLevels(nil, data, most, len(want)); err != nil || !slices.Equal(got, want) {
			t.Fatalf("%v (%v), want %v", got, err, want)
		}
		if _, err := appendLevels(nil, data[:len(data)-1], most, len(want)); !errors.Is(err, ErrMismatch) {
			t.Fatalf("cut: %v", err)
		}
	})
}

func FuzzAppendLevels(f *testing.F) {
	f.Add([]byte{4, 1, 2, 0}, byte(1), 3)
	f.Add([]byte{3, 5}, byte(2), 4)
	f.Fuzz(func(t *testing.T, data []byte, most byte, n int) {
		n = min(n, 1<<16)
		numbers, wantErr := appendHybrid(nil, data, bits.Len8(most), n)
		levels, err := appendLevels(nil, data, most, n)
		if (err == nil) != (wantErr == nil) || len(levels) != len(numbers) {
			t.Fatalf("%d levels (%v), %d numbers (%v)", len(levels), err, len(numbers), wantErr)
		}
		for i, v := range numbers {
			if levels[i] != byte(v) {
				t.Fatalf("level %d is %d, number %d", i, levels[i], v)
			}
		}
	})
}

func FuzzAppendHybrid(f *testing.F) {
	f.Add([]byte{4, 1, 2, 0}, 1, 3)
	f.Add([]byte{3, 5}, 1, 4)
	f.Add([]byte{3, 1, 2, 3, 4, 5, 6, 7, 8, 9}, 9, 8)
	f.Fuzz(func(t *testing.T, data []byte, width, n int) {
		n = min(n, 1<<16)
		got, err := appendHybrid(nil, data, width, n)
		if err == nil && len(got) != max(0, n) {
			t.Fatalf("%d numbers, want %d", len(got), n)
		}
		for _, v := range got {
			if limit := (width + 7) / 8 * 8; limit < 32 && v>>limit != 0 { // runs hold whole bytes
				t.Fatalf("%d has more than %d bits", v, limit)
			}
		}
	})
}
