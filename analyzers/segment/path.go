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
	// next one do; 0: to no word. Looked up while the text is read, before any way is
	// tried, so that the processor waits for many places of the trie at a time.
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
	begin, ends, n := int32(0), p.find(s, text), len(buf)
	cells, buf := p.cells, slices.Grow(buf, len(ends))[:n+len(ends)]
	for i, t := range ends {
		c := &cells[t]
		buf[n+i] = Token{Begin: begin, End: c.end, POS: s.entries[c.word].tag}
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
	s.weigh(p.cells)
	cells, n := p.cells, len(p.cells)
	ends := slices.Grow(p.ends[:0], n)[:n] // filled from behind
	for at := n - 1; at >= 0; at = int(cells[at].begin) - 1 {
		n--
		ends[n] = int32(at)
	}
	p.ends = ends
	return ends[n:]
}

// read lists the characters of text, and where each of them and each pair leads to.
// ASCII letters count as lower case. Letters and digits of at most two bytes that
// stand together are one piece; any other character is one, and so is each byte that
// is no UTF-8.
func (p *path) read(s *Segmenter, text string) {
	words, cells, n := s.words, slices.Grow(p.cells[:0], len(text))[:len(text)], 0
	joined := false // the cell before can join this one
	for i := 0; i < len(text); n++ {
		var code uint16
		joins := false
		if c := text[i]; 0xE3 <= c && c <= 0xE9 && i+2 < len(text) && text[i+1]&0xC0 == 0x80 && text[i+2]&0xC0 == 0x80 {
			code = words.Code(rune(c&0x0F)<<12 | rune(text[i+1]&0x3F)<<6 | rune(text[i+2]&0x3F))
			i += 3
		} else {
			r, size := utf8.DecodeRuneInString(text[i:])
			code, joins = s.character(r, size)
			i += size
		}
		c := &cells[n]
		*c = cell{end: int32(i), code: code}
		c.one, _ = words.Child(trie.Root, code)
		if n > 0 {
			before := &cells[n-1]
			if !joins || !joined {
				before.code |= lastOfPiece
			}
			if node := before.one.Node(); node != 0 {
				before.two, _ = words.Child(node, code)
			}
		}
		joined = joins
	}
	if n > 0 {
		cells[n-1].code |= lastOfPiece
	}
	p.cells = cells[:n]
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

// weigh tries all words that begin at each piece of a text, and notes in the cells the
// ways that are least rare. A piece that is no word counts as an unknown one.
func (s *Segmenter) weigh(cells []cell) {
	words, rarity := s.words, float32(0) // of the way to here
	for from := 0; from < len(cells); {
		last := from // of the piece
		for cells[last].code&lastOfPiece == 0 {
			last++
		}
		known := false
		for at, u := from, cells[from].one; u != 0; at++ {
			c := &cells[at]
			if word := u.Value(); word != 0 && c.code&lastOfPiece != 0 {
				c.reach(from, rarity+s.rarities[word], word)
				known = known || at == last
			}
			node := u.Node()
			switch {
			case at == from:
				u = c.two
			case node == 0 || at+1 == len(cells):
				u = 0
			default:
				u, _ = words.Child(node, cells[at+1].code&^lastOfPiece)
			}
		}
		c := &cells[last]
		if !known {
			c.reach(from, rarity+unknownBits, 0)
		}
		from, rarity = last+1, c.rarity
	}
}

// reach ends a word here when that makes the way to here less rare.
func (c *cell) reach(begin int, rarity float32, word uint16) {
	if c.rarity == 0 || c.rarity > rarity {
		c.begin, c.rarity, c.word = int32(begin), rarity, word
	}
}
