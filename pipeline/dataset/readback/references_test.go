package readback

import (
	"errors"
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
