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

// lastOfPiece marks a cell behind which a text may be cut: all but those of letters and
// digits before others.
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
	tokens := buf[n:]
	for i, t := range ends {
		c := &cells[t]
		tokens[i] = Token{Begin: begin, End: c.end, POS: s.ranks[c.word].tag}
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
		if c := text[i]; wide(c) && i+2 < len(text) && text[i+1]&0xC0 == 0x80 && text[i+2]&0xC0 == 0x80 {
			code = words.Basic(uint16(c)<<12 | uint16(text[i+1]&0x3F)<<6 | uint16(text[i+2]&0x3F))
			i += 3
		} else {
			r, size := utf8.DecodeRuneInString(text[i:])
			code, joins = s.character(r, size)
			i += size
		}
		c := &cells[n]
		*c = cell{end: int32(i), code: code | lastOfPiece}
		c.one, _ = words.Child(trie.Root, code)
		if n > 0 {
			before := &cells[n-1]
			if joins && joined {
				before.code &^= lastOfPiece
			}
			if node := before.one.Node(); node != 0 {
				before.two, _ = words.Child(node, code)
			}
		}
		joined = joins
	}
	p.cells = cells[:n]
}

// wide reports whether a byte begins a character of three bytes, as nearly all have,
// whatever bytes behind a first one follow.
func wide(c byte) bool { return 0xE1 <= c && c <= 0xEF && c != 0xED }

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
	words, ranks, rarity := s.words, s.ranks, float32(0) // of the way to here
	for from := 0; from < len(cells); {
		c := &cells[from]
		last, u, next := from, c.one, c.two // of the piece
		if c.code&lastOfPiece == 0 {
			last, u, next = s.spell(cells, from)
			c = &cells[last]
		}
		word := u.Value() // or 0: it counts as an unknown one
		c.reach(from, rarity+ranks[word].rarity, word)
		for at := last + 1; next != 0; {
			d := &cells[at]
			if word := next.Value(); word != 0 && d.code&lastOfPiece != 0 {
				d.reach(from, rarity+ranks[word].rarity, word)
			}
			at++
			node := next.Node()
			if node == 0 || at == len(cells) {
				break
			}
			next, _ = words.Child(node, cells[at].code&^lastOfPiece)
		}
		from, rarity = last+1, c.rarity
	}
}

// spell gives the last cell of the piece of several that begins at from, and where it and
// the next character lead to.
func (s *Segmenter) spell(cells []cell, from int) (last int, u, next trie.Unit) {
	u, next = cells[from].one, cells[from].two
	for last = from; cells[last].code&lastOfPiece == 0; {
		last++
		u, next = next, 0
		if node := u.Node(); node != 0 && last+1 < len(cells) {
			next, _ = s.words.Child(node, cells[last+1].code&^lastOfPiece)
		}
	}
	return last, u, next
}

// reach ends a word here when that makes the way to here less rare.
func (c *cell) reach(begin int, rarity float32, word uint16) {
	if c.rarity == 0 || c.rarity > rarity {
		c.begin, c.rarity, c.word = int32(begin), rarity, word
	}
}
