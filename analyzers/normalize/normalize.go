// Package normalize gives each text the one form in which it is segmented and
// matched: simplified characters, half-width letters and digits in lower case,
// full-width sentence punctuation, plain spaces, no invisible characters. Every
// position of that form maps back to the words as they were read.
package normalize

import (
	"strings"
	"unicode/utf8"

	"zhijian/analyzers/transcript"
)

// Text is a text with its normal form. It is immutable and safe for concurrent use.
type Text struct {
	// Original is the text as it was given.
	Original string
	// Norm is the normal form: valid UTF-8, the same string for texts that
	// differ only in script, width, case or invisible characters.
	Norm string

	// Spread tells that the text was written letter by letter and that the blanks
	// between its letters were taken out of Norm.
	Spread bool

	marks []mark // nil when equal offsets mean equal places
}

// mark opens a stretch of the normal form that runs to the next mark.
type mark struct {
	norm, orig int32 // where the stretch begins in either text
	size       int32 // 0: byte for byte; else it stands as a whole for size bytes of Original
}

// Normalize brings s into the normal form. Bytes that are no UTF-8 become
// U+FFFD. Normalising a normal form changes nothing. When s already has that
// form nothing is allocated.
func Normalize(s string) Text {
	t := Text{Original: s, Norm: s}
	n, suspect := plainPrefix(s)
	if n < len(s) {
		t = fold(s, n)
		suspect = suspect || suspects(t.Norm[n:])
	}
	if suspect {
		t.Norm = simplify(t.Norm)
	}
	return joinSpread(t)
}

// Span maps the bytes [begin, end) of Norm to the bytes of Original that they
// stand for. The span is tight: characters dropped before its first or after its
// last character stay outside, those dropped in between lie inside. An offset
// inside characters that stand for one original character (十 for ⑩ becomes "10")
// is widened to that character. Both offsets must lie on character boundaries
// of Norm with begin <= end.
func (t *Text) Span(begin, end int) transcript.Span {
	if t.marks == nil {
		return transcript.Span{Begin: begin, End: end}
	}
	return t.marked(begin, end)
}

// marked is Span by the marks.
func (t *Text) marked(begin, end int) transcript.Span {
	if begin == end {
		p := t.place(begin)
		return transcript.Span{Begin: p, End: p}
	}
	k := t.find(begin)
	from, to := &t.marks[k], &t.marks[k]
	if k+1 < len(t.marks) && int(t.marks[k+1].norm) < end {
		to = &t.marks[t.find(end-1)]
	} else if from.size == 0 {
		there := int(from.orig) - int(from.norm)
		return transcript.Span{Begin: there + begin, End: there + end}
	}
	return transcript.Span{Begin: from.first(begin), End: to.last(end)}
}

// place is where the place n of the normal form is in the original, by the marks.
func (t *Text) place(n int) int {
	if n > 0 && n == len(t.Norm) {
		return t.marks[t.find(n-1)].last(n)
	}
	return t.marks[t.find(n)].first(n)
}

// first is where the character at n of the normal form, which is in the stretch,
// begins in the original.
func (m *mark) first(n int) int {
	if m.size > 0 {
		return int(m.orig)
	}
	return int(m.orig) + n - int(m.norm)
}

// last is where the character that ends at n of the normal form, and is in the
// stretch, ends in the original.
func (m *mark) last(n int) int {
	if m.size > 0 {
		return int(m.orig + m.size)
	}
	return int(m.orig) + n - int(m.norm)
}

// find is the index of the stretch that holds byte n of the normal form.
func (t *Text) find(n int) int {
	lo, hi := 0, len(t.marks)
	for lo < hi {
		if mid := int(uint(lo+hi) / 2); int(t.marks[mid].norm) > n {
			hi = mid
		} else {
			lo = mid + 1
		}
	}
	return lo - 1
}

// builder writes a normal form and its marks.
type builder struct {
	norm  strings.Builder
	marks []mark
}

// copy appends bytes that take the place of as many bytes at orig, character
// for character.
func (b *builder) copy(out string, orig int) {
	if out == "" {
		return
	}
	at := b.norm.Len()
	if k := len(b.marks) - 1; k < 0 || b.marks[k].size > 0 || int(b.marks[k].orig)+at-int(b.marks[k].norm) != orig {
		b.marks = append(b.marks, mark{norm: int32(at), orig: int32(orig)})
	}
	b.norm.WriteString(out)
}

// put appends out in place of the one original character at [orig, orig+size).
func (b *builder) put(out string, orig, size int) {
	if out == "" {
		return
	}
	if _, n := utf8.DecodeRuneInString(out); n == len(out) && n == size {
		b.copy(out, orig)
		return
	}
	b.marks = append(b.marks, mark{norm: int32(b.norm.Len()), orig: int32(orig), size: int32(size)})
	b.norm.WriteString(out)
}

// text finishes the normal form of original.
func (b *builder) text(original string) Text {
	t := Text{Original: original, Norm: b.norm.String(), marks: b.marks}
	if len(t.marks) == 0 || len(t.marks) == 1 && t.marks[0] == (mark{}) {
		t.marks = nil
	}
	return t
}
