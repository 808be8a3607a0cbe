package segment

// Tag is a part of speech as the dictionary names it: its letters, the first in the
// lowest byte, and zeros behind them. A string would need more room than the rest of a
// token.
type Tag uint32

// Tags that are told from others.
const (
	UnknownWord Tag = 'x'                    // of what no dictionary knows
	LatinWord   Tag = 'e' | 'n'<<8 | 'g'<<16 // of words in Latin letters
)

// TagOf is the tag of this name, of which the first four letters count: no dictionary has
// longer ones.
func TagOf(name string) Tag {
	var t Tag
	for i := range len(name) {
		t |= Tag(name[i]) << (8 * i)
	}
	return t
}

// String is the name of the tag.
func (t Tag) String() string {
	var name []byte
	for ; t != 0; t >>= 8 {
		name = append(name, byte(t))
	}
	return string(name)
}

// Class is the first letter of the tag; 0 when it has none.
func (t Tag) Class() byte { return byte(t) }

// Begins reports whether the name of the tag begins so.
func (t Tag) Begins(prefix string) bool {
	for i := range len(prefix) {
		if byte(t>>(8*i)) != prefix[i] {
			return false
		}
	}
	return true
}
