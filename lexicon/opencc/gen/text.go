package main

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"
)

// tables are the conversions: characters and the phrases that go before them.
type tables struct {
	characters map[rune]rune
	phrases    map[string]string
}

const (
	charactersFile = "characters.txt"
	phrasesFile    = "phrases.txt"
)

// readTexts reads the two text files.
func readTexts(dir string) (*tables, error) {
	t := &tables{characters: map[rune]rune{}, phrases: map[string]string{}}
	err := readPairs(filepath.Join(dir, charactersFile), func(key, value string) error {
		k, v := []rune(key), []rune(value)
		if len(k) != 1 || len(v) != 1 {
			return fmt.Errorf("%q %q: want one character each", key, value)
		}
		t.characters[k[0]] = v[0]
		return nil
	})
	if err != nil {
		return nil, err
	}
	err = readPairs(filepath.Join(dir, phrasesFile), func(key, value string) error {
		t.phrases[key] = value
		return nil
	})
	if err != nil {
		return nil, err
	}
	return t, t.check()
}

// readPairs calls add for each line "key value" of a file whose keys rise.
func readPairs(path string, add func(key, value string) error) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	last, n := "", 0
	for line := range strings.Lines(string(data)) {
		n++
		key, value, ok := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
		switch {
		case !ok || key == "" || value == "" || strings.Contains(value, " "):
			err = fmt.Errorf("%q: want two fields and one space", line)
		case len(key) != len(value) || utf8.RuneCountInString(key) != utf8.RuneCountInString(value):
			err = fmt.Errorf("%q: lengths differ", line)
		case key <= last:
			err = fmt.Errorf("%q: repeated or out of order", key)
		default:
			err = add(key, value)
		}
		if err != nil {
			return fmt.Errorf("%s:%d: %w", path, n, err)
		}
		last = key
	}
	return nil
}

// write writes the two text files.
func (t *tables) write(dir string) error {
	var b strings.Builder
	for _, r := range slices.Sorted(maps.Keys(t.characters)) {
		fmt.Fprintf(&b, "%c %c\n", r, t.characters[r])
	}
	if err := os.WriteFile(filepath.Join(dir, charactersFile), []byte(b.String()), 0o644); err != nil {
		return err
	}
	b.Reset()
	for _, p := range slices.Sorted(maps.Keys(t.phrases)) {
		fmt.Fprintf(&b, "%s %s\n", p, t.phrases[p])
	}
	return os.WriteFile(filepath.Join(dir, phrasesFile), []byte(b.String()), 0o644)
}

// check makes sure that conversion comes to an end: no character may lead back to
// itself through the changes that the tables make.
func (t *tables) check() error {
	next := map[rune]map[rune]bool{}
	change := func(from, to rune) {
		if from == to {
			return
		}
		if next[from] == nil {
			next[from] = map[rune]bool{}
		}
		next[from][to] = true
	}
	for k, v := range t.characters {
		change(k, v)
	}
	for k, v := range t.phrases {
		to := []rune(v)
		for i, from := range []rune(k) {
			change(from, to[i])
		}
	}
	done := map[rune]bool{}
	for _, r := range slices.Sorted(maps.Keys(next)) {
		if err := acyclic(next, r, map[rune]bool{}, done); err != nil {
			return err
		}
	}
	return nil
}

func acyclic(next map[rune]map[rune]bool, r rune, path, done map[rune]bool) error {
	if path[r] {
		return fmt.Errorf("%c changes back into itself", r)
	}
	if done[r] {
		return nil
	}
	path[r] = true
	for _, to := range slices.Sorted(maps.Keys(next[r])) {
		if err := acyclic(next, to, path, done); err != nil {
			return err
		}
	}
	delete(path, r)
	done[r] = true
	return nil
}
