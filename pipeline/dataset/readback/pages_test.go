package readback

import (
	"encoding/binary"
	"testing"

	"pgregory.net/rapid"
)

// TestHoldsLevels writes runs in Parquet's hybrid form: they hold as many levels
// as were written, not more, and none may be cut.
func TestHoldsLevels(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		width := rapid.IntRange(1, 3).Draw(t, "width")
		var data []byte
		n := 0
		for range rapid.IntRange(1, 5).Draw(t, "runs") {
			length := rapid.IntRange(1, 300).Draw(t, "length")
			if rapid.Bool().Draw(t, "packed") {
				data = binary.AppendUvarint(data, uint64(length)<<1|1)
				data = append(data, make([]byte, length*width)...)
				n += 8 * length
			} else {
				data = binary.AppendUvarint(data, uint64(length)<<1)
				data = append(data, 1)
				n += length
			}
		}
		if !holdsLevels(data, width, n) {
			t.Fatalf("%d levels not found", n)
		}
		if holdsLevels(data, width, n+1) {
			t.Fatalf("more than %d levels found", n)
		}
		if holdsLevels(data[:len(data)-1], width, n) {
			t.Fatal("cut run accepted")
		}
	})
}

func FuzzHoldsLevels(f *testing.F) {
	f.Add([]byte{4, 1, 2, 0}, uint8(1), 3)
	f.Add([]byte{3, 5}, uint8(1), 4)
	f.Add([]byte{0, 0, 0}, uint8(2), 1)
	f.Fuzz(func(t *testing.T, data []byte, width uint8, n int) {
		w := int(width%3) + 1
		if n > 0 && holdsLevels(data, w, n) && !holdsLevels(data, w, n-1) {
			t.Fatalf("holds %d levels but not %d", n, n-1)
		}
	})
}
