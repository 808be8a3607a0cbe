// Command gen lays out the simplified dictionary that is embedded in gse as the
// file that package segment loads, with places for the words of the user
// dictionary, which are put there when the program starts. The same gse and the same
// user dictionary give the same file.
package main

import (
	"cmp"
	"encoding/binary"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/go-ego/gse"

	"zhijian/analyzers/segment/trie"
	"zhijian/lexicon/dict"
)

func main() {
	data, err := layOut()
	if err == nil {
		err = os.WriteFile("words.bin", data, 0o644)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(1)
	}
}

// entry is what words share: how often they occur, and their tag.
type entry struct {
	freq uint32
	tag  string
}

// layOut is the whole file: the trie, whose values are the numbers of entries
// from 1 on; the number of entries and the length of the tags; the tags, one a
// line; for each entry its frequency, and the number of its tag in a byte.
func layOut() ([]byte, error) {
	words, err := gseWords()
	if err != nil {
		return nil, err
	}
	user, err := dict.User()
	if err != nil {
		return nil, err
	}
	entries := distinct(words)
	values := make(map[entry]uint16, len(entries))
	for i, e := range entries {
		values[e] = uint16(i + 1)
	}
	list := make([]trie.Word, 0, len(words)+len(user))
	for text, e := range words {
		list = append(list, trie.Word{Text: text, Value: values[e]})
	}
	for _, w := range user {
		if _, ok := words[w.Text]; !ok {
			list = append(list, trie.Word{Text: w.Text})
		}
	}
	t, err := trie.Build(characters(words), list)
	if err != nil {
		return nil, err
	}
	return appendEntries(t.Append(nil), entries), nil
}

// gseWords are the words of the dictionary.
func gseWords() (map[string]entry, error) {
	seg := gse.Segmenter{NotLoadHMM: true, SkipLog: true}
	if err := seg.LoadDictEmbed("zh_s"); err != nil {
		return nil, err
	}
	words := make(map[string]entry, seg.Dict.NumTokens())
	for i := range seg.Dict.Tokens {
		t := &seg.Dict.Tokens[i]
		e := entry{uint32(t.Freq()), t.Pos()}
		if float64(e.freq) != t.Freq() || e.freq < 2 || strings.Contains(e.tag, "\n") {
			return nil, fmt.Errorf("%s: frequency %v, tag %q", t.Text(), t.Freq(), t.Pos())
		}
		words[t.Text()] = e
	}
	return words, nil
}

// distinct lists the entries, the most frequent first.
func distinct(words map[string]entry) []entry {
	all := slices.SortedFunc(maps.Values(words), func(a, b entry) int {
		return cmp.Or(cmp.Compare(b.freq, a.freq), cmp.Compare(a.tag, b.tag))
	})
	return slices.Compact(all)
}

// characters lists the characters of the words, the one in the most frequent words first.
func characters(words map[string]entry) []rune {
	counts := map[rune]uint64{}
	for text, e := range words {
		for _, r := range text {
			counts[r] += uint64(e.freq)
		}
	}
	return slices.SortedFunc(maps.Keys(counts), func(a, b rune) int {
		return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(a, b))
	})
}

func appendEntries(b []byte, entries []entry) []byte {
	var tags []string
	for _, e := range entries {
		tags = append(tags, e.tag)
	}
	slices.Sort(tags)
	tags = slices.Compact(tags)
	names := strings.Join(tags, "\n")
	b = binary.LittleEndian.AppendUint32(b, uint32(len(entries)))
	b = binary.LittleEndian.AppendUint32(b, uint32(len(names)))
	b = append(b, names...)
	for _, e := range entries {
		at, _ := slices.BinarySearch(tags, e.tag)
		b = binary.LittleEndian.AppendUint32(b, e.freq)
		b = append(b, byte(at))
	}
	return b
}
