package trie

import (
	"cmp"
	"fmt"
	"slices"
	"unicode/utf8"
)

// Word is a word with its value; 0 keeps a place for a word that will be added.
type Word struct {
	Text  string
	Value uint16
}

// Build returns the trie of words, which must not repeat themselves. Characters
// that many words or frequent words have should stand first in characters: their
// units lie close together then. The same input gives the same trie.
func Build(characters []rune, words []Word) (*Trie, error) {
	t, err := New(characters)
	if err != nil {
		return nil, err
	}
	nodes, err := t.tree(words)
	if err != nil {
		return nil, err
	}
	// The nodes with most children are the hardest to place; those with one fill
	// the gaps that the others leave.
	order := make([]int, 0, len(nodes))
	for i := range nodes {
		if i > 0 && len(nodes[i].children) > 0 {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(len(nodes[b].children), len(nodes[a].children)) })
	nodes[0].base = Root
	t.claim(Root, nodes[0].codes(nodes))
	t.place(nodes, order)
	t.write(nodes)
	return t, nil
}

// branch is a node under construction.
type branch struct {
	code, value uint16
	base        uint32
	children    []int32 // by code, ascending
}

func (b *branch) codes(nodes []branch) []uint16 {
	codes := make([]uint16, len(b.children))
	for i, c := range b.children {
		codes[i] = nodes[c].code
	}
	return codes
}

// tree lists the nodes of words, the root first.
func (t *Trie) tree(words []Word) ([]branch, error) {
	type spelled struct {
		codes []uint16
		word  Word
	}
	all := make([]spelled, len(words))
	for i, w := range words {
		if w.Text == "" || !utf8.ValidString(w.Text) {
			return nil, fmt.Errorf("word %q is empty or not UTF-8", w.Text)
		}
		var codes []uint16
		for _, r := range w.Text {
			code, err := t.encode(r)
			if err != nil {
				return nil, err
			}
			codes = append(codes, code)
		}
		all[i] = spelled{codes, w}
	}
	slices.SortFunc(all, func(a, b spelled) int { return slices.Compare(a.codes, b.codes) })
	nodes, path := []branch{{}}, []int32{0} // the nodes of the word before
	var before []uint16
	for _, s := range all {
		same := 0
		for same < min(len(before), len(s.codes)) && before[same] == s.codes[same] {
			same++
		}
		if same == len(s.codes) {
			return nil, fmt.Errorf("word %q is there twice", s.word.Text)
		}
		path = path[:same+1]
		for _, code := range s.codes[same:] {
			parent := path[len(path)-1]
			nodes[parent].children = append(nodes[parent].children, int32(len(nodes)))
			path = append(path, int32(len(nodes)))
			nodes = append(nodes, branch{code: code})
		}
		nodes[path[len(path)-1]].value = s.word.Value
		before = s.codes
	}
	return nodes, nil
}

// place gives the nodes their bases. Among nodes with equally many children the
// search goes on where the last one was put: the holes before it are for others.
func (t *Trie) place(nodes []branch, order []int) {
	for i, n := range order {
		if i == 0 || len(nodes[n].children) != len(nodes[order[i-1]].children) {
			t.room.from = 0
		}
		codes := nodes[n].codes(nodes)
		nodes[n].base = t.room.find(codes)
		t.claim(nodes[n].base, codes)
		t.room.from = int(nodes[n].base) + int(codes[0])
	}
	t.room.from = 0
}

func (t *Trie) write(nodes []branch) {
	for i := range nodes {
		for _, c := range nodes[i].children {
			child := &nodes[c]
			t.units[int(nodes[i].base)+int(child.code)] = unit(child.code, child.value, child.base)
		}
	}
}
