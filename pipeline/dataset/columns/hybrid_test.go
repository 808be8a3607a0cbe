package columns

import (
	"bytes"
	"slices"
	"testing"

	"github.com/parquet-go/parquet-go/encoding/rle"
	"pgregory.net/rapid"
)

// What is appended is what parquet-go reads, and what was there before stays.
func TestAppendHybrid(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		width := rapid.IntRange(1, 32).Draw(t, "width")
		number := rapid.Int32Range(0, int32(uint32(1)<<min(width, 31)-1))
		var numbers []int32
		for range rapid.IntRange(1, 6).Draw(t, "stretches") {
			if n := rapid.IntRange(1, 200).Draw(t, "n"); rapid.Bool().Draw(t, "same") {
				numbers = append(numbers, slices.Repeat([]int32{number.Draw(t, "number")}, n)...)
			} else {
				numbers = append(numbers, rapid.SliceOfN(number, n, n).Draw(t, "numbers")...)
			}
		}
		before := []byte("before")
		data := appendHybrid(bytes.Clone(before), numbers, width)
		if !bytes.HasPrefix(data, before) {
			t.Fatal("what was there is not there any more")
		}
		e := rle.Encoding{BitWidth: width}
		got, err := e.DecodeInt32(nil, data[len(before):])
		if err != nil {
			t.Fatal(err)
		}
		if len(got) < len(numbers) || len(got) >= len(numbers)+8 || !slices.Equal(got[:len(numbers)], numbers) {
			t.Fatalf("%v, want %v", got, numbers)
		}
	})
}

// Runs are written once where that spares bytes, and are packed where it does not.
func TestRuns(t *testing.T) {
	for _, c := range []struct {
		name    string
		numbers []int32
		width   int
		want    []byte
	}{
		{"long", slices.Repeat([]int32{5}, 128), 3, []byte{0x80, 2, 5}},
		{"wide", slices.Repeat([]int32{300}, 16), 9, []byte{32, 0x2C, 1}},
		{"short", slices.Repeat([]int32{3}, 16), 2, []byte{5, 255, 255, 255, 255}},
		{"behind others", append([]int32{1, 0, 0, 0, 0, 0, 0, 0}, slices.Repeat([]int32{1}, 130)...), 1,
			[]byte{3, 1, 0x80, 2, 1, 3, 3}},
	} {
		if got := appendHybrid(nil, c.numbers, c.width); !bytes.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}
