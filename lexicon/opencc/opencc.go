// Package opencc holds OpenCC's conversion from Traditional to Simplified
// Chinese: one character for one, and the phrases in which a character is
// simplified differently or not at all. Every conversion keeps the number of
// bytes. Origin and licence are in README.md beside this file.
package opencc

import (
	"math/bits"
	"strings"
)

//go:generate go run ./gen

// At returns the simplified form of what s begins with: of the longest phrase
// that the tables hold, else of the first character. It has as many bytes as what
// it takes the place of, and may equal it (乾坤 stays). The empty string means
// that the first character stays and begins no phrase.
func At(s string) string {
	if len(s) < 3 || s[0] < 0xE3 || s[0] > 0xE9 {
		return ""
	}
	i := (int(s[0]&0x0F)<<12 | int(s[1]&0x3F)<<6 | int(s[2]&0x3F)) - firstRune
	if !Touches(rune(i + firstRune)) {
		return ""
	}
	if n, ok := rank(startBits, startRanks, i); ok {
		group := phrases[uint16At(phraseOffsets, n):uint16At(phraseOffsets, n+1)]
		if simple := longest(group, s); simple != "" {
			return simple
		}
	}
	if n, ok := rank(characterBits, characterRanks, i); ok {
		return simplified[3*n : 3*n+3]
	}
	return ""
}

// Touches reports whether r is converted, or begins a phrase that is. Of any other
// character At gives the empty string, whatever stands behind it.
func Touches(r rune) bool {
	i := uint32(r) - firstRune
	return i <= lastRune-firstRune && touchedBits[i/8]>>(i%8)&1 != 0
}

// Suspect reports whether r is one of the characters of which every text that is
// converted holds one: a text without any is simplified already.
func Suspect(r rune) bool {
	i := uint32(r) - firstRune
	return i <= lastRune-firstRune && suspectBits[i/8]>>(i%8)&1 != 0
}

// longest finds the phrase of group that s begins with.
func longest(group, s string) string {
	for len(group) > 0 {
		n := strings.IndexByte(group, ' ')
		if strings.HasPrefix(s, group[:n]) {
			return group[n+1 : 2*n+1]
		}
		group = group[2*n+2:]
	}
	return ""
}

// rank reports whether bit i is set in set, and how many are set before it.
func rank(set, ranks string, i int) (int, bool) {
	word := uint64At(set, i/64)
	bit := uint64(1) << (i % 64)
	if word&bit == 0 {
		return 0, false
	}
	return int(uint16At(ranks, i/64)) + bits.OnesCount64(word&(bit-1)), true
}

func uint16At(s string, i int) uint16 {
	return uint16(s[2*i]) | uint16(s[2*i+1])<<8
}

func uint64At(s string, i int) uint64 {
	s = s[8*i : 8*i+8]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
		uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
}
