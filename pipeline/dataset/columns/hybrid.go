package columns

import (
	"encoding/binary"
	"slices"
)

// Numbers are written in Parquet's hybrid of run lengths and packed bits: groups of
// eight numbers are packed, and where enough of them repeat one number, it is written
// once.

// runPays is how many bytes of packed numbers a run must replace. Shorter ones cost
// more to write and to read than they spare, of which compression would have taken
// care.
const runPays = 16

// appendHybrid appends numbers of a width in bits, from 1 to 32.
func appendHybrid(to []byte, numbers []int32, width int) []byte {
	for len(numbers) > 0 {
		packed, same := nextRun(numbers, width)
		to = appendPacked(to, numbers[:packed], width)
		if same > 0 {
			to = binary.AppendUvarint(to, uint64(same)<<1)
			number := binary.LittleEndian.AppendUint32(nil, uint32(numbers[packed]))
			to = append(to, number[:(width+7)/8]...)
		}
		numbers = numbers[packed+same:]
	}
	return to
}

// nextRun finds the first run that pays: how many numbers are before it, which is a
// multiple of eight or all, and how many are in it.
func nextRun(numbers []int32, width int) (before, same int) {
	least := (runPays + width - 1) / width // groups
	groups, end := 0, len(numbers)&^7      // groups before a place that repeat one number
	for at := 0; at < end; at += 8 {
		group := (*[8]int32)(numbers[at:])
		again := group[0] == group[7] && repeats(group)
		if groups > 0 && (!again || group[0] != numbers[at-1]) {
			if groups >= least {
				return at - 8*groups, 8 * groups
			}
			groups = 0
		}
		if again {
			groups++
		}
	}
	if groups >= least {
		return end - 8*groups, 8 * groups
	}
	return len(numbers), 0
}

// repeats reports whether all numbers of a group are the same.
func repeats(g *[8]int32) bool {
	n := g[0]
	return g[1] == n && g[2] == n && g[3] == n && g[4] == n && g[5] == n && g[6] == n && g[7] == n
}

// appendPacked appends groups of numbers; the last may be filled up with zeros.
func appendPacked(to []byte, numbers []int32, width int) []byte {
	if len(numbers) == 0 {
		return to
	}
	groups := (len(numbers) + 7) / 8
	to = binary.AppendUvarint(to, uint64(groups)<<1|1)
	to = slices.Grow(to, groups*width+packedRoom)
	end := len(to) + groups*width
	room, pack := to[len(to):end+packedRoom], packNarrow
	if width > narrow {
		pack = packWide
	}
	whole := len(numbers) &^ 7
	pack(room, numbers[:whole], uint(width))
	if whole < len(numbers) {
		var last [8]int32
		copy(last[:], numbers[whole:])
		pack(room[whole/8*width:], last[:], uint(width))
	}
	return to[:end]
}

// packedRoom is how many bytes packNarrow may write beyond the last group.
const packedRoom = 16

// narrow is the width up to which packNarrow packs.
const narrow = 15

// packNarrow writes groups of eight numbers, the lowest bits first, each in as many
// bytes as a number has bits, from two words of four numbers.
func packNarrow(to []byte, numbers []int32, width uint) {
	one, two, three, four := width&63, 2*width&63, 3*width&63, 4*width&63
	for at := uint(0); len(numbers) >= 8; at += width {
		n := (*[8]int32)(numbers)
		low := uint64(n[0]) | uint64(n[1])<<one | uint64(n[2])<<two | uint64(n[3])<<three
		high := uint64(n[4]) | uint64(n[5])<<one | uint64(n[6])<<two | uint64(n[7])<<three
		group := to[at : at+16]
		binary.LittleEndian.PutUint64(group, low|high<<four)
		binary.LittleEndian.PutUint64(group[8:], high>>((64-four)&63))
		numbers = numbers[8:]
	}
}

// packWide is packNarrow for numbers of any width.
func packWide(to []byte, numbers []int32, width uint) {
	word, bits := uint64(0), uint(0)
	for _, v := range numbers {
		word |= uint64(uint32(v)) << bits
		for bits += width; bits >= 8; bits -= 8 {
			to[0] = byte(word)
			to, word = to[1:], word>>8
		}
	}
}
