// Package dict holds the words of contact centres that the segmenter's own
// dictionary lacks or cuts wrongly, and parses files of that kind.
package dict

import (
	_ "embed"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

//go:embed user.txt
var userText string

// Word is an entry of a user dictionary.
type Word struct {
	Text string
	Freq int    // how often the word occurs, on the scale of the base dictionary; at least 2
	POS  string // part of speech, one of the tags of the base dictionary
}

// User returns the embedded user dictionary.
func User() ([]Word, error) { return Parse("user.txt", userText) }

// Parse reads a user dictionary: one entry a line, "word frequency tag", single
// spaces between them; empty lines and lines that begin with # are left out. It
// reports every faulty line, each with file and line: the segmenter would drop
// such lines in silence.
func Parse(file, text string) ([]Word, error) {
	if strings.HasPrefix(text, "\ufeff") {
		return nil, fmt.Errorf("%s:1: byte order mark: save the file as UTF-8 without it", file)
	}
	p := parser{file: file, first: map[string]int{}}
	for line := range strings.SplitSeq(text, "\n") {
		p.line++
		line = strings.TrimSuffix(line, "\r")
		if line == "" || line[0] == '#' {
			continue
		}
		p.entry(line)
	}
	if len(p.errs) > 0 {
		return nil, errors.Join(p.errs...)
	}
	return p.words, nil
}

type parser struct {
	file  string
	line  int
	words []Word
	first map[string]int // line of each word
	errs  []error
}

func (p *parser) fail(format string, args ...any) {
	p.errs = append(p.errs, fmt.Errorf("%s:%d: %w", p.file, p.line, fmt.Errorf(format, args...)))
}

// entry parses one line.
func (p *parser) entry(line string) {
	if err := checkLine(line); err != nil {
		p.fail("%w", err)
		return
	}
	fields := strings.Split(line, " ")
	if len(fields) != 3 {
		p.fail("%d fields, want word, frequency and tag", len(fields))
		return
	}
	w := Word{Text: fields[0], POS: fields[2]}
	freq, err := strconv.Atoi(fields[1])
	if err != nil {
		p.fail("frequency %q is not a whole number", fields[1])
		return
	}
	w.Freq = freq
	if err := w.Check(); err != nil {
		p.fail("%w", err)
		return
	}
	if n, ok := p.first[w.Text]; ok {
		p.fail("%q repeats line %d", w.Text, n)
		return
	}
	p.first[w.Text] = p.line
	p.words = append(p.words, w)
}

// checkLine finds what would not show in an editor.
func checkLine(line string) error {
	if !utf8.ValidString(line) {
		return errors.New("not UTF-8")
	}
	switch {
	case strings.Contains(line, "  "):
		return errors.New("two spaces in a row: separate fields with one")
	case line[0] == ' ':
		return errors.New("word is empty: the line begins with a space")
	case strings.HasSuffix(line, " "):
		return errors.New("space at the end of the line")
	}
	for _, r := range line {
		if r != ' ' && unseen(r) {
			return fmt.Errorf("%U in the line: separate fields with one plain space", r)
		}
	}
	return nil
}

// maxFreq keeps one word from drowning the others.
const maxFreq = 10_000_000

// Check reports what would make the segmenter drop w in silence, or worse: an
// empty word destroys its dictionary.
func (w Word) Check() error {
	switch {
	case w.Text == "":
		return errors.New("word is empty")
	case !utf8.ValidString(w.Text):
		return fmt.Errorf("word %q is not UTF-8", w.Text)
	case strings.ContainsFunc(w.Text, unseen):
		return fmt.Errorf("word %q holds a space or an invisible character", w.Text)
	case w.Freq < 2:
		return fmt.Errorf("frequency %d of %q: at least 2, or the segmenter ignores the word", w.Freq, w.Text)
	case w.Freq > maxFreq:
		return fmt.Errorf("frequency %d of %q: at most %d", w.Freq, w.Text, maxFreq)
	case !knownTag(w.POS):
		return fmt.Errorf("unknown tag %q of %q", w.POS, w.Text)
	}
	return nil
}

// unseen reports whether r would not show in a word.
func unseen(r rune) bool {
	return unicode.IsSpace(r) || unicode.IsControl(r) || unicode.Is(unicode.Cf, r)
}

// knownTag reports whether tag is one that the base dictionary uses.
func knownTag(tag string) bool {
	switch tag {
	case "n", "nr", "ns", "nt", "nz", "ng", "v", "vn", "vd", "vi", "a", "ad", "an", "b", "c", "d",
		"f", "i", "j", "l", "m", "mq", "o", "p", "q", "r", "s", "t", "u", "y", "z", "eng":
		return true
	}
	return false
}
