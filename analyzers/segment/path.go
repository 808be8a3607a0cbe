package segment

import (
	"slices"
	"unicode/utf8"

	"zhijian/analyzers/segment/trie"
)

// path is the memory in which one text after the other is cut.
type path struct {
	cells []cell
	ends  []int32 // places in cells at which the words of the way end
}

// cell is one character of a text.
type cell struct {
	end    int32   // where it ends in the text
	begin  int32   // place of the cell at which the word that ends here begins
	rarity float32 // of the way to here, in bits; 0: no word ends here
	word   uint16  // place in the segmenter's entries of the word that ends here
	code   uint16  // in the trie, and the bit lastOfPiece

	// Where the character leads to from the root of the trie, and where it and the
	// next one do; 0: to no word. Looked up for all cells before any way is tried, so
	// that the processor waits for many places of the trie at a time.
	one, two trie.Unit
}

// lastOfPiece marks a cell behind which a text may be cut: all but those of
// letters and digits before others.
const lastOfPiece = 1 << 15

func (s *Segmenter) path() *path {
	if p, ok := s.paths.Get().(*path); ok {
		return p
	}
	return &path{}
}

// append appends the tokens of text to buf.
func (p *path) append(s *Segmenter, text string, buf []Token) []Token {
	begin, ends := int32(0), p.find(s, text)
	buf = slices.Grow(buf, len(ends))
	for _, at := range ends {
		c := &p.cells[at]
		buf = append(buf, Token{Begin: begin, End: c.end, POS: s.entries[c.word].tag})
		begin = c.end
	}
	return buf
}

// find cuts text and returns the places of the cells at which its words end, which
// belong to p. It is gse's Segment: of all ways through the text the one with the
// least sum of rarities, in the arithmetic of float32; of equal ones, the one found
// first, from left to right and from short words to long ones.
func (p *path) find(s *Segmenter, text string) []int32 {
	p.read(s, text)
	p.lookUp(s.words)
	rarity := float32(0)
	for at := 0; at < len(p.cells); {
		at = p.extend(s, at, rarity)
		rarity = p.cells[at-1].rarity
	}
	p.ends = p.ends[:0]
	for at := int32(len(p.cells)) - 1; at >= 0; at = p.cells[at].begin - 1 {
		p.ends = append(p.ends, at)
	}
	slices.Reverse(p.ends)
	return p.ends
}

// read lists the characters of text. ASCII letters count as lower case. Letters and
// digits of at most two bytes that stand together are one piece; any other
// character is one, and so is each byte that is no UTF-8.
func (p *path) read(s *Segmenter, text string) {
	p.cells = p.cells[:0]
	joined := false // the cell before can join this one
	for i := 0; i < len(text); {
		var code uint16
		joins := false
		if c := text[i]; 0xE3 <= c && c <= 0xE9 && i+2 < len(text) && text[i+1]&0xC0 == 0x80 && text[i+2]&0xC0 == 0x80 {
			code = s.words.Code(rune(c&0x0F)<<12 | rune(text[i+1]&0x3F)<<6 | rune(text[i+2]&0x3F))
			i += 3
		} else {
			r, size := utf8.DecodeRuneInString(text[i:])
			code, joins = s.character(r, size)
			i += size
		}
		if joined && !joins {
			p.cells[len(p.cells)-1].code |= lastOfPiece
		}
		if !joins {
			code |= lastOfPiece
		}
		p.cells = append(p.cells, cell{end: int32(i), code: code})
		joined = joins
	}
	if joined {
		p.cells[len(p.cells)-1].code |= lastOfPiece
	}
}

// lookUp finds where each character and each pair of them leads to.
func (p *path) lookUp(words *trie.Trie) {
	for i := range p.cells {
		c := &p.cells[i]
		c.one, _ = words.Child(trie.Root, c.code&^lastOfPiece)
	}
	for i := range max(0, len(p.cells)-1) {
		if c := &p.cells[i]; c.one.Node() != 0 {
			c.two, _ = words.Child(c.one.Node(), p.cells[i+1].code&^lastOfPiece)
		}
	}
}

// character is the code of r, and whether it goes into one piece with its like.
func (s *Segmenter) character(r rune, size int) (code uint16, joins bool) {
	switch {
	case r == utf8.RuneError && size == 1:
		return trie.NoCode, false
	case 'A' <= r && r <= 'Z':
		r += 'a' - 'A'
	}
	return s.words.Code(r), int(r) < len(s.joins) && s.joins[r]
}

// extend tries all words that begin at a cell, the way up to which has the given
// rarity, and returns where the next piece begins. A piece that is no word counts
// as an unknown one.
func (p *path) extend(s *Segmenter, from int, rarity float32) (next int) {
	first := from
	for p.cells[first].code&lastOfPiece == 0 {
		first++
	}
	known := false
	for at, u := from, p.cells[from].one; u != 0; {
		if word := u.Value(); word != 0 && p.cells[at].code&lastOfPiece != 0 {
			p.cells[at].reach(from, rarity+s.rarities[word], word)
			known = known || at == first
		}
		at++
		switch {
		case at == from+1:
			u = p.cells[from].two
		case at == len(p.cells) || u.Node() == 0:
			u = 0
		default:
			u, _ = s.words.Child(u.Node(), p.cells[at].code&^lastOfPiece)
		}
	}
	if !known {
		p.cells[first].reach(from, rarity+unknownBits, 0)
	}
	return first + 1
}

// reach ends a word here when that makes the way to here less rare.
func (c *cell) reach(begin int, rarity float32, word uint16) {
	if c.rarity == 0 || c.rarity > rarity {
		c.begin, c.rarity, c.word = int32(begin), rarity, word
	}
}
