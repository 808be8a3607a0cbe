package trie

import (
	"errors"
	"fmt"
	"slices"
	"unicode/utf8"
)

// Add gives word, valid UTF-8 and not empty, a value of at least 1, in place of
// the one that it may have.
func (t *Trie) Add(word string, value uint16) error {
	if word == "" || !utf8.ValidString(word) || value == 0 {
		return fmt.Errorf("word %q with value %d: want a word in UTF-8 and a value of at least 1", word, value)
	}
	at, node := -1, Root // the unit that leads to the node; none leads to the root
	for _, r := range word {
		code, err := t.encode(r)
		if err != nil {
			return err
		}
		if !t.has(node, code) {
			if node, err = t.grow(at, node, code); err != nil {
				return err
			}
		}
		at = int(node) + int(code)
		node = t.units[at].Node()
	}
	u := t.units[at]
	t.units[at] = unit(uint16(u), value, u.Node())
	return nil
}

func (t *Trie) has(node uint32, code uint16) bool {
	_, ok := t.Child(node, code)
	return ok && node > 0
}

// grow gives the node that the unit at leads to, 0 when it leads to none yet, a
// child by code. It returns the node, which moves when the child's place is taken.
func (t *Trie) grow(at int, node uint32, code uint16) (uint32, error) {
	if node > 0 && t.room.free(int(node)+int(code)) {
		t.room.fill(int(node) + int(code))
		t.units[int(node)+int(code)] = unit(code, 0, 0)
		return node, nil
	}
	if at < 0 {
		return 0, errors.New("trie: a place of the root is taken")
	}
	children := t.children(node)
	all := append(slices.Clip(children), code)
	slices.Sort(all)
	base := t.room.find(all)
	t.claim(base, all)
	for _, c := range children {
		t.units[int(base)+int(c)] = t.units[int(node)+int(c)]
		t.units[int(node)+int(c)] = 0
		t.room.clear(int(node) + int(c))
	}
	t.units[int(base)+int(code)] = unit(code, 0, 0)
	u := t.units[at]
	t.units[at] = unit(uint16(u), u.Value(), base)
	return base, nil
}

// children are the codes that go on from node, ascending.
func (t *Trie) children(node uint32) []uint16 {
	var codes []uint16
	for i := range t.runes {
		if code := uint16(i + 1); t.has(node, code) {
			codes = append(codes, code)
		}
	}
	return codes
}

// claim takes base for a node and the units of its children.
func (t *Trie) claim(base uint32, codes []uint16) {
	if missing := int(base) + NoCode + 1 - len(t.units); missing > 0 {
		t.units = append(t.units, make([]Unit, missing)...)
	}
	t.room.take(int(base))
	for _, c := range codes {
		t.room.fill(int(base) + int(c))
	}
}
