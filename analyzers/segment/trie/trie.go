// Package trie keeps a dictionary as a double array, which finds all words that
// begin at one place of a text at the cost of one memory access a character.
package trie

import (
	"errors"
	"fmt"
	"iter"
	"unicode/utf8"
)

// Trie maps words to values from 1 to 65535. Reading it is safe for concurrent
// use, adding words is not.
//
// A node is known by its base. The child of a node by the character with code c
// is the unit at base+c. No two nodes have the same base, so that the code alone
// tells whose child a unit is.
type Trie struct {
	codes [0x10000]uint16 // by character of the basic plane
	rare  map[rune]uint16 // codes of characters of other planes
	runes []rune          // by code-1
	units []Unit          // with room behind the last one for every code
	room  room
}

// Unit is where a character leads to:
//
//	bits 0 to 15   the code of the character; 0: the unit is free
//	bits 16 to 31  the value of the word that ends here; 0: none does
//	bits 32 to 63  the base of the node that its children hang from; 0: no word goes on
type Unit uint64

const (
	// Root is the node of the empty word.
	Root uint32 = 1
	// NoCode is the code of characters that stand in no word; no unit has it.
	NoCode = 1<<14 - 1
)

func unit(code, value uint16, node uint32) Unit {
	return Unit(code) | Unit(value)<<16 | Unit(node)<<32
}

// Value is the value of the word that ends here, 0 when none does.
func (u Unit) Value() uint16 { return uint16(u >> 16) }

// Node is the node from which words go on, 0 when none does.
func (u Unit) Node() uint32 { return uint32(u >> 32) }

// New returns a trie without words whose characters have the codes 1, 2, 3 and so
// on; characters that are not among them get theirs when they are added. It fails
// when they are too many or one is there twice.
func New(characters []rune) (*Trie, error) {
	t := &Trie{rare: map[rune]uint16{}}
	for i := range t.codes {
		t.codes[i] = NoCode
	}
	for _, r := range characters {
		if t.Code(r) != NoCode {
			return nil, fmt.Errorf("character %q is there twice", r)
		}
		if _, err := t.encode(r); err != nil {
			return nil, err
		}
	}
	t.claim(Root, nil)
	return t, nil
}

// Code is the code of r, NoCode when no word has it. That no character begins
// with a byte that is no UTF-8 is up to the caller: utf8.RuneError is a
// character like any other.
func (t *Trie) Code(r rune) uint16 {
	if uint32(r) < uint32(len(t.codes)) {
		return t.codes[r]
	}
	if code, ok := t.rare[r]; ok {
		return code
	}
	return NoCode
}

// Basic is the code of a character of the basic plane.
func (t *Trie) Basic(r uint16) uint16 { return t.codes[r] }

// Child is where code leads to from node; 0 and false when no word goes on so. The
// node is Root or the node of a unit, and not 0.
func (t *Trie) Child(node uint32, code uint16) (Unit, bool) {
	u := t.units[int(node)+int(code)]
	if uint16(u) != code {
		return 0, false
	}
	return u, true
}

// Value is the value of a word, 0 when it has none.
func (t *Trie) Value(word string) uint16 {
	u := unit(0, 0, Root)
	for i := 0; i < len(word); {
		r, size := utf8.DecodeRuneInString(word[i:])
		if u.Node() == 0 || r == utf8.RuneError && size == 1 {
			return 0
		}
		var ok bool
		if u, ok = t.Child(u.Node(), t.Code(r)); !ok {
			return 0
		}
		i += size
	}
	return u.Value()
}

// Values are the values of all words, in no order that means anything.
func (t *Trie) Values() iter.Seq[uint16] {
	return func(yield func(uint16) bool) {
		for _, u := range t.units {
			if u.Value() > 0 && !yield(u.Value()) {
				return
			}
		}
	}
}

// encode is the code of r, a new one when it has none.
func (t *Trie) encode(r rune) (uint16, error) {
	if code := t.Code(r); code != NoCode {
		return code, nil
	}
	code := uint16(len(t.runes) + 1)
	if code == NoCode {
		return 0, errors.New("too many different characters")
	}
	t.runes = append(t.runes, r)
	if int(r) < len(t.codes) {
		t.codes[r] = code
	} else {
		t.rare[r] = code
	}
	return code, nil
}
