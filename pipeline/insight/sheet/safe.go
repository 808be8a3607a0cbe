package sheet

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// maxUnits is how much text a cell of Excel holds, in units of UTF-16.
const maxUnits = 32767

// cutMark ends text that was too long for a cell.
const cutMark = "……（超长，已截断）"

// Safe is text that a spreadsheet shows and never runs: a line that begins like a
// formula, also behind blanks and invisible characters or in full-width form, gets
// an apostrophe in front. Control characters and those that change the direction
// of writing are taken out, tabs become blanks, and what a cell does not hold is
// cut off.
func Safe(s string) string {
	s, _ = apostrophes(clean(s), true)
	return cut(s, maxUnits)
}

// clean takes out what is not text, and makes one kind of line break.
func clean(s string) string {
	s = strings.ToValidUTF8(s, string(utf8.RuneError))
	s = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u2028", "\n", "\u2029", "\n").Replace(s)
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n':
			return r
		case r == '\t':
			return ' '
		case unicode.IsControl(r), unicode.Is(unicode.Noncharacter_Code_Point, r), unicode.Is(unicode.Bidi_Control, r):
			return -1
		}
		return r
	}, s)
}

// apostrophes is the text with an apostrophe ahead of each line that begins like a
// formula: an interpreter that does not heed quotes takes each line for a row. Of
// a part of a text, begins says whether only blanks stand ahead of it in its line,
// and is returned for the part that follows.
func apostrophes(s string, begins bool) (string, bool) {
	var b strings.Builder
	for line := range strings.Lines(s) {
		if begins && formula(line) {
			b.WriteByte('\'')
		}
		b.WriteString(line)
		begins = strings.HasSuffix(line, "\n") || begins && lead(line) == ""
	}
	return b.String(), begins
}

// lead is a line without the blanks and invisible characters it begins with.
func lead(line string) string {
	return strings.TrimLeftFunc(line, func(r rune) bool {
		return unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Other_Default_Ignorable_Code_Point, r)
	})
}

// formula reports whether a spreadsheet might take a line for a formula.
func formula(line string) bool {
	line = lead(line)
	r, n := utf8.DecodeRuneInString(line)
	if r == '\u2212' { // the minus of typographers
		return true
	}
	wide := norm.NFKC.String(line[:n])
	return wide != "" && strings.ContainsRune("=+-@", rune(wide[0]))
}

// cut shortens s to n units of UTF-16, on a character.
func cut(s string, n int) string {
	if len(s) <= n || units(s) <= n {
		return s
	}
	room, end := n-units(cutMark), 0
	for i, r := range s {
		room -= unitsOf(r)
		if room < 0 {
			break
		}
		end = i + utf8.RuneLen(r)
	}
	return s[:end] + cutMark
}

func units(s string) int {
	n := 0
	for _, r := range s {
		n += unitsOf(r)
	}
	return n
}

func unitsOf(r rune) int {
	if r > 0xFFFF {
		return 2
	}
	return 1
}
