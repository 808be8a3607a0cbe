package main

import (
	"cmp"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"
)

// refresh makes the text files from an unpacked opencc-js package.
func refresh(dir, from string) error {
	t := &tables{characters: map[rune]rune{}, phrases: map[string]string{}}
	if err := t.importCharacters(from); err != nil {
		return err
	}
	if err := t.importPhrases(from); err != nil {
		return err
	}
	if err := t.amend(filepath.Join(dir, "project.txt")); err != nil {
		return err
	}
	t.settle()
	if err := t.check(); err != nil {
		return err
	}
	t.prune()
	return t.write(dir)
}

// importCharacters takes OpenCC's characters and the regional variants of them.
func (t *tables) importCharacters(from string) error {
	for _, name := range []string{"TSCharacters", "HKVariantsRev", "TWVariantsRev"} {
		pairs, err := readDict(from, name)
		if err != nil {
			return err
		}
		for _, p := range pairs {
			key, value := []rune(p[0]), []rune(p[1])
			if len(key) != 1 || len(value) != 1 || len(p[0]) != 3 || len(p[1]) != 3 {
				continue // rare characters whose conversion would move every byte after them
			}
			if _, known := t.characters[key[0]]; !known {
				t.characters[key[0]] = t.character(value[0])
			}
		}
	}
	return nil
}

// importPhrases takes OpenCC's phrases, and of the regional ones those with 著.
func (t *tables) importPhrases(from string) error {
	pairs, err := readDict(from, "TSPhrases")
	if err != nil {
		return err
	}
	regional, err := readDict(from, "TWVariantsRevPhrases")
	if err != nil {
		return err
	}
	for _, p := range regional {
		if strings.Contains(p[0], "著") {
			pairs = append(pairs, [2]string{p[0], strings.Map(t.except('著'), p[1])})
		}
	}
	for _, p := range pairs {
		if len(p[0]) == len(p[1]) && utf8.RuneCountInString(p[0]) == utf8.RuneCountInString(p[1]) {
			t.phrases[p[0]] = p[1]
		}
	}
	return nil
}

// amend applies the project's own additions and removals.
func (t *tables) amend(path string) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	n := 0
	for line := range strings.Lines(string(data)) {
		n++
		line = strings.TrimSuffix(line, "\n")
		if line == "" || line[0] == '#' {
			continue
		}
		if err := t.amendment(line); err != nil {
			return fmt.Errorf("%s:%d: %w", path, n, err)
		}
	}
	return nil
}

func (t *tables) amendment(line string) error {
	if key, ok := strings.CutPrefix(line, "-"); ok {
		r, size := utf8.DecodeRuneInString(key)
		_, known := t.phrases[key]
		if size == len(key) {
			_, known = t.characters[r]
			delete(t.characters, r)
		}
		delete(t.phrases, key)
		if !known {
			return fmt.Errorf("%q is not there to be left out", key)
		}
		return nil
	}
	key, value, ok := strings.Cut(line, " ")
	if !ok || len(key) != len(value) {
		return fmt.Errorf("%q: want two words of one length", line)
	}
	if utf8.RuneCountInString(key) > 1 {
		t.phrases[key] = value
		return nil
	}
	k, _ := utf8.DecodeRuneInString(key)
	v, _ := utf8.DecodeRuneInString(value)
	t.characters[k] = v
	return nil
}

// settle makes the result of every conversion stay as it is: characters lead
// straight to their last form, and a phrase whose simplified form the tables
// would change again (显著, 张昇) is kept by an entry of its own.
func (t *tables) settle() {
	for k := range t.characters {
		t.characters[k] = t.character(k)
		if t.characters[k] == k {
			delete(t.characters, k)
		}
	}
	for _, k := range slices.Sorted(maps.Keys(t.phrases)) {
		v := t.phrases[k]
		if _, known := t.phrases[v]; !known && strings.Map(t.character, v) != v {
			t.phrases[v] = v
		}
	}
}

// prune leaves out the phrases that shorter ones, or the characters alone,
// convert the same way, whatever follows: fewer characters then begin a phrase.
func (t *tables) prune() {
	keys := slices.SortedFunc(maps.Keys(t.phrases), func(a, b string) int {
		return cmp.Or(cmp.Compare(len(b), len(a)), cmp.Compare(a, b))
	})
	for _, k := range keys {
		if shields(k, keys) {
			continue
		}
		v := t.phrases[k]
		delete(t.phrases, k)
		if t.simplify(k) != v {
			t.phrases[k] = v
		}
	}
}

// shields reports whether a phrase could begin inside key and end behind it: key
// then keeps its last characters from that phrase (慰藉 from 藉着).
func shields(key string, phrases []string) bool {
	for i := range key {
		if i == 0 {
			continue
		}
		for _, p := range phrases {
			if len(p) > len(key)-i && strings.HasPrefix(p, key[i:]) {
				return true
			}
		}
	}
	return false
}

// simplify converts s until nothing changes.
func (t *tables) simplify(s string) string {
	for {
		var b strings.Builder
		for i := 0; i < len(s); {
			n := t.longest(s[i:])
			if n > 0 {
				b.WriteString(t.phrases[s[i:i+n]])
				i += n
				continue
			}
			r, size := utf8.DecodeRuneInString(s[i:])
			b.WriteRune(t.character(r))
			i += size
		}
		if b.String() == s {
			return s
		}
		s = b.String()
	}
}

// longest is the length of the longest phrase that s begins with.
func (t *tables) longest(s string) int {
	n := 0
	for i := range s {
		if _, ok := t.phrases[s[:i]]; ok {
			n = i
		}
	}
	if _, ok := t.phrases[s]; ok {
		n = len(s)
	}
	return n
}

// character follows r to its last form.
func (t *tables) character(r rune) rune {
	for range len(t.characters) {
		next, ok := t.characters[r]
		if !ok || next == r {
			return r
		}
		r = next
	}
	return r
}

func (t *tables) except(stay rune) func(rune) rune {
	return func(r rune) rune {
		if r == stay {
			return r
		}
		return t.character(r)
	}
}

// readDict reads one dictionary module of opencc-js: export default "乾 干|...".
func readDict(from, name string) ([][2]string, error) {
	path := filepath.Join(from, "dist", "esm-lib", "dict", name+".js")
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	_, text, ok := strings.Cut(string(data), `export default "`)
	text, _, closed := strings.Cut(text, `"`)
	if !ok || !closed {
		return nil, fmt.Errorf("%s: not a dictionary of opencc-js", path)
	}
	var pairs [][2]string
	for pair := range strings.SplitSeq(text, "|") {
		key, value, ok := strings.Cut(pair, " ")
		if !ok {
			return nil, fmt.Errorf("%s: %q is not a pair", path, pair)
		}
		pairs = append(pairs, [2]string{key, value})
	}
	return pairs, nil
}
